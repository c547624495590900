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

    private func failure(_ body: () throws -> Void) throws -> CopyReport {
        let error = #expect(throws: BackupError.self) { try body() }
        guard case .copy(let report) = error else {
            throw error ?? BackupError.notAnArchive("no error")
        }
        return report
    }

    private func backUp(_ san: SmallSAN, record: Int = 16384) throws {
        _ = try ImageBackup(
            source: san.device("d0"), tape: san.device("t0"), name: "n", recordLength: record
        ).run(time: 0)
    }

    @Test func aWriteProtectedTarget() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addDisk("d1", content, isWriteProtected: true)
        try san.addTape("t0")
        try backUp(san)
        let report = try failure {
            _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        }
        #expect(report.movedBlocks == 0..<0 && report.missingBlocks == 0..<1000)
        #expect(report.text.contains("the copy destination reported DATA PROTECT 27/00"))
        #expect(report.text.hasSuffix("; blocks restored: none; not restored: 0 to 999"))
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
        let report = try failure { try backUp(san) }
        #expect(report.records == 0 && report.movedBlocks.isEmpty)
        #expect(report.text.contains("the copy destination reported DATA PROTECT 27/00"))
        #expect(report.text.hasSuffix("; blocks on tape: none; not on tape: 0 to 999"))
    }

    /// 16384 bytes a record, of which the first holds 4096 of header: n records are 32n - 8 blocks.
    @Test func aFullTapeReportsWhatIsOnIt() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        let tape = try san.addTape("t0", capacity: 16384 * 5 + 100, earlyWarning: 16384 * 2)
        let report = try failure { try backUp(san) }
        #expect(report.text.contains("the copy destination reported VOLUME OVERFLOW 00/02"))
        #expect(report.records == 5 && tape.objectCount == 5 && report.tapePosition == 5)
        #expect(report.movedBlocks == 0..<152 && report.missingBlocks == 152..<1000)
        #expect(
            report.text.hasSuffix(
                "; whole tape records on tape: 5; blocks on tape: 0 to 151; not on tape: 152 to"
                    + " 999"))
        let onTape = try (0..<5).flatMap { try tape.read($0).bytes() }
        #expect(Array(onTape.dropFirst(4096)) == Array(content.prefix(152 * 512)))
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
        _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        #expect(try san.content("d1") == content)
    }

    /// All data is on tape, and no room for the filemark.
    @Test func aTapeThatHoldsTheImageButNotTheFilemark() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addTape("t0", capacity: 16384 * 32)
        let report = try failure { try backUp(san) }
        #expect(report.records == 32 && report.movedBlocks == 0..<1000)
        #expect(report.text.hasSuffix("; blocks on tape: 0 to 999; not on tape: none"))
    }

    @Test func aLaterCommandThatFailsCountsTheEarlierOnes() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 3
        limits.maximumSegmentLength = 32768
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", content)
        try san.addDisk("d1", [UInt8](repeating: 0, count: content.count))
        try san.addTape("t0")
        try backUp(san)
        san.fabric.add(
            Fault(
                unit: "d1", trigger: .command(.write16, nth: 6), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        let report = try failure {
            _ = try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        }
        #expect(report.command == 2 && report.commandCount == 6)
        let moved = Int(report.movedBlocks.upperBound) * 512
        #expect(report.movedBlocks.lowerBound == 0 && moved > 0)
        let after = try san.content("d1")
        #expect(Array(after.prefix(moved)) == Array(content.prefix(moved)))
        #expect(after.dropFirst(moved).allSatisfy { $0 == 0 })
        #expect(report.text.hasPrefix("EXTENDED COPY 3 of 6: "))
    }

    /// A target that is gone in the middle answers nothing about its copy either.
    @Test func anUnreachableDiskLeavesWhatIsCertain() throws {
        let san = SmallSAN()
        try san.addDisk("d0", content)
        try san.addTape("t0")
        san.fabric.add(
            Fault(unit: "d0", trigger: .command(.read16, nth: 1), times: 9, effect: .unreachable))
        let report = try failure { try backUp(san) }
        #expect(report.sense?.key == .copyAborted && report.movedBlocks.isEmpty)
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
