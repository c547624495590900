/// What an inode number of the mount stands for. The numbers never change their meaning, so that
/// nothing that a kernel remembers can be wrong.
///
///     Bits 63–48   the logical unit's place among those that the nexus sees
///     Bits 47–40   the kind
///     Bits 39– 0   a number of that kind: of a folder, of a tape's file
enum Node: Equatable, Sendable {
    /// The folders of the mount's top.
    enum Folder: UInt64, CaseIterable, Sendable {
        case disks, snapshots, tapes, sg, status
    }

    case root
    case folder(Folder)
    /// `disks/ID.img` or `snapshots/ID.img`.
    case image(unit: Int)
    /// `sg/ID`.
    case passThrough(unit: Int)
    /// `status/ID.json`.
    case unitStatus(unit: Int)
    /// `status/copies.json`.
    case copiesStatus
    /// `tapes/ID`.
    case tapeFolder(unit: Int)
    /// `tapes/ID/ID.tap`.
    case tapeImage(unit: Int)
    /// `tapes/ID/NNNNN.file`.
    case tapeFile(unit: Int, number: Int64)
    /// `tapes/ID/NNNNN.records`.
    case tapeRecords(unit: Int, number: Int64)

    /// The most files of a tape that have names.
    static let tapeFileLimit: Int64 = 1 << 40
    /// The most logical units.
    static let unitLimit = 1 << 16

    private static func inode(_ kind: UInt64, _ unit: Int, _ number: UInt64 = 0) -> UInt64 {
        UInt64(unit) << 48 | kind << 40 | number
    }

    /// The inode number; 1 for the root (FUSE_ROOT_ID).
    var inode: UInt64 {
        switch self {
        case .root: 1
        case .folder(let folder): Self.inode(1, 0, folder.rawValue)
        case .image(let unit): Self.inode(2, unit)
        case .passThrough(let unit): Self.inode(3, unit)
        case .unitStatus(let unit): Self.inode(4, unit)
        case .copiesStatus: Self.inode(5, 0)
        case .tapeFolder(let unit): Self.inode(6, unit)
        case .tapeImage(let unit): Self.inode(7, unit)
        case .tapeFile(let unit, let number): Self.inode(8, unit, UInt64(number))
        case .tapeRecords(let unit, let number): Self.inode(9, unit, UInt64(number))
        }
    }

    /// What a number stands for; `nil` where it stands for nothing.
    init?(inode: UInt64) {
        let unit = Int(inode >> 48)
        let number = inode & (1 << 40 - 1)
        switch (inode >> 40) & 0xFF {
        case 0 where inode == 1: self = .root
        case 1:
            guard let folder = Folder(rawValue: number) else { return nil }
            self = .folder(folder)
        case 2: self = .image(unit: unit)
        case 3: self = .passThrough(unit: unit)
        case 4: self = .unitStatus(unit: unit)
        case 5: self = .copiesStatus
        case 6: self = .tapeFolder(unit: unit)
        case 7: self = .tapeImage(unit: unit)
        case 8: self = .tapeFile(unit: unit, number: Int64(number))
        case 9: self = .tapeRecords(unit: unit, number: Int64(number))
        default: return nil
        }
    }

    /// Whether it has entries.
    var isFolder: Bool {
        switch self {
        case .root, .folder, .tapeFolder: true
        default: false
        }
    }

    /// The logical unit that it belongs to.
    var unit: Int? {
        switch self {
        case .root, .folder, .copiesStatus: nil
        case .image(let unit), .passThrough(let unit), .unitStatus(let unit),
            .tapeFolder(let unit), .tapeImage(let unit), .tapeFile(let unit, _),
            .tapeRecords(let unit, _):
            unit
        }
    }
}

/// What stat(2) tells of a file.
struct NodeAttributes: Equatable, Sendable {
    let node: Node
    /// The length in bytes.
    var byteCount: Int64 = 0
    /// The permission bits.
    var permissions: UInt32
    /// Seconds for which the kernel need not ask again.
    var validity: Double = 0
}
