import Media
import SCSI

extension SegmentContext {
    /// 04h: bytes of the inline data; the source residue stays as it is, and the source's PAD is
    /// taken as zero.
    func transfer(_ segment: InlineToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let start = UInt64(segment.inlineDataOffset)
        let count = UInt64(segment.inlineDataNumberOfBytes)
        let to = try destination(.stream, .processor)
        guard start + count <= UInt64(inlineData.count) else {
            // The offset is to blame only where no number of bytes would do.
            let byte = start > UInt64(inlineData.count) ? 12 : 16
            throw CopyFailure(.inlineDataOverrun, at: .segment(byte))
        }
        if start % 4 != 0 && !profile.quirks.takesUnalignedInlineData {
            throw CopyFailure(.segmentDescriptorField, at: .segment(12))
        }
        try checkLength(Int(count), at: 16)
        return try transfer(
            inlineData[Int(start)..<Int(start + count)], to, segment.streamDeviceTransferLength,
            cat: segment.cat)
    }

    /// 05h: bytes of the segment descriptor itself; otherwise as 04h.
    func transfer(_ segment: EmbeddedToStreamSegment) throws(CopyFailure) -> SegmentTransfer {
        let to = try destination(.stream, .processor)
        let count = Int(segment.numberOfBytes)
        guard count <= segment.data.count else {
            throw CopyFailure(.embeddedByteCount, at: .segment(12))
        }
        try checkLength(count, at: 12)
        return try transfer(
            segment.data[..<count], to, segment.streamDeviceTransferLength, cat: segment.cat)
    }

    private func transfer(
        _ bytes: ArraySlice<UInt8>, _ to: CSCDBinding, _ transferLength: UInt32, cat: Bool
    ) throws(CopyFailure) -> SegmentTransfer {
        try checkFastCopy(isPossible: false)
        let unit = try streamUnit(
            to, transferLength, isNeeded: !bytes.isEmpty || !residue.destination.isEmpty)
        return SegmentTransfer(
            from: .inline(DataBuffer(.memory(bytes))), to: .stream(to, unit: unit),
            rules(cat: cat, source: nil, destination: to), count: bytes.count, residue: residue)
    }
}
