import CopyManager
import Fabric
import Media
import SCSI
import Testing
import Timebase

@testable import ServerlessBackup

/// Disk to tape and back, bit for bit.
@Suite struct ImageRoundTripTests {
    /// Block length, bytes of the disk, bytes of a tape record.
    struct Shape: CustomTestStringConvertible, Sendable {
        var blockLength: Int
        var blocks: Int
        var record: Int
        var limits = CopyManagerLimits()

        var byteCount: Int { blockLength * blocks }
        var testDescription: String { "\(blocks) blocks of \(blockLength), records of \(record)" }
    }

    private static let shapes = [
        // Smaller than a record, one block, and nothing beside the header's record.
        Shape(blockLength: 512, blocks: 1, record: 8192),
        Shape(blockLength: 4096, blocks: 1, record: 8192),
        Shape(blockLength: 512, blocks: 100, record: 262_144),
        // The header and the image fill records exactly: the end of the archive has its own.
        Shape(blockLength: 512, blocks: 8, record: 8192),
        Shape(blockLength: 4096, blocks: 63, record: 65536),
        // The end of the archive fills the last record exactly, or to one block.
        Shape(blockLength: 512, blocks: 6, record: 8192),
        Shape(blockLength: 512, blocks: 7, record: 8192),
        Shape(blockLength: 512, blocks: 5, record: 8192),
        // No multiple of the record, of 4096, of anything.
        Shape(blockLength: 512, blocks: 2047, record: 12288),
        Shape(blockLength: 4096, blocks: 257, record: 65536),
        Shape(blockLength: 512, blocks: 4096, record: 0xFF_F000),
        // More blocks than one segment's 16 bits hold.
        Shape(blockLength: 512, blocks: 65535 + 2, record: 262_144),
    ]

    private func roundTrip(_ shape: Shape) throws -> (SmallSAN, CopySummary, CopySummary) {
        let san = SmallSAN(limits: shape.limits)
        let content = distinctBlocks(byteCount: shape.byteCount)
        try san.addDisk("d0", content, blockLength: shape.blockLength)
        try san.addDisk(
            "d1", [UInt8](repeating: 0xEE, count: shape.byteCount), blockLength: shape.blockLength)
        let tape = try san.addTape("t0")
        let (source, drive, target) = try (
            san.device("d0"), san.device("t0"), san.device("d1")
        )
        let backup = try ImageBackup(
            source: source, tape: drive, name: "nightly", recordLength: shape.record
        ).run(time: 77)
        let restore = try ImageRestore(tape: drive, target: target).run()
        #expect(try san.content("d1") == content)
        // Not a byte of the volume went through the server: a header to tape, the same back.
        for device in [source, drive, target] { #expect(device.payloadBytes == 0) }
        for command in san.log.commands(of: SmallSAN.server) {
            #expect(command.dataIn + command.dataOut <= 256 * 1024 && command.segment == nil)
            #expect(![0x28, 0x88, 0x2A, 0x8A, 0x0A].contains(command.cdb.first ?? 0))
        }
        #expect(try ImageVerify(disk: target, reference: source).run() == nil)
        #expect(source.payloadBytes == shape.byteCount && target.payloadBytes == shape.byteCount)
        // Every record has the length that was asked for; one filemark closes the archive.
        let records = tape.objectCount - 1
        #expect(tape.object(records) == .filemark)
        for number in 0..<records { #expect(tape.object(number) == .record(length: shape.record)) }
        #expect(backup.records == UInt64(records))
        #expect(backup.copiedBytes == UInt64(shape.byteCount))
        #expect(restore.copiedBytes == UInt64(shape.byteCount))
        return (san, backup, restore)
    }

    @Test(arguments: shapes) func oneCommandBringsItBack(_ shape: Shape) throws {
        let (san, backup, restore) = try roundTrip(shape)
        #expect(backup.commands == 1 && restore.commands == 1 && san.log.copyCount == 2)
    }

    @Test func limitsCutACopyIntoManyCommands() throws {
        var shape = Shape(blockLength: 512, blocks: 2000, record: 16384)
        shape.limits.maximumSegmentDescriptorCount = 3
        shape.limits.maximumSegmentLength = 32768
        let (san, backup, restore) = try roundTrip(shape)
        // First 61440 bytes (with the header 4 records), then 9 times 98304 (3 segments); of the
        // last 77824 a backup's last list has room for one segment only, beside the end and the
        // filemark.
        #expect(backup.commands == 12 && restore.commands == 11)
        #expect(san.log.copyCount == 23)
    }

    @Test func randomLimitsAndShapesBringItBack() throws {
        var random = SeededRandom(seed: 4, label: "round trips")
        var (cut, refused) = (0, 0)
        for _ in 0..<60 {
            let length = Bool.random(using: &random) ? 512 : 4096
            var shape = Shape(
                blockLength: length, blocks: .random(in: 1...300, using: &random),
                record: 4096 * .random(in: 2...20, using: &random))
            shape.limits.maximumSegmentDescriptorCount = .random(in: 2...6, using: &random)
            shape.limits.maximumSegmentLength = 512 * .random(in: 0...200, using: &random)
            shape.limits.maximumDescriptorListLength = .random(in: 112...250, using: &random)
            shape.limits.maximumInlineDataLength = .random(in: 5000...6000, using: &random)
            shape.limits.stepByteCount = .random(in: 1...100_000, using: &random)
            do {
                let (_, backup, _) = try roundTrip(shape)
                if backup.commands > 1 { cut += 1 }
            } catch let error as BackupError {
                guard case .unsuitable = error else { throw error }
                refused += 1
            }
        }
        #expect(cut > 10 && refused > 5, "\(cut) were cut, \(refused) refused")
    }

    @Test func progressGoesUpToTheEnd() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 3
        limits.maximumSegmentLength = 32768
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", distinctBlocks(byteCount: 300_032))
        try san.addDisk("d1", [UInt8](repeating: 0, count: 300_032))
        try san.addTape("t0")
        var told: [(UInt64, UInt64)] = []
        let tell: (UInt64, UInt64) -> Void = { told.append(($0, $1)) }
        let summary = try ImageBackup(
            source: san.device("d0"), tape: san.device("t0"), name: "n", recordLength: 8192,
            progress: tell
        ).run(time: 0)
        #expect(told.count == summary.commands && summary.commands > 2)
        #expect(told.last.map { $0 == 300_032 && $1 == 300_032 } == true)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.0 <= $1.0 })
        told = []
        _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1"), progress: tell).run()
        #expect(told.last.map { $0 == 300_032 && $1 == 300_032 } == true)
        told = []
        #expect(
            try ImageVerify(
                disk: san.device("d1"), reference: san.device("d0"), progress: tell
            ).run() == nil)
        #expect(told.last.map { $0 == 300_032 && $1 == 300_032 } == true)
    }

    @Test func aLargerDiskKeepsWhatIsBehindTheImage() throws {
        let san = SmallSAN()
        let content = distinctBlocks(byteCount: 100 * 512)
        let before = distinctBlocks(byteCount: 171 * 512, seed: 2)
        try san.addDisk("d0", content)
        try san.addDisk("d1", before)
        try san.addTape("t0")
        _ = try ImageBackup(
            source: san.device("d0"), tape: san.device("t0"), name: "n", recordLength: 16384
        ).run(time: 0)
        _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        let after = try san.content("d1")
        #expect(Array(after.prefix(content.count)) == content)
        #expect(after.dropFirst(content.count) == before.dropFirst(content.count))
    }

    /// What is on tape is the snapshot, while the disk is overwritten from end to end.
    @Test func theSnapshotStaysWhileTheDiskIsWritten() throws {
        var limits = CopyManagerLimits()
        limits.stepByteCount = 65536
        let san = SmallSAN(limits: limits)
        let content = distinctBlocks(byteCount: 2 << 20)
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: 2 << 20))
        try san.addTape("t0")
        san.clearUnitAttention("d0")
        try san.snapshot(of: "d0", as: "s0")
        let other = distinctBlocks(byteCount: 2 << 20, seed: 5)
        for part in 0..<64 {
            san.fabric.schedule(at: Instant(nanoseconds: Int64(part) * 100_000)) {
                let place = part * 32768
                san.write(
                    Array(other[place..<place + 32768]), to: "d0", at: UInt32(part * 64))
            }
        }
        _ = try ImageBackup(
            source: san.device("s0"), tape: san.device("t0"), name: "n", recordLength: 65536
        ).run(time: 0)
        let during = san.log.commands(of: SmallSAN.other).count { $0.cdb.first == 0x2A }
        #expect(during > 10, "writes that ended while the copy ran")
        san.fabric.runToTheEnd()
        #expect(try san.content("d0") == other)
        _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        #expect(try san.content("d1") == content)
        #expect(
            try ImageVerify(disk: san.device("d1"), reference: san.device("s0")).run() == nil)
    }

    @Test func aSecondBackupReplacesTheFirst() throws {
        let san = SmallSAN()
        let small = distinctBlocks(byteCount: 20 * 512, seed: 3)
        try san.addDisk("d0", distinctBlocks(byteCount: 500 * 512))
        try san.addDisk("d1", small)
        try san.addDisk("d2", [UInt8](repeating: 0, count: 20 * 512))
        let tape = try san.addTape("t0")
        for (disk, name) in [("d0", "first"), ("d1", "second")] {
            _ = try ImageBackup(
                source: san.device(disk), tape: san.device("t0"), name: name, recordLength: 8192
            ).run(time: 5)
        }
        #expect(tape.objectCount == 3)
        let header = try ImageRestore.header(on: san.device("t0"))
        #expect(header.name == "second" && header.time == 5 && header.recordLength == 8192)
        #expect(header.geometry == DiskGeometry(blockLength: 512, blockCount: 20))
        _ = try ImageRestore(tape: san.device("t0"), target: san.device("d2")).run()
        #expect(try san.content("d2") == small)
    }

    @Test func theTapesCopyManagerServesADiskWithoutOne() throws {
        let san = SmallSAN()
        let content = distinctBlocks(byteCount: 50 * 512)
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: 50 * 512))
        try san.addTape("t0")
        let bare = try ["d0", "d1"].map { id in
            Device(name: id, initiator: ReplyingInitiator.withoutCopyManager(try san.initiator(id)))
        }
        let tape = try san.device("t0")
        _ = try ImageBackup(source: bare[0], tape: tape, name: "n", recordLength: 8192).run(time: 0)
        _ = try ImageRestore(tape: tape, target: bare[1]).run()
        #expect(try san.content("d1") == content)
        let copies = san.log.commands(of: SmallSAN.server).filter { $0.cdb.first == 0x83 }
        #expect(copies.map(\.unit) == ["t0", "t0"])
    }
}
