import CopyManager
import SCSI
import Testing

@testable import ServerlessBackup

/// The parameter lists as they go to the copy manager.
@Suite struct ParameterListTests {
    /// Backs up an image in 300 commands, and restores it.
    private func lists() throws -> (backup: [[UInt8]], restore: [[UInt8]]) {
        var limits = CopyManagerLimits()
        // Of which a backup keeps 4 free.
        limits.maximumSegmentDescriptorCount = 5
        limits.maximumSegmentLength = 4096
        let san = SmallSAN(limits: limits)
        let content = distinctBlocks(byteCount: 298 * 8192 + 4096 + 1024)
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: content.count))
        try san.addTape("t0")
        let ways = try ["d0", "d1"].map { ReplyingInitiator(try san.initiator($0)) { _, _ in } }
        let tape = try san.device("t0")
        var backup = ArchiveBackup(
            source: Device(name: "d0", initiator: ways[0]), tapes: [tape], name: "n",
            options: ArchiveOptions(content: .image))
        backup.recordLength = 8192
        _ = try backup.run(time: 0)
        _ = try DiskRestore(
            try BackupOnTape.named("n", on: [tape]), from: [tape],
            to: Device(name: "d1", initiator: ways[1])
        ).volume()
        #expect(try san.content("d1") == content)
        let copies = ways.map { way in
            way.requests.filter { $0.cdb[0] == 0x83 }.map(\.dataOut)
        }
        return (copies[0], copies[1])
    }

    @Test func areEachAsTheyShouldBe() throws {
        let (backup, restore) = try lists()
        #expect(backup.count == 300 && restore.count > 50)
        // 0 is for copies without a list identifier; no two that follow each other have the same.
        let identifiers = (0..<300).map { UInt8($0 % 255 + 1) }
        #expect(backup.map { $0[0] } == identifiers)
        #expect(restore.map { $0[0] } == Array(identifiers.prefix(restore.count)))
        for (index, list) in backup.enumerated() {
            let isLast = index == 299
            // PAD of the tape's CSCD descriptor, the second one: bit 2 of its byte 28.
            #expect((list[48 + 28] & 0x04 != 0) == isLast)
            #expect(list[16 + 28] & 0x04 == 0, "nothing pads the disk")
            let flags = segmentFlags(of: list)
            // The last segment that moves blocks must leave nothing, but in the last list.
            let first: [[UInt8]] = [[0x04, 1], [0x00, 0]]
            let last: [[UInt8]] = [[0x00, 1], [0x04, 0], [0x10, 0]]
            #expect(flags == (index == 0 ? first : isLast ? last : [[0x00, 1], [0x00, 0]]))
        }
        for list in restore {
            // What a list leaves of its last record is dropped: the next one reads it again.
            let flags = segmentFlags(of: list)
            let blocks = flags.first == [0x06, 1] ? flags.dropFirst() : flags[...]
            #expect(!blocks.isEmpty && blocks.allSatisfy { $0 == [0x01, 1] })
        }
        // All but the last two are as long as they may be.
        #expect(restore.dropLast(2).allSatisfy { segmentFlags(of: $0).count == 5 })
    }

    /// Type code and CAT of each segment descriptor, which follow a header of 16 bytes and two CSCD
    /// descriptors of 32.
    private func segmentFlags(of list: [UInt8]) -> [[UInt8]] {
        var flags: [[UInt8]] = []
        var next = 16 + 64
        let end = next + Int(list[8...11].reduce(0) { $0 << 8 | UInt32($1) })
        while next < end {
            flags.append([list[next], list[next + 1] & 0x01])
            next += 4 + (Int(list[next + 2]) << 8 | Int(list[next + 3]))
        }
        return flags
    }
}
