import SCSI

extension SegmentContext {
    /// 06h and 0Fh: bytes are removed from the source residue first, then from what is read; the
    /// destination's PAD is taken as zero.
    func transfer(_ segment: StreamToDiscardSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.stream, .processor)
        try checkFastCopy(isPossible: false)
        let count = Int(segment.numberOfBytes)
        try checkLength(count, at: 12)
        let unit = try streamUnit(
            from, segment.streamDeviceTransferLength, isNeeded: count > residue.source.count)
        return SegmentTransfer(
            from: .stream(from, unit: unit), to: .discard,
            rules(cat: segment.cat, source: from, destination: nil, holds: segment.holdsData),
            count: count, residue: residue)
    }
}
