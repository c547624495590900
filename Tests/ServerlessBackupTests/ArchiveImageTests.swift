import CopyManager
import Fabric
import Media
import SCSI
import Testing
import Timebase

@testable import ServerlessBackup

/// Images through the stream of an archive: cartridges that end, copies that are broken off,
/// restores that are.
@Suite struct ArchiveImageTests {
    private static let content = distinctBlocks(byteCount: 3 << 20)

    private func san(
        limits: CopyManagerLimits = CopyManagerLimits(), tapes: [Int64] = [1 << 30]
    ) throws -> SmallSAN {
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", Self.content)
        try san.addDisk("d1", [UInt8](repeating: 0xEE, count: Self.content.count))
        for (number, capacity) in tapes.enumerated() {
            try san.addTape("t\(number)", capacity: capacity, earlyWarning: capacity - (64 << 10))
        }
        return san
    }

    private func backup(_ san: SmallSAN, tapes: [String]) throws -> ArchiveBackup {
        var backup = ArchiveBackup(
            source: try san.device("d0"), tapes: try tapes.map(san.device), name: "nightly",
            options: ArchiveOptions(content: .image))
        backup.recordLength = 16384
        return backup
    }

    private func restore(_ san: SmallSAN, tapes: [String]) throws -> RestoreSummary {
        let devices = try tapes.map(san.device)
        let found = try BackupOnTape.named(nil, on: devices)
        return try DiskRestore(found, from: devices, to: san.device("d1")).volume()
    }

    @Test func anImageGoesToTapeAndBack() throws {
        let san = try san()
        let summary = try backup(san, tapes: ["t0"]).run(time: 1000)
        #expect(summary.copiedBytes == UInt64(Self.content.count))
        #expect(summary.serverBytes == 0)
        #expect(summary.commands == 1)
        #expect(summary.records == UInt64((Self.content.count + 5120 + 16383) / 16384))
        let restored = try restore(san, tapes: ["t0"])
        #expect(restored.copiedBytes == UInt64(Self.content.count))
        #expect(restored.serverBytes == 0)
        #expect(try san.content("d1") == Self.content)
    }

    /// Three cartridges of about a megabyte each, left at early warning or filled to the end.
    @Test(arguments: [true, false])
    func itGoesOnOnTheNextCartridge(isWarned: Bool) throws {
        var limits = CopyManagerLimits()
        // Lists of a few records end between early warning and the end of the tape.
        if isWarned { limits.maximumSegmentLength = 16384 }
        if isWarned { limits.maximumSegmentDescriptorCount = 8 }
        let san = try san(limits: limits, tapes: [1_300_000, 1_300_000, 1_300_000])
        let names = ["t0", "t1", "t2"]
        let summary = try backup(san, tapes: names).run(time: 1000)
        #expect(summary.spans.count == 3)
        #expect(summary.spans.map(\.cartridge) == [1, 2, 3])
        _ = try restore(san, tapes: names)
        #expect(try san.content("d1") == Self.content)
        // One behind the other the records are the archive, whatever cartridge they are on.
        var stream: [UInt8] = []
        for span in summary.spans {
            let tape = try #require(san.tapes["t\(span.cartridge - 1)"])
            for number in 0..<span.recordCount {
                stream += try tape.read(Int64(span.firstObject + number)).bytes()
            }
        }
        #expect(Array(stream[4096..<4096 + Self.content.count]) == Self.content)
        let missing = #expect(throws: BackupError.self) { try restore(san, tapes: ["t0", "t1"]) }
        #expect(
            missing?.description.contains("does not end on the 2 cartridges given") == true,
            "\(missing as Any)")
    }

    @Test func aFullCartridgeWithoutAnotherSaysWhatIsOnTape() throws {
        let san = try san(tapes: [1_300_000])
        let error = #expect(throws: BackupError.self) {
            try backup(san, tapes: ["t0"]).run(time: 1000)
        }
        guard case .stream(let failure)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(failure.bytesOnTape == failure.spans[0].recordCount * 16384)
        #expect(failure.spans[0].recordCount > 60)
        #expect(failure.text.contains("t0 is full and there is no other cartridge"))
    }

    @Test func aBackupThatWasBrokenOffIsFinished() throws {
        let san = try san(tapes: [1_300_000, 4 << 20])
        #expect(throws: BackupError.self) { try backup(san, tapes: ["t0"]).run(time: 1000) }
        // The first cartridge was ended by a filemark; the rest goes to another.
        var again = try backup(san, tapes: ["t0", "t1"])
        again.placement = .resuming
        let summary = try again.run(time: 5000)
        #expect(summary.header.time == 1000)
        #expect(summary.resumedAt > 1_000_000)
        #expect(summary.copiedBytes < UInt64(Self.content.count) - 1_000_000)
        _ = try restore(san, tapes: ["t0", "t1"])
        #expect(try san.content("d1") == Self.content)
    }

    @Test func anUnexpiredBackupIsNotOverwritten() throws {
        let san = try san()
        var first = try backup(san, tapes: ["t0"])
        first.expires = 2000
        _ = try first.run(time: 1000)
        let error = #expect(throws: BackupError.self) {
            try backup(san, tapes: ["t0"]).run(time: 1999)
        }
        #expect(
            error?.description == "t0: the cartridge holds the backup nightly, which expires at"
                + " second 2000; expected: a blank cartridge, or one of expired backups")
        _ = try backup(san, tapes: ["t0"]).run(time: 2000)
        #expect(throws: BackupError.self) { try backup(san, tapes: ["t0"]).run(time: 3000) }
        var forced = try backup(san, tapes: ["t0"])
        forced.isForced = true
        _ = try forced.run(time: 3000)
    }

    @Test func severalBackupsStandOnOneCartridge() throws {
        let san = try san()
        san.clearUnitAttention("d0")
        for (number, name) in ["monday", "tuesday"].enumerated() {
            var next = try backup(san, tapes: ["t0"])
            next.name = name
            next.placement = number == 0 ? .overwriting : .appending
            _ = try next.run(time: 1000 + Int64(number))
            san.write([UInt8](repeating: UInt8(number + 1), count: 512), to: "d0", at: 7)
            san.fabric.wait(until: san.fabric.now + Nanoseconds.seconds(1))
        }
        let tapes = [try san.device("t0")]
        let all = try BackupOnTape.all(on: tapes)
        #expect(all.map(\.header.name) == ["monday", "tuesday"])
        #expect(all.map(\.isEnded) == [true, true])
        let tuesday = try BackupOnTape.named("tuesday", on: tapes)
        _ = try DiskRestore(tuesday, from: tapes, to: san.device("d1")).volume()
        var expected = Self.content
        expected.replaceSubrange(7 * 512..<8 * 512, with: [UInt8](repeating: 1, count: 512))
        #expect(try san.content("d1") == expected)
    }

    @Test func aHalfRestoredDiskSaysSoAndIsFinished() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentLength = 65536
        limits.maximumSegmentDescriptorCount = 12
        let san = try san(limits: limits)
        _ = try backup(san, tapes: ["t0"]).run(time: 1000)
        let tapes = [try san.device("t0")]
        let found = try BackupOnTape.named(nil, on: tapes)
        san.fabric.add(
            .init(
                unit: "d1", trigger: .segment(3, nth: 3), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        var restore = DiskRestore(found, from: tapes, to: try san.device("d1"))
        #expect(throws: BackupError.self) { try restore.volume() }
        let first = Array(try san.content("d1").prefix(512))
        let mark = try #require(RestoreMark(first))
        #expect(mark.isOf(found.header))
        #expect(mark.restored > 0 && mark.restored < UInt64(Self.content.count))
        // What the broken list has written behind the mark's place counts for nothing.
        let start = Int(mark.restored) - ArchiveHeader.byteCount
        let medium = try #require(san.disks["d1"])
        let lost = [UInt8](repeating: 0xDD, count: Self.content.count - start)
        try medium.write(DataBuffer(lost), at: Int64(start))
        restore.isResuming = true
        let summary = try restore.volume()
        #expect(summary.resumedAt == mark.restored)
        #expect(summary.copiedBytes < UInt64(Self.content.count))
        #expect(try san.content("d1") == Self.content)
    }

    /// A reset that is told between two lists: nobody knows where the tape stands, and the disk's
    /// copy manager would write there.
    @Test func afterAResetOfTheTapeNothingMoreIsWritten() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentLength = 16384
        limits.maximumSegmentDescriptorCount = 8
        let san = try san(limits: limits, tapes: [1 << 30, 1 << 30])
        san.fabric.add(
            Fault(
                unit: "t0", trigger: .command(.readPosition, nth: 3), times: 1,
                effect: .checkCondition(
                    SenseData(.unitAttention, AdditionalSenseCode(0x29, 0x02)))))
        let error = #expect(throws: BackupError.self) {
            try backup(san, tapes: ["t0", "t1"]).run(time: 1)
        }
        guard case .stream(let failure) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            failure.text.hasPrefix("EXTENDED COPY 1: CHECK CONDITION, UNIT ATTENTION 29/02"),
            "\(failure.text)")
        #expect(san.log.copyCount == 1 && failure.records > 0)
        let tape = try #require(san.tapes["t0"])
        #expect(UInt64(tape.objectCount) == failure.records)
        // What is there is sound: the backup is finished, as after any other failure.
        var again = try backup(san, tapes: ["t0", "t1"])
        again.placement = .resuming
        _ = try again.run(time: 2)
        _ = try restore(san, tapes: ["t0", "t1"])
        #expect(try san.content("d1") == Self.content)
    }
}
