import Media
import SCSI
import Testing
import WireBytes

/// VERIFY(10) and VERIFY(16).
@Suite struct DiskVerifyTests {
    /// The two lengths of the command.
    enum Form: CaseIterable {
        case ten, sixteen

        /// `check` is BYTCHK.
        func cdb(_ address: UInt64, _ count: UInt32, check: UInt8, flags: UInt8 = 0) -> [UInt8] {
            var cdb = [UInt8](repeating: 0, count: self == .ten ? 10 : 16)
            cdb[0] = self == .ten ? 0x2F : 0x8F
            cdb[1] = check << 1 | flags
            cdb.setBigEndian(address, at: 2, count: self == .ten ? 4 : 8)
            cdb.setBigEndian(
                UInt64(count), at: self == .ten ? 7 : 10, count: self == .ten ? 2 : 4)
            return cdb
        }
    }

    private static func content(_ range: Range<UInt64>, _ length: Int) -> [UInt8] {
        VirtualDisk.content(range, blockLength: length, of: 1)
    }

    @Test(arguments: Form.allCases, [512, 4096])
    func blocksAreCompared(form: Form, length: Int) throws {
        let disk = try VirtualDisk(blocks: 60, blockLength: length)
        let data = Self.content(7..<47, length)
        let miscompare = try DiskReply.check("0e", "1d 00")
        #expect(disk.run(form.cdb(7, 40, check: 1), data) == .good())
        #expect(disk.run(form.cdb(8, 40, check: 1), data) == miscompare)
        for place in [0, 1, length - 1, length, data.count - 1] {
            var other = data
            other[place] ^= 0x10
            #expect(disk.run(form.cdb(7, 40, check: 1), other) == miscompare, "byte \(place)")
        }
        // Data beyond the blocks is nobody's.
        #expect(disk.run(form.cdb(7, 39, check: 1), data) == .good())
        #expect(
            disk.run(form.cdb(7, 40, check: 1), Array(data.dropLast()))
                == (try .check("0b", "4b 00")))
        #expect(try disk.stored() == Self.content(0..<60, length))
    }

    @Test(arguments: Form.allCases, [512, 4096])
    func allBlocksAreComparedWithOne(form: Form, length: Int) throws {
        let disk = try VirtualDisk(blocks: 60, blockLength: length)
        let block = Self.content(3..<4, length)
        let same = (0..<5).flatMap { _ in block }
        #expect(disk.run(TransferForm.ten.write(20, 5), same) == .good())
        #expect(disk.run(form.cdb(20, 5, check: 3), block) == .good())
        let miscompare = try DiskReply.check("0e", "1d 00")
        #expect(disk.run(form.cdb(20, 6, check: 3), block) == miscompare)
        #expect(disk.run(form.cdb(19, 5, check: 3), block) == miscompare)
        #expect(
            disk.run(form.cdb(20, 5, check: 3), Array(block.dropLast()))
                == (try .check("0b", "4b 00")))
    }

    /// Without data the blocks are read, and no more is said of them.
    @Test(arguments: Form.allCases)
    func blocksAreRead(form: Form) throws {
        let medium = WatchedMedium(byteCount: 300 * 512)
        let disk = VirtualDisk(over: medium)
        _ = disk.run([0, 0, 0, 0, 0, 0])
        #expect(disk.run(form.cdb(0, 300, check: 0)) == .good())
        // What a cache holds is not what the medium does.
        #expect(medium.flushes == 1)
        #expect(disk.run(form.cdb(300, 0, check: 0)) == .good())
        medium.fails = true
        #expect(disk.run(form.cdb(0, 300, check: 0)) == (try .check("03", "0c 00")))
        #expect(disk.run(form.cdb(5, 0, check: 1)) == .good())
    }

    @Test(arguments: Form.allCases)
    func whatIsWrongIsRefused(form: Form) throws {
        let disk = try VirtualDisk(blocks: 300)
        let beyond = try DiskReply.check("05", "21 00", information: "00 00 01 2c")
        for check in [0, 1, 3] as [UInt8] {
            #expect(disk.run(form.cdb(299, 2, check: check)) == beyond)
        }
        #expect(disk.run(form.cdb(1, 2, check: 2)) == (try .invalidCDB("ca 00 01")))
        #expect(disk.run(form.cdb(1, 2, check: 0, flags: 0x20)) == (try .invalidCDB("cf 00 01")))
    }

    /// A write-protected disk is verified, and so is a disk without a write cache.
    @Test(arguments: Form.allCases)
    func aProtectedDiskIsVerified(form: Form) throws {
        let disk = try VirtualDisk(blocks: 9, isWriteProtected: true)
        #expect(disk.run(form.cdb(2, 3, check: 1), Self.content(2..<5, 512)) == .good())
    }
}
