import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing

@testable import ServerlessBackup

/// Copies that fail on the way, and what the report says of the tape and the disk.
@Suite struct CopyFailureTests {
    private let content = distinctBlocks(byteCount: 1000 * 512)

    private func error(_ body: () throws -> Void) -> BackupError? {
        #expect(throws: BackupError.self) { try body() }
    }

    private func failedBackup(_ san: SmallSAN) throws -> StreamFailure {
        let error = error { try backUp(san) }
        guard case .stream(let failure) = error else {
            throw error ?? BackupError.notAnArchive("no error")
        }
        return failure
    }

    private func failedRestore(_ san: SmallSAN) throws -> RestoreFailure {
        let error = error { try san.restore() }
        guard case .restore(let failure) = error else {
            throw error ?? BackupError.notAnArchive("no error")
        }
        return failure
    }

    private func backUp(_ san: SmallSAN, record: Int = 16384) throws {
        _ = try san.imageBackup(record: record).run(time: 0)
    }

    @Test func aWriteProtectedTarget() throws {
        let san = SmallSAN()
        let before = distinctBlocks(byteCount: 1000 * 512, seed: 2)
        try san.addDisk("d0", content)
        try san.addDisk("d1", before, isWriteProtected: true)
        try san.addTape("t0")
        try backUp(san)
        // The mark is refused already.
        #expect(
            error { try san.restore() }?.description.hasPrefix(
                "WRITE(16) to d1: CHECK CONDITION, DATA PROTECT 27/00") == true)
        #expect(try san.content("d1") == before && san.log.copyCount == 1)
    }

    @Test func aTargetThatTakesNothingFromTheCopyManager() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", content)
        try san.addTape("t0")
        try backUp(san)
        // The first WRITE is the mark's.
        san.fabric.add(
            Fault(
                unit: "d1", trigger: .command(.write16, nth: 2), times: 1,
                effect: .checkCondition(SenseData(.dataProtect, .writeProtected))))
        let failure = try failedRestore(san)
        #expect(failure.restoredBlocks == [] && failure.missingBlocks == [0..<1000])
        #expect(failure.copiedBytes == 0)
        #expect(failure.text.contains("the copy destination reported DATA PROTECT 27/00"))
        #expect(failure.text.hasSuffix("; blocks restored: none; not restored: 0 to 999"))
    }

    @Test func aWriteProtectedTape() throws {
        let directory = try ScratchDirectory()
        let path = directory.place("cartridge")
        _ = try Cartridge.create(
            at: path,
            CartridgeManifest(volumeIdentifier: "A", capacity: 1 << 30, earlyWarning: 1 << 30))
        let san = SmallSAN()
        try san.addDisk("d0", content)
        san.addTape("t0", medium: try Cartridge.mount(path, writeProtected: true))
        let failure = try failedBackup(san)
        #expect(failure.records == 0 && failure.blocksOnTape == 0..<0)
        #expect(failure.tapePosition == 0 && failure.copiedBytes == 0)
        #expect(failure.text.contains("the copy destination reported DATA PROTECT 27/00"))
        #expect(failure.text.hasSuffix("; blocks on tape: none; not on tape: 0 to 999"))
    }

    /// 16384 bytes a record, of which the first holds 4096 of header: n records are 32n - 8 blocks.
    @Test func aFullTapeReportsWhatIsOnIt() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        let tape = try san.addTape("t0", capacity: 16384 * 5 + 100, earlyWarning: 16384 * 2)
        let failure = try failedBackup(san)
        #expect(failure.text.contains("the copy destination reported VOLUME OVERFLOW 00/02"))
        #expect(failure.records == 5 && failure.tapePosition == 5)
        #expect(failure.status?.copyManagerStatus.rawValue == 0x02)
        #expect(failure.blocksOnTape == 0..<152 && failure.missingBlocks == 152..<1000)
        #expect(failure.copiedBytes == 152 * 512)
        #expect(
            failure.text.hasSuffix(
                "; whole tape records on tape: 5; blocks on tape: 0 to 151; not on tape: 152 to"
                    + " 999; t0 is full and there is no other cartridge"))
        let onTape = try (0..<5).flatMap { try tape.read($0).bytes() }
        #expect(Array(onTape.dropFirst(4096)) == Array(content.prefix(152 * 512)))
        for number in 5..<tape.objectCount { #expect(tape.object(number) == .filemark) }
    }

    @Test func earlyWarningStopsNothing() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: content.count))
        let tape = try san.addTape("t0", capacity: 16384 * 32 + 64, earlyWarning: 16384 * 3)
        try backUp(san)
        #expect(tape.objectCount == 33)
        let warnings = san.log.commands(of: NexusIdentifier(0)).count {
            $0.unit == "t0" && $0.status == 0x02 && (try? SenseData($0.sense))?.eom == true
        }
        #expect(warnings == 31, "29 records behind early warning, and the filemark")
        try san.restore()
        #expect(try san.content("d1") == content)
    }

    /// All data is on tape, and no room for the filemark: it is a backup nevertheless.
    @Test func aTapeThatHoldsTheImageButNotTheFilemark() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: content.count))
        let tape = try san.addTape("t0", capacity: 16384 * 32)
        let summary = try san.imageBackup(record: 16384).run(time: 0)
        #expect(summary.records == 32 && tape.objectCount == 32)
        try san.restore()
        #expect(try san.content("d1") == content)
    }

    /// One record less: the archive's end is not there, though every block is.
    @Test func aTapeThatHoldsEveryBlockButNotTheEnd() throws {
        let bytes = Array(content.prefix(1000 * 512 - 4096 - 8192))
        let san = SmallSAN()
        try san.addDisk("d0", bytes)
        try san.addTape("t0", capacity: 16384 * 31 - 1)
        let failure = try failedBackup(san)
        #expect(failure.records == 30)
        #expect(failure.blocksOnTape == 0..<952 && failure.missingBlocks == 952..<976)
    }

    /// The disk has what the lists before brought, and what the one that failed had written.
    @Test func aLaterCommandThatFailsCountsTheEarlierOnes() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 7
        limits.maximumSegmentLength = 32768
        limits.stepByteCount = 32768
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: content.count))
        try san.addTape("t0")
        try backUp(san)
        san.fabric.add(
            Fault(
                unit: "d1", trigger: .command(.write16, nth: 11), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        let failure = try failedRestore(san)
        #expect(failure.number == 2)
        let restored = try #require(failure.restoredBlocks)
        #expect(restored.count == 1 && restored[0].lowerBound == 8)
        let end = Int(restored[0].upperBound) * 512
        // Six segments of 32768 bytes in the first list.
        #expect(end > 4096 + 6 * 32768 && failure.copiedBytes == UInt64(end - 4096))
        #expect(failure.missingBlocks == [0..<8, restored[0].upperBound..<1000])
        let after = try san.content("d1")
        #expect(Array(after[4096..<end]) == Array(content[4096..<end]))
        #expect(after.dropFirst(end).allSatisfy { $0 == 0 })
        #expect(failure.status?.copyManagerStatus.rawValue == 0x02)
        #expect(failure.text.hasPrefix("EXTENDED COPY 2: "))
        #expect(
            failure.text.hasSuffix(
                "; blocks restored: 8 to \(end / 512 - 1); not restored: 0 to 7, \(end / 512) to"
                    + " 999"))
        // Finished, it says at a further failure what both times have restored.
        let tapes = [try san.device("t0")]
        var again = DiskRestore(
            try BackupOnTape.named(nil, on: tapes), from: tapes, to: try san.device("d1"))
        again.isResuming = true
        san.fabric.add(
            Fault(
                unit: "d1", trigger: .command(.write16, nth: 4), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        let second = error { _ = try again.volume() }
        guard case .restore(let later) = second else {
            throw second ?? BackupError.notAnArchive("no error")
        }
        let all = try #require(later.restoredBlocks)
        #expect(all.count == 1 && all[0].lowerBound == 8 && all[0].upperBound > 8 + 6 * 64)
        let place = Int(all[0].upperBound) * 512
        let wider = try san.content("d1")
        #expect(Array(wider[4096..<place]) == Array(content[4096..<place]))
        _ = try again.volume()
        #expect(try san.content("d1") == content)
    }

    /// A target that is gone in the middle answers nothing about its copy either.
    @Test func anUnreachableDiskLeavesWhatIsCertain() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addTape("t0")
        san.fabric.add(
            Fault(unit: "d0", trigger: .command(.read16, nth: 1), times: 9, effect: .unreachable))
        let failure = try failedBackup(san)
        #expect(failure.sense?.key == .copyAborted && failure.blocksOnTape == 0..<0)
    }

    @Test func aDeviceThatTriedTwiceHasSucceeded() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", content)
        let recovered = ReplyingInitiator(try san.initiator("d1")) { request, reply in
            guard request.cdb[0] == 0x88, reply.isGood else { return }
            reply.status = .checkCondition
            reply.sense = SenseData(
                .recoveredError, AdditionalSenseCode(0x17, 0x01)
            ).encoded(.fixed)
        }
        let disk = Device(name: "d1", initiator: recovered)
        #expect(try ImageVerify(disk: disk, reference: san.device("d0")).run() == nil)
        #expect(disk.payloadBytes == content.count)
    }

    @Test func verifyNamesTheFirstDifference() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        var other = content
        for index in [900 * 512 + 3, 517 * 512 + 505] { other[index] ^= 0xFF }
        try san.addDisk("d1", other)
        let found = try ImageVerify(disk: san.device("d1"), reference: san.device("d0")).run()
        let place = 517 * 512 + 505
        #expect(
            found
                == Difference(
                    block: 517, byte: 505, found: Array(other[place..<place + 7]),
                    expected: Array(content[place..<place + 7])))
        #expect(found?.text.hasPrefix("block 517, byte 505: ") == true)
    }

    /// At the ends of the disk and of the mebibytes in which it is read.
    @Test(arguments: [0, (1 << 20) - 1, 1 << 20, (2 << 20) - 1, 2 << 20, (2 << 20) + 511])
    func verifyMissesNoByte(_ index: Int) throws {
        let san = SmallSAN()
        var bytes = [UInt8](repeating: 3, count: (2 << 20) + 512)
        try san.addDisk("d0", bytes)
        bytes[index] = 4
        try san.addDisk("d1", bytes)
        let found = try ImageVerify(disk: san.device("d1"), reference: san.device("d0")).run()
        #expect(found?.block == UInt64(index / 512) && found?.byte == index % 512)
        #expect(found?.found.first == 4 && found?.expected.first == 3)
    }

    @Test func verifyReportsABlockThatCannotBeRead() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", content)
        san.fabric.add(
            Fault(
                unit: "d1", trigger: .command(.read16, nth: 1), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .unrecoveredReadError))))
        let error = #expect(throws: BackupError.self) {
            try ImageVerify(disk: san.device("d1"), reference: san.device("d0")).run()
        }
        #expect(
            error?.description.hasPrefix("READ(16) to d1: CHECK CONDITION, MEDIUM ERROR 11/00")
                == true)
    }
}
