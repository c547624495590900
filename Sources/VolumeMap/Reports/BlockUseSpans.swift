/// What a picture of a volume tells apart.
enum BlockUseKind: Int, CaseIterable {
    case directory, records, whole, few, many, compressed, sparse, metadata, bad, lost, free

    var text: String {
        switch self {
        case .directory: "directories"
        case .records: "file records with resident data"
        case .whole: "files in one piece"
        case .few: "files in 2 to 8 pieces"
        case .many: "files in more pieces"
        case .compressed: "compressed files"
        case .sparse: "sparse files"
        case .metadata: "the file system's own"
        case .bad: "bad blocks"
        case .lost: "in use, but nobody's"
        case .free: "free"
        }
    }
}

/// Blocks of one use that follow each other.
struct BlockUseSpan {
    var blocks: Range<UInt64>
    var kind: BlockUseKind
    /// Nil for blocks that nobody claims.
    var owner: BlockOwner?
}

extension MappedVolume {
    /// Gives every block of the volume once, in runs of one use, ascending. Of a block that is claimed
    /// twice the claim that begins first counts.
    ///
    /// - Complexity: O(n log n) for n extents and areas, and one look at the bitmap.
    func forEachUse(_ body: (BlockUseSpan) -> Void) {
        let units = AllocationUnits(self)
        let kinds = useKinds()
        var next: UInt64 = 0
        func addUnclaimed(to end: UInt64) {
            guard next < end else { return }
            units.forEachRun(in: next..<end, used: true) { run in
                if next < run.lowerBound {
                    body(BlockUseSpan(blocks: next..<run.lowerBound, kind: .free))
                }
                body(BlockUseSpan(blocks: run, kind: .lost))
                next = run.upperBound
            }
            if next < end { body(BlockUseSpan(blocks: next..<end, kind: .free)) }
        }
        for claim in BlockClaims(self).claims where claim.end > next {
            addUnclaimed(to: claim.first)
            let first = max(next, claim.first)
            let kind =
                claim.file == BlockClaim.noFile
                ? useKind(of: areas[Int(claim.index)]) : kinds[Int(claim.index)]
            body(BlockUseSpan(blocks: first..<claim.end, kind: kind, owner: claim.owner))
            next = claim.end
        }
        addUnclaimed(to: blockCount)
    }

    /// The kind of each attribute: asked for each of its extents, it would be counted as often.
    private func useKinds() -> [BlockUseKind] {
        var kinds = [BlockUseKind](repeating: .metadata, count: attributes.count)
        for file in files {
            for index in file.attributes.indices {
                kinds[index] = useKind(of: attributes[index], in: file)
            }
        }
        return kinds
    }

    private func useKind(of area: MetadataArea) -> BlockUseKind {
        switch area.kind {
        case .badBlocks: .bad
        case .inodeTable: .records
        default: .metadata
        }
    }

    private func useKind(of attribute: FileAttribute, in file: MappedFile) -> BlockUseKind {
        if fileSystem == .ntfs, file.isMetadata, attribute.role == .data {
            // NTFS: record 0 is $MFT, record 8 $BadClus, whose stream $Bad is the bad clusters.
            if file.number == 0, attribute.name.isEmpty { return .records }
            if file.number == 8, !attribute.name.isEmpty { return .bad }
        }
        if file.kind == .directory || attribute.role == .index { return .directory }
        if file.isMetadata || attribute.role != .data { return .metadata }
        if attribute.flags.contains(.compressed) { return .compressed }
        if attribute.flags.contains(.sparse)
            || extents(of: attribute).contains(where: { $0.kind == .hole })
        {
            return .sparse
        }
        let pieces = fragmentCount(of: attribute)
        return pieces <= 1 ? .whole : pieces <= 8 ? .few : .many
    }
}
