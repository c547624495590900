import Devices
import Media
import SCSI
import Testing
import WireBytes

/// MODE SENSE and MODE SELECT of a tape.
@Suite struct TapeModeTests {
    @Test func headerAndBlockDescriptor() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(0x01_0203)
        // MODE DATA LENGTH, MEDIUM TYPE, buffered mode 1, one block descriptor.
        try expectData(
            drive.send([0x1A, 0, 0x00, 0, 255, 0]), bytes(hex: "0b 00 10 08  00 000000 00 010203"))
        // DBD: no descriptor.
        try expectData(drive.send([0x1A, 8, 0x00, 0, 255, 0]), bytes(hex: "03 00 10 00"))
    }

    @Test func theLongHeader() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(512)
        try expectData(
            drive.send([0x5A, 0, 0x00, 0, 0, 0, 0, 0, 255, 0]),
            bytes(hex: "000e 00 10 00 00 0008  00 000000 00 000200"))
        // DBD: no descriptor.
        try expectData(
            drive.send([0x5A, 8, 0x00, 0, 0, 0, 0, 0, 255, 0]),
            bytes(hex: "0006 00 10 00 00 0000"))
    }

    @Test(arguments: [
        ("0a", "0a 0a 00 00 00 00 00 00 00 00 00 00"),
        ("0f", "0f 0e 40 80 00000000 00000000 00000000"),
        ("10", "10 0e 00 00 00 00 0000 40 00 18 000000 00 08"),
    ])
    func pages(code: String, content: String) throws {
        let drive = try TapeDrive()
        let page = try bytes(hex: content)
        let data = try drive.send([0x1A, 8, try bytes(hex: code)[0], 0, 255, 0]).dataIn.bytes()
        #expect(Array(data[4...]) == page)
        // The same by MODE SELECT, unchanged: one drive refused every page.
        expectGood(
            drive.run(
                ModeSelect6CDB(parameterListLength: UInt8(4 + page.count)),
                [0, 0, 0x10, 0] + page))
        let again = try drive.send([0x1A, 8, try bytes(hex: code)[0], 0, 255, 0]).dataIn.bytes()
        #expect(again == data)
    }

    @Test func whatCanBeChanged() throws {
        let drive = try TapeDrive()
        let data = try drive.send([0x1A, 0, 0x7F, 0, 255, 0]).dataIn.bytes()
        #expect(
            hexPairs(data[4...])
                == hexPairs(
                    try bytes(
                        hex: """
                            00 000000 00 ffffff
                            0a 0a 04 00 00 00 00 00 00 00 00 00
                            0f 0e 80 00 00000000 00000000 00000000
                            10 0e 00 00 00 00 0000 00 00 00 000000 01 00
                            """)))
    }

    @Test func compressionIsSetAndRead() throws {
        let drive = try TapeDrive()
        let page = try bytes(hex: "0f 0e c0 80 00000000 00000000 00000000")
        expectGood(
            drive.run(ModeSelect10CDB(parameterListLength: 24), [0, 0, 0, 0x10, 0, 0, 0, 0] + page))
        let data = try drive.send([0x1A, 8, 0x0F, 0, 255, 0]).dataIn.bytes()
        #expect(Array(data[4...]) == page)
        // The default is what it was.
        let defaults = try drive.send([0x1A, 8, 0x8F, 0, 255, 0]).dataIn.bytes()
        #expect(defaults[6] == 0x40)
    }

    @Test func theOthersAreToldOfAChange() throws {
        let drive = try TapeDrive()
        let list: [UInt8] = [0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 2, 0]
        expectGood(drive.run(ModeSelect6CDB(parameterListLength: 12), list))
        expectGood(drive.run(TestUnitReadyCDB()))
        expectSense(
            drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus),
            "70 00 06 00 00 00 00 0a 00 00 00 00 2a 01 00 00 00 00")
        expectGood(drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus))
    }

    @Test(
        arguments: [
            // Speed; buffered mode 3; density 42h; a number of blocks; two descriptors' length.
            ([0, 0, 0x11, 0], "8b 00 02"),
            ([0, 0, 0x30, 0], "8e 00 02"),
            ([0, 0, 0x10, 8, 0x42, 0, 0, 0, 0, 0, 0, 0], "80 00 04"),
            ([0, 0, 0x10, 8, 0, 0, 0, 1, 0, 0, 0, 0], "80 00 05"),
            ([0, 0, 0x10, 4, 0, 0, 0, 0], "80 00 03"),
            // A page that is not there; one of another length; a bit that cannot be changed.
            ([0, 0, 0x10, 0, 0x11, 2, 0, 0], "8d 00 04"),
            ([0, 0, 0x10, 0, 0x0F, 2, 0, 0], "80 00 05"),
            ([0, 0, 0x10, 0, 0x0A, 10, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0], "89 00 06"),
        ] as [([UInt8], String)])
    func aWrongListChangesNothing(list: [UInt8], field: String) throws {
        let drive = try TapeDrive()
        drive.setBlockLength(100)
        let before = try drive.send([0x1A, 0, 0x3F, 0, 255, 0]).dataIn.bytes()
        expectSense(
            drive.run(ModeSelect6CDB(parameterListLength: UInt8(list.count)), list),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 \(field)")
        #expect(try drive.send([0x1A, 0, 0x3F, 0, 255, 0]).dataIn.bytes() == before)
        expectGood(drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus))
    }

    /// In the longer list the same fields are elsewhere.
    @Test func theLongListsFaultsAreWhereTheyAre() throws {
        let drive = try TapeDrive()
        expectSense(
            drive.run(ModeSelect10CDB(parameterListLength: 8), [0, 0, 0, 0x30, 0, 0, 0, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8e 00 03")
        expectSense(
            drive.run(
                ModeSelect10CDB(parameterListLength: 16),
                [0, 0, 0, 0x10, 0, 0, 0, 8, 0x42, 0, 0, 0, 0, 0, 0, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 08")
    }

    @Test(arguments: [0x00, 0x7F] as [UInt8])
    func theDefaultDensityAndTheSameAsBefore(density: UInt8) throws {
        let drive = try TapeDrive()
        let list: [UInt8] = [0, 0, 0x10, 8, density, 0, 0, 0, 0, 0, 4, 0]
        expectGood(drive.run(ModeSelect6CDB(parameterListLength: 12), list))
        let data = try drive.send([0x1A, 0, 0, 0, 255, 0]).dataIn.bytes()
        #expect(Array(data[4...]) == [0, 0, 0, 0, 0, 0, 4, 0])
    }

    /// WP is the cartridge's: it is ignored in MODE SELECT.
    @Test func writeProtectionCannotBeSelected() throws {
        let drive = try TapeDrive()
        expectGood(drive.run(ModeSelect6CDB(parameterListLength: 4), [0, 0, 0x90, 0]))
        #expect(try drive.send([0x1A, 8, 0, 0, 255, 0]).dataIn.bytes()[2] == 0x10)
    }
}
