/// What stands in the first 4096 bytes of a disk while a backup is restored to it, in place of what
/// belongs there, boot sector, partition table or ext superblock: a half-restored disk is told from a
/// whole one, cannot be mounted by accident, and says how far the restore had come.
///
///     SANBENCH RESTORE IN PROGRESS
///     backup NAME
///     time SECONDS
///     restored BYTES
///
/// in ASCII, each line with a newline; zero bytes up to the end. SECONDS is the time in the
/// backup's header; BYTES counts bytes of the archive's stream.
public struct RestoreMark: Equatable, Sendable {
    /// The backup's name.
    public var name: String
    /// The second at which the backup was begun.
    public var time: Int64
    /// Bytes of the archive's stream whose content is on the disk.
    public var restored: UInt64

    /// Bytes that it takes: whole blocks of every supported block length.
    static let byteCount = 4096

    private static let title = "SANBENCH RESTORE IN PROGRESS"

    /// The mark of a restore that has come so far.
    init(_ header: ArchiveHeader, restored: UInt64) {
        name = header.name
        time = header.time
        self.restored = restored
    }

    /// Reads a disk's first block; nil where there is no mark.
    public init?(_ block: [UInt8]) {
        let text = String(decoding: block.prefix { $0 != 0 }, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0] == Self.title,
            let name = Self.value(lines[1], "backup"),
            let time = Self.value(lines[2], "time").flatMap({ Int64($0) }),
            let restored = Self.value(lines[3], "restored").flatMap({ UInt64($0) })
        else { return nil }
        self.name = name
        self.time = time
        self.restored = restored
    }

    private static func value(_ line: Substring, _ key: String) -> String? {
        line.hasPrefix(key + " ") ? String(line.dropFirst(key.count + 1)) : nil
    }

    /// Its bytes.
    func encoded(byteCount: Int) -> [UInt8] {
        let text = "\(Self.title)\nbackup \(name)\ntime \(time)\nrestored \(restored)\n"
        let bytes = Array(text.utf8)
        return bytes + [UInt8](repeating: 0, count: byteCount - bytes.count)
    }

    /// Whether it is of a backup.
    func isOf(_ header: ArchiveHeader) -> Bool { name == header.name && time == header.time }
}
