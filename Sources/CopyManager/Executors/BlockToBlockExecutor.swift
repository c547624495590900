import SCSI

extension SegmentContext {
    /// 02h and 0Dh: the number of blocks is the source's, or with DC the destination's, which then
    /// are all that is written.
    func transfer(_ segment: BlockToBlockSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.block)
        let to = try destination(.block)
        try checkPair(from, to)
        let length = segment.destinationCount ? to.blockLength : from.blockLength
        let total = Int(segment.numberOfBlocks) * length
        try checkLength(total, at: 10)
        let isCounted = segment.destinationCount
        return SegmentTransfer(
            from: .blocks(from, next: segment.sourceLogicalBlockAddress),
            to: .blocks(to, next: segment.destinationLogicalBlockAddress),
            rules(cat: segment.cat, source: from, destination: to, holds: segment.holdsData),
            count: isCounted ? max(0, total - residue.destination.count) : total,
            writable: isCounted ? total : nil, residue: residue)
    }
}
