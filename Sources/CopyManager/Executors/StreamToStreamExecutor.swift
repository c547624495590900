import SCSI

extension SegmentContext {
    /// 03h and 0Eh: N is the number of bytes; each side has a transfer length of its own.
    func transfer(_ segment: StreamToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let from = try source(.stream, .processor)
        let to = try destination(.stream, .processor)
        try checkFastCopy(isPossible: false)
        let count = Int(segment.byteCount)
        try checkLength(count, at: 16)
        let read = try streamUnit(
            from, segment.sourceStreamDeviceTransferLength,
            isNeeded: count > residue.source.count)
        let write = try streamUnit(
            to, segment.destinationStreamDeviceTransferLength,
            isNeeded: count > 0 || !residue.destination.isEmpty, at: 13)
        return SegmentTransfer(
            from: .stream(from, unit: read), to: .stream(to, unit: write),
            rules(cat: segment.cat, source: from, destination: to, holds: segment.holdsData),
            count: count, residue: residue)
    }
}
