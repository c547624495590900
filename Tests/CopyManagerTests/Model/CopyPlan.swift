import WireBytes

/// An EXTENDED COPY as the model understands it.
struct CopyPlan {
    var descriptors: [PlannedDevice] = []
    var segments: [PlannedSegment] = []
    var inline: [UInt8] = []
    /// Whether the parameter list is that of EXTENDED COPY(LID4).
    var isLID4 = false
    /// The device that gets the command.
    var receiver = 0

    /// Where a CSCD descriptor stands in the parameter list.
    func offset(ofDescriptor number: Int) -> Int { (isLID4 ? 48 : 16) + 32 * number }

    /// The parameter list.
    func list(id: Int) -> [UInt8] {
        let cscd = descriptors.flatMap(\.bytes)
        let segment = segments.flatMap { $0.bytes(firstID: isLID4 ? 1 : 0) }
        var header: [UInt8]
        if isLID4 {
            header = [0x01, 0x01, 0x00, 0x20] + [UInt8](repeating: 0, count: 12)
            header += [0xFF, 0, 0, 0] + ListBytes.number(id, 4)
            header += [UInt8](repeating: 0, count: 18)
            header += ListBytes.number(cscd.count, 2) + ListBytes.number(segment.count, 2)
            header += ListBytes.number(inline.count, 2)
        } else {
            header = [UInt8(id), 0x01] + ListBytes.number(cscd.count, 2) + [0, 0, 0, 0]
            header += ListBytes.number(segment.count, 4) + ListBytes.number(inline.count, 4)
        }
        return header + cscd + segment + inline
    }
}

extension CopyPlan: CustomStringConvertible {
    var description: String {
        let receiver = ["disk A", "disk B", "tape 1", "tape 2"][receiver]
        let head =
            "EXTENDED COPY(\(isLID4 ? "LID4" : "LID1")) to \(receiver), inline data: "
            + "\(inline.count) bytes"
        let devices = descriptors.enumerated().map { "  CSCD \($0): \($1)" }
        let parts = segments.enumerated().map { "  segment \($0): \($1)" }
        return ([head] + devices + parts).joined(separator: "\n")
    }
}

/// A CSCD descriptor.
struct PlannedDevice: CustomStringConvertible {
    /// Index among disk A, disk B, tape 1, tape 2; `nil` for a designator that nobody has.
    var device: Int?
    var type: UInt8
    var pad = false
    /// DISK BLOCK LENGTH or STREAM BLOCK LENGTH.
    var length = 0
    var isNull = false

    static let names = [CopyBench.naaA, CopyBench.naaB, CopyBench.naa1, CopyBench.naa2]

    var bytes: [UInt8] {
        let flags: UInt8 = (pad ? 4 : 0) | (type == 1 && length > 0 ? 1 : 0)
        let naa = device.map { Self.names[$0] } ?? [0x51, 2, 3, 4, 5, 6, 7, 8]
        return ListBytes.device(type, naa, flags: flags, blockLength: length, nul: isNull)
    }

    var description: String {
        let name = device.map { ["disk A", "disk B", "tape 1", "tape 2"][$0] } ?? "nobody"
        return "\(name), type \(type), block length \(length)\(pad ? ", PAD" : "")"
            + (isNull ? ", NUL" : "")
    }
}

/// A segment descriptor.
struct PlannedSegment: CustomStringConvertible {
    var code: UInt8
    var cat = false
    /// DC of 02h and 0Dh.
    var countsDestination = false
    var source = 0
    var destination = 0
    /// STREAM DEVICE TRANSFER LENGTH; the source's of 03h.
    var transfer = 0
    /// DESTINATION STREAM DEVICE TRANSFER LENGTH of 03h.
    var destinationTransfer = 0
    /// Blocks, bytes, filemarks, objects to space over, or the object to go to, by the type.
    var count = 0
    /// LBA of the source; INLINE DATA OFFSET; the CODE of 11h; TUR of 07h.
    var from = 0
    /// LBA of the destination.
    var to = 0
    /// Byte offsets into the first block.
    var fromOffset = 0
    var toOffset = 0
    /// The data of 05h.
    var embedded: [UInt8] = []

    /// Whether a copy of the processed data is held.
    var holds: Bool { (0x0B...0x0F).contains(code) }

    /// The type that it is but for holding data.
    var plainCode: UInt8 { code == 0x0F ? 0x06 : holds ? code - 0x0B : code }

    /// Whether it takes bytes from a copy source, and whether that is a stream.
    var readsBlocks: Bool { [0x00, 0x02, 0x08, 0x0A].contains(plainCode) }
    var readsStream: Bool { [0x01, 0x03, 0x06, 0x09].contains(plainCode) }
    /// Whether it gives bytes to a copy destination, and whether that is a stream.
    var writesBlocks: Bool { [0x01, 0x02, 0x09, 0x0A].contains(plainCode) }
    var writesStream: Bool { [0x00, 0x03, 0x04, 0x05, 0x08].contains(plainCode) }

    /// The segment descriptor; a CSCD descriptor ID counts from `firstID`.
    func bytes(firstID: Int) -> [UInt8] {
        func id(_ number: Int) -> [UInt8] {
            ListBytes.number(number < 0x0700 ? number + firstID : number, 2)
        }
        func number(_ value: Int, _ count: Int) -> [UInt8] { ListBytes.number(value, count) }
        let rest: [UInt8]
        switch plainCode {
        case 0x00: rest = [0] + number(transfer, 3) + [0, 0] + number(count, 2) + number(from, 8)
        case 0x01: rest = [0] + number(transfer, 3) + [0, 0] + number(count, 2) + number(to, 8)
        case 0x02: rest = [0, 0] + number(count, 2) + number(from, 8) + number(to, 8)
        case 0x03:
            rest =
                [0] + number(transfer, 3) + [0] + number(destinationTransfer, 3) + number(count, 4)
        case 0x04: rest = [0] + number(transfer, 3) + number(from, 4) + number(count, 4)
        case 0x05:
            let fill = [UInt8](repeating: 0, count: (4 - embedded.count % 4) % 4)
            rest = [0] + number(transfer, 3) + number(count, 2) + [0, 0] + embedded + fill
        case 0x06: rest = [0] + number(transfer, 3) + number(count, 4)
        case 0x08:
            rest =
                [0] + number(transfer, 3) + number(count, 4) + number(from, 8) + [0, 0]
                + number(fromOffset, 2)
        case 0x09:
            rest =
                [0] + number(transfer, 3) + number(count, 4) + number(to, 8) + [0, 0]
                + number(toOffset, 2)
        case 0x0A:
            rest =
                number(count, 4) + number(from, 8) + number(to, 8) + number(fromOffset, 2)
                + number(toOffset, 2)
        case 0x07: rest = [UInt8(from), 0, 0, 0]
        case 0x10: rest = [UInt8(from)] + number(count, 3)
        case 0x11: rest = [UInt8(from)] + number(count & 0xFF_FFFF, 3)
        case 0x12, 0x13: rest = number(count, 4)
        default: rest = number(from, 8) + number(to, 8) + number(count, 4)
        }
        let flags: UInt8 = (countsDestination ? 2 : 0) | (cat ? 1 : 0)
        return [code, flags] + number(4 + rest.count, 2) + id(source) + id(destination) + rest
    }

    var description: String {
        let flags = (cat ? " CAT" : "") + (countsDestination ? " DC" : "")
        let offsets = fromOffset + toOffset > 0 ? ", offsets \(fromOffset) and \(toOffset)" : ""
        return "\(hexadecimal(code))\(flags) \(hexadecimal(UInt16(source)))>"
            + "\(hexadecimal(UInt16(destination))), SDTL \(transfer) and \(destinationTransfer), "
            + "count \(count), from \(from) to \(to)\(offsets)"
    }
}
