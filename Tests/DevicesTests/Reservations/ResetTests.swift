import Devices
import SCSI
import Testing
import WireBytes

/// Logical unit resets, the loss of a nexus, and what a nexus is told first.
@Suite struct ResetTests {
    private static let read = TransferForm.ten.read(0, 1)

    @Test func everybodyIsToldOfAReset() throws {
        let disk = try SharedUnit.disk(
            reservedBy: 1, .exclusiveAccess, registrants: [2])
        disk.unit.resetLogicalUnit()
        disk.unit.resetLogicalUnit()
        #expect(disk.attentions() == ["29 03", "29 03", "29 03", "29 03"])
        #expect(disk.attentions() == [nil, nil, nil, nil])
        // Who was never here learns of the power on.
        #expect(disk.attention(of: 9) == "29 00")
        #expect(disk.attention(of: 9) == nil)
        // Reservation and registrations are as they were.
        #expect(disk.holders == [1])
        #expect(disk.keys == [SharedUnit.key(1), SharedUnit.key(2)])
        #expect(disk.send(Self.read, from: 2) == .conflict)
    }

    @Test func oneNexusIsLost() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        disk.unit.loseNexus(NexusIdentifier(1))
        disk.unit.loseNexus(NexusIdentifier(8))
        #expect(disk.attentions() == ["29 07", nil, nil, nil])
        #expect(disk.attention(of: 8) == "29 00")
        #expect(disk.attention(of: 8) == nil)
        #expect(disk.holders == [1])
        #expect(disk.send(Self.read, from: 1).status == .good)
    }

    // MARK: Status precedence

    /// A reservation conflict goes before a unit attention, which stays.
    @Test func aConflictGoesFirst() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        disk.unit.establishUnitAttention(.modeParametersChanged)
        #expect(disk.send(Self.read, from: 2) == .conflict)
        #expect(disk.out(.reserve, .exclusiveAccess, from: 2, key: 0) == .conflict)
        #expect(disk.out(.release, .exclusiveAccess, from: 1) == (try .check("06", "2a 01")))
        #expect(disk.out(.release, .exclusiveAccess, from: 1) == .good())
        #expect(disk.send(Self.read, from: 2) == (try .check("06", "2a 01")))
        #expect(disk.send(Self.read, from: 2).status == .good)
    }

    /// A reset or the loss of the nexus goes before both, whatever came first.
    @Test(arguments: [false, true])
    func aResetGoesBeforeAConflict(isLoss: Bool) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        disk.unit.establishUnitAttention(.modeParametersChanged)
        if isLoss {
            disk.unit.loseNexus(NexusIdentifier(2))
        } else {
            disk.unit.resetLogicalUnit()
        }
        let first = try DiskReply.check("06", isLoss ? "29 07" : "29 03")
        #expect(disk.send(Self.read, from: 2) == first)
        #expect(disk.send(Self.read, from: 2) == .conflict)
        #expect(disk.attention(of: 2) == "2a 01")
        #expect(disk.send(Self.read, from: 2) == .conflict)
    }

    // MARK: Devices

    /// D_SENSE, the block length and the buffered mode are what they were at power on; the tape is
    /// rewound, and what kept the cartridge in is forgotten.
    @Test func aTapeDriveIsReset() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        drive.setBlockLength(512)
        // The control mode page with D_SENSE.
        let list: [UInt8] = [0, 0, 0x00, 0, 0x0A, 0x0A, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(drive.send([0x15, 0x10, 0, 0, 16, 0], list).status == .good)
        drive.run(TestUnitReadyCDB(), from: TapeDrive.otherNexus)
        drive.run(PreventAllowMediumRemovalCDB(prevent: .prevent))
        #expect(drive.unit.senseFormat == .descriptor)

        drive.unit.resetLogicalUnit()
        expectSense(
            drive.run(TestUnitReadyCDB()),
            "70 00 06 00 00 00 00 0a 00 00 00 00 29 03 00 00 00 00")
        #expect(try drive.position() == 0)
        #expect(drive.cartridge.objectCount == 3)
        let sense = try drive.send([0x1A, 0, 0, 0, 255, 0]).dataIn.bytes()
        #expect(sense == [11, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 0])
        expectGood(drive.run(LoadUnloadCDB(load: false)))
    }

    /// A nexus that is lost keeps no cartridge in, but leaves the tape where it is.
    @Test func aNexusOfATapeDriveIsLost() throws {
        let drive = try TapeDrive()
        drive.write(records: 3)
        drive.run(PreventAllowMediumRemovalCDB(prevent: .prevent), from: TapeDrive.otherNexus)
        drive.unit.loseNexus(TapeDrive.otherNexus)
        #expect(try drive.position() == 3)
        expectGood(drive.run(LoadUnloadCDB(load: false)))
    }

    /// A drive without a cartridge is reset as well.
    @Test func anEmptyDrive() throws {
        let drive = try TapeDrive()
        drive.unit.removeCartridge()
        drive.unit.resetLogicalUnit()
        #expect(drive.run(TestUnitReadyCDB()).sense?.code == .busDeviceReset)
        #expect(drive.run(TestUnitReadyCDB()).sense?.code == .mediumNotPresent)
    }
}
