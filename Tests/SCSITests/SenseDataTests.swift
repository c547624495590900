import Testing
import WireBytes

@testable import SCSI

@Suite struct SenseDataTests {
    /// Segment 1 failed; the destination reported 3/0C/00 and left 2 blocks unwritten; its CSCD
    /// descriptor stands at byte 30h of the list.
    static let copyAborted: SenseData = {
        var sense = SenseData(.copyAborted, .thirdPartyDeviceFailure, at: .parameterList(0x30))
        sense.segment = 1
        sense.information = 2
        sense.forwardedFromDestination = .init(
            status: 0x02, sense: SenseData(.mediumError, .writeError).encoded(.fixed))
        return sense
    }()

    static let fixed = """
        f0 00 0a 00 00 00 02 1d
        00 12 00 01 0d 01 00 80 00 30
        02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
        """

    static let descriptor = """
        72 0a 0d 01 00 00 00 36
        00 0a 80 00 00 00 00 00 00 00 00 02
        01 0a 00 00 00 00 00 00 00 00 00 01
        02 06 00 00 80 00 30 00
        0c 14 02 02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
        """

    @Test func encodesBothFormats() throws {
        #expect(Self.copyAborted.encoded(.fixed) == (try bytes(hex: Self.fixed)))
        #expect(Self.copyAborted.encoded(.descriptor) == (try bytes(hex: Self.descriptor)))
    }

    @Test func decodesBothFormats() throws {
        for text in [Self.fixed, Self.descriptor] {
            let sense = try SenseData(try bytes(hex: text), isFromCopy: true)
            #expect(sense == Self.copyAborted)
        }
    }

    @Test func cutsForwardedSenseDataAtTheLongestLength() throws {
        var sense = Self.copyAborted
        sense.forwardedFromSource = .init(status: 2, sense: [UInt8](repeating: 0xA5, count: 250))
        for format in [SenseData.Format.fixed, .descriptor] {
            let encoded = sense.encoded(format)
            #expect(encoded.count <= SenseData.maximumLength)
            _ = try SenseData(encoded, isFromCopy: true)
        }
    }
}
