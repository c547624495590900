import SCSI

extension SegmentContext {
    /// 00h and 0Bh: N is the number of blocks times the source's block length.
    func transfer(_ segment: BlockToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.block)
        let to = try destination(.stream, .processor)
        try checkFastCopy(isPossible: false)
        let count = Int(segment.numberOfBlocks) * from.blockLength
        try checkLength(count, at: 14)
        let unit = try streamUnit(
            to, segment.streamDeviceTransferLength,
            isNeeded: count > 0 || !residue.destination.isEmpty)
        return SegmentTransfer(
            from: .blocks(from, next: segment.logicalBlockAddress),
            to: .stream(to, unit: unit),
            rules(cat: segment.cat, source: from, destination: to, holds: segment.holdsData),
            count: count, residue: residue)
    }

    /// 08h: N is the number of bytes, the first of them somewhere in a block. Where it is zero,
    /// nothing is transferred, not even whole units of what earlier segments left.
    func transfer(_ segment: BlockOffsetToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.block)
        let to = try destination(.stream, .processor)
        try checkFastCopy(isPossible: false)
        let count = Int(segment.numberOfBytes)
        try checkLength(count, at: 12)
        let skip = try byteOffset(segment.byteOffset, in: from, at: 26)
        var rules = rules(cat: segment.cat, source: from, destination: to)
        rules.dropsTail = !profile.switches.offsetTailIsResidue
        rules.transfersNothing = count == 0
        let isFilled = !rules.cat && rules.destinationPad && !residue.destination.isEmpty
        let unit = try streamUnit(
            to, segment.streamDeviceTransferLength, isNeeded: count > 0 || isFilled)
        return SegmentTransfer(
            from: .blocks(from, next: segment.logicalBlockAddress, skip: skip),
            to: .stream(to, unit: unit), rules, count: count, residue: residue)
    }
}
