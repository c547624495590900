/// An EXTENDED COPY as the model understands it.
struct CopyPlan {
    var descriptors: [PlannedDevice] = []
    var segments: [PlannedSegment] = []
    var inline: [UInt8] = []

    /// The parameter list.
    func list(id: UInt8) -> [UInt8] {
        ListBytes.list(id: id, descriptors.map(\.bytes), segments.map(\.bytes), inline: inline)
    }
}

/// A CSCD descriptor.
struct PlannedDevice {
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
}

/// A segment descriptor.
struct PlannedSegment: CustomStringConvertible {
    var code: UInt8
    var cat = false
    var countsDestination = false
    var source = 0
    var destination = 0
    var transfer = 0
    /// Blocks, bytes or filemarks, by the type.
    var count = 0
    /// LBA of the source, or the only one; INLINE DATA OFFSET.
    var from = 0
    /// LBA of the destination of 02h.
    var to = 0

    var bytes: [UInt8] {
        switch code {
        case 0x00:
            ListBytes.blockToStream(
                cat: cat, source, destination, transfer: transfer, blocks: count, lba: from)
        case 0x01:
            ListBytes.streamToBlock(
                cat: cat, source, destination, transfer: transfer, blocks: count, lba: from)
        case 0x02:
            ListBytes.blockToBlock(
                cat: cat, dc: countsDestination, source, destination, blocks: count, from: from,
                to: to)
        case 0x04:
            ListBytes.inlineToStream(
                cat: cat, destination, transfer: transfer, offset: from, bytes: count)
        case 0x06: ListBytes.streamToDiscard(cat: cat, source, transfer: transfer, bytes: count)
        default: ListBytes.filemarks(destination, count: count)
        }
    }

    var description: String {
        let flags = (cat ? " CAT" : "") + (countsDestination ? " DC" : "")
        return "\(code)\(flags) \(source)>\(destination) unit \(transfer) count \(count)"
            + " from \(from) to \(to)"
    }
}
