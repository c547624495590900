import SCSI
import Testing
import WireBytes

/// The lengths that copy managers state in what they return.
@Suite struct CopyResultsTests {
    @Test func operatingParametersStateTheirLengths() throws {
        var data = CopyOperatingParametersData()
        #expect(data.encoded().count == 44)
        #expect(data.encoded().bigEndian32(at: 0) == 40)
        data.implementedDescriptors = [0x00, 0x02, 0xE4]
        let bytes = data.encoded()
        #expect(bytes.bigEndian32(at: 0) == 43)
        #expect(bytes[43] == 3)
        #expect(Array(bytes[44...]) == [0x00, 0x02, 0xE4])
        #expect(try CopyOperatingParametersData(bytes) == data)
    }

    @Test func operatingParametersMayHaveGrown() throws {
        var data = CopyOperatingParametersData()
        data.implementedDescriptors = [0x02]
        var bytes = data.encoded() + [0xDE, 0xAD]
        bytes[3] += 2
        var offset = 0
        let grown = try CopyOperatingParametersData(from: bytes, at: &offset, end: bytes.count)
        #expect(grown == data)
        #expect(offset == 47)
    }

    /// Too short for the structure, longer than the bytes, and a list longer than the structure.
    @Test(
        arguments: [
            (3, 0, "AVAILABLE DATA"), (3, 39, "AVAILABLE DATA"), (3, 42, "AVAILABLE DATA"),
            (0, 0xFF, "AVAILABLE DATA"), (43, 2, "IMPLEMENTED DESCRIPTOR LIST"),
            (43, 0xFF, "IMPLEMENTED DESCRIPTOR LIST"), (3, 40, "IMPLEMENTED DESCRIPTOR LIST"),
        ] as [(Int, UInt8, String)]
    )
    func wrongLengthsOfOperatingParametersAreNamed(at: Int, value: UInt8, field: String) {
        var data = CopyOperatingParametersData()
        data.implementedDescriptors = [0x02]
        var bytes = data.encoded()
        bytes[at] = value
        let error = #expect(throws: WireError.self) { try CopyOperatingParametersData(bytes) }
        #expect(error?.field == field)
        #expect(error?.offset == (field == "AVAILABLE DATA" ? 0 : 44))
    }

    @Test func failureDetailsStateTheirLengths() throws {
        var data = CopyFailureDetailsLID1Data()
        #expect(data.encoded().count == 60)
        #expect(data.encoded().bigEndian32(at: 0) == 56)
        data.extendedCopyCommandStatus = 0x02
        data.senseData = SenseData(.copyAborted, .unexpectedInexactSegment).encoded(.descriptor)
        let bytes = data.encoded()
        #expect(bytes.bigEndian32(at: 0) == 64)
        #expect(bytes.bigEndian16(at: 58) == 8)
        #expect(try CopyFailureDetailsLID1Data(bytes) == data)
    }

    @Test(
        arguments: [
            (3, 0, "AVAILABLE DATA"), (3, 55, "AVAILABLE DATA"), (3, 58, "AVAILABLE DATA"),
            (0, 0xFF, "AVAILABLE DATA"), (59, 2, "SENSE DATA"), (58, 0xFF, "SENSE DATA"),
            (3, 56, "SENSE DATA"),
        ] as [(Int, UInt8, String)]
    )
    func wrongLengthsOfFailureDetailsAreNamed(at: Int, value: UInt8, field: String) {
        var data = CopyFailureDetailsLID1Data()
        data.senseData = [0x70]
        var bytes = data.encoded()
        bytes[at] = value
        let error = #expect(throws: WireError.self) { try CopyFailureDetailsLID1Data(bytes) }
        #expect(error?.field == field)
        #expect(error?.offset == (field == "AVAILABLE DATA" ? 0 : 60))
    }

    /// What a copy manager sends that has kept nothing.
    @Test func noFailureDetailsAreNoStructure() {
        #expect(throws: WireError.self) { try CopyFailureDetailsLID1Data([0, 0, 0, 0]) }
    }

    @Test func transferCountsAreRoundedDown() throws {
        let fitting: [(UInt64, UInt8, UInt32)] = [
            (0, 0, 0), (0xFFFF_FFFF, 0, 0xFFFF_FFFF), (0x1_0000_0000, 1, 0x40_0000),
            (0x1_0000_03FF, 1, 0x40_0000), (.max, 4, 0xFF_FFFF),
        ]
        for (byteCount, units, count) in fitting {
            let found = TransferCountUnits.fitting(byteCount)
            #expect(found.0.rawValue == units)
            #expect(found.1 == count)
        }
    }

    @Test(
        arguments: [(0, 1), (1, 1024), (6, 1 << 60), (7, nil), (0xF1, nil)] as [(UInt8, UInt64?)])
    func transferCountUnitsHaveSizes(units: UInt8, byteCount: UInt64?) {
        #expect(TransferCountUnits(rawValue: units).byteCount == byteCount)
    }

    /// What a type of device reserves is ignored in its CSCD descriptor.
    @Test(
        arguments: [
            (0x00, .block(pad: true, length: 0x012345)),
            (0x0E, .block(pad: true, length: 0x012345)),
            (0x01, .stream(pad: true, fixedLength: 0x012345)), (0x03, .block(pad: true, length: 0)),
            (0x08, DeviceTypeSpecificParameters()), (0x1F, DeviceTypeSpecificParameters()),
        ] as [(UInt8, DeviceTypeSpecificParameters)]
    )
    func reservedParametersAreIgnored(type: UInt8, expected: DeviceTypeSpecificParameters) throws {
        var bytes = IdentificationCSCDDescriptor().encoded()
        bytes[1] = type
        bytes.replaceSubrange(28..., with: [0xFF, 0x01, 0x23, 0x45])
        #expect(try IdentificationCSCDDescriptor(bytes).deviceTypeSpecific == expected)
    }
}
