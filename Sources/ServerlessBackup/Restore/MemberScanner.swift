import VolumeMap
import WireBytes

/// Reads the members of an archive from tape, header by header; their contents are passed over.
struct MemberScanner {
    private let stream: TapeStream
    private var offset: UInt64
    /// Whether the zeros that end an archive were met.
    private(set) var hasEnded = false
    /// What member texts of regions have said, by their paths.
    private var regionTexts: [[UInt8]: [UInt8]] = [:]

    /// The longest pax header that is read: 16 MiB.
    private static let longestHeader: UInt64 = 16 << 20
    /// The longest text of regions that is read: 1 GiB.
    private static let longestRegions: UInt64 = 1 << 30

    /// A scanner of the members behind an archive's header.
    init(_ stream: TapeStream) {
        self.stream = stream
        offset = UInt64(ArchiveHeader.byteCount)
    }

    /// Bytes of the stream up to the next header.
    var position: UInt64 { offset }

    /// The next member; nil at the archive's end, or where what is on tape ends.
    mutating func next() throws(BackupError) -> ArchivedMember? {
        while true {
            guard offset + UInt64(UstarHeader.byteCount) <= stream.end else { return nil }
            let start = offset
            var block = try stream.read(at: offset, count: UstarHeader.byteCount)
            if block.allSatisfy({ $0 == 0 }) {
                hasEnded = true
                return nil
            }
            var ustar = try UstarHeader(block, at: 0, place: offset)
            var records = PaxRecords()
            offset += UInt64(UstarHeader.byteCount)
            if ustar.type == UInt8(ascii: "x") {
                guard ustar.size <= Self.longestHeader, offset + ustar.size <= stream.end else {
                    throw .notAnArchive(
                        "byte \(start): a pax header of \(ustar.size) bytes; at most"
                            + " \(Self.longestHeader) expected")
                }
                let text = try stream.read(at: offset, count: Int(ustar.size))
                records = try PaxRecords(text[...], at: offset)
                offset += ustar.size.tarRounded
                guard offset + UInt64(UstarHeader.byteCount) <= stream.end else { return nil }
                block = try stream.read(at: offset, count: UstarHeader.byteCount)
                ustar = try UstarHeader(block, at: 0, place: offset)
                offset += UInt64(UstarHeader.byteCount)
            }
            let member = try member(ustar, records, start)
            try member.requireRegions(stream.header)
            let end = offset + member.storedSize
            if try isRegionText(member) {
                offset = end.tarRounded
                continue
            }
            offset = end.tarRounded
            // Its content goes on on a cartridge that is not given.
            return end <= stream.end ? member : nil
        }
    }

    /// Keeps a member's text where it says where another's bytes were.
    private mutating func isRegionText(_ member: ArchivedMember) throws(BackupError) -> Bool {
        // A file of the volume may have such a path too.
        guard member.path.starts(with: ArchiveFolder.top + Array("/regions/".utf8)),
            member.file == nil, member.kind == .regular
        else { return false }
        guard member.storedSize <= Self.longestRegions,
            offset + member.storedSize <= stream.end
        else { return true }
        regionTexts = [
            member.path: try stream.read(at: offset, count: Int(member.storedSize))
        ]
        return true
    }

    private func member(
        _ ustar: UstarHeader, _ records: PaxRecords, _ start: UInt64
    ) throws(BackupError) -> ArchivedMember {
        guard let kind = ArchivedMember.Kind(rawValue: ustar.type) else {
            throw .notAnArchive("byte \(start): a member of type \(ustar.type)")
        }
        let path = records.bytes("GNU.sparse.name") ?? records.bytes("path") ?? ustar.name
        let stored = try number(records, "size", start) ?? ustar.size
        var times = FileTimes()
        times.modified =
            records.text("mtime").flatMap(FileTime.init(pax:)) ?? FileTime(seconds: ustar.time)
        times.accessed = records.text("atime").flatMap(FileTime.init(pax:)) ?? times.modified
        times.created = records.text("LIBARCHIVE.creationtime").flatMap(FileTime.init(pax:))
        var text = records.bytes(ArchiveMember.regionsKey)
        if let name = records.bytes(ArchiveMember.regionsMemberKey) {
            text = regionTexts[name]
            if text == nil {
                throw .notAnArchive(
                    "byte \(start): \(String(decoding: name, as: UTF8.self)) is missing")
            }
        }
        return ArchivedMember(
            path: path.last == UInt8(ascii: "/") ? path.dropLast() : path,
            role: records.text(ArchiveMember.roleKey).flatMap(ArchivedMember.Role.init) ?? .file,
            kind: kind, size: try number(records, "GNU.sparse.realsize", start) ?? stored,
            storedSize: stored, isSparse: records.bytes("GNU.sparse.realsize") != nil,
            headerOffset: start, contentOffset: offset, mode: ustar.mode,
            owner: UInt32(clamping: try number(records, "uid", start) ?? ustar.owner),
            group: UInt32(clamping: try number(records, "gid", start) ?? ustar.group),
            times: times, linkPath: records.bytes("linkpath") ?? ustar.linkName,
            device: DeviceNumber(major: ustar.device.major, minor: ustar.device.minor),
            file: try number(records, ArchiveMember.fileKey, start),
            regions: try text.map { (text) throws(BackupError) in
                try ArchiveMember.regions(
                    text: text, blockLength: stream.header.geometry.blockLength)
            } ?? [],
            digest: records.text(ArchiveMember.digestKey).flatMap { try? bytes(hex: $0) },
            isIncomplete: records.bytes(ArchiveMember.incompleteKey) != nil)
    }

    private func number(
        _ records: PaxRecords, _ key: String, _ start: UInt64
    ) throws(BackupError) -> UInt64? {
        guard let bytes = records.bytes(key) else { return nil }
        guard let number = UInt64(String(decoding: bytes, as: UTF8.self)) else {
            throw .notAnArchive(
                "byte \(start): the pax record \(key): a decimal number expected")
        }
        return number
    }
}

extension FileTime {
    /// Decimal seconds with or without a fraction, as pax writes times; nil for anything else.
    init?(pax text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = Int64(first), whole > Int64.min else {
            return nil
        }
        var nanoseconds: UInt32 = 0
        if parts.count == 2 {
            let digits = parts[1].prefix(9)
            guard !digits.isEmpty, parts[1].allSatisfy({ ("0"..."9").contains($0) }),
                let number = UInt32(digits + String(repeating: "0", count: 9 - digits.count))
            else { return nil }
            nanoseconds = number
        }
        if text.hasPrefix("-"), nanoseconds > 0 {
            self.init(seconds: whole - 1, nanoseconds: 1_000_000_000 - nanoseconds)
        } else {
            self.init(seconds: whole, nanoseconds: nanoseconds)
        }
    }
}
