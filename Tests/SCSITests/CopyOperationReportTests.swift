import SCSI
import Testing
import WireBytes

/// What the retrieving commands of the LID4 kind have in common.
@Suite struct CopyOperationReportTests {
    private static func status(senseBytes: Int) -> CopyStatusLID4Data {
        var data = CopyStatusLID4Data()
        data.copyOperationStatus = .completedWithErrors
        data.senseData = (0..<senseBytes).map { UInt8(truncatingIfNeeded: $0 * 3 + 1) }
        return data
    }

    /// The field has a multiple of four bytes, and at most 252.
    @Test(
        arguments: [
            (0, 0, 0), (1, 4, 1), (4, 4, 4), (5, 8, 5), (251, 252, 251), (252, 252, 252),
            (253, 252, 252), (600, 252, 252),
        ] as [(Int, Int, Int)]
    )
    func senseDataIsFilledToAMultipleOfFour(given: Int, field: Int, counted: Int) throws {
        let data = Self.status(senseBytes: given)
        let bytes = data.encoded()
        #expect(bytes.count == 32 + field)
        #expect(bytes.bigEndian32(at: 0) == UInt32(28 + field))
        #expect(bytes[13] == UInt8(field))
        #expect(bytes[14] == UInt8(counted))
        #expect(try CopyStatusLID4Data(bytes).senseData == Array(data.senseData.prefix(counted)))
    }

    /// A copy manager may have a field of one length for all sense data.
    @Test func theFieldMayBeLongerThanTheSenseData() throws {
        var bytes = CopyDataLID4Data(CopyOperationReport(), heldData: [0xD1, 0xD2]).encoded()
        bytes.insert(contentsOf: [0x70, 0x71, 0x72] + [UInt8](repeating: 0, count: 9), at: 32)
        bytes[13] = 12
        bytes[14] = 3
        bytes[3] += 12
        let data = try CopyDataLID4Data(bytes)
        #expect(data.senseData == [0x70, 0x71, 0x72])
        #expect(data.heldData == [0xD1, 0xD2])
    }

    @Test(
        arguments: [
            (3, 27, "AVAILABLE DATA", 0), (3, 255, "AVAILABLE DATA", 0),
            (14, 9, "SENSE DATA LENGTH", 14), (13, 4, "SENSE DATA LENGTH", 14),
            (13, 255, "Fill", 37), (43, 3, "HELD DATA", 44), (40, 255, "HELD DATA", 44),
            (3, 39, "HELD DATA LENGTH", 40),
        ] as [(Int, UInt8, String, Int)]
    )
    func wrongLengthsAreNamed(at: Int, value: UInt8, field: String, offset: Int) throws {
        var report = CopyOperationReport()
        report.senseData = [1, 2, 3, 4, 5]
        var bytes = CopyDataLID4Data(report, heldData: [0xD1, 0xD2]).encoded()
        try #require(bytes.count == 46)
        bytes[at] = value
        let error = #expect(throws: WireError.self) { try CopyDataLID4Data(bytes) }
        #expect(error?.field == field)
        #expect(error?.offset == offset)
    }

    @Test func aLengthThatExceedsTheFieldIsExplained() {
        var bytes = Self.status(senseBytes: 4).encoded()
        bytes[14] = 9
        let lines = CopyStatusLID4Data.explain(bytes)
        #expect(lines.contains { $0.fault == "9 bytes in a field of 4" })
    }

    @Test func senseDataIsExplained() {
        var data = CopyStatusLID4Data()
        data.senseData = SenseData(.copyAborted, .unexpectedInexactSegment).encoded(.fixed)
        let lines = CopyStatusLID4Data.explain(data.encoded())
        #expect(lines.contains { $0.name == "SENSE KEY" && $0.meaning == "COPY ABORTED" })
    }

    /// The properties of the report are those of all three.
    @Test func thePayloadsHaveOneHeader() throws {
        var report = CopyOperationReport()
        report.responseToServiceAction = .populateToken
        report.transferCount = 0x0102_0304_0506_0708
        let information = RODTokenInformationData(report, rodTokenDescriptors: [])
        #expect(information.transferCount == 0x0102_0304_0506_0708)
        let bytes = information.encoded()
        #expect(bytes == CopyDataLID4Data(report, heldData: []).encoded())
        #expect(bytes[4..<32] == CopyStatusLID4Data(report).encoded()[4...])
    }

    /// The examples of the token commands' standard sizes.
    @Test func tokenInformationHasTheSizesThatHostsAskFor() {
        var data = RODTokenInformationData()
        #expect(data.encoded().count == 36)
        data.rodTokenDescriptors = [RODTokenDescriptor(token: RODToken().encoded())]
        #expect(data.encoded().count == 550)
        #expect(data.encoded().bigEndian32(at: 0) == 0x222)
    }
}
