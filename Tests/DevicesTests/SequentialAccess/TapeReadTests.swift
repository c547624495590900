import Devices
import Media
import SCSI
import Testing

/// READ(6) (SSC-4), and what was written as it comes back.
///
/// Sense data, fixed format:
///
///     f0 00 KF ii ii ii ii 0a 00 00 00 00 AC AQ 00 00 00 00
///     |     |  |                          additional sense code and qualifier
///     |     |  INFORMATION
///     |     sense key; FILEMARK is 80h, EOM 40h, ILI 20h
///     VALID and response code 70h
@Suite struct TapeReadTests {
    /// One virtual tape stored the first block N times for eight months: no test had distinct ones.
    @Test func eachBlockOfAFixedWriteHasItsOwnContent() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(512)
        let blocks = (0..<40).map { block($0, 512) }
        expectGood(
            drive.run(WriteStream6CDB(transferLength: 40, fixed: true), blocks.flatMap { $0 }))
        #expect(try drive.position() == 40)
        expectGood(drive.run(RewindCDB()))
        let completion = drive.run(ReadStream6CDB(transferLength: 40, fixed: true))
        expectGood(completion)
        try expectData(completion, blocks.flatMap { $0 })
        for number in [39, 0, 17] {
            drive.locate(number)
            let one = drive.run(ReadStream6CDB(transferLength: 1, fixed: true))
            try expectData(one, blocks[number])
        }
    }

    @Test func variableBlocksKeepTheirLengths() throws {
        let drive = try TapeDrive()
        let lengths = [1, 2, 511, 512, 65_536, 300_000]
        let records = lengths.map { drive.write(records: 1, length: $0, seed: $0)[0] }
        drive.run(RewindCDB())
        for (record, length) in zip(records, lengths) {
            let completion = drive.run(ReadStream6CDB(transferLength: UInt32(length)))
            expectGood(completion)
            try expectData(completion, record)
        }
    }

    @Test func theLongestBlock() throws {
        let drive = try TapeDrive()
        let record = [UInt8](repeating: 0x5A, count: 0xFF_FFFF)
        expectGood(drive.run(WriteStream6CDB(transferLength: 0xFF_FFFF), record))
        drive.run(RewindCDB())
        let completion = drive.run(ReadStream6CDB(transferLength: 0xFF_FFFF))
        expectGood(completion)
        try expectData(completion, record)
    }

    @Test func aFilemarkEndsAVariableRead() throws {
        let drive = try TapeDrive()
        drive.write(filemarks: 1)
        drive.write(records: 1)
        drive.run(RewindCDB())
        let completion = drive.run(ReadStream6CDB(transferLength: 0x1_0000))
        expectSense(completion, "f0 00 80 00 01 00 00 0a 00 00 00 00 00 01 00 00 00 00")
        try expectData(completion, [])
        #expect(try drive.position() == 1)
    }

    @Test func aFilemarkEndsAFixedReadBehindWhatWasRead() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(100)
        let records = drive.write(records: 3)
        drive.write(filemarks: 1)
        drive.run(RewindCDB())
        let completion = drive.run(ReadStream6CDB(transferLength: 10, fixed: true))
        expectSense(completion, "f0 00 80 00 00 00 07 0a 00 00 00 00 00 01 00 00 00 00")
        try expectData(completion, records.flatMap { $0 })
        #expect(try drive.position() == 4)
    }

    @Test func endOfDataEndsARead() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(100)
        let records = drive.write(records: 2)
        drive.run(RewindCDB())
        let fixed = drive.run(ReadStream6CDB(transferLength: 5, fixed: true))
        expectSense(fixed, "f0 00 08 00 00 00 03 0a 00 00 00 00 00 05 00 00 00 00")
        try expectData(fixed, records.flatMap { $0 })
        let variable = drive.run(ReadStream6CDB(transferLength: 0x200))
        expectSense(variable, "f0 00 08 00 00 02 00 0a 00 00 00 00 00 05 00 00 00 00")
        #expect(try drive.position() == 2)
    }

    @Test func aBlockOfAnotherLengthEndsAFixedRead() throws {
        let drive = try TapeDrive()
        let first = drive.write(records: 2)
        drive.write(records: 1, length: 60, seed: 1)
        let last = drive.write(records: 2, seed: 2)
        drive.setBlockLength(100)
        drive.run(RewindCDB())
        let completion = drive.run(ReadStream6CDB(transferLength: 5, fixed: true))
        // Three of five are not read: the odd one does not count.
        expectSense(completion, "f0 00 20 00 00 00 03 0a 00 00 00 00 00 00 00 00 00 00")
        try expectData(completion, first.flatMap { $0 })
        #expect(try drive.position() == 3)
        let rest = drive.run(ReadStream6CDB(transferLength: 2, fixed: true))
        expectGood(rest)
        try expectData(rest, last.flatMap { $0 })
    }

    /// SILI, block length of the block descriptor, block, request, and INFORMATION if ILI is
    /// reported.
    @Test(
        arguments: [
            // Shorter blocks: hidden by SILI whatever the block length is.
            (false, 0, 60, 100, "00 00 00 28"), (false, 60, 60, 100, "00 00 00 28"),
            (true, 0, 60, 100, nil), (true, 60, 60, 100, nil), (true, 512, 60, 100, nil),
            // Longer ones: hidden only where the block length is zero.
            (false, 0, 160, 100, "ff ff ff c4"), (false, 512, 160, 100, "ff ff ff c4"),
            (true, 0, 160, 100, nil), (true, 512, 160, 100, "ff ff ff c4"),
            // Of the same length.
            (false, 0, 100, 100, nil), (true, 512, 100, 100, nil),
        ] as [(Bool, Int, Int, Int, String?)])
    func incorrectLength(
        sili: Bool, blockLength: Int, length: Int, request: Int, information: String?
    ) throws {
        let drive = try TapeDrive()
        let record = drive.write(records: 1, length: length)[0]
        let next = drive.write(records: 1, length: 100, seed: 1)[0]
        drive.setBlockLength(blockLength)
        drive.run(RewindCDB())
        let completion = drive.run(
            ReadStream6CDB(transferLength: UInt32(request), sili: sili))
        if let information {
            expectSense(
                completion, "f0 00 20 \(information) 0a 00 00 00 00 00 00 00 00 00 00")
        } else {
            expectGood(completion)
        }
        try expectData(completion, Array(record.prefix(request)))
        // What did not fit is gone: the next block is the next.
        try expectData(drive.run(ReadStream6CDB(transferLength: 100)), next)
    }

    @Test func nothingIsReadForALengthOfZero() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(100)
        expectGood(drive.run(ReadStream6CDB(transferLength: 0)))
        expectGood(drive.run(ReadStream6CDB(transferLength: 0, fixed: true)))
        expectGood(drive.run(WriteStream6CDB(transferLength: 0)))
        expectGood(drive.run(WriteStream6CDB(transferLength: 0, fixed: true)))
        #expect(drive.cartridge.objectCount == 0)
    }

    @Test func silTogetherWithFixedIsWrong() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(100)
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 1, fixed: true, sili: true)),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c9 00 01")
    }

    @Test func fixedWithoutABlockLengthIsWrong() throws {
        let drive = try TapeDrive()
        let sense = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c8 00 01"
        expectSense(drive.run(ReadStream6CDB(transferLength: 1, fixed: true)), sense)
        expectSense(
            drive.run(WriteStream6CDB(transferLength: 1, fixed: true), [1]), sense)
    }

    @Test func moreThanTheDriveCanMoveIsWrong() throws {
        let drive = try TapeDrive()
        drive.setBlockLength(0x10_0000)
        let sense = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02"
        expectSense(drive.run(ReadStream6CDB(transferLength: 65, fixed: true)), sense)
        expectSense(drive.run(WriteStream6CDB(transferLength: 65, fixed: true)), sense)
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 64, fixed: true)),
            "f0 00 08 00 00 00 40 0a 00 00 00 00 00 05 00 00 00 00")
    }

    @Test func blockLimits() throws {
        let drive = try TapeDrive()
        let completion = drive.run(ReadBlockLimitsCDB())
        expectGood(completion)
        // Any length from 1 byte to 2^24−1.
        try expectData(completion, [0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x01])
        expectSense(
            drive.send([0x05, 1, 0, 0, 0, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c8 00 01")
    }

    @Test func descriptorFormatSenseSaysTheSame() throws {
        let drive = try TapeDrive()
        drive.write(filemarks: 1)
        drive.run(RewindCDB())
        // MODE SELECT(6) of the control page with D_SENSE.
        let page: [UInt8] = [0x0A, 0x0A, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        expectGood(
            drive.run(ModeSelect6CDB(parameterListLength: 16), [0, 0, 0x10, 0] + page))
        expectSense(
            drive.run(ReadStream6CDB(transferLength: 0x1_0000)),
            "72 00 00 01 00 00 00 10 00 0a 80 00 00 00 00 00 00 01 00 00 04 02 00 80")
    }
}
