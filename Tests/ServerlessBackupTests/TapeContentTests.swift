import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing

@testable import ServerlessBackup

/// Restores from tapes that hold something else than a whole backup.
@Suite struct TapeContentTests {
    private let content = distinctBlocks(byteCount: 100 * 512)
    private let before = [UInt8](repeating: 0x55, count: 100 * 512)

    /// A SAN whose tape holds a backup of 100 blocks in seven records of 8192 bytes.
    private func san() throws -> (SmallSAN, any TapeMedium) {
        var limits = CopyManagerLimits()
        limits.stepByteCount = 8192
        let san = SmallSAN(limits: limits)
        try san.addDisk("d0", content)
        try san.addDisk("d1", before)
        let tape = try san.addTape("t0")
        _ = try ImageBackup(
            source: san.device("d0"), tape: san.device("t0"), name: "n", recordLength: 8192
        ).run(time: 0)
        #expect(tape.objectCount == 8)
        return (san, tape)
    }

    /// The error of a restore that must not have begun.
    private func refusal(_ san: SmallSAN) throws -> String {
        let error = #expect(throws: BackupError.self) {
            try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        }
        #expect(try san.content("d1") == before)
        return error?.description ?? ""
    }

    @Test func anEmptyTape() throws {
        let (san, tape) = try san()
        try tape.endData(at: 0)
        #expect(
            try refusal(san) == "not a backup: the tape is empty, or begins with a filemark")
    }

    @Test func aFilemarkFirst() throws {
        let (san, tape) = try san()
        try tape.append(filemarks: 1, at: 0)
        try tape.append(DataBuffer(sampleHeader().encoded()), recordLength: 4096, at: 1)
        #expect(
            try refusal(san) == "not a backup: the tape is empty, or begins with a filemark")
    }

    @Test(arguments: [1, 80, 512, 4095]) func recordsThatAreTooShort(_ count: Int) throws {
        let (san, tape) = try san()
        let bytes = Array(sampleHeader().encoded().prefix(count))
        try tape.append(DataBuffer(bytes), recordLength: count, at: 0)
        #expect(
            try refusal(san)
                == "not a backup: the first tape record has \(count) bytes, at least 4096 expected")
    }

    @Test func somethingElse() throws {
        let (san, tape) = try san()
        try tape.append(DataBuffer(distinctBlocks(byteCount: 10240)), recordLength: 10240, at: 0)
        #expect(try refusal(san) == "not a backup: byte 257: \"ustar\" expected")
    }

    @Test(arguments: [100, 600, 2000, 3600]) func aDamagedHeader(_ index: Int) throws {
        let (san, tape) = try san()
        var record = try tape.read(0).bytes()
        record[index] ^= 0x02
        try tape.append(DataBuffer(record), recordLength: 8192, at: 0)
        #expect(try refusal(san).hasPrefix("not a backup: "))
    }

    /// The header alone, in a record of its own length; and in one of another length.
    @Test(arguments: [4096, 8188, 12288]) func aRecordOfAnotherLength(_ count: Int) throws {
        let (san, tape) = try san()
        var record = try tape.read(0).bytes() + [UInt8](repeating: 0, count: 8192)
        record.removeLast(record.count - count)
        try tape.append(DataBuffer(record), recordLength: count, at: 0)
        #expect(
            try refusal(san)
                == "not a backup: the first tape record has \(count) bytes, its header says 8192")
    }

    @Test func noMedium() throws {
        let (san, _) = try san()
        // LOAD UNLOAD with LOAD zero: the cartridge is out.
        _ = try san.initiator("t0").execute(CommandRequest(cdb: [0x1B, 0, 0, 0, 0, 0]))
        #expect(try refusal(san).hasPrefix("REWIND to t0: CHECK CONDITION, NOT READY "))
    }

    /// Records 0 to 2 are there: the header's record with 8 blocks, then twice 16. The last 8 of
    /// them wait in the copy manager for the rest of a step, which never comes.
    @Test func anArchiveThatWasCutShort() throws {
        let (san, tape) = try san()
        try tape.endData(at: 3)
        let text = try failedRestore(san, restored: 32)
        #expect(text.contains("the copy source reported BLANK CHECK 00/05"), "\(text)")
    }

    @Test func aFilemarkWhereDataShouldBe() throws {
        let (san, tape) = try san()
        try tape.append(filemarks: 1, at: 2)
        let text = try failedRestore(san, restored: 16)
        #expect(text.contains("the copy source reported NO SENSE 00/01"), "\(text)")
    }

    @Test func aMediumErrorOnTheWay() throws {
        let (san, _) = try san()
        // The header's READ comes first, then records 0 to 4 for the copy manager.
        san.fabric.add(
            Fault(
                unit: "t0", trigger: .command(.read6, nth: 5), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .unrecoveredReadError))))
        let text = try failedRestore(san, restored: 32)
        #expect(
            text.hasPrefix(
                "EXTENDED COPY 1 of 1: CHECK CONDITION, COPY ABORTED 0D/01 THIRD PARTY DEVICE"
                    + " FAILURE, segment 1"), "\(text)")
        #expect(text.contains("; the copy source reported MEDIUM ERROR 11/00"))
        #expect(text.hasSuffix("; blocks restored: 0 to 31; not restored: 32 to 99"), "\(text)")
    }

    /// A restore that fails on the way reports exactly the blocks that it wrote.
    private func failedRestore(_ san: SmallSAN, restored: Int) throws -> String {
        let error = #expect(throws: BackupError.self) {
            try ImageRestore(tape: san.device("t0"), target: san.device("d1")).run()
        }
        guard case .copy(let report) = error else { return "\(error as Any)" }
        #expect(report.movedBlocks == 0..<UInt64(restored))
        #expect(report.missingBlocks == UInt64(restored)..<100)
        #expect(!report.isBackup && report.records == nil)
        let (after, count) = (try san.content("d1"), restored * 512)
        let isRestored = Array(after.prefix(count)) == Array(content.prefix(count))
        #expect(isRestored)
        #expect(after.dropFirst(count).allSatisfy { $0 == 0x55 })
        return report.text
    }
}
