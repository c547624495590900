/// Blocks of a volume that belong to the file system itself and to no file.
public struct MetadataArea: Equatable, Sendable {
    /// What they hold.
    public enum Kind: String, Sendable, CaseIterable {
        case bootSector = "boot sector"
        case superblock
        case groupDescriptors = "group descriptors"
        case reservedGroupDescriptors = "reserved group descriptors"
        case blockBitmap = "block bitmap"
        case inodeBitmap = "inode bitmap"
        case inodeTable = "inode table"
        case extentTree = "extent tree"
        case indirectBlock = "indirect block"
        case extendedAttributes = "extended attributes"
        case multipleMountProtection = "multiple mount protection"
        case badBlocks = "bad blocks"
    }

    /// What they hold.
    public var kind: Kind
    /// The blocks.
    public var blocks: Range<UInt64>
    /// The number of the file that they serve; nil where they serve the whole volume.
    public var owner: UInt64?

    /// An area.
    public init(kind: Kind, blocks: Range<UInt64>, owner: UInt64? = nil) {
        self.kind = kind
        self.blocks = blocks
        self.owner = owner
    }
}

/// Which blocks of a volume are in use, as its own bitmap says. Bit 0 of byte 0 is the first
/// allocation unit, as in NTFS's $Bitmap and ext's block bitmaps.
public struct AllocationBitmap: Equatable, Sendable {
    /// The bits.
    public var bytes: [UInt8] = []
    /// How many of them count.
    public var unitCount: UInt64 = 0

    /// No units.
    public init() {}

    /// A bitmap of so many units; missing bytes count as unused.
    public init(bytes: [UInt8], unitCount: UInt64) {
        self.bytes = bytes
        self.unitCount = unitCount
    }

    /// Whether a unit is in use.
    public func isUsed(_ unit: UInt64) -> Bool {
        guard unit < unitCount, unit / 8 < UInt64(bytes.count) else { return false }
        return bytes[Int(unit / 8)] & (1 << UInt8(unit % 8)) != 0
    }
}

/// Something of a volume that is damaged or says what cannot be.
public struct MapFinding: Equatable, Sendable, CustomStringConvertible {
    /// The structure, as the file system's description names it: `FILE record 37`.
    public var structure: String
    /// Its first byte, counted from the volume's.
    public var byte: UInt64
    /// The number of the file that it belongs to; nil where it belongs to none.
    public var file: UInt64?
    /// What is wrong: the field, what was found, what was expected.
    public var problem: String

    /// A finding.
    public init(structure: String, byte: UInt64, file: UInt64? = nil, problem: String) {
        self.structure = structure
        self.byte = byte
        self.file = file
        self.problem = problem
    }

    public var description: String { "\(structure) at byte \(byte): \(problem)" }
}
