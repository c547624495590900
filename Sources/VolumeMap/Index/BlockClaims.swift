/// What a block of a volume can belong to.
public enum BlockOwner: Hashable, Sendable {
    /// An attribute of a file: indices in `MappedVolume.files` and `.attributes`.
    case attribute(file: Int, attribute: Int)
    /// An area: its index in `MappedVolume.areas`.
    case area(Int)
}

/// Blocks that an attribute or an area says are its own.
struct BlockClaim {
    /// The first block.
    var first: UInt64
    /// The block behind the last.
    var end: UInt64
    /// The block of the value that the first one is; 0 for an area.
    var logical: UInt64
    /// The index of the file; `noFile` for an area.
    var file: UInt32
    /// The index of the attribute or of the area.
    var index: UInt32

    static let noFile = UInt32.max

    var owner: BlockOwner {
        file == Self.noFile ? .area(Int(index)) : .attribute(file: Int(file), attribute: Int(index))
    }

    /// Whether the two claims are of one attribute or of one area.
    func hasOwner(of other: BlockClaim) -> Bool { file == other.file && index == other.index }
}

/// Every claim of a volume, by its first block.
///
/// 32 bytes an extent or area; made in O(n log n).
struct BlockClaims {
    private(set) var claims: [BlockClaim] = []
    /// Claims of blocks that the volume does not have, cut off from those in `claims`.
    private(set) var outside: [BlockClaim] = []

    init(_ volume: MappedVolume) {
        claims.reserveCapacity(volume.extents.count + volume.areas.count)
        for (fileIndex, file) in volume.files.enumerated() {
            // What is shared is another file's, which claims it.
            for attribute in file.attributes.indices
            where !volume.attributes[attribute].flags.contains(.shared) {
                for extent in volume.extents[volume.attributes[attribute].extents.indices]
                where extent.kind != .hole && extent.count > 0 {
                    add(
                        BlockClaim(
                            first: extent.physical,
                            end: saturatingSum(extent.physical, extent.count),
                            logical: extent.logical, file: UInt32(fileIndex),
                            index: UInt32(attribute)), volume.blockCount)
                }
            }
        }
        for (index, area) in volume.areas.enumerated() where !area.blocks.isEmpty {
            add(
                BlockClaim(
                    first: area.blocks.lowerBound, end: area.blocks.upperBound, logical: 0,
                    file: BlockClaim.noFile, index: UInt32(index)), volume.blockCount)
        }
        // Equal claims keep one order, so that a report is the same whenever it is made.
        claims.sort {
            ($0.first, $0.end, $0.file, $0.index) < ($1.first, $1.end, $1.file, $1.index)
        }
        outside.sort {
            ($0.first, $0.end, $0.file, $0.index) < ($1.first, $1.end, $1.file, $1.index)
        }
    }

    private mutating func add(_ claim: BlockClaim, _ blockCount: UInt64) {
        if claim.end <= blockCount {
            claims.append(claim)
            return
        }
        var beyond = claim
        beyond.first = max(claim.first, blockCount)
        beyond.logical = saturatingSum(claim.logical, beyond.first - claim.first)
        outside.append(beyond)
        guard claim.first < blockCount else { return }
        var within = claim
        within.end = blockCount
        claims.append(within)
    }
}

extension MappedVolume {
    /// An owner in words: `file 37, $DATA "stream"`, `inode table`, `extent tree of file 12`.
    public func text(of owner: BlockOwner) -> String {
        switch owner {
        case .attribute(let file, let attribute):
            return "file \(files[file].number), \(text(of: attributes[attribute]))"
        case .area(let index):
            let area = areas[index]
            return area.kind.rawValue + (area.owner.map { " of file \($0)" } ?? "")
        }
    }

    /// An attribute in words, as the file system's documentation names it.
    public func text(of attribute: FileAttribute) -> String {
        let kind =
            fileSystem == .ntfs
            ? AttributeType.text(attribute.typeCode) : attributeRoleName(attribute.role)
        return attribute.name.isEmpty
            ? kind : "\(kind) \"\(shown(nameBytes[attribute.name.indices]))\""
    }
}

/// A role's name, for file systems that have no attribute types.
func attributeRoleName(_ role: FileAttribute.Role) -> String {
    switch role {
    case .data: "data"
    case .index: "directory entries"
    case .extendedAttribute: "extended attribute"
    case .metadata: "metadata"
    }
}
