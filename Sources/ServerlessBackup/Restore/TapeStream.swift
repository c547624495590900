import SCSI

/// The stream of a backup as it stands on tape, read through the server at any place of it.
///
/// Reading costs whole tape records; what lies between two places is not read but passed by LOCATE.
final class TapeStream {
    let header: ArchiveHeader
    let spans: [TapeSpan]
    private let drives: [TapeDrive]
    /// Whether what is read counts as content of files.
    var isPayload = false

    private var record: [UInt8] = []
    /// Bytes of the stream before `record`.
    private var recordStart: UInt64 = 0
    /// Where the drive of each cartridge stands; nil where that is not known.
    private var objects: [UInt64?]

    init(_ header: ArchiveHeader, _ spans: [TapeSpan], drives: [TapeDrive]) {
        self.header = header
        self.spans = spans
        self.drives = drives
        objects = [UInt64?](repeating: nil, count: drives.count)
    }

    /// Bytes of the stream that are on tape.
    var end: UInt64 { spans.last?.end(recordLength: header.recordLength) ?? 0 }

    /// The record that holds a byte of the stream: its cartridge and its logical object number.
    func place(of offset: UInt64) throws(BackupError) -> (span: TapeSpan, object: UInt64) {
        let length = UInt64(header.recordLength)
        for span in spans
        where span.start <= offset && offset < span.end(recordLength: header.recordLength) {
            return (span, span.firstObject + (offset - span.start) / length)
        }
        throw .notAnArchive("byte \(offset): the archive ends at byte \(end)")
    }

    /// The drive of a cartridge.
    func drive(_ cartridge: Int) throws(BackupError) -> TapeDrive {
        guard cartridge >= 1, cartridge <= drives.count else {
            throw .notAnArchive(
                "cartridge \(cartridge) of \(header.name) is needed; \(drives.count) are given")
        }
        return drives[cartridge - 1]
    }

    /// Forgets where the drives stand: somebody else has moved them.
    func forgetPositions() { objects = [UInt64?](repeating: nil, count: drives.count) }

    /// Bytes of the stream.
    func read(at offset: UInt64, count: Int) throws(BackupError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var next = offset
        while bytes.count < count {
            if record.isEmpty || next < recordStart
                || next >= recordStart + UInt64(record.count)
            {
                try load(next)
            }
            let skipped = Int(next - recordStart)
            let part = record[skipped..<min(record.count, skipped + count - bytes.count)]
            bytes += part
            next += UInt64(part.count)
        }
        return bytes
    }

    /// Bytes of a member's content without the map of a sparse one.
    func contentCount(of member: ArchivedMember) throws(BackupError) -> UInt64 {
        guard member.isSparse else { return member.storedSize }
        let map = try sparseMap(of: member)
        return member.storedSize - min(member.storedSize, map.byteCount)
    }

    /// The map in front of a sparse member's content, and the bytes that it takes.
    func sparseMap(
        of member: ArchivedMember
    ) throws(BackupError) -> (map: SparseMap, byteCount: UInt64) {
        let unit = UInt64(UstarHeader.byteCount)
        var offset = member.contentOffset
        let end = offset + member.storedSize
        return try SparseMap.read(size: member.size) { () throws(BackupError) in
            guard offset < end else {
                throw .notAnArchive("byte \(offset): a sparse map expected")
            }
            let block = try read(at: offset, count: Int(unit))
            offset += unit
            return block[...]
        }
    }

    private func load(_ offset: UInt64) throws(BackupError) {
        let (span, object) = try place(of: offset)
        let drive = try drive(span.cartridge)
        record = []
        if objects[span.cartridge - 1] != object { try drive.locate(object) }
        objects[span.cartridge - 1] = nil
        let (found, length) = try drive.read(upTo: header.recordLength, isPayload: isPayload)
        guard case .record(let bytes) = found, length == header.recordLength,
            bytes.count == length
        else {
            throw .notAnArchive(
                "\(drive.device.name), object \(object): a record of \(header.recordLength) bytes"
                    + " expected, \(found.text(length)) found")
        }
        objects[span.cartridge - 1] = object + 1
        record = bytes
        recordStart = span.start + (object - span.firstObject) * UInt64(header.recordLength)
    }
}

extension TapeDrive.Found {
    fileprivate func text(_ length: Int) -> String {
        switch self {
        case .record: "one of \(length) bytes"
        case .filemark: "a filemark"
        case .endOfData: "end of data"
        }
    }
}
