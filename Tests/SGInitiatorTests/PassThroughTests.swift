import SCSI
import Testing
import WireBytes

@testable import SGInitiator

/// The way through libsgutils2 and the ioctl, in a process of its own with a preloaded library in
/// the kernel's place.
@Suite struct PassThroughTests {
    @Test func dataComesAsFarAsTheResidualSays() throws {
        let whole = try Probe("0 12 000102030405 -").send("120000000600", dataInLength: 6)
        #expect(whole.lines == ["status 00h", "sense ", "data 00 01 02 03 04 05"])
        #expect(whole.commands == ["0 120000000600 -"])
        // Four bytes of ten: what is behind them was never read.
        let short = try Probe("0 12 a1a2a3a4 -").send("120000000a00", dataInLength: 10)
        #expect(short.lines == ["status 00h", "sense ", "data a1 a2 a3 a4"])
        let none = try Probe("0 00 - -").send("000000000000")
        #expect(none.lines == ["status 00h", "sense ", "data "])
    }

    @Test func dataGoesOutAsItIs() throws {
        let data = (0..<512).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }
        let hex = hexPairs(data).filter { $0 != " " }
        let sent = try Probe("0 0a - -").send("0a0000020000", dataOut: hex)
        #expect(sent.lines == ["status 00h", "sense ", "data "])
        #expect(sent.commands == ["0 0a0000020000 \(hex)"])
    }

    @Test func senseAndStatusCome() throws {
        let sense = "70000600000000 0a 00000000 29000000 0000".filter { $0 != " " }
        let attention = try Probe("0 00 - \(sense)").send("000000000000")
        #expect(
            attention.lines
                == ["status 02h", "sense " + hexPairs(try bytes(hex: sense)), "data "])
        // All that a driver may give: 252 bytes.
        let long = "72" + String(repeating: "ab", count: 251)
        let full = try Probe("0 00 - \(long)").send("000000000000")
        #expect(full.lines[1] == "sense " + hexPairs(try bytes(hex: long)))
        // Sense beside data: a tape that read less than was asked for.
        let both = try Probe("0 08 c1c2 \(sense)").send("080000000400", dataInLength: 4)
        #expect(both.lines[0] == "status 02h" && both.lines[2] == "data c1 c2")
        let conflict = try Probe("0 00 - - status=18").send("000000000000")
        #expect(conflict.lines == ["status 18h", "sense ", "data "])
        // Drivers of old kernels gave sense data without a status.
        let bare = try Probe("0 00 - \(sense) status=00 driver=08").send("000000000000")
        #expect(bare.lines[0] == "status 02h")
    }

    @Test func whatTheHostAdapterSaysIsUnderstood() throws {
        let gone = try Probe("0 00 - - host=01").send("000000000000")
        #expect(gone.lines == ["unreachable"] && gone.commands.count == 1)
        let late = try Probe("0 00 - - host=03").send("000000000000")
        #expect(late.lines == ["timed out"] && late.commands.count == 1)
        let passing = try Probe("0 00 - - host=02 times=2", "0 00 - -").send("000000000000")
        #expect(passing.lines[0] == "status 00h" && passing.commands.count == 3)
        let lasting = try Probe("0 00 - - host=07").send("000000000000")
        #expect(lasting.lines.count == 1 && lasting.commands.count == 6)
        #expect(
            lasting.lines[0].hasPrefix("not delivered /dev/sg0: the host adapter: Host_status=0x07")
        )
        let driver = try Probe("0 00 - - driver=06").send("000000000000")
        #expect(driver.lines[0].contains("Driver_status=0x06"), "\(driver.lines)")
        // The kernel's own reading of a status that is there.
        let reading = try Probe("0 00 - - status=18 host=11").send("000000000000")
        #expect(reading.lines[0] == "status 18h" && reading.commands.count == 1)
        // A WRITE of a tape is not sent twice after a reset.
        let reset = try Probe("0 0a - - host=08 times=1", "0 0a - -").send(
            "0a0000000200", dataOut: "0102")
        #expect(reset.lines[0].hasPrefix("not delivered") && reset.commands.count == 1)
    }

    @Test func whatTheSystemSaysIsUnderstood() throws {
        let memory = try Probe("0 28 - - errno=12").send("28000000000000000100", dataInLength: 512)
        #expect(
            memory.lines == [
                "not delivered /dev/sg0: SG_IO: Cannot allocate memory; a transfer of 512 bytes, of"
                    + " which the driver or the host adapter may take less at once"
            ])
        let device = try Probe("0 00 - - errno=19").send("000000000000")
        #expect(
            device.lines == ["not delivered /dev/sg0: SG_IO: No such device; the device has gone"])
        let busy = try Probe("0 00 - - errno=16 times=1", "0 00 - -").send("000000000000")
        #expect(busy.lines[0] == "status 00h" && busy.commands.count == 2)
    }

    @Test func dataBothWaysIsRefused() throws {
        let both = try Probe("0 53 - -").send(
            "53000000000000000100", dataOut: "01", dataInLength: 1)
        #expect(both.lines == ["not delivered /dev/sg0: data both ways; one way alone can be sent"])
        #expect(both.commands.isEmpty)
    }

    @Test(arguments: [
        (
            "/dev/null",
            "fault /dev/null: nothing there takes SCSI commands; a node of sg, bsg, st or sd expected"
        ),
        (
            "/dev",
            "fault /dev: nothing there takes SCSI commands; a node of sg, bsg, st or sd expected"
        ),
        (
            "/nowhere",
            "fault /nowhere: nothing there takes SCSI commands; a node of sg, bsg, st or sd expected"
        ),
        (
            "/proc/self/exe",
            "fault /proc/self/exe: nothing there takes SCSI commands; a node of sg, bsg, st or sd expected"
        ),
    ])
    func whatIsNoDeviceIsRefused(_ path: String, _ text: String) throws {
        #expect(try Probe("0 00 - -").send("000000000000", path: path).lines == [text])
        #expect(DeviceNode(path: path) == .noDevice || path == "/dev/null")
    }

    @Test func otherNodesAreNoDevices() {
        #expect(DeviceNode(path: "/dev/null") == .otherDevice(SystemFailure(number: 25)))
        // A node that may not be opened is named as such, and not taken for a file.
        let nodes = [13, 16, 6].map { DeviceNode.otherDevice(SystemFailure(number: $0)) }
        #expect(nodes.allSatisfy { $0.isMeantForCommands })
        for node in [.noDevice, .otherDevice(SystemFailure(number: 25))] as [DeviceNode] {
            #expect(!node.isMeantForCommands)
        }
        #expect(
            DeviceFault(opening: "/dev/sg9", SystemFailure(number: 13)).description
                == "/dev/sg9: opening it: Permission denied; read and write permission is needed,"
                + " which the group of the node has, or root")
    }
}
