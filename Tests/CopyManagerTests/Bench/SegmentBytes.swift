import WireBytes

/// More segment descriptors, byte by byte.
extension ListBytes {
    private static func frame(
        _ type: UInt8, _ cat: Bool, _ length: Int, _ source: Int, _ destination: Int
    ) -> [UInt8] {
        [type, cat ? 1 : 0] + number(length, 2) + number(source, 2) + number(destination, 2)
    }

    /// 03h.
    static func streamToStream(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, read: Int, write: Int,
        bytes: Int
    ) -> [UInt8] {
        frame(0x03, cat, 0x10, source, destination) + [0] + number(read, 3) + [0]
            + number(write, 3) + number(bytes, 4)
    }

    /// 05h, with all the data that it says, filled up to a multiple of four.
    static func embedded(
        cat: Bool = false, _ destination: Int = 0, transfer: Int, _ data: [UInt8]
    ) -> [UInt8] {
        let fill = [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
        return frame(0x05, cat, 12 + data.count + fill.count, 0, destination) + [0]
            + number(transfer, 3) + number(data.count, 2) + [0, 0] + data + fill
    }

    /// 07h.
    static func verify(_ source: Int = 0, testUnitReady: Bool) -> [UInt8] {
        frame(0x07, false, 0x08, source, 0) + [testUnitReady ? 1 : 0, 0, 0, 0]
    }

    /// 08h.
    static func bytesToStream(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, transfer: Int, bytes: Int,
        lba: Int = 0, offset: Int = 0
    ) -> [UInt8] {
        frame(0x08, cat, 0x18, source, destination) + [0] + number(transfer, 3)
            + number(bytes, 4) + number(lba, 8) + [0, 0] + number(offset, 2)
    }

    /// 09h.
    static func streamToBytes(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, transfer: Int, bytes: Int,
        lba: Int = 0, offset: Int = 0
    ) -> [UInt8] {
        bytesToStream(
            cat: cat, source, destination, transfer: transfer, bytes: bytes, lba: lba,
            offset: offset
        ).with([0x09], at: 0)
    }

    /// 0Ah.
    static func bytesToBytes(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, bytes: Int, from: Int = 0,
        to: Int = 0, offset: Int = 0, at place: Int = 0
    ) -> [UInt8] {
        frame(0x0A, cat, 0x1C, source, destination) + number(bytes, 4) + number(from, 8)
            + number(to, 8) + number(offset, 2) + number(place, 2)
    }

    /// 11h, whose count may be below zero.
    static func space(_ destination: Int = 0, code: UInt8, count: Int) -> [UInt8] {
        frame(0x11, false, 0x08, 0, destination) + [code] + number(count & 0xFF_FFFF, 3)
    }

    /// 12h.
    static func locate(_ destination: Int = 0, object: Int) -> [UInt8] {
        frame(0x12, false, 0x08, 0, destination) + number(object, 4)
    }

    /// 13h.
    static func tapeImage(_ source: Int = 0, _ destination: Int = 1, marks: Int = 0) -> [UInt8] {
        frame(0x13, false, 0x08, source, destination) + number(marks, 4)
    }

    /// 14h.
    static func registerKey(_ destination: Int = 0, old: Int = 0, new: Int) -> [UInt8] {
        frame(0x14, false, 0x18, 0, destination) + number(old, 8) + number(new, 8) + [0, 0, 0, 0]
    }

    /// 15h, with a TransportID.
    static func moveRegistration(
        _ destination: Int = 0, key: Int, new: Int, unregisters: Bool = false, port: Int = 1,
        _ transportID: [UInt8]
    ) -> [UInt8] {
        frame(0x15, false, 28 + transportID.count, 0, destination) + number(key, 8)
            + number(new, 8) + [0, unregisters ? 2 : 0] + number(port, 2)
            + number(transportID.count, 4) + transportID
    }

    /// 16h.
    static func blockImage(
        _ source: Int = 0, _ destination: Int = 1, from: Int = 0, to: Int = 0, blocks: Int = 0
    ) -> [UInt8] {
        frame(0x16, false, 0x18, source, destination) + number(from, 8) + number(to, 8)
            + number(blocks, 4)
    }
}

extension [UInt8] {
    /// The same segment of the type that holds what it processes.
    var held: [UInt8] { with([self[0] == 0x06 ? 0x0F : self[0] + 0x0B], at: 0) }
}
