import SCSI
import Testing
import WireBytes

/// INQUIRY: what a disk says that it is.
@Suite struct DiskInquiryTests {
    /// Bytes 8 to 95 of standard INQUIRY data.
    static let rest =
        "53414e42454e4348 5649525455414c204449534b20202020 30303031"
        + String(repeating: "00", count: 22) + "00a0 0460 04c0 0600"
        + String(repeating: "00", count: 30)

    @Test func standardData() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("12 00 00 00 60 00") == .good(hex: "000006125b000002" + Self.rest))
    }

    @Test func standardDataOfADiskWithACopyManager() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        #expect(try disk.run("12 00 00 00 60 00") == .good(hex: "000006125b080002" + Self.rest))
    }

    /// The allocation length cuts, and ADDITIONAL LENGTH still counts all there is.
    @Test(arguments: [0, 5, 36, 95, 96, 97, 0xFFFF])
    func allocationLengthCuts(length: Int) throws {
        let disk = try VirtualDisk(blocks: 8)
        let whole = try bytes(hex: "000006125b000002" + Self.rest)
        let cdb = [0x12, 0, 0, UInt8(length >> 8), UInt8(length & 0xFF), 0]
        #expect(disk.run(cdb) == .good(Array(whole.prefix(length))))
    }

    @Test func supportedPages() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("12 01 00 00 ff 00") == .good(hex: "00000004 00 80 83 b0"))
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        #expect(try disk.run("12 01 00 00 ff 00") == .good(hex: "00000005 00 80 83 8f b0"))
    }

    @Test func unitSerialNumber() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("12 01 80 00 ff 00") == .good(hex: "00800006 534230303031"))
    }

    @Test func deviceIdentification() throws {
        let disk = try VirtualDisk(blocks: 8)
        let expected = """
            00 83 00 32
            01 03 00 10 60 01 40 5a ab bc cd d0 00 00 00 00 00 00 00 01
            02 01 00 1a 53 41 4e 42 45 4e 43 48
            56 49 52 54 55 41 4c 20 44 49 53 4b 53 42 30 30 30 31
            """
        #expect(try disk.run("12 01 83 00 ff 00") == .good(hex: expected))
        // As sg_xcopy asks: four bytes for the length, then all.
        #expect(try disk.run("12 01 83 00 04 00") == .good(hex: "00 83 00 32"))
    }

    @Test func thirdPartyCopy() throws {
        let disk = try VirtualDisk(blocks: 8)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        let expected = "00 8f 00 10 91 01 00 0c 00 10 00 00 00 00 00 00 00 00 00 00"
        #expect(try disk.run("12 01 8f 00 ff 00") == .good(hex: expected))
    }

    /// At most 64 MiB a command, a MiB is best; in blocks.
    @Test(arguments: [(512, "00 02 00 00 00 00 08 00"), (4096, "00 00 40 00 00 00 01 00")])
    func blockLimits(blockLength: Int, lengths: String) throws {
        let disk = try VirtualDisk(blocks: 8, blockLength: blockLength)
        let expected =
            "00 b0 00 3c 00 00 00 00" + lengths + String(repeating: "00", count: 48)
        #expect(try disk.run("12 01 b0 00 ff 00") == .good(hex: expected))
    }

    @Test(arguments: ["81", "8f", "b1", "b2", "ff", "01"])
    func pagesThatAreNotThere(page: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("12 01 \(page) 00 ff 00") == .invalidCDB("c0 00 02"))
    }

    @Test(arguments: ["01", "80", "83"])
    func aPageCodeWithoutEVPD(page: String) throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(try disk.run("12 00 \(page) 00 ff 00") == .invalidCDB("c0 00 02"))
    }
}
