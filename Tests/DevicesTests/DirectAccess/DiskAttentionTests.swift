import Devices
import SCSI
import Testing
import Timebase
import WireBytes

/// Unit attentions, and the commands that are served in spite of them.
@Suite struct DiskAttentionTests {
    private static func newDisk() -> VirtualDisk {
        VirtualDisk(over: WatchedMedium(byteCount: 4096))
    }

    @Test func eachNexusIsToldOfThePowerOnOnce() throws {
        let disk = Self.newDisk()
        for nexus in [1, 2, 77] {
            #expect(try disk.run("00 00 00 00 00 00", from: nexus) == .powerOn())
            #expect(try disk.run("00 00 00 00 00 00", from: nexus) == .good())
        }
        #expect(try disk.run("00 00 00 00 00 00", from: 1) == .good())
    }

    /// Whatever the command is: what it would have done is not done.
    @Test(
        arguments: [
            "08 00 00 00 01 00", "28 00 00 00 00 00 00 00 01 00", "1a 00 3f 00 ff 00",
            "25 00 00 00 00 00 00 00 00 00", "35 00 00 00 00 00 00 00 00 00",
            "88 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00",
            "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00",
            "a3 0c 00 00 00 00 00 00 01 00 00 00",
        ])
    func everyOtherCommandReportsIt(cdb: String) throws {
        let disk = Self.newDisk()
        #expect(try disk.run(cdb) == .powerOn())
        #expect(try disk.run(cdb).status == .good)
    }

    @Test(arguments: TransferForm.allCases)
    func aWriteThatReportsItWritesNothing(form: TransferForm) throws {
        let disk = Self.newDisk()
        let data = [UInt8](repeating: 0xA5, count: 512)
        #expect(disk.run(form.write(2, 1), data) == (try .powerOn()))
        #expect(disk.run(form.read(2, 1)) == .good([UInt8](repeating: 0, count: 512)))
        #expect(disk.run(form.write(2, 1), data) == .good())
        #expect(disk.run(form.read(2, 1)) == .good(data))
    }

    @Test func inquiryAndReportLUNsAreServedAndLeaveItPending() throws {
        let disk = Self.newDisk()
        #expect(try disk.run("12 00 00 00 05 00") == .good(hex: "00 00 06 12 5b"))
        #expect(try disk.run("a0 00 00 00 00 00 00 00 00 10 00 00").status == .good)
        #expect(try disk.run("12 00 01 00 05 00") == .invalidCDB("c0 00 02"))
        #expect(try disk.run("00 00 00 00 00 00") == .powerOn())
    }

    @Test func requestSenseReportsItAndClearsIt() throws {
        let disk = Self.newDisk()
        let attention = "70 00 06 00 00 00 00 0a 00 00 00 00 29 00 00 00 00 00"
        let nothing = "70 00 00 00 00 00 00 0a 00 00 00 00 00 00 00 00 00 00"
        #expect(try disk.run("03 00 00 00 fc 00") == .good(hex: attention))
        #expect(try disk.run("03 00 00 00 fc 00") == .good(hex: nothing))
        #expect(try disk.run("00 00 00 00 00 00") == .good())
        #expect(try disk.run("00 00 00 00 00 00", from: 2) == .powerOn())
    }

    @Test func requestSenseInDescriptorFormat() throws {
        let disk = Self.newDisk()
        #expect(try disk.run("03 01 00 00 fc 00") == .good(hex: "72 06 29 00 00 00 00 00"))
        #expect(try disk.run("03 01 00 00 fc 00") == .good(hex: "72 00 00 00 00 00 00 00"))
        #expect(try disk.run("03 01 00 00 03 00") == .good(hex: "72 00 00"))
        // The DESC bit chooses, not the D_SENSE bit of the control mode page.
        let other = VirtualDisk(
            over: WatchedMedium(byteCount: 4096), descriptorSense: true)
        #expect(try other.run("03 00 00 00 02 00") == .good(hex: "70 00"))
    }

    /// A condition that comes up later is reported to those that are to know it, oldest first.
    @Test func laterConditionsQueueUp() throws {
        let disk = Self.newDisk()
        for nexus in [1, 2] { _ = try disk.run("00 00 00 00 00 00", from: nexus) }
        disk.unit.establishUnitAttention(.modeParametersChanged, exceptFor: NexusIdentifier(1))
        disk.unit.establishUnitAttention(.mediumMayHaveChanged)
        disk.unit.establishUnitAttention(.mediumMayHaveChanged)
        let changed = try DiskReply.check("06", "28 00")
        #expect(try disk.run("00 00 00 00 00 00", from: 1) == changed)
        #expect(try disk.run("00 00 00 00 00 00", from: 1) == .good())
        #expect(try disk.run("28 00 00 00 00 00 00 00 01 00", from: 2) == .check("06", "2a 01"))
        #expect(try disk.run("28 00 00 00 00 00 00 00 01 00", from: 2) == changed)
        #expect(try disk.run("28 00 00 00 00 00 00 00 01 00", from: 2).status == .good)
        #expect(try disk.run("00 00 00 00 00 00", from: 3) == .powerOn())
    }

    /// It comes before what is wrong with the CDB.
    @Test func itComesFirst() throws {
        let disk = Self.newDisk()
        #expect(try disk.run("28 e0 00 00 00 00 00 00 01 00") == .powerOn())
        #expect(try disk.run("28 e0 00 00 00 00 00 00 01 00") == .invalidCDB("cf 00 01"))
    }

    @Test(
        arguments: [
            ("00", "00000018 00000000 0000000000000000 0005000000000000 4100000000000000"),
            ("01", "00000000 00000000"),
            ("02", "00000018 00000000 0000000000000000 0005000000000000 4100000000000000"),
        ])
    func reportLUNs(select: String, expected: String) throws {
        let disk = Self.newDisk()
        disk.unit.reportedLUNs = { nexus in
            nexus == NexusIdentifier(4)
                ? [0, 5, 256].map { LogicalUnitNumber(UInt16($0)) } : [LogicalUnitNumber(9)]
        }
        let cdb = "a0 00 \(select) 00 00 00 00 00 01 00 00 00"
        #expect(try disk.run(cdb, from: 4) == .good(hex: expected))
    }

    /// The list's length is that of the whole list however much of it is sent.
    @Test(arguments: [0, 8, 16, 24])
    func reportLUNsIsCut(length: UInt8) throws {
        let disk = Self.newDisk()
        disk.unit.reportedLUNs = { _ in [LogicalUnitNumber(0), LogicalUnitNumber(1)] }
        let whole = try bytes(hex: "00000010 00000000 0000000000000000 0001000000000000")
        #expect(
            disk.run([0xA0, 0, 0, 0, 0, 0, 0, 0, 0, length, 0, 0])
                == .good(Array(whole.prefix(Int(length)))))
    }

    @Test(arguments: ["03", "10", "11", "12", "ff"])
    func reportLUNsOfOtherKinds(select: String) throws {
        let cdb = "a0 00 \(select) 00 00 00 00 00 01 00 00 00"
        #expect(try Self.newDisk().run(cdb) == .invalidCDB("c0 00 02"))
    }
}
