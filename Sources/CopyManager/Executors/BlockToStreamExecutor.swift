import SCSI

extension SegmentContext {
    /// 00h: N is the number of blocks times the source's block length.
    func transfer(_ segment: BlockToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.block)
        let to = try destination(.stream, .processor)
        let count = Int(segment.numberOfBlocks) * from.blockLength
        try checkLength(count, at: 14)
        let unit = try streamUnit(
            to, segment.streamDeviceTransferLength,
            isNeeded: count > 0 || !residue.destination.isEmpty)
        return SegmentTransfer(
            from: .blocks(from, next: segment.logicalBlockAddress),
            to: .stream(to, unit: unit), cat: segment.cat, sourcePad: from.pad,
            destinationPad: to.pad, count: count, residue: residue)
    }
}
