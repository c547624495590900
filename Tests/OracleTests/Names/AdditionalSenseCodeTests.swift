import Testing

@testable import SCSI

/// Every pair of ADDITIONAL SENSE CODE and QUALIFIER against libsgutils2.
@Suite struct AdditionalSenseCodeTests {
    private static func list(
        _ code: UInt8, _ qualifiers: ClosedRange<UInt8>, _ reason: String,
        _ oracle: (UInt8) -> String?
    ) -> [KnownDifference<AdditionalSenseCode>] {
        qualifiers.map { KnownDifference(AdditionalSenseCode(code, $0), oracle($0), reason) }
    }

    private static func hex(_ value: UInt8) -> String {
        "0X" + String(value, radix: 16).uppercased()
    }

    private static let number = "the number in place of the list's NN"
    private static let selfTest = "the list has but qualifier 00h; libsgutils2 keeps SCSI-2's range"
    private static let obsolete = "the list says Obsolete; libsgutils2 keeps what it was before"

    static let known: [KnownDifference<AdditionalSenseCode>] =
        [
            .init(
                .init(0x20, 0x05), "WRITE TYPE OPERATION WHILE IN READ CAPABLE STATE (OBS)",
                obsolete),
            .init(
                .init(0x24, 0x02), "INVALID CDB FIELD WHILE IN EXPLICIT BLOCK MODEL (OBS)",
                obsolete),
            .init(
                .init(0x24, 0x03), "INVALID CDB FIELD WHILE IN IMPLICIT BLOCK MODEL (OBS)",
                obsolete),
            .init(
                .init(0x30, 0x0B), "CLEANING TAPE EXPIRED",
                "no code of the list, which has 30/13 CLEANING VOLUME EXPIRED"),
        ]
        + list(0x40, 0x01...0x7F, selfTest) { "RAM FAILURE [\(hex($0))]" }
        + list(0x40, 0x80...0xFF, number) { "DIAGNOSTIC FAILURE ON COMPONENT [\(hex($0))]" }
        + list(0x41, 0x01...0xFF, selfTest) { "DATA PATH FAILURE [\(hex($0))]" }
        + list(0x42, 0x01...0xFF, selfTest) { "POWER-ON OR SELF-TEST FAILURE [\(hex($0))]" }
        + list(0x4D, 0x00...0xFF, number) { "TAGGED OVERLAPPED COMMANDS [\(hex($0))]" }
        + list(0x70, 0x00...0xFF, number) {
            "DECOMPRESSION EXCEPTION SHORT ALGORITHM ID OF \(hex($0))"
        }

    @Test func everyTextAgrees() {
        let codes = (UInt8.min...UInt8.max).flatMap { code in
            (UInt8.min...UInt8.max).map { AdditionalSenseCode(code, $0) }
        }
        #expect(codes.count == 65536)
        compare(
            codes, known: Self.known, ours: { $0.name?.uppercased() },
            oracles: { SGNames.additionalSenseCode($0.code, $0.qualifier) })
    }

    /// A line that cannot be read would be no name at all, and one out of order is misplaced.
    @Test func everyLineIsReadAndInOrder() throws {
        var last: (UInt8, UInt8)?
        for line in AdditionalSenseCode.assignmentLines {
            let first = try #require(AdditionalSenseCode.assignments(line).first, "\(line)")
            let place = (first.0.code, first.0.qualifier)
            if let last { #expect(last < place, "\(line)") }
            last = place
        }
        #expect(AdditionalSenseCode.assignmentLines.count == 763)
    }

    /// The list writes names of other standards as these do.
    @Test func someLettersAreSmall() {
        let small = AdditionalSenseCode.names.filter { $0.value != $0.value.uppercased() }
        #expect(
            Set(small.values) == [
                "iSCSI IP ADDRESS ADDED", "iSCSI IP ADDRESS REMOVED", "iSCSI IP ADDRESS CHANGED",
                "INFORMATION UNIT iuCRC ERROR DETECTED", "Obsolete",
                "DIAGNOSTIC FAILURE ON COMPONENT NN (80h-FFh)",
            ])
    }
}
