import SCSI
import Testing
import WireBytes

/// REPORT SUPPORTED OPERATION CODES.
@Suite struct DiskOperationCodeTests {
    /// A command: its operation code, service action and SERVACTV, and the length of its CDB; then
    /// the bits of its CDB that count.
    private static let commands: [(descriptor: String, usage: String)] = [
        ("00 00 0000 00 00 0006", "00 00 00 00 00 04"),
        ("03 00 0000 00 00 0006", "03 01 00 00 ff 04"),
        ("08 00 0000 00 00 0006", "08 1f ff ff ff 04"),
        ("0a 00 0000 00 00 0006", "0a 1f ff ff ff 04"),
        ("12 00 0000 00 00 0006", "12 01 ff ff ff 04"),
        ("1a 00 0000 00 00 0006", "1a 08 ff ff ff 04"),
        ("25 00 0000 00 00 000a", "25 00 00 00 00 00 00 00 00 04"),
        ("28 00 0000 00 00 000a", "28 f8 ff ff ff ff 00 ff ff 04"),
        ("2a 00 0000 00 00 000a", "2a f8 ff ff ff ff 00 ff ff 04"),
        ("2f 00 0000 00 00 000a", "2f f6 ff ff ff ff 00 ff ff 04"),
        ("35 00 0000 00 00 000a", "35 02 ff ff ff ff 00 ff ff 04"),
        ("5a 00 0000 00 00 000a", "5a 18 ff ff 00 00 00 ff ff 04"),
        ("5e 00 0000 00 01 000a", "5e 00 00 00 00 00 00 ff ff 04"),
        ("5e 00 0001 00 01 000a", "5e 01 00 00 00 00 00 ff ff 04"),
        ("5e 00 0002 00 01 000a", "5e 02 00 00 00 00 00 ff ff 04"),
        ("5e 00 0003 00 01 000a", "5e 03 00 00 00 00 00 ff ff 04"),
        ("5f 00 0000 00 01 000a", "5f 00 00 00 00 ff ff ff ff 04"),
        ("5f 00 0001 00 01 000a", "5f 01 ff 00 00 ff ff ff ff 04"),
        ("5f 00 0002 00 01 000a", "5f 02 ff 00 00 ff ff ff ff 04"),
        ("5f 00 0003 00 01 000a", "5f 03 00 00 00 ff ff ff ff 04"),
        ("5f 00 0004 00 01 000a", "5f 04 ff 00 00 ff ff ff ff 04"),
        ("5f 00 0005 00 01 000a", "5f 05 ff 00 00 ff ff ff ff 04"),
        ("5f 00 0006 00 01 000a", "5f 06 00 00 00 ff ff ff ff 04"),
        ("5f 00 0007 00 01 000a", "5f 07 00 00 00 ff ff ff ff 04"),
        ("83 00 0000 00 01 0010", "83 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 04"),
        ("84 00 0000 00 01 0010", "84 00 ff 00 00 00 00 00 00 00 ff ff ff ff 00 04"),
        ("84 00 0003 00 01 0010", "84 03 00 00 00 00 00 00 00 00 ff ff ff ff 00 04"),
        ("84 00 0004 00 01 0010", "84 04 ff 00 00 00 00 00 00 00 ff ff ff ff 00 04"),
        ("88 00 0000 00 00 0010", "88 f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 04"),
        ("8a 00 0000 00 00 0010", "8a f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 04"),
        ("8f 00 0000 00 00 0010", "8f f6 ff ff ff ff ff ff ff ff ff ff ff ff 00 04"),
        ("91 00 0000 00 00 0010", "91 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 04"),
        ("9e 00 0010 00 01 0010", "9e 10 00 00 00 00 00 00 00 00 ff ff ff ff 00 04"),
        ("a0 00 0000 00 00 000c", "a0 00 ff 00 00 00 ff ff ff ff 00 04"),
        ("a3 00 000c 00 01 000c", "a3 0c 87 ff ff ff ff ff ff ff 00 04"),
        ("a8 00 0000 00 00 000c", "a8 f8 ff ff ff ff ff ff ff ff 00 04"),
        ("aa 00 0000 00 00 000c", "aa f8 ff ff ff ff ff ff ff ff 00 04"),
    ]
    private static let thirdPartyCodes = ["83", "84"]
    /// A command timeouts descriptor that knows no time.
    private static let timeouts = "00 0a 00 00 00 00 00 00 00 00 00 00"

    private static func length(_ count: Int) -> String {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt64(count), count: 4)
        return hexPairs(bytes)
    }

    private static func request(
        _ options: UInt8, _ code: UInt8, _ action: UInt16 = 0, length: UInt16 = 0x1000
    ) -> [UInt8] {
        [
            0xA3, 0x0C, options, code, UInt8(action >> 8), UInt8(action & 0xFF), 0, 0,
            UInt8(length >> 8), UInt8(length & 0xFF), 0, 0,
        ]
    }

    @Test func allCommands() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let list = Self.commands.map(\.descriptor).joined()
        let expected = Self.length(Self.commands.count * 8) + list
        #expect(disk.run(Self.request(0, 0)) == (try .good(hex: expected)))
    }

    /// Without a copy manager there is nothing to copy with, and no command that would.
    @Test func allCommandsOfADiskWithoutACopyManager() throws {
        let disk = try VirtualDisk(blocks: 8)
        let own = Self.commands.filter { command in
            !Self.thirdPartyCodes.contains { command.descriptor.hasPrefix($0) }
        }
        let expected = Self.length(own.count * 8) + own.map(\.descriptor).joined()
        #expect(disk.run(Self.request(0, 0)) == (try .good(hex: expected)))
    }

    @Test func allCommandsWithTimeouts() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let list = Self.commands.map { command in
            // CTDP is bit 1 of byte 5.
            var descriptor = command.descriptor.split(separator: " ").map(String.init)
            descriptor[4] = descriptor[4] == "00" ? "02" : "03"
            return descriptor.joined() + Self.timeouts
        }
        let expected = Self.length(Self.commands.count * 20) + list.joined()
        #expect(disk.run(Self.request(0x80, 0)) == (try .good(hex: expected)))
    }

    /// The usage map, asked for in whichever ways there are for the command.
    @Test(arguments: commands.indices)
    func oneCommand(index: Int) throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let descriptor = try bytes(hex: Self.commands[index].descriptor)
        let usage = try bytes(hex: Self.commands[index].usage)
        let (code, action) = (descriptor[0], descriptor.bigEndian16(at: 2))
        let hasAction = descriptor[5] == 1
        let answer = DiskReply.good([0, 0x03, 0, descriptor[7]] + usage)
        let refusal = try DiskReply.invalidCDB("ca 00 02")
        #expect(disk.run(Self.request(1, code, action)) == (hasAction ? refusal : answer))
        #expect(disk.run(Self.request(2, code, action)) == (hasAction ? answer : refusal))
        #expect(disk.run(Self.request(3, code, action)) == answer)

        let timed = DiskReply.good(
            [0, 0x83, 0, descriptor[7]] + usage + (try bytes(hex: Self.timeouts)))
        #expect(disk.run(Self.request(0x83, code, action)) == timed)

        let unknown = DiskReply.good([0, 0x01, 0, 0])
        #expect(disk.run(Self.request(3, code, action + 0x100)) == unknown)
        if hasAction { #expect(disk.run(Self.request(2, code, 0x1F)) == unknown) }
    }

    /// What is not supported is an answer, not an error.
    @Test(arguments: [0x01, 0x7F, 0x8E, 0xC0, 0xFF, 0x83, 0x84] as [UInt8])
    func commandsThatAreNotThere(code: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        let unknown = DiskReply.good([0, 0x01, 0, 0])
        for options in [1, 2, 3, 0x81, 0x82, 0x83] as [UInt8] {
            #expect(disk.run(Self.request(options, code)) == unknown)
        }
    }

    @Test(arguments: [4, 5, 6, 7, 0x84] as [UInt8])
    func reservedOptions(options: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(disk.run(Self.request(options, 0x28)) == (try .invalidCDB("ca 00 02")))
    }

    /// COMMAND DATA LENGTH and CDB SIZE still tell what there is.
    @Test(arguments: [0, 4, 11, 13] as [UInt16])
    func allocationLengthCuts(length: UInt16) throws {
        let disk = try VirtualDisk(blocks: 8)
        let all = disk.run(Self.request(0, 0)).dataIn
        #expect(
            disk.run(Self.request(0, 0, length: length)) == .good(Array(all.prefix(Int(length)))))
        let one = try bytes(hex: "00 03 00 0a 28 f8 ff ff ff ff 00 ff ff 04")
        #expect(
            disk.run(Self.request(1, 0x28, length: length))
                == .good(Array(one.prefix(Int(length)))))
    }
}
