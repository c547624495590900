import Foundation
import LoopbackSG
import Testing

/// st's open(2): who may, what it finds, and what it keeps.
struct TapeOpeningTests {
    @Test("One at a time: EBUSY for the other, by either name")
    func singleOpen() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        #expect(host.failure(.tape, flags: O_RDONLY) == EBUSY)
        #expect(host.failure(.tapeWithoutRewind, flags: O_RDONLY | O_NONBLOCK) == EBUSY)
        tape.close()
        #expect(host.failure(.tape, flags: O_RDONLY) == 0)
        #expect(host.failure(.tape, number: 1, flags: O_RDONLY) == ENXIO)
    }

    @Test("Without a tape: ENOMEDIUM, but for O_NONBLOCK, which can load one")
    func noMedium() throws {
        let host = try SmallHost(hasCartridge: false)
        #expect(host.failure(.tape, flags: O_RDONLY) == ENOMEDIUM)
        let tape = try host.tape(flags: O_RDONLY | O_NONBLOCK)
        let status = try tape.status()
        #expect(status.isDoorOpen && !status.isOnline)
        #expect(status.place == [-1, -1])
        #expect(tape.read(10) == .failure(ENOMEDIUM))
        for operation in [
            OpenTape.Operation.rew, .fsf, .weof, .setblk, .compression, .seek, .offl, .load,
        ] { #expect(tape.operate(operation) == ENOMEDIUM) }
        #expect(tape.close() == 0)
    }

    @Test("MTOFFL takes the tape out, MTLOAD takes it in, and close does not rewind in between")
    func unloadAndLoad() throws {
        let host = try SmallHost()
        var tape = try TapeReadTests.recorded(host, files: [2])
        tape.close()
        tape = try host.tape(.tape)
        #expect(tape.read(100).result == 100)
        #expect(tape.operate(.offl) == 0)
        #expect(try tape.status().isDoorOpen)
        #expect(tape.read(100) == .failure(ENOMEDIUM))
        #expect(tape.close() == 0)
        #expect(host.failure(.tape, flags: O_RDONLY) == ENOMEDIUM)
        tape = try host.tape(.tape, flags: O_RDONLY | O_NONBLOCK)
        #expect(tape.operate(.load) == 0)
        #expect(try tape.status().isBOT)
        #expect(tape.read(100) == .read(content(0, 100)))
        #expect(tape.operate(.unload) == 0)
        #expect(tape.operate(.load, 10_003) == 0, "a slot, which this drive does not look at")
        #expect(tape.close() == 0)
    }

    @Test("Unloading ends a file that was written")
    func unloadAfterWriting() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        tape.write(content(0, 10))
        #expect(tape.operate(.offl) == 0)
        #expect(tape.operate(.load) == 0)
        #expect(tape.operate(.eom) == 0)
        #expect(try tape.position() == 2)
    }

    @Test("Another tape is taken for new: at its beginning, with the defaults")
    func newTape() throws {
        let host = try SmallHost()
        var tape = try TapeReadTests.recorded(host, files: [3])
        #expect(tape.operate(.setdrvbuffer, 0x5000_0000 | 512) == 0, "MT_ST_DEF_BLKSIZE")
        #expect(tape.operate(.setdrvbuffer, 0x6020_0001) == 0, "MT_ST_DEF_COMPRESSION")
        #expect(tape.operate(.setdrvbuffer, 0x6030_0000) == 0, "MT_ST_DEF_DRVBUFFER")
        #expect(tape.operate(.fsf) == 0)
        tape.close()
        tape = try host.tape()
        #expect(try tape.status().place == [1, 0], "the same tape stays where it is")
        #expect(try tape.status().blockLength == 0)
        tape.close()
        let cartridge = try SmallHost.newCartridge(capacity: 1 << 20, earlyWarning: 1 << 20)
        host.exchange(cartridge)
        tape = try host.tape()
        #expect(try tape.status().place == [0, 0])
        #expect(try tape.status().blockLength == 512)
        #expect(tape.write(content(0, 513)) == .failure(EINVAL))
        #expect(tape.write(content(0, 512)).result == 512)
    }

    @Test("MT_ST_DEF_WRITES keeps the defaults for a tape that is written from its beginning")
    func defaultsForWrites() throws {
        let host = try SmallHost()
        var tape = try TapeReadTests.recorded(host, files: [1])
        #expect(tape.operate(.setdrvbuffer, 0x5000_0000 | 512) == 0)
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x80) == 0)
        tape.close()
        let cartridge = try SmallHost.newCartridge(capacity: 1 << 20, earlyWarning: 1 << 20)
        host.exchange(cartridge)
        tape = try host.tape()
        #expect(try tape.status().blockLength == 0)
        #expect(tape.write(content(0, 100)) == .failure(EINVAL), "no block of 512")
        #expect(tape.write(content(0, 1024)).result == 1024)
        #expect(try tape.status().blockLength == 512)
        #expect(tape.operate(.setblk, 0) == 0)
        #expect(tape.operate(.rew) == 0)
        #expect(tape.write(content(0, 100)).result == 100, "a program has chosen")
    }

    @Test("The block length is the drive's: it stays from open to open")
    func settingsStay() throws {
        let host = try SmallHost()
        var tape = try host.tape()
        #expect(tape.operate(.setblk, 1024) == 0)
        tape.close()
        tape = try host.tape(.tape)
        #expect(try tape.status().blockLength == 1024)
    }

    @Test("MT_ST_AUTO_LOCK locks from the first transfer to close")
    func automaticLock() throws {
        let host = try SmallHost()
        let other = try host.other("tape")
        let unload = CommandUnderTest.unload
        let tape = try host.tape()
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x40) == 0)
        #expect(tape.write([1]).result == 1)
        #expect(!other.execute(unload).isGood)
        tape.close()
        #expect(other.execute(unload).isGood)
    }

    @Test("A changed mode that another initiator made does not move the tape")
    func foreignModeSelect() throws {
        let host = try SmallHost()
        var tape = try TapeReadTests.recorded(host, files: [2])
        #expect(tape.operate(.fsr, 1) == 0)
        tape.close()
        host.withDrive { $0.establishUnitAttention(.modeParametersChanged) }
        tape = try host.tape()
        #expect(try tape.status().place == [0, 1])
    }
}
