import Devices
import Media
import SCSI
import Testing

/// Cartridges that have lost something.
@Suite struct TapeDamageTests {
    /// Where record `number` of the scratch cartridge begins in its log.
    private static func place(_ number: Int) -> Int { 72 + number * 172 }

    private static func readError(_ information: String) -> String {
        "f0 00 03 00 00 00 \(information) 0a 00 00 00 00 11 00 00 00 00 00"
    }

    @Test func aDamagedRecordIsNotRead() throws {
        let scratch = try ScratchCartridge()
        try scratch.damage(keepingIndex: true) { $0[Self.place(2) + 64 + 50] ^= 1 }
        let drive = try TapeDrive(scratch.mount())
        drive.locate(2)
        let variable = drive.run(ReadStream6CDB(transferLength: 100))
        expectSense(variable, Self.readError("64"))
        try expectData(variable, [])
        // The tape stands behind it, so that the rest can be read.
        try expectData(drive.run(ReadStream6CDB(transferLength: 100)), scratch.records[3])
        drive.setBlockLength(100)
        drive.run(RewindCDB())
        let fixed = drive.run(ReadStream6CDB(transferLength: 8, fixed: true))
        expectSense(fixed, Self.readError("06"))
        try expectData(fixed, scratch.records[..<2].flatMap { $0 })
        #expect(try drive.position() == 3)
    }

    @Test func anObjectWithoutAHeaderStopsReadingAndSpacing() throws {
        let scratch = try ScratchCartridge()
        try scratch.damage(keepingIndex: false) { log in
            for number in [3, 4] { log[Self.place(number)] ^= 1 }
        }
        let drive = try TapeDrive(scratch.mount())
        func space(_ count: Int32) -> Completion {
            drive.run(Space6CDB(code: .logicalBlocks, count: TwosComplement24(clamping: count)))
        }
        expectSense(space(8), Self.readError("05"))
        #expect(try drive.position() == 4)
        expectSense(space(4), Self.readError("04"))
        #expect(try drive.position() == 5)
        expectGood(space(3))
        expectSense(space(-6), Self.readError("03"))
        #expect(try drive.position() == 4)
        drive.locate(3)
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 100)), Self.readError("64"))
        #expect(try drive.position() == 4)
        drive.locate(5)
        try expectData(drive.run(ReadStream6CDB(transferLength: 100)), scratch.records[5])
    }

    /// A torn index once made a full tape blank, and the next write took block 0.
    @Test func aTapeThatHasLostItsEndIsNotBlankAndNotWritten() throws {
        let scratch = try ScratchCartridge()
        try scratch.damage(keepingIndex: true) { $0 = $0.prefix(Self.place(3) + 10) }
        let drive = try TapeDrive(scratch.mount())
        drive.locate(2)
        try expectData(drive.run(ReadStream6CDB(transferLength: 100)), scratch.records[2])
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 100)), Self.readError("64"))
        let refused = "f0 00 03 00 00 00 01 0a 00 00 00 00 0c 00 00 00 00 00"
        for number in [3, 5, 8] {
            drive.locate(number)
            expectSense(drive.run(WriteStream6CDB(transferLength: 1), [1]), refused)
        }
        // Its end is not where the log ends.
        let notFound = "70 00 03 00 00 00 00 0a 00 00 00 00 14 03 00 00 00 00"
        expectSense(drive.run(Space6CDB(code: .endOfData)), notFound)
        drive.locate(8)
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 100)),
            "f0 00 03 00 00 00 64 0a 00 00 00 00 14 03 00 00 00 00")
        // Before the damage it can be written, which makes an end.
        drive.locate(1)
        expectGood(drive.run(WriteStream6CDB(transferLength: 1), [1]))
        expectGood(drive.run(Space6CDB(code: .endOfData)))
    }

    @Test func aTapeThatHasLostEverythingIsNotBlank() throws {
        let scratch = try ScratchCartridge()
        try scratch.damage(keepingIndex: false) { $0 = $0.prefix(0) }
        let drive = try TapeDrive(scratch.mount())
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 1)),
            "f0 00 03 00 00 00 01 0a 00 00 00 00 14 03 00 00 00 00")
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 1), [1]),
            "f0 00 03 00 00 00 01 0a 00 00 00 00 0c 00 00 00 00 00")
    }
}
