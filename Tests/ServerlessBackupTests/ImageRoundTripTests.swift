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

    private func roundTrip(_ shape: Shape) throws -> (SmallSAN, ArchiveSummary, RestoreSummary) {
        let san = SmallSAN(limits: shape.limits)
        let content = distinctBlocks(byteCount: shape.byteCount)
        try san.addDisk("d0", content, blockLength: shape.blockLength)
        try san.addDisk(
            "d1", [UInt8](repeating: 0xEE, count: shape.byteCount), blockLength: shape.blockLength)
        let tape = try san.addTape("t0")
        let (source, drive, target) = try (
            san.device("d0"), san.device("t0"), san.device("d1")
        )
        var toTape = ArchiveBackup(
            source: source, tapes: [drive], name: "nightly",
            options: ArchiveOptions(content: .image))
        toTape.recordLength = shape.record
        let backup = try toTape.run(time: 77)
        let found = try BackupOnTape.named("nightly", on: [drive])
        let restore = try DiskRestore(found, from: [drive], to: target).volume()
        #expect(try san.content("d1") == content)
        // Not a byte of the volume went through the server: a header to tape, the same back, and
        // marks of how far the restore has come, WRITE(16) to the first 4096 bytes.
        for device in [source, drive, target] { #expect(device.payloadBytes == 0) }
        #expect(backup.serverBytes == 0 && restore.serverBytes == 0)
        for command in san.log.commands(of: SmallSAN.server) {
            #expect(command.dataIn + command.dataOut <= 256 * 1024 && command.segment == nil)
            #expect(![0x28, 0x88, 0x2A, 0x0A].contains(command.cdb.first ?? 0))
            if command.cdb.first == 0x8A {
                #expect(command.cdb[2...9].allSatisfy { $0 == 0 } && command.dataOut <= 4096)
            }
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

    /// The first 4096 bytes of the disk have a command of their own, and come last.
    @Test(arguments: shapes) func oneCommandTakesItToTape(_ shape: Shape) throws {
        let (san, backup, restore) = try roundTrip(shape)
        let back = shape.byteCount > 4096 ? 2 : 1
        #expect(backup.commands == 1 && restore.commands == back)
        #expect(san.log.copyCount == 1 + back)
    }

    @Test func limitsCutACopyIntoManyCommands() throws {
        var shape = Shape(blockLength: 512, blocks: 2000, record: 16384)
        shape.limits.maximumSegmentDescriptorCount = 7
        shape.limits.maximumSegmentLength = 32768
        let (san, backup, restore) = try roundTrip(shape)
        // Of 7 segments 2 are kept free. First 126976 bytes (with the header 8 records), then 5 times
        // 163840 (5 segments), and the last 77824 with the archive's end.
        #expect(backup.commands == 7)
        // 6 times 196608 bytes at most (6 segments, behind half a record), and the first 4096.
        #expect(restore.commands == 7)
        #expect(san.log.copyCount == 14)
    }

    @Test func randomLimitsAndShapesBringItBack() throws {
        var random = SeededRandom(seed: 4, label: "round trips")
        var (cut, refused) = (0, 0)
        for _ in 0..<60 {
            let length = Bool.random(using: &random) ? 512 : 4096
            var shape = Shape(
                blockLength: length, blocks: .random(in: 1...300, using: &random),
                record: 4096 * .random(in: 2...20, using: &random))
            shape.limits.maximumSegmentDescriptorCount = .random(in: 4...10, using: &random)
            shape.limits.maximumSegmentLength = 512 * .random(in: 0...200, using: &random)
            shape.limits.maximumDescriptorListLength = .random(in: 190...400, using: &random)
            shape.limits.maximumInlineDataLength = .random(in: 4000...6000, using: &random)
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
        limits.maximumSegmentDescriptorCount = 7
        limits.maximumSegmentLength = 32768
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", distinctBlocks(byteCount: 300_032))
        try san.addDisk("d1", [UInt8](repeating: 0, count: 300_032))
        try san.addTape("t0")
        var told: [(UInt64, UInt64)] = []
        let tell: (UInt64, UInt64) -> Void = { told.append(($0, $1)) }
        var backup = try san.imageBackup(record: 8192)
        backup.progress = tell
        let summary = try backup.run(time: 0)
        #expect(told.count == summary.commands && summary.commands > 2)
        #expect(told.last.map { $0 == 300_032 && $1 == 300_032 } == true)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.0 <= $1.0 })
        told = []
        let tapes = [try san.device("t0")]
        var restore = DiskRestore(
            try BackupOnTape.named(nil, on: tapes), from: tapes, to: try san.device("d1"))
        restore.progress = tell
        let restored = try restore.volume()
        #expect(told.count >= restored.commands && restored.commands > 2)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.0 <= $1.0 })
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
        _ = try san.imageBackup(record: 16384).run(time: 0)
        try san.restore()
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
        _ = try san.imageBackup(of: "s0", record: 65536).run(time: 0)
        let during = san.log.commands(of: SmallSAN.other).count { $0.cdb.first == 0x2A }
        #expect(during > 10, "writes that ended while the copy ran")
        san.fabric.runToTheEnd()
        #expect(try san.content("d0") == other)
        try san.restore()
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
            _ = try san.imageBackup(of: disk, name: name, record: 8192).run(time: 5)
        }
        #expect(tape.objectCount == 3)
        let header = try BackupOnTape.named(nil, on: [san.device("t0")]).header
        #expect(header.name == "second" && header.time == 5 && header.recordLength == 8192)
        #expect(header.geometry == DiskGeometry(blockLength: 512, blockCount: 20))
        try san.restore(to: "d2")
        #expect(try san.content("d2") == small)
    }

    /// An image, and files.
    @Test(arguments: [ArchiveContent.image, .used])
    func theTapesCopyManagerServesADiskWithoutOne(_ content: ArchiveContent) throws {
        let san = SmallSAN()
        let image = try GoldenVolume.bytes()
        try san.addDisk("d0", image)
        try san.addDisk("d1", [UInt8](repeating: 0, count: image.count))
        try san.addTape("t0")
        let bare = try ["d0", "d1"].map { id in
            Device(name: id, initiator: ReplyingInitiator.withoutCopyManager(try san.initiator(id)))
        }
        let tapes = [try san.device("t0")]
        let summary = try ArchiveBackup(
            source: bare[0], tapes: tapes, name: "n", options: ArchiveOptions(content: content)
        ).run(time: 0)
        let found = try BackupOnTape.named("n", on: tapes)
        let restored = try DiskRestore(found, from: tapes, to: bare[1]).volume()
        if content == .image {
            let isSame = try san.content("d1") == image
            #expect(isSame)
        }
        try requireSameInUse(san, "d0", "d1")
        let copies = san.log.commands(of: SmallSAN.server).filter { $0.cdb.first == 0x83 }
        #expect(copies.count == summary.commands + restored.commands)
        #expect(copies.allSatisfy { $0.unit == "t0" })
    }
}
