import Media
import SCSI
import Testing
import WireBytes

/// READ and WRITE in their four lengths, with blocks of both sizes.
@Suite struct DiskTransferTests {
    private static let blocks: UInt64 = 300

    private static func content(_ range: Range<UInt64>, _ length: Int, _ round: UInt64) -> [UInt8] {
        VirtualDisk.content(range, blockLength: length, of: round)
    }

    /// `first` is where the transfer begins, `count` how long it is.
    @Test(arguments: TransferForm.allCases, [512, 4096])
    func readsWhatIsThere(form: TransferForm, length: Int) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks), blockLength: length)
        let ranges: [Range<UInt64>] = [0..<1, 1..<2, 7..<40, 120..<121, 43..<298, 299..<300]
        for range in ranges {
            let reply = disk.run(form.read(range.lowerBound, UInt32(range.count)))
            #expect(reply == .good(Self.content(range, length, 1)), "blocks \(range)")
        }
    }

    /// Each write leaves every other block alone.
    @Test(arguments: TransferForm.allCases, [512, 4096])
    func writesWhatItIsGivenAndNothingElse(form: TransferForm, length: Int) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks), blockLength: length)
        var model = Self.content(0..<Self.blocks, length, 1)
        let ranges: [Range<UInt64>] = [0..<1, 5..<9, 8..<40, 127..<129, 44..<299, 299..<300]
        for (round, range) in ranges.enumerated() {
            let data = Self.content(range, length, UInt64(round) + 2)
            #expect(disk.run(form.write(range.lowerBound, UInt32(range.count)), data) == .good())
            let place = Int(range.lowerBound) * length
            model.replaceSubrange(place..<place + data.count, with: data)
            #expect(try disk.stored() == model, "blocks \(range)")
        }
    }

    /// Zero is 256 blocks in the six-byte forms.
    @Test(arguments: [512, 4096])
    func zeroIs256BlocksInSixBytes(length: Int) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks), blockLength: length)
        #expect(disk.run(TransferForm.six.read(3, 0)) == .good(Self.content(3..<259, length, 1)))
        let data = Self.content(44..<300, length, 2)
        #expect(disk.run(TransferForm.six.write(44, 0), data) == .good())
        #expect(
            try disk.stored() == Self.content(0..<44, length, 1) + data)
        #expect(
            disk.run(TransferForm.six.read(45, 0))
                == (try .check("05", "21 00", information: "00 00 01 2c")))
    }

    /// Zero is no block in the others, and no error up to the end of the disk.
    @Test(arguments: [TransferForm.ten, .twelve, .sixteen], [0, 299, 300] as [UInt64])
    func zeroIsNoBlockInLongerForms(form: TransferForm, address: UInt64) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks))
        #expect(disk.run(form.read(address, 0)) == .good())
        #expect(disk.run(form.write(address, 0), [UInt8](repeating: 1, count: 512)) == .good())
        #expect(try disk.stored() == Self.content(0..<300, 512, 1))
    }

    /// INFORMATION is the first address that is not there.
    @Test(
        arguments: TransferForm.allCases,
        [
            (300, 1, "00 00 01 2c"), (299, 2, "00 00 01 2c"), (200, 101, "00 00 01 2c"),
            (301, 1, "00 00 01 2d"), (0x12_3456, 200, "00 12 34 56"),
        ] as [(UInt64, UInt32, String)])
    func beyondTheLastBlock(form: TransferForm, range: (UInt64, UInt32, String)) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks))
        let refusal = try DiskReply.check("05", "21 00", information: range.2)
        #expect(disk.run(form.read(range.0, range.1)) == refusal)
        let data = [UInt8](repeating: 0xEE, count: Int(range.1) * 512)
        #expect(disk.run(form.write(range.0, range.1), data) == refusal)
        #expect(try disk.stored() == Self.content(0..<300, 512, 1))
    }

    @Test(arguments: [TransferForm.ten, .twelve, .sixteen])
    func beyondTheLastBlockWithoutBlocks(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: Int(Self.blocks))
        let refusal = try DiskReply.check("05", "21 00", information: "00 00 01 2d")
        #expect(disk.run(form.read(301, 0)) == refusal)
        #expect(disk.run(form.write(301, 0)) == refusal)
    }

    /// There is no protection information to be had.
    @Test(arguments: [TransferForm.ten, .twelve, .sixteen], 1...7 as ClosedRange<UInt8>)
    func protectionIsRefused(form: TransferForm, value: UInt8) throws {
        let disk = try VirtualDisk(blocks: 8)
        let data = [UInt8](repeating: 0xEE, count: 512)
        let refusal = try DiskReply.invalidCDB("cf 00 01")
        #expect(disk.run(form.read(1, 1, flags: value << 5)) == refusal)
        #expect(disk.run(form.write(1, 1, flags: value << 5), data) == refusal)
        #expect(try disk.stored() == Self.content(0..<8, 512, 1))
    }

    /// DPO, FUA, RARC, and what is reserved or obsolete, change nothing in what is moved.
    @Test(arguments: [TransferForm.ten, .twelve, .sixteen], [0x10, 0x08, 0x18, 0x04, 0x03, 0x1F])
    func flagsChangeNothing(form: TransferForm, flags: Int) throws {
        let disk = try VirtualDisk(blocks: 8)
        let data = Self.content(2..<4, 512, 2)
        #expect(disk.run(form.write(2, 2, flags: UInt8(flags)), data) == .good())
        #expect(disk.run(form.read(2, 2, flags: UInt8(flags))) == .good(data))
    }

    /// VPD page B0h tells the most that one command moves; the field pointer is at TRANSFER LENGTH.
    @Test(
        arguments: [
            (.twelve, 512, 0x20000, "c0 00 06"), (.sixteen, 512, 0x20000, "c0 00 0a"),
            (.ten, 4096, 0x4000, "c0 00 07"), (.twelve, 4096, 0x4000, "c0 00 06"),
            (.sixteen, 4096, 0x4000, "c0 00 0a"),
        ] as [(TransferForm, Int, UInt32, String)])
    func moreThanTheMaximum(
        form: TransferForm, length: Int, most: UInt32, field: String
    ) throws {
        let medium = WatchedMedium(byteCount: 80 << 20)
        let disk = VirtualDisk(over: medium, blockLength: length)
        _ = try disk.run("00 00 00 00 00 00")
        #expect(disk.run(form.read(0, most)).dataIn.count == 64 << 20)
        #expect(disk.run(form.read(0, most + 1)) == (try .invalidCDB(field)))
        #expect(disk.run(form.write(0, most + 1)) == (try .invalidCDB(field)))
        // What is not on the disk is worse than what is too long.
        let count = UInt32(80 << 20) / UInt32(length)
        #expect(disk.run(form.read(1, count)).sense[12] == 0x21)
    }

    @Test(arguments: TransferForm.allCases)
    func aWriteProtectedDiskIsReadOnly(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: 8, isWriteProtected: true)
        let data = [UInt8](repeating: 0xEE, count: 512)
        #expect(disk.run(form.write(1, 1), data) == (try .check("07", "27 00")))
        // Wherever it would have gone.
        #expect(disk.run(form.write(100, 1), data) == (try .check("07", "27 00")))
        #expect(disk.run(form.read(1, 1)) == .good(Self.content(1..<2, 512, 1)))
        #expect(try disk.stored() == Self.content(0..<8, 512, 1))
    }

    /// A block is written whole or not at all, and so are all of them.
    @Test(arguments: TransferForm.allCases, [0, 511, 1023])
    func tooLittleDataWritesNothing(form: TransferForm, count: Int) throws {
        let disk = try VirtualDisk(blocks: 8)
        let data = [UInt8](repeating: 0xEE, count: count)
        #expect(disk.run(form.write(1, 2), data) == (try .check("0b", "4b 00")))
        #expect(try disk.stored() == Self.content(0..<8, 512, 1))
    }

    @Test(arguments: TransferForm.allCases)
    func tooMuchDataIsLeft(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: 8)
        let data = Self.content(1..<4, 512, 2)
        #expect(disk.run(form.write(1, 2), data) == .good())
        let model =
            Self.content(0..<1, 512, 1) + data.prefix(1024) + Self.content(3..<8, 512, 1)
        #expect(try disk.stored() == model)
    }

    /// The address of READ(6) has 21 bits, and what is above them is reserved.
    @Test func sixBytesIgnoreReservedBits() throws {
        let disk = try VirtualDisk(blocks: 8)
        #expect(
            try disk.run("08 e0 00 05 01 00") == .good(Self.content(5..<6, 512, 1)))
    }

    @Test(arguments: TransferForm.allCases)
    func aMediumThatFails(form: TransferForm) throws {
        let medium = WatchedMedium(byteCount: 1 << 20)
        let disk = VirtualDisk(over: medium)
        _ = try disk.run("00 00 00 00 00 00")
        medium.fails = true
        let data = [UInt8](repeating: 0xEE, count: 1024)
        let address = "00 00 00 11"
        #expect(
            disk.run(form.read(17, 2)) == (try .check("03", "11 00", information: address)))
        #expect(
            disk.run(form.write(17, 2), data)
                == (try .check("03", "0c 00", information: address)))
        medium.fails = false
        #expect(disk.run(form.write(17, 2), data) == .good())
        #expect(disk.run(form.read(17, 2)) == .good(data))
    }
}
