import Devices
import Media
import SCSI
import Testing
import WireBytes

/// SPACE(6), LOCATE(10) and (16), READ POSITION, REWIND.
@Suite struct TapePositionTests {
    /// Objects: ten blocks 0–9, filemark 10, blocks 11–13, filemarks 14–16, block 17, filemark 18,
    /// filemark 19, block 20; end of data at 21.
    private static func drive() throws -> TapeDrive {
        let drive = try TapeDrive()
        drive.write(records: 10)
        drive.write(filemarks: 1)
        drive.write(records: 3, seed: 1)
        drive.write(filemarks: 3)
        drive.write(records: 1, seed: 2)
        drive.write(filemarks: 2)
        drive.write(records: 1, seed: 3)
        return drive
    }

    private struct Case: CustomTestStringConvertible {
        let code: SpaceCode
        let start: Int
        let count: Int32
        let end: Int
        let sense: String?

        init(
            _ code: SpaceCode, from start: Int, _ count: Int32, to end: Int, _ sense: String? = nil
        ) {
            self.code = code
            self.start = start
            self.count = count
            self.end = end
            self.sense = sense
        }

        var testDescription: String {
            "\(code.meaning ?? "") \(count) from \(start)"
        }
    }

    private static func filemark(_ residual: String) -> String {
        "f0 00 80 00 00 00 \(residual) 0a 00 00 00 00 00 01 00 00 00 00"
    }
    private static func beginning(_ residual: String) -> String {
        "f0 00 40 00 00 00 \(residual) 0a 00 00 00 00 00 04 00 00 00 00"
    }
    private static func endOfData(_ residual: String) -> String {
        "f0 00 08 00 00 00 \(residual) 0a 00 00 00 00 00 05 00 00 00 00"
    }

    private static let cases: [Case] = [
        // Blocks: a filemark stops, behind it forward and before it backward.
        Case(.logicalBlocks, from: 3, 20, to: 11, filemark("0d")),
        Case(.logicalBlocks, from: 0, 10, to: 10),
        Case(.logicalBlocks, from: 0, 11, to: 11, filemark("01")),
        Case(.logicalBlocks, from: 10, 1, to: 11, filemark("01")),
        Case(.logicalBlocks, from: 11, 3, to: 14),
        Case(.logicalBlocks, from: 20, 1, to: 21),
        Case(.logicalBlocks, from: 20, 2, to: 21, endOfData("01")),
        Case(.logicalBlocks, from: 21, 1, to: 21, endOfData("01")),
        Case(.logicalBlocks, from: 10, -20, to: 0, beginning("0a")),
        Case(.logicalBlocks, from: 10, -10, to: 0),
        Case(.logicalBlocks, from: 0, -1, to: 0, beginning("01")),
        Case(.logicalBlocks, from: 13, -2, to: 11),
        Case(.logicalBlocks, from: 13, -3, to: 10, filemark("01")),
        Case(.logicalBlocks, from: 13, -8, to: 10, filemark("06")),
        Case(.logicalBlocks, from: 11, -1, to: 10, filemark("01")),
        Case(.logicalBlocks, from: 5, 0, to: 5),
        Case(.logicalBlocks, from: 10, 0, to: 10),
        Case(.logicalBlocks, from: 11, 0, to: 11),
        // Filemarks.
        Case(.filemarks, from: 0, 1, to: 11),
        Case(.filemarks, from: 3, 2, to: 15),
        Case(.filemarks, from: 10, 1, to: 11),
        Case(.filemarks, from: 0, 6, to: 20),
        Case(.filemarks, from: 0, 8, to: 21, endOfData("02")),
        Case(.filemarks, from: 20, 1, to: 21, endOfData("01")),
        Case(.filemarks, from: 21, -1, to: 19),
        Case(.filemarks, from: 11, -1, to: 10),
        Case(.filemarks, from: 10, -1, to: 0, beginning("01")),
        Case(.filemarks, from: 20, -9, to: 0, beginning("03")),
        Case(.filemarks, from: 5, 0, to: 5),
        // So many filemarks in a row.
        Case(.sequentialFilemarks, from: 0, 1, to: 11),
        Case(.sequentialFilemarks, from: 0, 2, to: 16),
        Case(.sequentialFilemarks, from: 0, 3, to: 17),
        Case(.sequentialFilemarks, from: 15, 2, to: 17),
        Case(.sequentialFilemarks, from: 16, 2, to: 20),
        Case(.sequentialFilemarks, from: 0, 4, to: 21, endOfData("04")),
        Case(.sequentialFilemarks, from: 21, -2, to: 18),
        Case(.sequentialFilemarks, from: 21, -3, to: 14),
        Case(.sequentialFilemarks, from: 19, -2, to: 15),
        Case(.sequentialFilemarks, from: 16, -2, to: 14),
        Case(.sequentialFilemarks, from: 21, -4, to: 0, beginning("04")),
        Case(.sequentialFilemarks, from: 5, 0, to: 5),
        // End of data: the count does not matter.
        Case(.endOfData, from: 0, 0, to: 21),
        Case(.endOfData, from: 7, -5, to: 21),
        Case(.endOfData, from: 21, 1, to: 21),
    ]

    @Test(arguments: cases)
    private func space(_ given: Case) throws {
        let drive = try Self.drive()
        drive.locate(given.start)
        let completion = drive.run(
            Space6CDB(code: given.code, count: TwosComplement24(clamping: given.count)))
        if let sense = given.sense {
            expectSense(completion, sense)
        } else {
            expectGood(completion)
        }
        #expect(try drive.position() == given.end)
    }

    @Test func anUnknownSpaceCodeIsWrong() throws {
        let drive = try Self.drive()
        expectSense(
            drive.send([0x11, 4, 0, 0, 1, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cb 00 01")
    }

    // MARK: LOCATE

    @Test(arguments: [0, 5, 10, 14, 20, 21])
    func locateFindsObjects(number: Int) throws {
        let drive = try Self.drive()
        drive.locate(number)
        #expect(try drive.position() == number)
        drive.run(RewindCDB())
        expectGood(drive.run(Locate16CDB(logicalIdentifier: UInt64(number))))
        #expect(try drive.position() == number)
    }

    /// DEST_TYPE is in bits 5 to 3: one drive forgot to shift it.
    @Test(arguments: [(0, 0), (1, 11), (2, 15), (3, 16), (4, 17), (6, 20)])
    func locateFindsFiles(file: UInt8, object: Int) throws {
        let drive = try Self.drive()
        expectGood(drive.send([0x92, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0, file, 0, 0, 0, 0]))
        #expect(try drive.position() == object)
    }

    @Test func locateFindsEndOfData() throws {
        let drive = try Self.drive()
        drive.run(RewindCDB())
        expectGood(drive.send([0x92, 0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0]))
        #expect(try drive.position() == 21)
    }

    @Test func locateBehindEndOfDataStopsThere() throws {
        let sense = "70 00 08 00 00 00 00 0a 00 00 00 00 00 05 00 00 00 00"
        for cdb in [
            [0x2B, 0, 0, 0, 0, 0, 22, 0, 0, 0],
            [0x2B, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0],
            [0x92, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
            [0x92, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0],
        ] as [[UInt8]] {
            let drive = try Self.drive()
            drive.run(RewindCDB())
            expectSense(drive.send(cdb), sense)
            #expect(try drive.position() == 21)
        }
    }

    @Test(
        arguments: [
            // Another partition; explicit address mode; a destination type that is none.
            ([0x2B, 2, 0, 0, 0, 0, 0, 0, 1, 0], "c0 00 08"),
            ([0x92, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "c0 00 03"),
            ([0x92, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "c8 00 02"),
            ([0x92, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "cd 00 01"),
        ] as [([UInt8], String)])
    func locateRefuses(cdb: [UInt8], field: String) throws {
        let drive = try Self.drive()
        expectSense(
            drive.send(cdb), "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 \(field)")
        #expect(try drive.position() == 21)
    }

    @Test func aPartitionThatIsNotToBeChangedIsIgnored() throws {
        let drive = try Self.drive()
        expectGood(drive.send([0x2B, 0, 0, 0, 0, 0, 4, 0, 9, 0]))
        #expect(try drive.position() == 4)
    }

    // MARK: READ POSITION

    @Test func theThreeFormsOfThePosition() throws {
        let drive = try Self.drive()
        drive.locate(16)
        let short = try bytes(hex: "00 00 0000 00000010 00000010 00 000000 00000000")
        try expectData(drive.run(ReadPositionCDB(serviceAction: .shortFormBlockID)), short)
        try expectData(drive.run(ReadPositionCDB(serviceAction: .shortFormVendorSpecific)), short)
        try expectData(
            drive.run(ReadPositionCDB(serviceAction: .longForm)),
            bytes(hex: "00 000000 00000000 0000000000000010 0000000000000003 0000000000000000"))
        // Only the extended form has an allocation length.
        let extended = try bytes(
            hex: "00 00 001c 00 000000 0000000000000010 0000000000000010 0000000000000000")
        try expectData(drive.send([0x34, 8, 0, 0, 0, 0, 0, 0, 0xFF, 0]), extended)
        try expectData(drive.send([0x34, 8, 0, 0, 0, 0, 0, 0, 4, 0]), Array(extended[..<4]))
        try expectData(drive.send([0x34, 8, 0, 0, 0, 0, 0, 0, 0, 0]), [])
    }

    @Test func theBeginningIsKnown() throws {
        let drive = try Self.drive()
        expectGood(drive.run(RewindCDB()))
        let forms: [ReadPositionServiceAction] = [.shortFormBlockID, .longForm]
        for form in forms {
            let data = try drive.run(ReadPositionCDB(serviceAction: form)).dataIn.bytes()
            #expect(data[0] == 0x80)
        }
    }

    @Test func anUnknownFormIsWrong() throws {
        let drive = try Self.drive()
        expectSense(
            drive.send([0x34, 7, 0, 0, 0, 0, 0, 0, 0, 0]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cc 00 01")
    }

    /// Objects are numbered in 64 bits: the short form says when it cannot.
    @Test func aPositionThatTheShortFormCannotHold() throws {
        let tape = EndlessTape(objectCount: 0x1_0000_0001)
        let drive = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "T", serialNumber: "1",
                naa: [0x51, 2, 3, 4, 5, 6, 7, 8], isRemovable: true),
            cartridge: tape)
        func send(_ cdb: [UInt8]) throws -> [UInt8] {
            let task = SCSITask(nexus: NexusIdentifier(1), cdb: cdb)
            guard case .ended(let completion) = drive.execute(task, at: .zero) else { return [] }
            return try completion.dataIn.bytes()
        }
        _ = try send([0, 0, 0, 0, 0, 0])
        _ = try send([0x92, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])
        #expect(
            try send([0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0])
                == bytes(hex: "02 00 0000 ffffffff ffffffff 00 000000 00000000"))
        #expect(
            try send([0x34, 6, 0, 0, 0, 0, 0, 0, 0, 0])
                == bytes(
                    hex: "00 000000 00000000 0000000100000001 0000000000000000 0000000000000000"))
    }
}

/// A tape with more records than any test could write.
private final class EndlessTape: TapeMedium {
    let objectCount: Int64
    let volumeIdentifier = "ENDLESS"
    let geometry = TapeGeometry(capacity: .max, earlyWarning: .max)
    let isWriteProtected = true
    let condition = TapeCondition.good

    init(objectCount: Int64) { self.objectCount = objectCount }

    let generation: UInt64 = 1
    func object(_ number: Int64) -> TapeObject { .record(length: 1) }
    func endOfRun(_ number: Int64) -> Int64 { objectCount }
    func read(_ number: Int64) throws(MediumFailure) -> DataBuffer { DataBuffer([0]) }
    func filemarks(before number: Int64) -> Int64 { 0 }
    func filemark(_ index: Int64) -> Int64? { nil }
    func firstUnknown(from number: Int64) -> Int64? { nil }
    func usedByteCount(before number: Int64) -> Int64 { number }
    func append(_ data: DataBuffer, recordLength: Int, at number: Int64) throws(MediumFailure) {}
    func append(filemarks count: Int, at number: Int64) throws(MediumFailure) {}
    func endData(at number: Int64) throws(MediumFailure) {}
    func flush() throws(MediumFailure) {}
    func unload() throws(MediumFailure) {}
}
