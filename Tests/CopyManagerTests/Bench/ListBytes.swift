import WireBytes

/// Parameter lists put together byte by byte, as the standard draws them and not as `SCSI` encodes
/// them: what is wrong there must not cancel itself out here.
enum ListBytes {
    /// A list of these parts.
    static func list(
        id: UInt8 = 0x41, usage: UInt8 = 0, _ descriptors: [[UInt8]], _ segments: [[UInt8]],
        inline: [UInt8] = []
    ) -> [UInt8] {
        let cscd = Array(descriptors.joined())
        let segment = Array(segments.joined())
        var bytes: [UInt8] = [id, usage << 3 | 1]
        bytes.appendBigEndian(UInt64(cscd.count), count: 2)
        bytes += [0, 0, 0, 0]
        bytes.appendBigEndian(UInt64(segment.count), count: 4)
        bytes.appendBigEndian(UInt64(inline.count), count: 4)
        return bytes + cscd + segment + inline
    }

    /// An E4h descriptor with an NAA designator.
    static func device(
        _ type: UInt8, _ naa: [UInt8], flags: UInt8, blockLength: Int, nul: Bool = false
    ) -> [UInt8] {
        var bytes: [UInt8] = [0xE4, type | (nul ? 0x20 : 0), 0, 0, 0x01, 0x03, 0, UInt8(naa.count)]
        bytes += naa
        bytes += [UInt8](repeating: 0, count: 20 - naa.count)
        bytes.append(flags)
        bytes.appendBigEndian(UInt64(blockLength), count: 3)
        return bytes
    }

    /// A disk.
    static func disk(_ naa: [UInt8], _ blockLength: Int = 512, pad: Bool = false) -> [UInt8] {
        device(0x00, naa, flags: pad ? 0x04 : 0, blockLength: blockLength)
    }

    /// A tape: with a block length its records are fixed, with 0 variable.
    static func tape(_ naa: [UInt8], _ blockLength: Int = 0, pad: Bool = false) -> [UInt8] {
        let flags: UInt8 = (pad ? 0x04 : 0) | (blockLength == 0 ? 0 : 0x01)
        return device(0x01, naa, flags: flags, blockLength: blockLength)
    }

    /// 00h.
    static func blockToStream(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, transfer: Int, blocks: Int,
        lba: Int = 0
    ) -> [UInt8] {
        frame(0x00, cat ? 1 : 0, 0x14, source, destination) + [0] + number(transfer, 3)
            + [0, 0] + number(blocks, 2) + number(lba, 8)
    }

    /// 01h.
    static func streamToBlock(
        cat: Bool = false, _ source: Int = 0, _ destination: Int = 1, transfer: Int, blocks: Int,
        lba: Int = 0
    ) -> [UInt8] {
        frame(0x01, cat ? 1 : 0, 0x14, source, destination) + [0] + number(transfer, 3)
            + [0, 0] + number(blocks, 2) + number(lba, 8)
    }

    /// 02h.
    static func blockToBlock(
        cat: Bool = false, dc: Bool = false, _ source: Int = 0, _ destination: Int = 1,
        blocks: Int, from: Int = 0, to: Int = 0
    ) -> [UInt8] {
        frame(0x02, (dc ? 2 : 0) | (cat ? 1 : 0), 0x18, source, destination) + [0, 0]
            + number(blocks, 2) + number(from, 8) + number(to, 8)
    }

    /// 04h.
    static func inlineToStream(
        cat: Bool = false, _ destination: Int = 0, transfer: Int, offset: Int = 0, bytes: Int
    ) -> [UInt8] {
        frame(0x04, cat ? 1 : 0, 0x10, 0, destination) + [0] + number(transfer, 3)
            + number(offset, 4) + number(bytes, 4)
    }

    /// 06h.
    static func streamToDiscard(
        cat: Bool = false, _ source: Int = 0, transfer: Int, bytes: Int
    ) -> [UInt8] {
        frame(0x06, cat ? 1 : 0, 0x0C, source, 0) + [0] + number(transfer, 3) + number(bytes, 4)
    }

    /// 10h.
    static func filemarks(_ destination: Int = 0, immediate: Bool = false, count: Int) -> [UInt8] {
        frame(0x10, 0, 0x08, 0, destination) + [immediate ? 1 : 0] + number(count, 3)
    }

    private static func frame(
        _ type: UInt8, _ flags: UInt8, _ length: Int, _ source: Int, _ destination: Int
    ) -> [UInt8] {
        [type, flags] + number(length, 2) + number(source, 2) + number(destination, 2)
    }

    /// A number in so many bytes.
    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt64(value), count: count)
        return bytes
    }
}

extension [UInt8] {
    /// The same bytes with others from `offset` on.
    func with(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        var changed = self
        changed.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return changed
    }
}
