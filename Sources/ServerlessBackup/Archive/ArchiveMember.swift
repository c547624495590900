import VolumeMap

/// One member of an archive to be made: its headers, and what its content is made of. Where it
/// stands in the archive follows from its role.
struct ArchiveMember {
    typealias Role = ArchivedMember.Role

    /// What it holds.
    var role: Role
    /// Its headers.
    var header: MemberHeader
    /// Bytes of the content as a reader of the archive sees it; holes count.
    var size: UInt64
    /// The content in the stream, padding included.
    var body: [StreamPiece] = []
    /// Where the bytes of the disk are in the content as the stream has it, ascending.
    var regions: [MemberRegion] = []
    /// The number of the file on its volume.
    var file: UInt64?
    /// SHA-256 of the content as a file system shows it; nil where none was made.
    var digest: [UInt8]?
    /// Whether a part of the file is lost, and zeros stand in its place.
    var isIncomplete = false
}

/// Bytes of a member's content that were taken from the disk.
public struct MemberRegion: Equatable, Sendable {
    /// The first byte, counted from the first byte behind the member's headers.
    public var offset: UInt64
    /// The first byte of the disk.
    public var disk: UInt64
    /// How many bytes.
    public var count: UInt64

    /// A part of a content.
    public init(offset: UInt64, disk: UInt64, count: UInt64) {
        self.offset = offset
        self.disk = disk
        self.count = count
    }
}

/// The folders of an archive that hold what plain tar does not put where a file belongs.
enum ArchiveFolder {
    static let top = Array(".sanbench".utf8)

    /// The path of a file on its volume, made from that of a member: a stream's or an attribute's is
    /// the file's with another name behind it.
    static func volumePath(_ role: ArchiveMember.Role, _ path: [UInt8]) -> [UInt8] {
        let folder = self.path(role, [])
        let isInFolder = role != .file && role != .remainder && path.starts(with: folder)
        return isInFolder ? Array(path.dropFirst(folder.count)) : path
    }

    /// The path of a member of a role in the archive, made from a file's path in its volume.
    static func path(_ role: ArchiveMember.Role, _ path: [UInt8], _ name: [UInt8] = []) -> [UInt8] {
        let slash = [UInt8(ascii: "/")]
        switch role {
        case .file: return path
        case .stream:
            let file = top + Array("/streams/".utf8) + path
            return name.isEmpty ? file : file + slash + name
        case .attribute:
            let file = top + Array("/attributes/".utf8) + path
            return name.isEmpty ? file : file + slash + name
        case .raw:
            let file = top + Array("/raw/".utf8) + path
            return name.isEmpty ? file : file + Array(".streams/".utf8) + name
        case .metadata:
            let file = top + Array("/metadata/".utf8) + path
            return name.isEmpty ? file : file + Array(".streams/".utf8) + name
        case .remainder: return top + Array("/volume.img".utf8)
        }
    }
}

extension ArchiveMember {
    /// The record that says which bytes of the disk are where in the content:
    /// `offset+count@block` of each region. Offset and count are bytes, the offset counted from the
    /// first byte behind the member's headers; what begins at the block is bytes of the disk. Where
    /// it begins within a block, as clusters shorter than blocks do, it is `@block.byte`.
    ///
    /// A member of many regions says it in a member of its own: see `largestRegionText`.
    static let regionsKey = "SANBENCH.regions"
    /// The record that names the member that says it.
    static let regionsMemberKey = "SANBENCH.regions_member"
    /// The record with the role.
    static let roleKey = "SANBENCH.role"
    /// The record with the number of the file.
    static let fileKey = "SANBENCH.file"
    /// The record with the SHA-256 of the content, in hexadecimal.
    static let digestKey = "SANBENCH.sha256"
    /// The record that says that a part is lost.
    static let incompleteKey = "SANBENCH.incomplete"
    /// The longest text of regions in a pax record: programs refuse headers of more than 1 MiB.
    static let largestRegionText = 256 << 10

    /// The text of the regions.
    func regionText(blockLength: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(regions.count * 24)
        for region in regions {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            let (block, byte) = region.disk.quotientAndRemainder(dividingBy: UInt64(blockLength))
            text += "\(region.offset)+\(region.count)@\(block)".utf8
            if byte > 0 { text += ".\(byte)".utf8 }
        }
        return text
    }

    /// The regions of such a text.
    static func regions(
        text: [UInt8], blockLength: Int
    ) throws(BackupError) -> [MemberRegion] {
        var regions: [MemberRegion] = []
        var numbers = (offset: UInt64(0), count: UInt64(0), block: UInt64(0))
        var value: UInt64 = 0
        var digits = 0
        var fields = 0
        var isWrong = false
        func take(_ byte: UInt8) {
            let (tens, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, over) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            if high || over { isWrong = true }
            value = sum
            digits += 1
        }
        func end(_ field: Int) -> UInt64 {
            if digits == 0 || fields != field { isWrong = true }
            fields = field + 1
            digits = 0
            defer { value = 0 }
            return value
        }
        func endRegion() {
            var byte: UInt64 = 0
            if fields == 3 { byte = end(3) } else { numbers.block = end(2) }
            if byte >= UInt64(blockLength) { isWrong = true }
            fields = 0
            let (start, far) = numbers.block.multipliedReportingOverflow(by: UInt64(blockLength))
            let (disk, farther) = start.addingReportingOverflow(byte)
            if far || farther || disk.addingReportingOverflow(numbers.count).overflow
                || numbers.offset.addingReportingOverflow(numbers.count).overflow
            {
                isWrong = true
            }
            regions.append(
                MemberRegion(offset: numbers.offset, disk: disk, count: numbers.count))
        }
        for (place, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): take(byte)
            case UInt8(ascii: "+"): numbers.offset = end(0)
            case UInt8(ascii: "@"): numbers.count = end(1)
            case UInt8(ascii: "."): numbers.block = end(2)
            case UInt8(ascii: ","): endRegion()
            default: isWrong = true
            }
            if isWrong { throw wrongRegions(text, place) }
        }
        if !text.isEmpty { endRegion() }
        if isWrong { throw wrongRegions(text, text.count) }
        return regions
    }

    private static func wrongRegions(_ text: [UInt8], _ place: Int) -> BackupError {
        let near = text[max(0, place - 32)..<min(text.count, place + 32)]
        return .notAnArchive(
            "\(regionsKey), byte \(place): offset+count@block expected,"
                + " \(String(decoding: near, as: UTF8.self)) found")
    }
}
