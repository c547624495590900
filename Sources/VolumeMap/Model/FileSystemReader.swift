/// Reads one volume of one kind of file system.
public protocol FileSystemReader: AnyObject {
    /// Maps the whole volume: every file, every area, and what is damaged.
    ///
    /// - Throws: `VolumeError` where nothing can be mapped; anything less is a finding.
    func map() throws(VolumeError) -> MappedVolume

    /// Compares a map that this reader has made with what the volume says a second time, which a map
    /// itself does not need: NTFS's directory indexes, and attribute lists in clusters of their own.
    ///
    /// - Returns: what disagrees or is damaged there; empty where the volume says nothing twice.
    func crossCheck(_ map: MappedVolume) -> [MapFinding]

    /// The value of a resident attribute of a map that this reader has made.
    ///
    /// - Throws: `VolumeError` where its record cannot be read any more.
    func residentValue(of attribute: FileAttribute) throws(VolumeError) -> [UInt8]

    /// Blocks of the volume as the map sees them: from the journal where `overlaidBlocks` says so,
    /// else from the disk.
    ///
    /// - Parameter blocks: blocks of the file system, at most `DiskPart.largestRead` bytes.
    func read(blocks: Range<UInt64>) throws(VolumeError) -> [UInt8]
}

extension FileSystemReader {
    public func crossCheck(_ map: MappedVolume) -> [MapFinding] { [] }
}

/// Why a volume cannot be mapped, or a part of it not be read.
public enum VolumeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The disk could not be read.
    case unreadable(BlockReadFailure)
    /// There is no file system here that can be mapped.
    case unknownFileSystem(at: UInt64, found: String)
    /// A structure without which nothing can be mapped is damaged.
    case damaged(MapFinding)
    /// The volume uses what is not supported.
    case unsupported(MapFinding)

    public var description: String {
        switch self {
        case .unreadable(let failure): failure.description
        case .unknownFileSystem(let byte, let found):
            "byte \(byte): no file system that can be mapped; NTFS or ext2, ext3, ext4 expected,"
                + " \(found) found"
        case .damaged(let finding): finding.description
        case .unsupported(let finding): "not supported: \(finding)"
        }
    }
}
