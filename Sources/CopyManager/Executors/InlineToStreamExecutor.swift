import Media
import SCSI

extension SegmentContext {
    /// 04h: bytes of the inline data; the source residue stays as it is, and the source's PAD is
    /// taken as zero.
    func transfer(_ segment: InlineToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let to = try destination(.stream, .processor)
        let start = UInt64(segment.inlineDataOffset)
        let count = UInt64(segment.inlineDataNumberOfBytes)
        guard start + count <= UInt64(inlineData.count) else {
            // The offset is to blame only where no number of bytes would do.
            let byte = start > UInt64(inlineData.count) ? 12 : 16
            throw CopyFailure(.inlineDataLengthExceeded, at: .segment(byte))
        }
        if start % 4 != 0 {
            throw CopyFailure(.invalidFieldInParameterList, at: .segment(12))
        }
        try checkLength(Int(count), at: 16)
        let unit = try streamUnit(
            to, segment.streamDeviceTransferLength,
            isNeeded: count > 0 || !residue.destination.isEmpty)
        let bytes = inlineData[Int(start)..<Int(start + count)]
        return SegmentTransfer(
            from: .inline(DataBuffer(.memory(bytes))), to: .stream(to, unit: unit),
            cat: segment.cat, sourcePad: false, destinationPad: to.pad, count: Int(count),
            residue: residue)
    }
}
