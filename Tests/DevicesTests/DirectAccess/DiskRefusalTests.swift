import SCSI
import Testing
import WireBytes

/// CDBs that no disk serves, and how they are refused.
@Suite struct DiskRefusalTests {
    /// Operation codes that a disk without a copy manager has.
    private static let known: Set<UInt8> = [
        0x00, 0x03, 0x08, 0x0A, 0x12, 0x1A, 0x25, 0x28, 0x2A, 0x2F, 0x35, 0x5A, 0x5E, 0x5F, 0x88,
        0x8A, 0x8F, 0x91, 0x9E, 0xA0, 0xA3, 0xA8, 0xAA,
    ]

    @Test func unknownOperationCodes() throws {
        let disk = try VirtualDisk(blocks: 8)
        let refusal = try DiskReply.unknownCommand()
        for code in UInt8.min...UInt8.max {
            let reply = disk.run([code] + [UInt8](repeating: 0, count: 31))
            #expect((reply == refusal) == !Self.known.contains(code), "\(hexadecimal(code))")
        }
    }

    @Test func noCDBAtAll() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(disk.run([]) == (try .unknownCommand()))
    }

    @Test func otherServiceActions() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let actions: [UInt8: Set<UInt8>] = [
            0x83: [0x00], 0x84: [0x00, 0x03, 0x04], 0x9E: [0x10], 0xA3: [0x0C],
        ]
        for (code, known) in actions {
            for action in 0...0x1F as ClosedRange<UInt8> where !known.contains(action) {
                let cdb = [code, action] + [UInt8](repeating: 0, count: 14)
                #expect(disk.run(cdb) == (try .invalidCDB("cc 00 01")))
            }
            for action in known {
                // What stands above the service action is reserved.
                let cdb = [code, 0xE0 | action] + [UInt8](repeating: 0, count: 14)
                #expect(disk.run(cdb).status == .good)
            }
        }
    }

    /// Without a copy manager none of their service actions is there.
    @Test(arguments: [0x83, 0x84] as [UInt8])
    func thirdPartyCopyWithoutACopyManager(code: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        for action in 0...0x1F as ClosedRange<UInt8> {
            let cdb = [code, action] + [UInt8](repeating: 0, count: 14)
            #expect(disk.run(cdb) == (try .unknownCommand()))
        }
    }

    @Test func thirdPartyCopyCommandsAreHandedOn() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let copy = "83 00 00 00 00 00 00 00 00 00 00 00 00 03 00 00"
        #expect(try disk.run(copy, [1, 2, 3, 4]) == .good())
        let results = "84 03 00 00 00 00 00 00 00 00 00 00 00 02 00 00"
        #expect(try disk.run(results) == .good([0, 0, 0, 0]))
        #expect(manager.tasks.map(\.cdb) == [try bytes(hex: copy), try bytes(hex: results)])
        #expect(try manager.tasks.map { try $0.dataOut.bytes() } == [[1, 2, 3, 4], []])
    }

    /// A service action that the copy manager does not perform, and how its profile has it refused.
    @Test func serviceActionsOfTheCopyManager() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        manager.supportedCommands = [.extendedCopyLID1]
        disk.unit.thirdPartyCopy = manager
        let lid4 = "83 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        let status = "84 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        #expect(try disk.run(lid4) == .invalidCDB("cc 00 01"))
        #expect(try disk.run(status) == .unknownCommand())
        manager.refusesServiceActionAsOperationCode = true
        #expect(try disk.run(lid4) == .unknownCommand())
    }

    /// The field pointer is at the first byte that is missing.
    @Test(arguments: known.sorted())
    func shortCDBs(code: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        let length = try #require(OperationCode.cdbLength(of: OperationCode(rawValue: code)))
        let actions: [UInt8: UInt8] = [0x9E: 0x10, 0xA3: 0x0C]
        var cdb = [code, actions[code] ?? 0] + [UInt8](repeating: 0, count: length - 2)
        while cdb.count > 2 {
            cdb.removeLast()
            let pointer = hexPairs([UInt8(cdb.count)])
            #expect(disk.run(cdb) == (try .invalidCDB("c0 00 \(pointer)")))
        }
    }

    /// What is behind a CDB is none of it.
    @Test func longCDBs() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("00 00 00 00 00 00 04 04 ff") == .good())
        let data = VirtualDisk.content(2..<3, blockLength: 512, of: 1)
        #expect(try disk.run("28 00 00 00 00 02 00 00 01 00 04 ff") == .good(data))
    }

    /// NACA asks for an auto contingent allegiance, which INQUIRY data says there is none of.
    @Test(arguments: known.sorted())
    func normalACA(code: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        let length = try #require(OperationCode.cdbLength(of: OperationCode(rawValue: code)))
        let actions: [UInt8: UInt8] = [0x9E: 0x10, 0xA3: 0x0C]
        var cdb = [code, actions[code] ?? 0] + [UInt8](repeating: 0, count: length - 2)
        cdb[length - 1] = 0x04
        let pointer = hexPairs([UInt8(length - 1)])
        let data = [UInt8](repeating: 0xEE, count: 256 * 512)
        #expect(disk.run(cdb, data) == (try .invalidCDB("ca 00 \(pointer)")))
        // Whatever else is in the CONTROL byte is vendor specific or obsolete.
        cdb[length - 1] = 0xC3
        #expect(disk.run(cdb).sense.count != 18 || disk.run(cdb).sense[12] != 0x24)
        #expect(try disk.stored() == VirtualDisk.content(0..<8, blockLength: 512, of: 1))
    }

    /// Sense data in descriptor format says the same.
    @Test func descriptorFormat() throws {
        let disk = try VirtualDisk(blocks: 8, descriptorSense: true)
        func check(_ hex: String) throws -> DiskReply {
            DiskReply(status: .checkCondition, sense: try bytes(hex: hex))
        }
        #expect(
            try disk.run("c0 00 00 00 00 00")
                == check("72 05 20 00 00 00 00 08 02 06 00 00 c0 00 00 00"))
        #expect(
            try disk.run("28 e0 00 00 00 00 00 00 01 00")
                == check("72 05 24 00 00 00 00 08 02 06 00 00 cf 00 01 00"))
        #expect(
            try disk.run("28 00 00 00 00 07 00 00 02 00")
                == check("72 05 21 00 00 00 00 0c 00 0a 80 00 00 00 00 00 00 00 00 08"))
        #expect(try disk.run("1a 00 c8 00 ff 00") == check("72 05 39 00 00 00 00 00"))
        #expect(
            try disk.run("00 00 00 00 00 00", from: 2) == check("72 06 29 00 00 00 00 00"))
        #expect(try disk.run("00 00 00 00 00 00", from: 2) == .good())
    }
}
