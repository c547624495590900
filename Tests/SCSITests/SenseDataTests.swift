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

    /// A host that gives 18 bytes of room still learns what happened, and how much there was.
    @Test func fixedFormatMayBeCut() throws {
        let bytes = try bytes(hex: Self.fixed)
        for count in 8..<bytes.count {
            let data = try FixedFormatSenseData(Array(bytes[..<count]))
            #expect(data.senseKey == .copyAborted)
            #expect(data.additionalSenseLength == 0x1D)
        }
        let sense = try SenseData(Array(bytes[..<18]), isFromCopy: true)
        #expect(sense.code == .thirdPartyDeviceFailure)
        #expect(sense.segment == 1)
        #expect(sense.fieldPointer == .parameterList(0x30))
        #expect(sense.forwardedFromDestination == nil)
    }

    @Test(arguments: [7, 0, 3])
    func fewerBytesThanASenseKeyNeedsAreRefused(count: Int) throws {
        let bytes = try bytes(hex: Self.fixed)
        #expect(throws: WireError.self) { try SenseData(Array(bytes[..<count])) }
    }

    /// Devices of older standards end before the field pointer.
    @Test func aShorterAdditionalSenseLengthLeavesFieldsOut() throws {
        let sense = try SenseData(
            bytes(hex: "70 00 05 00 00 00 00 06 00 00 00 00 24 00 cb 80 00 02"))
        #expect(sense.code == .invalidFieldInCDB)
        #expect(sense.fieldPointer == nil)
    }

    /// A disk's address uses all 32 bits; a tape's residue has a sign.
    @Test func informationHasASignOnlyWhereTapesHaveOne() throws {
        var disk = SenseData(.mediumError, .unrecoveredReadError)
        disk.information = 0xF000_0000
        #expect(try SenseData(disk.encoded(.fixed)).information == 0xF000_0000)
        var tape = SenseData(.noSense, .none)
        tape.ili = true
        tape.information = -512
        #expect(try SenseData(tape.encoded(.fixed)).information == -512)
        #expect(try SenseData(tape.encoded(.descriptor)).information == -512)
        disk.information = 0x1_0000_0000
        #expect(try SenseData(disk.encoded(.fixed)).information == nil)
        #expect(try SenseData(disk.encoded(.descriptor)).information == 0x1_0000_0000)
    }

    @Test(
        arguments: [
            (.cdb(0x123, bit: 3), 0x4B_0123), (.cdb(2), 0x40_0002), (.parameterList(0x30), 0x30),
            (.segment(9, bit: 7), 0x2F_0009), (.segment(9), 0x20_0009),
            (.parameterList(0x12345), 0xFFFF),
        ] as [(FieldPointer, UInt32)]
    )
    func fieldPointersPutEachPartInItsBits(pointer: FieldPointer, wire: UInt32) {
        #expect(pointer.senseKeySpecific == wire)
        #expect(FieldPointer(senseKeySpecific: wire) == pointer)
    }
}
