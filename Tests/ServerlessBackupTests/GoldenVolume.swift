import Foundation
import Testing
import VolumeMap

@testable import ServerlessBackup

/// The NTFS volume of images/, and what a restore of it is held against.
enum GoldenVolume {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let image = try? Data(
        contentsOf: top.appendingPathComponent("images/ntfs-small.img"))

    /// Its bytes.
    static func bytes() throws -> [UInt8] { Array(try #require(image)) }
}

/// Fails where a byte in use differs between two disks of a SAN.
func requireSameInUse(_ san: SmallSAN, _ one: String, _ other: String) throws {
    let disk = try DiskMap(try DeviceBlockReader(san.device(one)), name: one)
    let (before, after) = (try san.content(one), try san.content(other))
    let wrong = disk.inUse.ranges.first { range in
        let bytes = Int(range.lowerBound)..<Int(range.upperBound)
        return before[bytes] != after[bytes]
    }
    #expect(
        wrong == nil,
        "\(wrong.flatMap { range in range.first { before[Int($0)] != after[Int($0)] } } as Any)")
}

/// Keeps what an extraction gives.
final class MemorySink: ExtractionSink {
    struct Extracted {
        var member: ArchivedMember
        var content: [UInt8]
        /// Bytes that were written: the others are holes.
        var written = 0
    }

    private(set) var files: [[UInt8]: Extracted] = [:]
    /// Members without content, in their order.
    private(set) var others: [ArchivedMember] = []
    private var open: Extracted?
    /// Every path in the order in which it was begun or made.
    private(set) var order: [[UInt8]] = []

    func make(_ member: ArchivedMember) throws {
        others.append(member)
        order.append(member.path)
    }

    func begin(_ member: ArchivedMember) throws {
        #expect(open == nil)
        order.append(member.path)
        open = Extracted(
            member: member, content: [UInt8](repeating: 0, count: Int(member.size)))
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws {
        let place = Int(offset)..<Int(offset) + bytes.count
        open?.content.replaceSubrange(place, with: bytes)
        open?.written += bytes.count
    }

    func end(_ member: ArchivedMember) throws {
        #expect(open?.member == member)
        files[member.path] = open
        open = nil
    }

    subscript(path: String) -> Extracted? { files[Array(path.utf8)] }

    /// A member without content.
    func other(_ path: String) -> ArchivedMember? {
        others.first { $0.path == Array(path.utf8) }
    }

    /// Compares every file and stream with what the volume itself gives, read without the archive.
    ///
    /// - Returns: how many were compared.
    func compare(with disk: DiskMap) throws -> Int {
        let volume = try #require(disk.volumes.first)
        var compared = 0
        for (path, extracted) in files {
            let name = String(decoding: path, as: UTF8.self)
            guard extracted.member.role == .file || extracted.member.role == .stream,
                let number = extracted.member.file
            else { continue }
            let index = try #require(volume.map.file(number: number), "\(name)")
            let stream =
                extracted.member.role == .stream
                ? path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? [] : []
            let attribute = try #require(
                volume.map.attributes(of: volume.map.files[index]).first {
                    $0.role == .data && volume.map.name($0.name).bytes == stream
                }, "\(name)")
            let contents = AttributeContents(
                reader: volume.reader, volume: volume.map, attribute: attribute)
            var expected: [UInt8] = []
            try contents.forEachPiece { expected += $0 }
            let isSame = expected == extracted.content
            #expect(isSame, "\(name)")
            compared += 1
        }
        return compared
    }
}
