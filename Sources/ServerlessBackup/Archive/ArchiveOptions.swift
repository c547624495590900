/// How an archive of files is made.
public struct ArchiveOptions: Equatable, Sendable {
    /// The largest value that stands in a pax record: larger ones become members. 64 KiB.
    static let largestRecord: UInt64 = 64 << 10

    /// What the archive holds.
    public var content: ArchiveContent
    /// Bytes of a block of the disk.
    var blockLength = 512
    /// Whether compressed files are decompressed, through the server.
    public var isExpanding = false

    /// Whether a digest of each file's content is made, for which it is read through the server.
    public var makesDigests = false

    /// Options of an archive.
    public init(content: ArchiveContent, isExpanding: Bool = false) {
        self.content = content
        self.isExpanding = isExpanding
    }
}
