import SCSI

extension SegmentContext {
    /// 01h: exactly the number of blocks is written, from the destination residue first.
    func transfer(_ segment: StreamToBlockSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.stream, .processor)
        let to = try destination(.block)
        let writable = Int(segment.numberOfBlocks) * to.blockLength
        try checkLength(writable, at: 14)
        let count = max(0, writable - residue.destination.count)
        let unit = try streamUnit(
            from, segment.streamDeviceTransferLength, isNeeded: count > residue.source.count)
        return SegmentTransfer(
            from: .stream(from, unit: unit),
            to: .blocks(to, next: segment.logicalBlockAddress), cat: segment.cat,
            sourcePad: from.pad, destinationPad: to.pad, count: count, writable: writable,
            residue: residue)
    }
}
