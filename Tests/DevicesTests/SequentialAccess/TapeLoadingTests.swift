import Devices
import Media
import SCSI
import Testing
import WireBytes

/// LOAD UNLOAD, PREVENT ALLOW MEDIUM REMOVAL, changing cartridges.
@Suite struct TapeLoadingTests {
    private static let notPresent = "70 00 02 00 00 00 00 0a 00 00 00 00 3a 00 00 00 00 00"
    private static let notThreaded = "70 00 02 00 00 00 00 0a 00 00 00 00 04 02 00 00 00 00"
    private static let changed = "70 00 06 00 00 00 00 0a 00 00 00 00 28 00 00 00 00 00"

    /// Every command that needs the cartridge.
    private static let mediumCommands: [[UInt8]] = [
        [0x00, 0, 0, 0, 0, 0], [0x01, 0, 0, 0, 0, 0], [0x08, 0, 0, 0, 1, 0],
        [0x0A, 0, 0, 0, 1, 0], [0x10, 0, 0, 0, 0, 0], [0x11, 0, 0, 0, 1, 0],
        [0x19, 0, 0, 0, 0, 0], [0x2B, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]

    @Test func anUnloadedCartridgeIsOut() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        expectGood(drive.run(LoadUnloadCDB(load: false)))
        for cdb in Self.mediumCommands { expectSense(drive.send(cdb, [1]), Self.notPresent) }
        // LOAD takes it in again, at its beginning; the others are told.
        expectGood(drive.run(LoadUnloadCDB(load: true)))
        expectGood(drive.run(TestUnitReadyCDB()))
        #expect(try drive.position() == 0)
        #expect(drive.cartridge.objectCount == 3)
        expectSense(
            drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus), Self.changed)
        expectGood(drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus))
    }

    @Test func aHeldCartridgeIsInButNotThreaded() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        // HOLD without LOAD, then HOLD with LOAD: neither makes it ready.
        expectGood(drive.send([0x1B, 0, 0, 0, 0x08, 0]))
        for cdb in Self.mediumCommands { expectSense(drive.send(cdb, [1]), Self.notThreaded) }
        expectGood(drive.send([0x1B, 0, 0, 0, 0x09, 0]))
        expectSense(drive.run(TestUnitReadyCDB()), Self.notThreaded)
        expectGood(drive.run(LoadUnloadCDB(load: true)))
        expectGood(drive.run(TestUnitReadyCDB()))
        #expect(try drive.position() == 0)
    }

    /// HOLD, EOT, RETEN and IMMED are understood.
    @Test(arguments: [0x02, 0x04, 0x06, 0x00] as [UInt8], [0, 1] as [UInt8])
    func theOtherBitsUnload(bits: UInt8, immediate: UInt8) throws {
        let drive = try TapeDrive()
        expectGood(drive.send([0x1B, immediate, 0, 0, bits, 0]))
        expectSense(drive.run(TestUnitReadyCDB()), Self.notPresent)
    }

    @Test func loadingToTheEndIsWrong() throws {
        let drive = try TapeDrive()
        expectSense(
            drive.send([0x1B, 0, 0, 0, 0x05, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 ca 00 04")
        expectGood(drive.run(TestUnitReadyCDB()))
    }

    @Test func loadingALoadedCartridgeRewindsIt() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        expectGood(drive.send([0x1B, 0, 0, 0, 0x03, 0]))
        #expect(try drive.position() == 0)
        expectGood(drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus))
    }

    @Test func removalIsPreventedByEachNexus() throws {
        let drive = try TapeDrive()
        let refused = "70 00 05 00 00 00 00 0a 00 00 00 00 53 02 00 00 00 00"
        let unload = LoadUnloadCDB(load: false)
        expectGood(drive.run(PreventAllowMediumRemovalCDB(prevent: .prevent)))
        expectGood(
            drive.run(
                PreventAllowMediumRemovalCDB(prevent: .prevent), from: TapeDrive.otherNexus))
        expectSense(drive.run(unload), refused)
        expectGood(drive.run(PreventAllowMediumRemovalCDB(prevent: .allow)))
        expectSense(drive.run(unload), refused)
        // What is held stays in the drive, so nothing is removed.
        expectGood(drive.send([0x1B, 0, 0, 0, 0x08, 0]))
        expectSense(drive.run(unload), refused)
        expectGood(
            drive.run(PreventAllowMediumRemovalCDB(prevent: .allow), from: TapeDrive.otherNexus))
        expectGood(drive.run(unload))
        expectSense(
            drive.send([0x1E, 0, 0, 0, 2, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c9 00 04")
    }

    @Test func aNewCartridgeIsAnnouncedToAll() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        drive.unit.removeCartridge()
        expectSense(drive.run(TestUnitReadyCDB()), Self.notPresent)
        expectSense(drive.run(LoadUnloadCDB(load: true)), Self.notPresent)
        drive.unit.insert(try TapeDrive.newCartridge())
        for nexus in [TapeDrive.nexus, TapeDrive.otherNexus] {
            // Not by INQUIRY, and by the first other command only.
            expectGood(drive.send([0x12, 0, 0, 0, 36, 0], from: nexus))
            expectSense(drive.send([0x08, 0, 0, 0, 1, 0], from: nexus), Self.changed)
            expectSense(
                drive.send([0x08, 0, 0, 0, 1, 0], from: nexus),
                "f0 00 08 00 00 00 01 0a 00 00 00 00 00 05 00 00 00 00")
        }
    }

    /// REQUEST SENSE tells why the drive is not ready, with GOOD (SPC-4 6.39).
    @Test func requestSenseKnowsWhy() throws {
        let drive = try TapeDrive()
        drive.run(LoadUnloadCDB(load: false))
        let completion = drive.send([0x03, 0, 0, 0, 18, 0])
        expectGood(completion)
        #expect(hexPairs(try completion.dataIn.bytes()) == Self.notPresent)
    }

    @Test func commandsThatNeedNoCartridge() throws {
        let drive = try TapeDrive()
        drive.run(LoadUnloadCDB(load: false))
        expectGood(drive.run(ReadBlockLimitsCDB()))
        expectGood(drive.send([0x12, 0, 0, 0, 36, 0]))
        expectGood(drive.send([0x1A, 0, 0x3F, 0, 255, 0]))
        expectGood(drive.send([0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0]))
    }

    @Test func unloadingLeavesTheCartridgeFlushed() throws {
        let scratch = try ScratchCartridge()
        do {
            let drive = try TapeDrive(scratch.mount())
            drive.locate(8)
            drive.write(records: 1, length: 55, seed: 9)
            expectGood(drive.run(LoadUnloadCDB(load: false)))
        }
        let tape = try scratch.mount()
        #expect(tape.objectCount == 9)
        #expect(try tape.read(8).bytes() == block(9 << 20, 55))
    }
}
