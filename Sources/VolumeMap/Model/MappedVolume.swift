/// What is where on a volume: every file with its names, attributes and extents, and every block
/// that is allocated to something else.
///
/// The parts lie in arrays of their own and refer to ranges of each other, so that a volume of
/// millions of files is a dozen allocations. `links(of:)`, `attributes(of:)` and `extents(of:)`
/// follow the references.
public struct MappedVolume: Sendable {
    /// The file system.
    public var fileSystem: FileSystemKind
    /// Its label; empty where it has none.
    public var label = ""
    /// Its serial number or UUID as people write it.
    public var identifier = ""
    /// Where it lies on the disk.
    public var part: DiskPart
    /// Bytes of a block of the file system (NTFS: a cluster), in which extents count.
    public var blockLength: Int
    /// How many blocks the file system has. What lies behind them in the partition belongs to
    /// no block: NTFS keeps its backup boot sector there.
    public var blockCount: UInt64
    /// How many blocks one bit of the allocation bitmap stands for: 1, or more with ext4's bigalloc.
    public var blocksPerAllocationUnit = 1
    /// The first block that the allocation bitmap knows of: 0, or 1 on ext with 1 KiB blocks.
    public var firstAllocatableBlock: UInt64 = 0
    /// Whether the volume was not unmounted; the map shows what replaying its journal would give
    /// where `overlaidBlocks` says so.
    public var isDirty = false

    /// The files, in the order of their numbers.
    public var files: [MappedFile] = []
    /// The names of all files.
    public var links: [FileLink] = []
    /// The attributes of all files.
    public var attributes: [FileAttribute] = []
    /// The extents of all attributes.
    public var extents: [Extent] = []
    /// The bytes of all names.
    public var nameBytes: [UInt8] = []
    /// Blocks that belong to the file system itself and to no file.
    public var areas: [MetadataArea] = []
    /// Which blocks are in use, as the volume's own bitmap says.
    public var allocation = AllocationBitmap()
    /// Blocks whose contents in this map come from the journal and not from their places on disk,
    /// ascending and disjoint.
    public var overlaidBlocks: [Range<UInt64>] = []
    /// What is damaged. The rest is mapped.
    public var findings: [MapFinding] = []
    /// The index in `files` of the root directory; nil where it is lost.
    public var root: Int?

    /// An empty map.
    public init(
        fileSystem: FileSystemKind, part: DiskPart, blockLength: Int, blockCount: UInt64
    ) {
        self.fileSystem = fileSystem
        self.part = part
        self.blockLength = blockLength
        self.blockCount = blockCount
    }

    /// The names of a file; its first is the one that it is listed by.
    public func links(of file: MappedFile) -> ArraySlice<FileLink> { links[file.links.indices] }

    /// The attributes of a file, in the order in which the volume keeps them.
    public func attributes(of file: MappedFile) -> ArraySlice<FileAttribute> {
        attributes[file.attributes.indices]
    }

    /// The extents of an attribute in logical order; holes are extents too. Empty where it is
    /// resident.
    public func extents(of attribute: FileAttribute) -> ArraySlice<Extent> {
        extents[attribute.extents.indices]
    }

    /// A name's bytes.
    public func name(_ range: PoolRange) -> FileName {
        FileName(bytes: Array(nameBytes[range.indices]))
    }

    /// The index in `files` of the file with a number; nil where there is none.
    ///
    /// - Complexity: O(log n).
    public func file(number: UInt64) -> Int? {
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < files.count && files[low].number == number ? low : nil
    }
}

/// A file system that can be mapped.
public enum FileSystemKind: String, Sendable, CaseIterable {
    case ntfs, ext2, ext3, ext4

    /// The name that people use.
    public var text: String { self == .ntfs ? "NTFS" : rawValue }
}

/// A range of one of the pools of a `MappedVolume`: 8 bytes where `Range<Int>` has 16.
public struct PoolRange: Equatable, Sendable {
    /// The first index.
    public var start: UInt32
    /// How many follow.
    public var count: UInt32

    /// No elements.
    public static let empty = PoolRange(start: 0, count: 0)

    /// A range that begins at `start`.
    public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// From `start` up to the present end of a pool.
    ///
    /// - Precondition: a pool has fewer than 2^32 elements; who fills it checks that.
    public init(from start: Int, to end: Int) {
        self.start = UInt32(start)
        self.count = UInt32(end - start)
    }

    /// The range as array indices.
    public var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
    /// Whether there is nothing in it.
    public var isEmpty: Bool { count == 0 }
}
