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
        _ = try san.imageBackup(record: 8192).run(time: 0)
        #expect(tape.objectCount == 8)
        return (san, tape)
    }

    /// The error of a restore that must not have begun.
    private func refusal(_ san: SmallSAN) throws -> String {
        let error = #expect(throws: BackupError.self) { try san.restore() }
        #expect(try san.content("d1") == before)
        return error?.description ?? ""
    }

    private let none = "0 backups on the tape, none; one expected"

    @Test func anEmptyTape() throws {
        let (san, tape) = try san()
        try tape.endData(at: 0)
        #expect(try refusal(san) == none)
    }

    @Test func aFilemarkFirst() throws {
        let (san, tape) = try san()
        try tape.append(filemarks: 1, at: 0)
        try tape.append(DataBuffer(sampleHeader().encoded()), recordLength: 4096, at: 1)
        #expect(try refusal(san) == none + "; t0, tape file 0: an empty tape file")
    }

    @Test(arguments: [1, 80, 512, 4095]) func recordsThatAreTooShort(_ count: Int) throws {
        let (san, tape) = try san()
        let bytes = Array(sampleHeader().encoded().prefix(count))
        try tape.append(DataBuffer(bytes), recordLength: count, at: 0)
        #expect(
            try refusal(san)
                == none + "; t0, tape file 0: not a backup: the first tape record has \(count)"
                + " bytes, at least 4096 expected")
    }

    @Test func somethingElse() throws {
        let (san, tape) = try san()
        try tape.append(DataBuffer(distinctBlocks(byteCount: 10240)), recordLength: 10240, at: 0)
        #expect(
            try refusal(san)
                == none + "; t0, tape file 0: not a backup: byte 257: \"ustar\" expected")
    }

    @Test(arguments: [100, 600, 2000, 3600]) func aDamagedHeader(_ index: Int) throws {
        let (san, tape) = try san()
        var record = try tape.read(0).bytes()
        record[index] ^= 0x02
        try tape.append(DataBuffer(record), recordLength: 8192, at: 0)
        #expect(try refusal(san).hasPrefix(none + "; t0, tape file 0: not a backup: "))
    }

    /// The header alone, in a record of its own length; and in one of another length.
    @Test(arguments: [4096, 8188, 12288]) func aRecordOfAnotherLength(_ count: Int) throws {
        let (san, tape) = try san()
        var record = try tape.read(0).bytes() + [UInt8](repeating: 0, count: 8192)
        record.removeLast(record.count - count)
        try tape.append(DataBuffer(record), recordLength: count, at: 0)
        #expect(
            try refusal(san)
                == none + "; t0, tape file 0: not a backup: the first tape record has \(count)"
                + " bytes, its header says 8192")
    }

    @Test func noMedium() throws {
        let (san, _) = try san()
        // LOAD UNLOAD with LOAD zero: the cartridge is out.
        _ = try san.initiator("t0").execute(CommandRequest(cdb: [0x1B, 0, 0, 0, 0, 0]))
        #expect(try refusal(san).hasPrefix("REWIND to t0: CHECK CONDITION, NOT READY "))
    }

    /// What cannot come back whole is not begun: records 0 to 2 are there.
    @Test func anArchiveThatWasCutShort() throws {
        let (san, tape) = try san()
        try tape.endData(at: 3)
        #expect(try refusal(san).hasPrefix("not a backup: n does not end on the cartridge given"))
    }

    @Test func aFilemarkWhereDataShouldBe() throws {
        let (san, tape) = try san()
        try tape.append(filemarks: 1, at: 2)
        #expect(try refusal(san).hasPrefix("not a backup: n does not end on the cartridge given"))
    }

    /// What ends after it was found and before it is read: the copy manager meets the end.
    @Test(arguments: [true, false])
    func anArchiveThatEndsOnTheWay(isFilemark: Bool) throws {
        let (san, tape) = try san()
        let tapes = [try san.device("t0")]
        let found = try BackupOnTape.named(nil, on: tapes)
        if isFilemark { try tape.append(filemarks: 1, at: 4) } else { try tape.endData(at: 4) }
        // Records 1 to 3 are there.
        let text = try failedRestore(san, found, restored: 48)
        let sense = isFilemark ? "NO SENSE 00/01" : "BLANK CHECK 00/05"
        #expect(text.contains("the copy source reported " + sense), "\(text)")
    }

    @Test func aMediumErrorOnTheWay() throws {
        let (san, _) = try san()
        let found = try BackupOnTape.named(nil, on: [san.device("t0")])
        // The header is read twice, then records 1 to 3 by the copy manager.
        san.fabric.add(
            Fault(
                unit: "t0", trigger: .command(.read6, nth: 5), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .unrecoveredReadError))))
        let text = try failedRestore(san, found, restored: 32)
        #expect(
            text.hasPrefix(
                "EXTENDED COPY 1: CHECK CONDITION, COPY ABORTED 0D/01 THIRD PARTY DEVICE FAILURE,"
                    + " segment 0"), "\(text)")
        #expect(text.contains("; the copy source reported MEDIUM ERROR 11/00"))
        #expect(
            text.hasSuffix("; blocks restored: 8 to 39; not restored: 0 to 7, 40 to 99"),
            "\(text)")
    }

    /// A restore that fails on the way reports exactly the blocks that it wrote, behind the first
    /// eight, which are a mark until all others are there.
    private func failedRestore(
        _ san: SmallSAN, _ found: BackupOnTape, restored: Int
    ) throws -> String {
        let error = #expect(throws: BackupError.self) {
            try DiskRestore(found, from: [san.device("t0")], to: san.device("d1")).volume()
        }
        guard case .restore(let failure) = error else { return "\(error as Any)" }
        #expect(failure.restoredBlocks == [8..<UInt64(8 + restored)])
        #expect(failure.missingBlocks == [0..<8, UInt64(8 + restored)..<100])
        #expect(failure.copiedBytes == UInt64(restored) * 512)
        #expect(failure.tapePosition != nil)
        let (after, end) = (try san.content("d1"), 4096 + restored * 512)
        #expect(RestoreMark(Array(after.prefix(512)))?.isOf(found.header) == true)
        let isRestored = after[4096..<end] == content[4096..<end]
        #expect(isRestored)
        #expect(after.dropFirst(end).allSatisfy { $0 == 0x55 })
        return failure.text
    }
}
