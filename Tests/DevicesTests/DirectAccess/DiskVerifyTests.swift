import Media
import SCSI
import Testing
import WireBytes

/// VERIFY in its three lengths.
@Suite struct DiskVerifyTests {
    private static let forms: [TransferForm] = [.ten, .twelve, .sixteen]

    private static func content(_ range: Range<UInt64>, _ length: Int = 512) -> [UInt8] {
        VirtualDisk.content(range, blockLength: length, of: 1)
    }

    /// The sense data of a first block that differs.
    private static func miscompare(_ block: UInt32) throws -> DiskReply {
        var information: [UInt8] = []
        information.appendBigEndian(UInt64(block), count: 4)
        return try .check("0e", "1d 00", information: hexPairs(information))
    }

    @Test(arguments: forms, [512, 4096])
    func blocksAreCompared(form: TransferForm, length: Int) throws {
        let disk = try VirtualDisk(blocks: 60, blockLength: length)
        let data = Self.content(7..<47, length)
        #expect(disk.run(form.verify(7, 40, check: 1), data) == .good())
        #expect(disk.run(form.verify(8, 40, check: 1), data) == (try Self.miscompare(8)))
        for place in [0, 1, length - 1, length, 17 * length + 5, data.count - 1] {
            var other = data
            other[place] ^= 0x10
            #expect(
                disk.run(form.verify(7, 40, check: 1), other)
                    == (try Self.miscompare(UInt32(7 + place / length))), "byte \(place)")
        }
        // Data beyond the blocks is nobody's.
        #expect(disk.run(form.verify(7, 39, check: 1), data) == .good())
        #expect(
            disk.run(form.verify(7, 40, check: 1), Array(data.dropLast()))
                == (try .check("0b", "4b 00")))
        #expect(try disk.stored() == Self.content(0..<60, length))
    }

    /// More than is compared at a time.
    @Test func manyBlocksAreCompared() throws {
        let disk = try VirtualDisk(blocks: 2200)
        let form = TransferForm.sixteen
        var data = Self.content(3..<2153)
        #expect(disk.run(form.verify(3, 2150, check: 1), data) == .good())
        data[2100 * 512 + 511] ^= 1
        #expect(disk.run(form.verify(3, 2150, check: 1), data) == (try Self.miscompare(2103)))
        data[2048 * 512] ^= 0x80
        #expect(disk.run(form.verify(3, 2150, check: 1), data) == (try Self.miscompare(2051)))

        let block = Self.content(1..<2)
        let same = Array(repeatElement(block, count: 2150).joined())
        #expect(disk.run(form.write(20, 2150), same) == .good())
        #expect(disk.run(form.verify(20, 2150, check: 3), block) == .good())
        #expect(disk.run(form.verify(20, 2151, check: 3), block) == (try Self.miscompare(2170)))
    }

    @Test(arguments: forms, [512, 4096])
    func allBlocksAreComparedWithOne(form: TransferForm, length: Int) throws {
        let disk = try VirtualDisk(blocks: 60, blockLength: length)
        let block = Self.content(3..<4, length)
        let same = Array(repeatElement(block, count: 5).joined())
        #expect(disk.run(TransferForm.ten.write(20, 5), same) == .good())
        #expect(disk.run(form.verify(20, 5, check: 3), block) == .good())
        #expect(disk.run(form.verify(20, 6, check: 3), block) == (try Self.miscompare(25)))
        #expect(disk.run(form.verify(19, 5, check: 3), block) == (try Self.miscompare(19)))
        #expect(
            disk.run(form.verify(20, 5, check: 3), Array(block.dropLast()))
                == (try .check("0b", "4b 00")))
    }

    /// Without data the blocks are read, and no more is said of them; what a cache holds is not what
    /// the medium does.
    @Test(arguments: forms)
    func blocksAreRead(form: TransferForm) throws {
        let medium = WatchedMedium(byteCount: 300 * 512)
        let disk = VirtualDisk(over: medium)
        _ = disk.run([0, 0, 0, 0, 0, 0])
        #expect(disk.run(form.verify(0, 300, check: 0)) == .good())
        #expect(medium.flushes == 1)
        medium.fails = true
        #expect(disk.run(form.verify(0, 300, check: 0)) == (try .check("03", "0c 00")))
    }

    /// Zero is no block, for which nothing is read and no data is needed.
    @Test(arguments: forms, [0, 1, 3] as [UInt8])
    func zeroIsNoBlock(form: TransferForm, check: UInt8) throws {
        let medium = WatchedMedium(byteCount: 300 * 512)
        let disk = VirtualDisk(over: medium)
        _ = disk.run([0, 0, 0, 0, 0, 0])
        medium.fails = true
        #expect(disk.run(form.verify(5, 0, check: check)) == .good())
        #expect(disk.run(form.verify(300, 0, check: check)) == .good())
        #expect(
            disk.run(form.verify(301, 0, check: check))
                == (try .check("05", "21 00", information: "00 00 01 2d")))
    }

    /// INFORMATION is the first block that cannot be read.
    @Test(arguments: forms)
    func unreadableBlocks(form: TransferForm) throws {
        let disk = VirtualDisk(over: DamagedMedium(blocks: 9000, bad: 4321))
        _ = disk.run([0, 0, 0, 0, 0, 0])
        #expect(disk.run(form.verify(0, 4321, check: 0)) == .good())
        #expect(disk.run(form.verify(4322, 4000, check: 0)) == .good())
        #expect(
            disk.run(form.verify(100, 8000, check: 0))
                == (try .check("03", "11 00", information: "00 00 10 e1")))
    }

    @Test(arguments: forms)
    func whatIsWrongIsRefused(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: 300)
        let beyond = try DiskReply.check("05", "21 00", information: "00 00 01 2c")
        for check in [0, 1, 3] as [UInt8] {
            #expect(disk.run(form.verify(299, 2, check: check)) == beyond)
        }
        #expect(disk.run(form.verify(1, 2, check: 2)) == (try .invalidCDB("ca 00 01")))
        for protection in 1...7 as ClosedRange<UInt8> {
            #expect(
                disk.run(form.verify(1, 2, check: 0, flags: protection << 5))
                    == (try .invalidCDB("cf 00 01")))
        }
        #expect(disk.run(form.verify(1, 2, check: 0, flags: 0x10)) == .good())
    }

    /// VPD page B0h tells the most that one command verifies.
    @Test(arguments: [(TransferForm.twelve, "c0 00 06"), (.sixteen, "c0 00 0a")])
    func moreThanTheMaximum(form: TransferForm, field: String) throws {
        let disk = VirtualDisk(over: WatchedMedium(byteCount: 80 << 20))
        _ = disk.run([0, 0, 0, 0, 0, 0])
        #expect(disk.run(form.verify(0, 0x20000, check: 0)) == .good())
        #expect(disk.run(form.verify(0, 0x20001, check: 0)) == (try .invalidCDB(field)))
    }

    @Test(arguments: forms)
    func aProtectedDiskIsVerified(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: 9, isWriteProtected: true)
        #expect(disk.run(form.verify(2, 3, check: 1), Self.content(2..<5)) == .good())
        #expect(
            disk.run(form.verify(3, 3, check: 1), Self.content(2..<5)) == (try Self.miscompare(3)))
    }
}

extension TransferForm {
    /// A VERIFY; `check` is BYTCHK. There is none of six bytes.
    fileprivate func verify(
        _ address: UInt64, _ count: UInt32, check: UInt8, flags: UInt8 = 0
    ) -> [UInt8] {
        var cdb = read(address, count, flags: check << 1 | flags)
        cdb[0] = [.ten: 0x2F, .twelve: 0xAF][self] ?? 0x8F
        return cdb
    }
}

/// A medium of zeros with one block of 512 bytes that cannot be read.
private final class DamagedMedium: BlockMedium {
    let blocks: Int64
    let bad: Int64

    init(blocks: Int64, bad: Int64) {
        self.blocks = blocks
        self.bad = bad
    }

    var byteCount: Int64 { blocks * 512 }
    var files: Set<ObjectIdentifier> { [] }

    func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        let range = bad * 512..<(bad + 1) * 512
        if range.overlaps(offset..<offset + Int64(count)) {
            throw MediumFailure(medium: "test", action: "reading", reason: "block \(bad) is bad")
        }
        return DataBuffer(.zeros(count: count))
    }

    func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        throw MediumFailure(medium: "test", action: "writing", reason: "nothing is stored")
    }

    func flush() throws(MediumFailure) {}
}
