import Devices
import Media
import SCSI
import Testing

/// WRITE(6), WRITE FILEMARKS(6), ERASE(6), and the end of the tape.
@Suite struct TapeWriteTests {
    @Test func aWriteEndsTheTape() throws {
        let drive = try TapeDrive()
        drive.write(records: 5)
        drive.write(filemarks: 1)
        drive.locate(2)
        let record = drive.write(records: 1, length: 30, seed: 7)[0]
        #expect(drive.cartridge.objectCount == 3)
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 100)),
            "f0 00 08 00 00 00 64 0a 00 00 00 00 00 05 00 00 00 00")
        drive.locate(2)
        try expectData(drive.run(ReadStream6CDB(transferLength: 30)), record)
    }

    @Test func lessDataThanAnnouncedIsNotWritten() throws {
        let drive = try TapeDrive()
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 100), block(1, 99)),
            "70 00 0b 00 00 00 00 0a 00 00 00 00 4b 00 00 00 00 00")
        #expect(drive.cartridge.objectCount == 0)
    }

    @Test func moreDataThanAnnouncedIsCutOff() throws {
        let drive = try TapeDrive()
        expectGood(drive.run(WriteStream6CDB(transferLength: 50), block(1, 80)))
        drive.run(RewindCDB())
        try expectData(drive.run(ReadStream6CDB(transferLength: 50)), block(1, 50))
    }

    @Test(arguments: [false, true])
    func filemarks(immediate: Bool) throws {
        let drive = try TapeDrive()
        drive.write(records: 1)
        expectGood(drive.run(WriteFilemarks6CDB(filemarkCount: 3, immed: immediate)))
        expectGood(drive.run(WriteFilemarks6CDB(filemarkCount: 0, immed: immediate)))
        #expect(try drive.position() == 4)
        #expect(drive.cartridge.filemarks(before: 4) == 3)
    }

    @Test func writingIsRefusedOnAProtectedCartridge() throws {
        let scratch = try ScratchCartridge()
        let drive = try TapeDrive(scratch.mount(writeProtected: true))
        let sense = "70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00"
        expectSense(drive.run(WriteStream6CDB(transferLength: 1), [1]), sense)
        expectSense(drive.run(WriteFilemarks6CDB(filemarkCount: 1)), sense)
        expectSense(drive.run(Erase6CDB()), sense)
        // Nothing to write: nothing to refuse.
        expectGood(drive.run(WriteFilemarks6CDB(filemarkCount: 0)))
        // WP of the mode parameter header.
        let header = try drive.send([0x1A, 8, 0x0A, 0, 255, 0]).dataIn.bytes()
        #expect(header[2] == 0x90)
    }

    @Test(arguments: [false, true])
    func eraseEndsTheTapeHere(long: Bool) throws {
        let drive = try TapeDrive()
        drive.write(records: 6)
        drive.locate(4)
        expectGood(drive.send([0x19, long ? 1 : 0, 0, 0, 0, 0]))
        #expect(drive.cartridge.objectCount == 4)
        #expect(try drive.position() == 4)
    }

    // MARK: Early warning and the end

    /// Eight blocks across early warning: one drive stored one and said nothing of the others.
    @Test func earlyWarningIsReportedWhenAllIsWritten() throws {
        let drive = try TapeDrive(capacity: 20_000, earlyWarning: 500)
        drive.setBlockLength(100)
        let blocks = (0..<8).map { block($0, 100) }
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 8, fixed: true), blocks.flatMap { $0 }),
            "f0 00 40 00 00 00 00 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(try drive.position() == 8)
        drive.run(RewindCDB())
        try expectData(
            drive.run(ReadStream6CDB(transferLength: 8, fixed: true)), blocks.flatMap { $0 })
    }

    @Test func theWarningComesFromTheFirstByteBehindIt() throws {
        let drive = try TapeDrive(capacity: 1000, earlyWarning: 300)
        drive.write(records: 1, length: 299)
        let warning = "f0 00 40 00 00 00 00 0a 00 00 00 00 00 02 00 00 00 00"
        // Each time from there on.
        for number in 0..<3 {
            expectSense(drive.run(WriteStream6CDB(transferLength: 1), [UInt8(number)]), warning)
        }
        expectSense(drive.run(WriteFilemarks6CDB(filemarkCount: 1)), warning)
        // Not while reading, and not when there is room again.
        drive.run(RewindCDB())
        expectGood(drive.run(ReadStream6CDB(transferLength: 299)))
        expectGood(drive.run(ReadStream6CDB(transferLength: 1)))
        drive.run(RewindCDB())
        expectGood(drive.run(WriteStream6CDB(transferLength: 1), [9]))
    }

    @Test func thePhysicalEndTakesWhatFits() throws {
        let drive = try TapeDrive(capacity: 1000, earlyWarning: 900)
        drive.setBlockLength(100)
        let blocks = (0..<12).map { block($0, 100) }
        // Two of twelve are left.
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 12, fixed: true), blocks.flatMap { $0 }),
            "f0 00 4d 00 00 00 02 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(try drive.position() == 10)
        // All of one block of variable length.
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 1), [1]),
            "f0 00 4d 00 00 00 01 0a 00 00 00 00 00 02 00 00 00 00")
        expectSense(
            drive.run(WriteFilemarks6CDB(filemarkCount: 2)),
            "f0 00 4d 00 00 00 02 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(try drive.position() == 10)
        drive.run(RewindCDB())
        let read = drive.run(ReadStream6CDB(transferLength: 12, fixed: true))
        try expectData(read, blocks[..<10].flatMap { $0 })
        expectSense(read, "f0 00 08 00 00 00 02 0a 00 00 00 00 00 05 00 00 00 00")
    }

    @Test func aBlockThatDoesNotFitIsNotWritten() throws {
        let drive = try TapeDrive(capacity: 1000)
        drive.write(records: 1, length: 600)
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 401), block(2, 401)),
            "f0 00 4d 00 00 01 91 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(drive.cartridge.objectCount == 1)
        // One that fits exactly is: the end warns.
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 400), block(3, 400)),
            "f0 00 40 00 00 00 00 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(drive.cartridge.objectCount == 2)
    }

    /// A filemark takes 64 bytes of the capacity.
    @Test func filemarksEndAtTheEndToo() throws {
        let drive = try TapeDrive(capacity: 200)
        expectSense(
            drive.run(WriteFilemarks6CDB(filemarkCount: 0xFF_FFFF)),
            "f0 00 4d 00 ff ff fc 0a 00 00 00 00 00 02 00 00 00 00")
        #expect(try drive.position() == 3)
    }

    @Test func eopIsTrueBehindEarlyWarning() throws {
        let drive = try TapeDrive(capacity: 1000, earlyWarning: 200)
        drive.write(records: 1, length: 100)
        func flags() throws -> UInt8 {
            try drive.run(ReadPositionCDB(serviceAction: .shortFormBlockID)).dataIn.bytes()[0]
        }
        #expect(try flags() == 0x00)
        drive.run(WriteStream6CDB(transferLength: 100), block(1, 100))
        #expect(try flags() == 0x40)
        drive.run(RewindCDB())
        #expect(try flags() == 0x80)
    }
}
