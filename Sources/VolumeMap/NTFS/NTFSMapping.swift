import WireBytes

/// Makes a map of FILE records, one after the other.
///
/// A file whose record holds all of its attributes goes into the map at once. A record with an
/// attribute list, and every extension record, is held back until all records have been seen.
struct NTFSMapping {
    /// What a record is about to become.
    struct Draft {
        var file: MappedFile
        /// The record's place on the volume.
        var place: UInt64
        var linkStart: Int
        var attributeStart: Int
        var linkCount: UInt16
        var reparseTag: UInt32?
    }

    let disk: NTFSDisk
    let layout: MFTLayout
    var volume: MappedVolume
    var held = HeldRecords()
    /// The name `$I30`, which every directory has three times.
    private var indexName: PoolRange?
    /// Whether a pool of the map has no room for more.
    private(set) var isFull = false
    /// Bytes that attribute lists may still have; a list has an entry for what is in a record, so
    /// that all of them cannot be larger than $MFT by much.
    var listBudget: UInt64
    /// The value of $VOLUME_INFORMATION was found.
    var hasVolumeInformation = false

    /// Entries of a pool beyond which no record is read any more.
    private static let poolLimit = Int(UInt32.max) - (1 << 24)

    init(_ disk: NTFSDisk, layout: MFTLayout) {
        self.disk = disk
        self.layout = layout
        listBudget = 2 * layout.recordCount * UInt64(disk.geometry.recordLength) + 1 << 18
        volume = MappedVolume(
            fileSystem: .ntfs, part: disk.part, blockLength: disk.geometry.clusterLength,
            blockCount: disk.geometry.clusterCount)
        // As many records as are in use, with more than most of them have: to move a pool costs more
        // than room that is never touched.
        let used = layout.bitmap.reduce(0) { $0 + $1.nonzeroBitCount }
        volume.files.reserveCapacity(used)
        volume.links.reserveCapacity(2 * used)
        volume.attributes.reserveCapacity(6 * used)
        volume.extents.reserveCapacity(3 * used)
        volume.nameBytes.reserveCapacity(48 * used)
    }

    mutating func report(
        record number: UInt64, at place: UInt64, file: UInt64? = nil, _ problem: String
    ) {
        volume.findings.append(
            MapFinding(
                structure: "FILE record \(number)", byte: place, file: file ?? number,
                problem: problem))
    }

    /// Takes one record.
    ///
    /// - Parameters:
    ///   - chunk: bytes that hold it.
    ///   - start: its first byte in these.
    ///   - outcome: what its update sequence said.
    mutating func add(
        _ chunk: [UInt8], at start: Int, number: UInt64, place: UInt64,
        outcome: UpdateSequence.Outcome
    ) {
        let length = disk.geometry.recordLength
        let bytes = chunk.span.extracting(start..<start + length)
        guard outcome == .restored else {
            addDamaged(bytes, number, place, outcome)
            return
        }
        let header = FileRecordHeader(bytes)
        checkUse(header, number, place)
        guard header.isInUse else { return }
        if let problem = header.problem(recordLength: length) {
            report(record: number, at: place, problem)
            return
        }
        if let own = header.number, own != UInt32(truncatingIfNeeded: number) {
            report(record: number, at: place, "number of this record: \(own)")
        }
        let isExtension = header.base.record != 0 || header.base.sequence != 0
        if isExtension || hasList(bytes, header) {
            if !isExtension {
                volume.files.append(
                    MappedFile(
                        number: number, generation: UInt32(header.sequence), kind: .unknown))
            }
            held.hold(
                chunk[start..<start + header.bytesInUse], number: number, place: place,
                header: header, file: isExtension ? nil : volume.files.count - 1)
            return
        }
        var draft = self.draft(header, number: number, place: place)
        var next = header.firstAttribute
        var attribute = AttributeHeader()
        var open = OpenAttribute()
        loop: while true {
            switch attribute.read(bytes, at: next, limit: header.bytesInUse) {
            case .attribute:
                if attribute.isResident {
                    addResident(attribute, in: bytes, at: place, &draft)
                } else {
                    self.open(&open, attribute, in: bytes, at: place, draft)
                    close(&open, of: draft)
                }
                next += attribute.length
            case .end: break loop
            case .damaged(let problem):
                report(record: number, at: place, "attribute at byte \(next): \(problem)")
                break loop
            }
        }
        volume.files.append(finished(draft))
    }

    private mutating func addDamaged(
        _ bytes: Span<UInt8>, _ number: UInt64, _ place: UInt64, _ outcome: UpdateSequence.Outcome
    ) {
        let isUsed = layout.isUsed(number)
        switch outcome {
        case .otherSignature where isUsed != true && bytes.littleEndian32(at: 0) == 0:
            // Never written, as it seems.
            return
        case .otherSignature:
            let isKept = number >= SystemRecord.firstOther && number < SystemRecord.firstUser
            if isUsed == false || isKept { return }
            report(
                record: number, at: place,
                "signature: \(hexadecimal(bytes.littleEndian32(at: 0), digits: 8)), not FILE")
        case .malformed, .torn, .restored:
            if isUsed == false, bytes.littleEndian16(at: 22) & 1 == 0 { return }
            report(record: number, at: place, outcome.text)
        }
    }

    /// Compares the record's flag with $MFT's bitmap.
    private mutating func checkUse(
        _ header: FileRecordHeader, _ number: UInt64, _ place: UInt64
    ) {
        guard let isUsed = layout.isUsed(number), isUsed != header.isInUse else { return }
        // The numbers from 16 to 23 are marked as used and have no files.
        if isUsed, number < SystemRecord.firstUser { return }
        report(
            record: number, at: place,
            header.isInUse
                ? "flags: in use, but $MFT's $BITMAP has it free"
                : "flags: not in use, but $MFT's $BITMAP has it used")
    }

    private func hasList(_ bytes: Span<UInt8>, _ header: FileRecordHeader) -> Bool {
        var next = header.firstAttribute
        while next + 8 <= header.bytesInUse {
            let type = bytes.littleEndian32(at: next)
            let length = Int(bytes.littleEndian32(at: next + 4))
            if type == AttributeType.attributeList { return true }
            if type == AttributeType.end || length < 24 { return false }
            next += length
        }
        return false
    }

    func draft(_ header: FileRecordHeader, number: UInt64, place: UInt64) -> Draft {
        var file = MappedFile(
            number: number, generation: UInt32(header.sequence),
            kind: header.isDirectory ? .directory : .regular)
        file.isMetadata = number < SystemRecord.firstOther
        return Draft(
            file: file, place: place, linkStart: volume.links.count,
            attributeStart: volume.attributes.count, linkCount: header.linkCount)
    }

    /// The file of a draft whose attributes are all in the map.
    mutating func finished(_ draft: Draft) -> MappedFile {
        var file = draft.file
        let links = draft.linkStart..<volume.links.count
        file.links = PoolRange(from: links.lowerBound, to: links.upperBound)
        file.attributes = PoolRange(from: draft.attributeStart, to: volume.attributes.count)
        if links.count > 1, volume.links[links.lowerBound].isShortName,
            let long = links.first(where: { !volume.links[$0].isShortName })
        {
            volume.links.swapAt(links.lowerBound, long)
        }
        if links.count != Int(draft.linkCount), file.number >= SystemRecord.firstUser {
            report(
                record: file.number, at: draft.place,
                "hard link count: \(draft.linkCount), with \(links.count) names")
        }
        if let tag = draft.reparseTag, let kind = Self.kind(reparseTag: tag) { file.kind = kind }
        return file
    }

    /// The kind of file that a reparse tag makes of it; nil where it leaves it what it is.
    static func kind(reparseTag tag: UInt32) -> MappedFile.Kind? {
        switch tag {
        case 0xA000_000C, 0xA000_0003, 0xA000_001D: .symbolicLink
        case 0x8000_0023: .socket
        case 0x8000_0024: .fifo
        case 0x8000_0025: .characterDevice
        case 0x8000_0026: .blockDevice
        default: nil
        }
    }

    /// Whether there is room for one more piece of an attribute.
    mutating func hasRoom() -> Bool {
        if volume.nameBytes.count < Self.poolLimit, volume.extents.count < Self.poolLimit,
            volume.attributes.count < Self.poolLimit, volume.links.count < Self.poolLimit
        {
            return true
        }
        isFull = true
        return false
    }

    /// An attribute's name, in the map.
    mutating func name(_ header: AttributeHeader, in bytes: Span<UInt8>) -> PoolRange {
        if header.nameUnits == 0 { return .empty }
        let isIndex =
            header.nameUnits == 4
            && bytes.littleEndian64(at: header.nameOffset) == 0x0030_0033_0049_0024
        if isIndex, let indexName { return indexName }
        let start = volume.nameBytes.count
        volume.nameBytes.appendWTF8(bytes, at: header.nameOffset, units: header.nameUnits)
        let range = PoolRange(from: start, to: volume.nameBytes.count)
        if isIndex { indexName = range }
        return range
    }
}
