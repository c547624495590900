import SCSI

extension SegmentContext {
    /// 01h and 0Ch: exactly the number of blocks is written, from the destination residue first.
    func transfer(_ segment: StreamToBlockSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.stream, .processor)
        let to = try destination(.block)
        try checkFastCopy(isPossible: false)
        let writable = Int(segment.numberOfBlocks) * to.blockLength
        try checkLength(writable, at: 14)
        let count = max(0, writable - residue.destination.count)
        let unit = try streamUnit(
            from, segment.streamDeviceTransferLength, isNeeded: count > residue.source.count)
        return SegmentTransfer(
            from: .stream(from, unit: unit),
            to: .blocks(to, next: segment.logicalBlockAddress),
            rules(cat: segment.cat, source: from, destination: to, holds: segment.holdsData),
            count: count, writable: writable, residue: residue)
    }

    /// 09h: exactly the number of bytes is written, the first of them somewhere in a block.
    func transfer(_ segment: StreamToBlockOffsetSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.stream, .processor)
        let to = try destination(.block)
        try checkFastCopy(isPossible: false)
        let writable = Int(segment.numberOfBytes)
        try checkLength(writable, at: 12)
        let skip = try byteOffset(segment.byteOffset, in: to, at: 26)
        let count = max(0, writable - residue.destination.count)
        let unit = try streamUnit(
            from, segment.streamDeviceTransferLength, isNeeded: count > residue.source.count)
        return SegmentTransfer(
            from: .stream(from, unit: unit),
            to: .bytes(to, next: segment.logicalBlockAddress, skip: skip),
            rules(cat: segment.cat, source: from, destination: to), count: count,
            writable: writable, residue: residue)
    }
}
