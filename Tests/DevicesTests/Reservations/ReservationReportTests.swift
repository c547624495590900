import Devices
import SCSI
import Testing
import WireBytes

/// PERSISTENT RESERVE IN, byte by byte.
@Suite struct ReservationReportTests {
    /// Nexuses 2 and 4 are registered in that order, after one that is so no more.
    private func disk() throws -> SharedUnit {
        let disk = try SharedUnit.disk()
        disk.register(1)
        #expect(disk.out(.register, from: 1) == .good())
        disk.register(4)
        disk.register(2)
        return disk
    }

    @Test func nothing() throws {
        let disk = try SharedUnit.disk()
        let empty = try bytes(hex: "00000000 00000000")
        #expect(disk.in(.readKeys) == empty)
        #expect(disk.in(.readReservation) == empty)
        #expect(disk.in(.readFullStatus) == empty)
    }

    @Test func readKeys() throws {
        let expected = "00000004 00000010 2222222222222222 4444444444444444"
        #expect(try disk().in(.readKeys) == bytes(hex: expected))
    }

    @Test func readReservation() throws {
        let disk = try disk()
        #expect(disk.in(.readReservation) == (try bytes(hex: "00000004 00000000")))
        #expect(disk.out(.reserve, .exclusiveAccessRegistrantsOnly, from: 4) == .good())
        let one = "00000004 00000010 4444444444444444 00000000 00 06 0000"
        #expect(disk.in(.readReservation) == (try bytes(hex: one)))
        #expect(disk.out(.release, .exclusiveAccessRegistrantsOnly, from: 4) == .good())
        #expect(disk.attention(of: 2) == "2a 04")
        #expect(disk.out(.reserve, .writeExclusiveAllRegistrants, from: 4) == .good())
        let all = "00000004 00000010 0000000000000000 00000000 00 07 0000"
        #expect(disk.in(.readReservation) == (try bytes(hex: all)))
    }

    /// SIP_C, TMV, what SPC-4 allows, and all six types.
    @Test func reportCapabilities() throws {
        #expect(try disk().in(.reportCapabilities) == bytes(hex: "0008 08 c0 ea 01 0000"))
    }

    @Test func readFullStatus() throws {
        let disk = try disk()
        #expect(disk.out(.reserve, .writeExclusive, from: 4) == .good())
        func descriptor(_ nexus: Int, _ holder: String) -> String {
            """
            \(nexus)\(String(repeating: "\(nexus)", count: 15)) 00000000 \(holder) 00000000 0001
            00000018 00 00000000000000 300000000000000\(nexus) 0000000000000000
            """
        }
        let head = "00000004 00000060"
        let expected = try bytes(hex: head + descriptor(2, "00 00") + descriptor(4, "01 01"))
        #expect(disk.in(.readFullStatus) == expected)
    }

    /// Ports that a fabric has named.
    @Test func namedPorts() throws {
        let disk = try disk()
        disk.unit.nexusIdentity = { nexus in
            NexusIdentity(
                initiatorPort: .iSCSI(
                    ISCSITransportID(name: "iqn.h:\(nexus.number)", initiatorSessionID: "1")),
                relativeTargetPortIdentifier: UInt16(nexus.number))
        }
        let status = try ReadFullStatusParameterData(disk.in(.readFullStatus))
        #expect(status.fullStatusDescriptors.map(\.relativeTargetPortIdentifier) == [2, 4])
        let port = status.fullStatusDescriptors[1].transportID?.encoded() ?? []
        let text = Array("iqn.h:4,i,0x1".utf8)
        #expect(port == [0x45, 0, 0, 20] + text + [UInt8](repeating: 0, count: 7))
    }

    /// ADDITIONAL LENGTH tells how much there is, however much of it is sent.
    @Test(arguments: [0, 1, 7, 8, 15, 24] as [UInt8])
    func allocationLengthCuts(length: UInt8) throws {
        let disk = try disk()
        for action in [PersistentReserveInServiceAction.readKeys, .readFullStatus] {
            let whole = disk.in(action)
            let cut = disk.send([0x5E, action.rawValue, 0, 0, 0, 0, 0, 0, length, 0], from: 3)
            #expect(cut == .good(Array(whole.prefix(Int(length)))))
        }
    }

    @Test(arguments: [0x04, 0x1F] as [UInt8])
    func unknownServiceActions(action: UInt8) throws {
        let reply = try disk().send([0x5E, action, 0, 0, 0, 0, 0, 0, 255, 0], from: 3)
        #expect(reply == (try .invalidCDB("cc 00 01")))
    }

    @Test(arguments: [0, 1, 77, 1 << 40])
    func theNumberOfANexusIsItsName(number: Int) {
        let identity = NexusIdentity(of: NexusIdentifier(number))
        #expect(identity.numberedNexus == NexusIdentifier(number))
        var elsewhere = identity
        elsewhere.relativeTargetPortIdentifier = 2
        #expect(elsewhere.numberedNexus == nil)
        let worldWide = TransportID.fibreChannel(
            FibreChannelTransportID(nPortName: 0x2100_001B_32AB_CDEF))
        #expect(NexusIdentity(initiatorPort: worldWide).numberedNexus == nil)
    }
}
