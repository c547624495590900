/// What a volume holds, in numbers.
public struct VolumeSummary: Equatable, Sendable {
    /// Files by kind, those of the file system itself among them.
    public private(set) var filesByKind: [MappedFile.Kind: UInt64] = [:]
    /// Files of the file system itself.
    public private(set) var metadataFiles: UInt64 = 0
    /// Names of files; an NTFS short name is none.
    public private(set) var names: UInt64 = 0
    /// Named streams.
    public private(set) var streams: UInt64 = 0
    /// Attributes of all files.
    public private(set) var attributes: UInt64 = 0
    /// Those of them that are resident.
    public private(set) var residentAttributes: UInt64 = 0
    /// Regular files with a content (a `data` attribute without a name).
    public private(set) var contents: UInt64 = 0
    /// Those of them whose content is resident.
    public private(set) var residentContents: UInt64 = 0
    /// How many regular files have a content in so many pieces: index `n` counts contents of
    /// 2^(n-1)+1 to 2^n pieces, index 0 those of one; contents without a stored block are in none.
    public private(set) var fragmentHistogram: [UInt64] = []
    /// Pieces of all contents in `fragmentHistogram`: runs of blocks that follow each other on the
    /// disk, however many extents they are told in.
    public private(set) var fragments: UInt64 = 0
    /// Bytes of all values.
    public private(set) var valueBytes: UInt64 = 0
    /// Bytes of values in the records themselves.
    public private(set) var residentBytes: UInt64 = 0
    /// Bytes of blocks that hold values.
    public private(set) var storedBytes: UInt64 = 0
    /// Bytes of blocks that are allocated and never written.
    public private(set) var unwrittenBytes: UInt64 = 0
    /// Bytes of holes, also of those that compression has left.
    public private(set) var holeBytes: UInt64 = 0
    /// Attributes that are compressed, sparse, encrypted, incomplete.
    public private(set) var compressed: UInt64 = 0
    public private(set) var sparse: UInt64 = 0
    public private(set) var encrypted: UInt64 = 0
    public private(set) var incomplete: UInt64 = 0

    /// Counts: O(files + attributes + extents).
    public init(_ volume: MappedVolume) {
        for file in volume.files {
            filesByKind[file.kind, default: 0] += 1
            if file.isMetadata { metadataFiles += 1 }
            for link in volume.links(of: file) where !link.isShortName { names += 1 }
            for attribute in volume.attributes(of: file) { add(attribute, of: file, volume) }
        }
    }

    /// Contents that have a stored block.
    public var fragmentedContents: UInt64 { fragmentHistogram.reduce(0, +) }

    private mutating func add(
        _ attribute: FileAttribute, of file: MappedFile, _ volume: MappedVolume
    ) {
        attributes += 1
        let flags = attribute.flags
        if attribute.isResident {
            residentAttributes += 1
            residentBytes = saturatingSum(residentBytes, attribute.size)
        }
        if flags.contains(.compressed) { compressed += 1 }
        if flags.contains(.sparse) { sparse += 1 }
        if flags.contains(.encrypted) { encrypted += 1 }
        if flags.contains(.incomplete) { incomplete += 1 }
        if attribute.role == .data, !attribute.name.isEmpty { streams += 1 }
        valueBytes = saturatingSum(valueBytes, attribute.size)
        let length = UInt64(volume.blockLength)
        for extent in volume.extents(of: attribute) {
            let bytes = multiplied(extent.count, by: length)
            switch extent.kind {
            case .stored: storedBytes = saturatingSum(storedBytes, bytes)
            case .unwritten: unwrittenBytes = saturatingSum(unwrittenBytes, bytes)
            case .hole: holeBytes = saturatingSum(holeBytes, bytes)
            }
        }
        guard file.kind == .regular, !file.isMetadata, attribute.role == .data,
            attribute.name.isEmpty
        else { return }
        contents += 1
        if attribute.isResident { residentContents += 1 }
        let pieces = volume.fragmentCount(of: attribute)
        guard pieces > 0 else { return }
        fragments += UInt64(pieces)
        let index = Int.bitWidth - (pieces - 1).leadingZeroBitCount
        while fragmentHistogram.count <= index { fragmentHistogram.append(0) }
        fragmentHistogram[index] += 1
    }
}

extension MappedVolume {
    /// How many runs of blocks that follow each other on the disk an attribute's value has; 0 where
    /// no block is allocated to it.
    public func fragmentCount(of attribute: FileAttribute) -> Int {
        var count = 0
        var next: UInt64?
        for extent in extents(of: attribute) where extent.kind != .hole && extent.count > 0 {
            if extent.physical != next { count += 1 }
            next = saturatingSum(extent.physical, extent.count)
        }
        return count
    }
}

/// A summary for people.
public struct SummaryReport {
    /// So many findings are told; the rest is counted.
    private static let toldFindings = 20

    let volume: MappedVolume

    /// A report of a map.
    public init(_ volume: MappedVolume) { self.volume = volume }

    /// Writes the report, piece by piece.
    public func write(check: AllocationCheck?, to sink: (String) -> Void) {
        let summary = VolumeSummary(volume)
        writeVolume(to: sink)
        writeFiles(summary, to: sink)
        writeFragments(summary, to: sink)
        writeBytes(summary, to: sink)
        if let check { writeCheck(check, to: sink) }
        writeFindings(to: sink)
    }

    private func writeVolume(to sink: (String) -> Void) {
        let label = volume.label.isEmpty ? "" : " \"\(shown(volume.label.utf8))\""
        let identifier = volume.identifier.isEmpty ? "" : ", \(volume.identifier)"
        sink("\(volume.fileSystem.text)\(label)\(identifier)\n")
        row("at byte", "\(volume.part.start) of the disk, \(byteText(volume.part.byteCount))", sink)
        row("blocks", "\(volume.blockCount) of \(byteText(UInt64(volume.blockLength)))", sink)
        if volume.isDirty {
            let blocks = volume.overlaidBlocks.reduce(UInt64(0)) {
                saturatingSum($0, $1.upperBound - $1.lowerBound)
            }
            let journal = blocks > 0 ? "; \(blocks) blocks are taken from the journal" : ""
            row("state", "not unmounted" + journal, sink)
        }
    }

    private func writeFiles(_ summary: VolumeSummary, to sink: (String) -> Void) {
        let all = summary.filesByKind.values.reduce(0, +)
        row("files", "\(all), of which \(summary.metadataFiles) are the file system's own", sink)
        for kind in MappedFile.Kind.allCases {
            if let count = summary.filesByKind[kind] {
                row("  " + kindName(kind), "\(count)", sink)
            }
        }
        row("names", "\(summary.names)", sink)
        row("named streams", "\(summary.streams)", sink)
        row(
            "resident",
            "\(summary.residentContents) of \(summary.contents) files"
                + " (\(percentText(summary.residentContents, of: summary.contents))),"
                + " \(summary.residentAttributes) of \(summary.attributes) attributes"
                + " (\(percentText(summary.residentAttributes, of: summary.attributes)))", sink)
        row(
            "attributes",
            "\(summary.compressed) compressed, \(summary.sparse) sparse,"
                + " \(summary.encrypted) encrypted, \(summary.incomplete) incomplete", sink)
    }

    private func writeFragments(_ summary: VolumeSummary, to sink: (String) -> Void) {
        let files = summary.fragmentedContents
        let hundredths = files == 0 ? 0 : summary.fragments * 100 / files
        let tail = hundredths % 100
        row(
            "pieces",
            "\(summary.fragments) in \(counted(files, "file", "files")) that are not resident,"
                + " \(hundredths / 100).\(tail < 10 ? "0" : "")\(tail) a file", sink)
        for (index, count) in summary.fragmentHistogram.enumerated() where count > 0 {
            let high = UInt64(1) << UInt64(index)
            let low = high / 2 + 1
            let name = index == 0 ? "1" : low == high ? "\(low)" : "\(low) to \(high)"
            let bar = String(repeating: "#", count: Int(Double(count) / Double(files) * 40))
            row("  in " + name, "\(count) (\(percentText(count, of: files))) \(bar)", sink)
        }
    }

    private func writeBytes(_ summary: VolumeSummary, to sink: (String) -> Void) {
        row("values", "\(byteText(summary.valueBytes))", sink)
        row("  resident", byteText(summary.residentBytes), sink)
        row("  in blocks", byteText(summary.storedBytes), sink)
        row("  never written", byteText(summary.unwrittenBytes), sink)
        row("  holes", byteText(summary.holeBytes), sink)
    }

    private func writeCheck(_ check: AllocationCheck, to sink: (String) -> Void) {
        let used =
            "\(check.allocatedBlocks) of \(volume.blockCount)"
            + " (\(percentText(check.allocatedBlocks, of: volume.blockCount)))"
        row("blocks in use", used, sink)
        if check.isExact {
            row("allocation", "exact: each block in use has one owner, no other has any", sink)
            return
        }
        row(
            "allocation",
            "NOT exact: \(check.doubleBlocks) blocks claimed twice, \(check.freeClaimedBlocks)"
                + " claimed but free, \(check.lostBlocks) lost, \(check.outsideBlocks) outside",
            sink)
        for claim in check.doubleClaims.prefix(Self.toldFindings) {
            let owners = "\(volume.text(of: claim.first)); \(volume.text(of: claim.second))"
            row("  twice", "\(rangeText(claim.blocks)): \(owners)", sink)
        }
        for claim in check.freeClaims.prefix(Self.toldFindings) {
            row("  free", "\(rangeText(claim.blocks)): \(volume.text(of: claim.owner))", sink)
        }
        for blocks in check.lost.prefix(Self.toldFindings) {
            row("  lost", rangeText(blocks), sink)
        }
        for claim in check.outsideClaims.prefix(Self.toldFindings) {
            row("  outside", "\(rangeText(claim.blocks)): \(volume.text(of: claim.owner))", sink)
        }
    }

    private func writeFindings(to sink: (String) -> Void) {
        row("findings", "\(volume.findings.count)", sink)
        for finding in volume.findings.prefix(Self.toldFindings) {
            row("", shown(finding.description.utf8), sink)
        }
        let rest = volume.findings.count - Self.toldFindings
        if rest > 0 { row("", "and \(rest) more", sink) }
    }

    private func row(_ name: String, _ text: String, _ sink: (String) -> Void) {
        sink(name + String(repeating: " ", count: max(1, 20 - name.count)) + text + "\n")
    }
}

/// `block 7`, `blocks 7 to 9`.
func rangeText(_ blocks: Range<UInt64>) -> String {
    blocks.upperBound - blocks.lowerBound == 1
        ? "block \(blocks.lowerBound)"
        : "blocks \(blocks.lowerBound) to \(max(blocks.upperBound, 1) - 1)"
}
