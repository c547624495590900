import Media
import SCSI
import Testing
import WireBytes

/// READ CAPACITY(10) and (16).
@Suite struct DiskCapacityTests {
    private static let ten = "25 00 00 00 00 00 00 00 00 00"
    private static let sixteen = "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00"

    private static func disk(
        _ byteCount: Int64, blockLength: Int = 512, descriptorSense: Bool = false
    ) throws -> VirtualDisk {
        let disk = VirtualDisk(
            over: WatchedMedium(byteCount: byteCount), blockLength: blockLength,
            descriptorSense: descriptorSense)
        _ = try disk.run("00 00 00 00 00 00")
        return disk
    }

    /// The last address that is there and the block length; what is not a whole block is not there.
    @Test(
        arguments: [
            (512, 512, "00 00 00 00", "00 00 02 00"), (1024, 512, "00 00 00 01", "00 00 02 00"),
            (1 << 30, 512, "00 1f ff ff", "00 00 02 00"),
            ((1 << 30) + 511, 512, "00 1f ff ff", "00 00 02 00"),
            (1 << 30, 4096, "00 03 ff ff", "00 00 10 00"),
            ((1 << 30) + 4095, 4096, "00 03 ff ff", "00 00 10 00"),
            // The largest that READ CAPACITY(10) can tell, and those beyond.
            (0xFFFF_FFFF << 9, 512, "ff ff ff fe", "00 00 02 00"),
            (0x1_0000_0000 << 9, 512, "ff ff ff ff", "00 00 02 00"),
            (0x1_0000_0001 << 9, 512, "ff ff ff ff", "00 00 02 00"),
            (5 << 40, 512, "ff ff ff ff", "00 00 02 00"),
            (5 << 40, 4096, "4f ff ff ff", "00 00 10 00"),
        ] as [(Int64, Int, String, String)])
    func ten(byteCount: Int64, blockLength: Int, address: String, length: String) throws {
        let disk = try Self.disk(byteCount, blockLength: blockLength)
        #expect(try disk.run(Self.ten) == .good(hex: address + length))
    }

    @Test(
        arguments: [
            (512, 512, "00 00 00 00 00 00 00 00"), (1 << 30, 4096, "00 00 00 00 00 03 ff ff"),
            (0x1_0000_0000 << 9, 512, "00 00 00 00 ff ff ff ff"),
            (0x1_0000_0001 << 9, 512, "00 00 00 01 00 00 00 00"),
            (5 << 40, 512, "00 00 00 02 7f ff ff ff"),
        ] as [(Int64, Int, String)])
    func sixteen(byteCount: Int64, blockLength: Int, address: String) throws {
        let disk = try Self.disk(byteCount, blockLength: blockLength)
        let length = blockLength == 512 ? "00 00 02 00" : "00 00 10 00"
        let whole = try bytes(hex: address + length + String(repeating: "00", count: 20))
        #expect(try disk.run(Self.sixteen) == .good(whole))
        for length in [0, 8, 12, 31, 33] as [UInt8] {
            let cdb = [0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, length, 0, 0]
            #expect(disk.run(cdb) == .good(Array(whole.prefix(Int(length)))))
        }
    }

    /// Obsolete since SBC-3: ignored.
    @Test func theLogicalBlockAddressIsIgnored() throws {
        let disk = try Self.disk(1024)
        let capacity = try DiskReply.good(hex: "00 00 00 01 00 00 02 00")
        #expect(try disk.run("25 00 00 00 00 01 00 00 01 00") == capacity)
        #expect(try disk.run("25 01 ff ff ff ff 00 00 00 00") == capacity)
    }

    /// Beyond 2 TiB: the last block, which only (16) reaches, and the first that is not there, whose
    /// address fits descriptor format alone.
    @Test func transfersBeyond32Bits() throws {
        let count: UInt64 = 0x1_0000_0003
        let data = VirtualDisk.content(0..<1, blockLength: 512, of: 9)
        let fixed = try Self.disk(Int64(count) << 9)
        let descriptor = try Self.disk(Int64(count) << 9, descriptorSense: true)
        let write = TransferForm.sixteen.write(count - 1, 1)
        let read = TransferForm.sixteen.read(count - 1, 1)
        #expect(fixed.run(write, data) == .good())
        #expect(fixed.run(read) == .good(data))
        // Not that of the address without its highest bits.
        let zeros = [UInt8](repeating: 0, count: 512)
        #expect(fixed.run(TransferForm.sixteen.read(2, 1)) == .good(zeros))

        let beyond = TransferForm.sixteen.read(count - 1, 2)
        #expect(fixed.run(beyond) == (try .check("05", "21 00")))
        let sense = "72 05 21 00 00 00 00 0c 00 0a 80 00 00 00 00 01 00 00 00 03"
        #expect(
            descriptor.run(beyond)
                == DiskReply(status: .checkCondition, sense: try bytes(hex: sense)))
    }

    /// An address that no field of INFORMATION can hold as a number is left out in both formats.
    @Test func theLargestAddress() throws {
        let read = TransferForm.sixteen.read(.max, 1)
        let fixed = try Self.disk(1024).run(read)
        #expect(fixed == (try .check("05", "21 00")))
        let descriptor = try Self.disk(1024, descriptorSense: true).run(read)
        #expect(descriptor.sense == (try bytes(hex: "72 05 21 00 00 00 00 00")))
    }

    @Test func anyAddressThatFixedFormatCanHoldIsGiven() throws {
        let disk = try Self.disk(1024)
        #expect(
            disk.run(TransferForm.ten.read(0xFFFF_FFFF, 1))
                == (try .check("05", "21 00", information: "ff ff ff ff")))
        #expect(
            disk.run(TransferForm.ten.read(0x8000_0000, 1))
                == (try .check("05", "21 00", information: "80 00 00 00")))
    }
}
