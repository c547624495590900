import SCSI
import Testing
import WireBytes

/// MODE SENSE(6) and (10).
@Suite struct DiskModeSenseTests {
    private static let caching = "08 12 04 00" + String(repeating: " 00", count: 16)
    private static let control = "0a 0a" + String(repeating: " 00", count: 10)
    private static let cachingMask = "08 12" + String(repeating: " 00", count: 18)
    private static let shortDescriptor = "00 00 00 08 00 00 02 00"
    private static let longDescriptor = "00 00 00 00 00 00 00 08 00 00 00 00 00 00 02 00"

    /// PC, DBD, page and subpage in any mixture; the header counts what there is.
    @Test(
        arguments: [
            ("1a 00 08 00 ff 00", "1f 00 10 08", shortDescriptor + caching),
            ("1a 08 08 00 ff 00", "17 00 10 00", caching),
            ("1a 00 0a 00 ff 00", "17 00 10 08", shortDescriptor + control),
            ("1a 08 3f 00 ff 00", "23 00 10 00", caching + control),
            ("1a 00 3f 00 ff 00", "2b 00 10 08", shortDescriptor + caching + control),
            ("1a 08 3f ff ff 00", "23 00 10 00", caching + control),
            ("1a 08 08 ff ff 00", "17 00 10 00", caching),
            // Page 00h stands for the header and the block descriptor.
            ("1a 00 00 00 ff 00", "0b 00 10 08", shortDescriptor),
            ("1a 08 00 00 ff 00", "03 00 10 00", ""),
            // PC: changeable values are nowhere, default values are the current ones.
            ("1a 00 48 00 ff 00", "1f 00 10 08", "00 00 00 00 00 00 00 00" + cachingMask),
            ("1a 08 4a 00 ff 00", "0f 00 10 00", control),
            ("1a 00 88 00 ff 00", "1f 00 10 08", shortDescriptor + caching),
            ("1a 08 bf 00 ff 00", "23 00 10 00", caching + control),
        ])
    func six(cdb: String, header: String, content: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run(cdb) == .good(hex: header + content))
    }

    @Test(
        arguments: [
            ("5a 00 08 00 00 00 00 00 ff 00", "00 22 00 10 00 00 00 08", shortDescriptor + caching),
            ("5a 08 0a 00 00 00 00 00 ff 00", "00 12 00 10 00 00 00 00", control),
            // LLBAA: a long descriptor, which LONGLBA tells; none with DBD.
            ("5a 10 08 00 00 00 00 00 ff 00", "00 2a 00 10 01 00 00 10", longDescriptor + caching),
            ("5a 18 08 00 00 00 00 00 ff 00", "00 1a 00 10 00 00 00 00", caching),
            (
                "5a 10 3f ff 00 00 00 00 ff 00", "00 36 00 10 01 00 00 10",
                longDescriptor + caching + control
            ),
            (
                "5a 10 48 00 00 00 00 00 ff 00", "00 2a 00 10 01 00 00 10",
                String(repeating: "00", count: 16) + cachingMask
            ),
            ("5a 00 80 00 00 00 00 00 ff 00", "00 0e 00 10 00 00 00 08", shortDescriptor),
        ])
    func ten(cdb: String, header: String, content: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run(cdb) == .good(hex: header + content))
    }

    /// The short descriptor says that it cannot tell; the long one tells.
    @Test func aDiskBeyond32Bits() throws {
        let medium = WatchedMedium(byteCount: 0x1_0000_0001 << 12)
        let disk = VirtualDisk(over: medium, blockLength: 4096)
        _ = try disk.run("00 00 00 00 00 00")
        #expect(
            try disk.run("1a 00 00 00 ff 00")
                == .good(hex: "0b 00 10 08 ff ff ff ff 00 00 10 00"))
        let long = "00 16 00 10 01 00 00 10 00 00 00 01 00 00 00 01 00 00 00 00 00 00 10 00"
        #expect(try disk.run("5a 10 00 00 00 00 00 00 ff 00") == .good(hex: long))
    }

    @Test func whatADiskWasMadeWith() throws {
        let medium = WatchedMedium(byteCount: 4096)
        let disk = VirtualDisk(
            over: medium, writeCache: false, isWriteProtected: true, descriptorSense: true)
        _ = try disk.run("00 00 00 00 00 00")
        // WP, WCE and D_SENSE.
        let expected =
            "23 00 90 00" + "08 12 00 00" + String(repeating: "00", count: 16)
            + "0a 0a 04 00" + String(repeating: "00", count: 8)
        #expect(try disk.run("1a 08 3f 00 ff 00") == .good(hex: expected))
    }

    @Test(arguments: ["c8", "ca", "ff", "c0", "c1"])
    func savedValues(page: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        let refusal = try DiskReply.check("05", "39 00")
        #expect(try disk.run("1a 00 \(page) 00 ff 00") == refusal)
        #expect(try disk.run("5a 00 \(page) 00 00 00 00 00 ff 00") == refusal)
    }

    /// Whichever of the two fields is wrong.
    @Test(
        arguments: [
            ("01 00", "cd 00 02"), ("3e 00", "cd 00 02"), ("19 01", "cd 00 02"),
            ("00 01", "cd 00 02"), ("00 ff", "cd 00 02"), ("08 01", "c0 00 03"),
            ("0a f0", "c0 00 03"), ("3f 01", "c0 00 03"), ("3f fe", "c0 00 03"),
        ])
    func pagesThatAreNotThere(page: String, field: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("1a 00 \(page) ff 00") == .invalidCDB(field))
        #expect(try disk.run("5a 00 \(page) 00 00 00 00 ff 00") == .invalidCDB(field))
    }

    /// MODE DATA LENGTH counts what was there before the cut.
    @Test(arguments: [0, 1, 4, 12, 31, 44, 45] as [UInt8])
    func allocationLengthCuts(length: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        let content = Self.shortDescriptor + Self.caching + Self.control
        let six = try bytes(hex: "2b 00 10 08" + content)
        #expect(disk.run([0x1A, 0, 0x3F, 0, length, 0]) == .good(Array(six.prefix(Int(length)))))
        let ten = try bytes(hex: "00 2e 00 10 00 00 00 08" + content)
        #expect(
            disk.run([0x5A, 0, 0x3F, 0, 0, 0, 0, 0, length, 0])
                == .good(Array(ten.prefix(Int(length)))))
    }
}
