import WireBytes

/// Where $MFT lies: what has to be known before any record can be found.
///
/// Record 0 describes $MFT itself. Where its data runs do not fit in, its attribute list names
/// records that hold the rest, and these can only be found with the runs that are known so far: so
/// the search goes on as long as it finds more.
struct MFTLayout {
    /// The runs of its $DATA.
    var runs = ClusterRuns()
    /// How many records it has that were ever written.
    var recordCount: UInt64 = 0
    /// Which records are in use, a bit each; empty where that is not known.
    var bitmap: [UInt8] = []

    /// Whether the bitmap says that a record is in use; nil where it does not say.
    func isUsed(_ record: UInt64) -> Bool? {
        let index = record / 8
        guard index < UInt64(bitmap.count) else { return nil }
        return bitmap[Int(index)] & (1 << UInt8(record % 8)) != 0
    }
}

/// Finds `MFTLayout`.
struct MFTBootstrap {
    let disk: NTFSDisk
    private(set) var layout = MFTLayout()
    private(set) var findings: [MapFinding] = []

    /// The sequence number of record 0.
    private var sequence: UInt16 = 0
    private var data: [Extent] = []
    private var bits: [Extent] = []
    private var dataSize: UInt64 = 0
    private var bitmapSize: UInt64 = 0
    private var bitmapValue: [UInt8]?

    /// Reads record 0, or its copy in $MFTMirr where it is damaged, and follows its attribute list.
    ///
    /// - Throws: `VolumeError.damaged` where neither can be used.
    init(_ disk: NTFSDisk) throws(VolumeError) {
        self.disk = disk
        let record = try firstRecord()
        sequence = FileRecordHeader(record.span).sequence
        var list: AttributeList?
        eachAttribute(of: record) { bytes, header, boot in
            if header.type == AttributeType.attributeList {
                list = boot.list(header, in: bytes)
            }
            boot.take(header, in: bytes)
        }
        guard dataSize > 0, !data.isEmpty else {
            throw .damaged(finding(0, "it has no $DATA in clusters, so that $MFT is not found"))
        }
        if let list { follow(list) }
        finish()
    }

    private func place(of record: UInt64) -> UInt64 {
        let offset = record.multipliedReportingOverflow(by: UInt64(disk.geometry.recordLength))
        guard !offset.overflow, record > 0,
            case .stored(let place, _) = ClusterRuns(data).piece(
                at: offset.partialValue, clusterLength: disk.geometry.clusterLength)
        else { return disk.geometry.mftCluster * UInt64(disk.geometry.clusterLength) }
        return place
    }

    private func finding(_ record: UInt64, _ problem: String) -> MapFinding {
        MapFinding(
            structure: "FILE record \(record)", byte: place(of: record), file: SystemRecord.mft,
            problem: problem)
    }

    private mutating func firstRecord() throws(VolumeError) -> [UInt8] {
        let length = UInt64(disk.geometry.clusterLength)
        let first = disk.record(at: disk.geometry.mftCluster * length)
        if let bytes = first.bytes { return bytes }
        let problem = finding(0, first.problem)
        guard disk.geometry.mirrorCluster < disk.geometry.clusterCount,
            let bytes = disk.record(at: disk.geometry.mirrorCluster * length).bytes
        else { throw .damaged(problem) }
        findings.append(problem)
        return bytes
    }

    private mutating func eachAttribute(
        of record: [UInt8], _ body: (Span<UInt8>, AttributeHeader, inout MFTBootstrap) -> Void
    ) {
        let bytes = record.span
        let header = FileRecordHeader(bytes)
        if header.problem(recordLength: record.count) != nil { return }
        var next = header.firstAttribute
        var attribute = AttributeHeader()
        while case .attribute = attribute.read(bytes, at: next, limit: header.bytesInUse) {
            body(bytes, attribute, &self)
            next += attribute.length
        }
    }

    /// Takes a piece of the unnamed $DATA or $BITMAP.
    private mutating func take(_ header: AttributeHeader, in bytes: Span<UInt8>) {
        guard header.nameUnits == 0 else { return }
        switch (header.type, header.isResident) {
        case (AttributeType.data, false):
            if header.lowestVCN == 0 {
                dataSize = UInt64(min(header.dataSize, header.initialized))
            }
            _ = DataRuns.decode(bytes, of: header, on: disk.geometry, into: &data)
        case (AttributeType.bitmap, false):
            if header.lowestVCN == 0 { bitmapSize = UInt64(header.dataSize) }
            _ = DataRuns.decode(bytes, of: header, on: disk.geometry, into: &bits)
        case (AttributeType.bitmap, true):
            bitmapValue = (0..<header.valueLength).map {
                bytes[header.valueOffset + $0]
            }
        default: break
        }
    }

    private mutating func list(_ header: AttributeHeader, in bytes: Span<UInt8>) -> AttributeList? {
        if header.isResident {
            return AttributeList(
                (0..<header.valueLength).map { bytes[header.valueOffset + $0] })
        }
        var extents: [Extent] = []
        _ = DataRuns.decode(bytes, of: header, on: disk.geometry, into: &extents)
        guard header.dataSize <= AttributeList.largest,
            let value = try? disk.read(
                ClusterRuns(extents), at: 0, count: Int(header.dataSize))
        else {
            findings.append(finding(0, "$ATTRIBUTE_LIST: it cannot be read"))
            return nil
        }
        return AttributeList(value)
    }

    /// Looks for the records of a list, in as many rounds as bring something.
    private mutating func follow(_ list: AttributeList) {
        var wanted: [FileReference] = []
        var seen: Set<FileReference> = []
        for entry in list.entries where entry.holder.record != SystemRecord.mft {
            let isMine = entry.type == AttributeType.data || entry.type == AttributeType.bitmap
            if isMine, entry.name.isEmpty, seen.insert(entry.holder).inserted {
                wanted.append(entry.holder)
            }
        }
        var problems: [UInt64: String] = [:]
        while !wanted.isEmpty {
            var missing: [FileReference] = []
            for reference in wanted {
                problems[reference.record] = takeRecord(reference)
                if problems[reference.record] != nil { missing.append(reference) }
            }
            if missing.count == wanted.count { break }
            data.sort { $0.logical < $1.logical }
            wanted = missing
        }
        for reference in wanted {
            findings.append(
                finding(
                    reference.record,
                    "a part of $MFT is not found: \(problems[reference.record] ?? "")"))
        }
    }

    /// Takes the pieces of a record of the list.
    ///
    /// - Returns: why it cannot be used; nil where it could.
    private mutating func takeRecord(_ reference: FileReference) -> String? {
        let length = disk.geometry.recordLength
        let offset = reference.record.multipliedReportingOverflow(by: UInt64(length))
        let runs = ClusterRuns(data)
        guard !offset.overflow, offset.partialValue < UInt64(Int64.max),
            case .stored = runs.piece(
                at: offset.partialValue, clusterLength: disk.geometry.clusterLength)
        else { return "the record lies beyond the known parts" }
        var bytes: [UInt8]
        do {
            bytes = try disk.read(runs, at: offset.partialValue, count: length)
        } catch {
            return error.description
        }
        let outcome = UpdateSequence.restore(&bytes, signature: UpdateSequence.file)
        guard outcome == .restored else { return outcome.text }
        let header = FileRecordHeader(bytes.span)
        guard header.isInUse, header.base == FileReference(record: 0, sequence: sequence),
            reference.matches(header.sequence)
        else { return "the record is none of $MFT's" }
        eachAttribute(of: bytes) { bytes, header, boot in boot.take(header, in: bytes) }
        return nil
    }

    private mutating func finish() {
        layout.runs = usable(data, "$DATA")
        let known = layout.runs.extents.last.map { $0.logical + $0.count } ?? 0
        let bytes = min(dataSize, known * UInt64(disk.geometry.clusterLength))
        let length = UInt64(disk.geometry.recordLength)
        layout.recordCount = min(bytes / length, 1 << 32)
        if layout.recordCount < dataSize / length {
            findings.append(
                finding(
                    0,
                    "records \(layout.recordCount) to \(dataSize / length - 1) are lost: nothing"
                        + " says where they are"))
        }
        if let bitmapValue {
            layout.bitmap = bitmapValue
            return
        }
        let runs = usable(bits, "$BITMAP")
        let count = min(
            (layout.recordCount + 7) / 8, bitmapSize,
            runs.knownEnd * UInt64(disk.geometry.clusterLength))
        if let read = try? disk.read(runs, at: 0, count: Int(count)) {
            layout.bitmap = read
        } else {
            findings.append(finding(0, "$BITMAP: it cannot be read"))
        }
    }

    /// Runs in their order, without holes, which $MFT cannot have, and all in all no more than the
    /// volume has clusters.
    private mutating func usable(_ extents: [Extent], _ name: String) -> ClusterRuns {
        var kept: [Extent] = []
        var total: UInt64 = 0
        for extent in extents.sorted(by: { $0.logical < $1.logical }) {
            total += extent.count
            let end = kept.last.map { $0.logical + $0.count } ?? 0
            if extent.kind == .hole || extent.logical < end || total > disk.geometry.clusterCount {
                findings.append(
                    finding(0, "\(name): the run at VCN \(extent.logical) cannot be"))
                break
            }
            kept.append(extent)
        }
        return ClusterRuns(kept)
    }
}
