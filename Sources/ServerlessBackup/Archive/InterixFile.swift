/// A file of another kind than regular as Interix, and after it ntfs-3g, keeps it on NTFS: a regular
/// file with the file attribute "system" whose content says what it is.
///
///     Byte 0-7   "IntxLNK" 01h: a symbolic link; its target follows in UTF-16, without an end
///                "IntxCHR" 00h, "IntxBLK" 00h: a device
///     Byte 8-15  major number of a device
///     Byte 16-23 minor number; nothing follows
///
/// Numbers are little-endian. An empty system file, a FIFO to Interix, stays a regular file here:
/// Windows has such files too.
enum InterixFile: Equatable {
    case symbolicLink([UInt8])
    case characterDevice(major: UInt32, minor: UInt32)
    case blockDevice(major: UInt32, minor: UInt32)

    /// The file attribute "system".
    static let systemFlag: UInt32 = 4
    /// The longest content that can be one: a target of 4096 UTF-16 units.
    static let largestSize: UInt64 = 8 + 2 * 4096

    /// Reads a system file's content; nil where it is a regular file after all.
    init?(_ content: [UInt8]) {
        guard content.count > 8, UInt64(content.count) <= Self.largestSize else { return nil }
        let title = Array(content[..<8])
        if title == Array("IntxLNK".utf8) + [1] {
            let units = stride(from: 8, to: content.count - 1, by: 2).map {
                UInt16(content[$0]) | UInt16(content[$0 + 1]) << 8
            }
            let target = Array(String(decoding: units, as: UTF16.self).utf8)
            guard !target.isEmpty, !target.contains(0) else { return nil }
            self = .symbolicLink(target)
            return
        }
        guard content.count == 24 else { return nil }
        let major = UInt32(clamping: Self.number(content[8..<16]))
        let minor = UInt32(clamping: Self.number(content[16..<24]))
        switch title {
        case Array("IntxCHR".utf8) + [0]: self = .characterDevice(major: major, minor: minor)
        case Array("IntxBLK".utf8) + [0]: self = .blockDevice(major: major, minor: minor)
        default: return nil
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
