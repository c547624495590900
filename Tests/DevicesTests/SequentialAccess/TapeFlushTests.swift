import Devices
import Media
import SCSI
import Testing

/// When what was written is on stable storage, and what is said if it does not get there.
@Suite struct TapeFlushTests {
    @Test(
        arguments: [
            // A filemark without IMMED, none at all, and everything that moves the tape away.
            ([0x10, 0, 0, 0, 1, 0], 1), ([0x10, 0, 0, 0, 0, 0], 1), ([0x01, 0, 0, 0, 0, 0], 1),
            ([0x11, 0, 0xFF, 0xFF, 0xFF, 0], 1), ([0x2B, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1),
            ([0x92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1),
            ([0x1B, 0, 0, 0, 0, 0], 1), ([0x1B, 0, 0, 0, 1, 0], 1),
            // With IMMED nothing is waited for.
            ([0x10, 1, 0, 0, 1, 0], 0), ([0x10, 1, 0, 0, 0, 0], 0),
            ([0x00, 0, 0, 0, 0, 0], 0), ([0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0),
        ] as [([UInt8], Int)])
    func commandsThatFlush(cdb: [UInt8], count: Int) throws {
        let tape = try WatchedTape()
        let drive = try TapeDrive(tape.cartridge, as: tape)
        drive.write(records: 3)
        #expect(tape.flushes == 0)
        #expect(drive.send(cdb).status == .good)
        #expect(tape.flushes == count)
    }

    @Test func earlyWarningFlushes() throws {
        let tape = try WatchedTape(capacity: 1000, earlyWarning: 250)
        let drive = try TapeDrive(tape.cartridge, as: tape)
        drive.write(records: 2)
        #expect(tape.flushes == 0)
        #expect(drive.run(WriteStream6CDB(transferLength: 100), block(1, 100)).sense?.eom == true)
        #expect(tape.flushes == 1)
    }

    @Test func unbufferedWritesAreFlushed() throws {
        let tape = try WatchedTape()
        let drive = try TapeDrive(tape.cartridge, as: tape)
        expectGood(drive.run(ModeSelect6CDB(parameterListLength: 4), [0, 0, 0x00, 0]))
        drive.write(records: 2)
        #expect(tape.flushes == 2)
        expectGood(drive.run(WriteFilemarks6CDB(filemarkCount: 1, immed: true)))
        #expect(tape.flushes == 3)
    }

    /// What was written by commands that ended with GOOD is lost: a deferred error.
    @Test(
        arguments: [
            [0x10, 0, 0, 0, 0, 0], [0x01, 0, 0, 0, 0, 0], [0x11, 0, 0xFF, 0xFF, 0xFF, 0],
            [0x2B, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0x1B, 0, 0, 0, 0, 0], [0x1B, 0, 0, 0, 1, 0],
        ] as [[UInt8]])
    func aFailedFlushIsADeferredError(cdb: [UInt8]) throws {
        let tape = try WatchedTape()
        let drive = try TapeDrive(tape.cartridge, as: tape)
        drive.write(records: 3)
        tape.failsToFlush = true
        expectSense(drive.send(cdb), "71 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00")
        #expect(try drive.position() == 3)
    }

    @Test func aFailedWriteHasAllOfItsResidual() throws {
        let tape = try WatchedTape()
        let drive = try TapeDrive(tape.cartridge, as: tape)
        drive.setBlockLength(100)
        drive.write(records: 3)
        tape.failsToWrite = true
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 2, fixed: true), block(1, 200)),
            "f0 00 03 00 00 00 02 0a 00 00 00 00 0c 00 00 00 00 00")
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 200), block(1, 200)),
            "f0 00 03 00 00 00 c8 0a 00 00 00 00 0c 00 00 00 00 00")
        expectSense(
            drive.run(WriteFilemarks6CDB(filemarkCount: 5)),
            "f0 00 03 00 00 00 05 0a 00 00 00 00 0c 00 00 00 00 00")
        expectSense(
            drive.run(Erase6CDB()), "70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00")
        #expect(try drive.position() == 3)
    }
}
