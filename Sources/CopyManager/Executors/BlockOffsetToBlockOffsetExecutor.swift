import SCSI

extension SegmentContext {
    /// 0Ah: a range of bytes becomes a range of bytes, both somewhere in blocks.
    func transfer(
        _ segment: BlockOffsetToBlockOffsetSegment
    ) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.block)
        let to = try destination(.block)
        try checkPair(from, to)
        let writable = Int(segment.numberOfBytes)
        try checkLength(writable, at: 8)
        let read = try byteOffset(segment.sourceByteOffset, in: from, at: 28)
        let write = try byteOffset(segment.destinationByteOffset, in: to, at: 30)
        var rules = rules(cat: segment.cat, source: from, destination: to)
        rules.dropsTail = !profile.switches.offsetTailIsResidue
        return SegmentTransfer(
            from: .blocks(from, next: segment.sourceLogicalBlockAddress, skip: read),
            to: .bytes(to, next: segment.destinationLogicalBlockAddress, skip: write), rules,
            count: max(0, writable - residue.destination.count), writable: writable,
            residue: residue)
    }
}
