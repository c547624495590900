import CopyManager
import SCSI
import Testing
import WireBytes

@testable import Explanation

/// What is said against bytes, and where.
@Suite struct MarkTests {
    /// The marks as lines: `0002-0003 CSCD DESCRIPTOR LIST LENGTH: what is wrong`.
    private func marks(_ explained: ExplainedBytes) -> [String] {
        explained.parts.flatMap(\.fields).flatMap { marked in
            marked.marks.map { "\(marked.field.placeText) \(marked.field.name): \($0.text)" }
        }
    }

    private func list(_ changes: [Int: UInt8]) throws -> String {
        var bytes = try Fixture.hex("third-party-copy/W1.hex")
        for (offset, value) in changes { bytes[offset] = value }
        return hexPairs(bytes)
    }

    @Test func aListThatIsRightHasNone() throws {
        let one = try explained(list([:]))
        #expect(marks(one) == [] && one.markCount == 0)
        #expect(one.profile == "spc4" && one.refusal == nil)
    }

    @Test func reservedBitsThatAreSetAreMarked() throws {
        #expect(
            marks(try explained(list([5: 0x01]))) == ["0004-0007 Reserved: set, though reserved"])
        #expect(
            marks(try explained("12 04 00 00 24 00"))
                == ["0001 b7-2 Reserved: set, though reserved"])
    }

    @Test func lengthsThatDisagreeAreMarked() throws {
        let long = try explained(list([11: 0x30]))
        #expect(
            marks(long) == [
                "0008-0011 SEGMENT DESCRIPTOR LIST LENGTH: longer than the 24 bytes left"
            ])
        #expect(long.refusal?.code == .parameterListLengthError)
        let short = try explained(list([11: 0x00]), type: "extended-copy-lid1")
        #expect(
            marks(short) == ["0080-0103 Surplus bytes: behind what the header counts"])
        let command = try explained("83 00 00 00", type: "cdb")
        #expect(
            marks(command).first
                == "0000 OPERATION CODE: CDBs of this group have 16 bytes, 4 are given")
        let mode = try explained("0a 00 00 08 00 00 10 00 00 00 02 00", type: "mode-parameters-6")
        #expect(marks(mode) == ["0000 MODE DATA LENGTH: 11 bytes in all, 12 are given"])
        let right = try explained("0b 00 00 08 00 00 10 00 00 00 02 00")
        #expect(right.type == "mode-parameters-6" && marks(right) == [])
    }

    /// What the copy manager of the profile would answer, at the byte that it would point to.
    @Test(
        arguments: [
            (16, 0xEC, 16, "UNSUPPORTED TARGET DESCRIPTOR TYPE CODE"),
            (80, 0x77, 80, "UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE"),
            (1, 0x09, 1, "INVALID FIELD IN PARAMETER LIST"),
            (83, 0x15, 82, "INVALID FIELD IN PARAMETER LIST"),
            (23, 0x15, 23, "INVALID FIELD IN PARAMETER LIST"),
        ] as [(Int, UInt8, Int, String)])
    func whatTheProfileRefusesIsMarked(
        _ offset: Int, _ value: UInt8, _ place: Int, _ text: String
    ) throws {
        let one = try explained(list([offset: value]), type: "extended-copy-lid1")
        let refused = one.parts.flatMap(\.fields).filter { marked in
            marked.marks.contains { $0.kind == .refusal }
        }
        #expect(refused.count == 1)
        #expect(refused.first?.field.bytes.lowerBound == place)
        #expect(refused.first?.field.name != "Reserved")
        let mark = refused.first?.marks.last?.text ?? ""
        #expect(mark.hasPrefix("spc4 refuses it: ILLEGAL REQUEST 26/"), "\(mark)")
        #expect(mark.contains(text), "\(mark)")
        #expect(one.refusal == CopyManagerProfile().refusal(ofParameterList: one.bytes))
    }

    @Test func aServiceActionThatIsNoneIsRefused() throws {
        let one = try explained("83 0f 00 00 00 00 00 00 00 00 00 00 00 00 00 00", type: "cdb")
        let sense = try #require(one.refusal)
        #expect(sense.code == .invalidFieldInCDB && sense.fieldPointer == .cdb(1, bit: 4))
        #expect(
            marks(one).last
                == "0001 b4-0 SERVICE ACTION: spc4 refuses it: ILLEGAL REQUEST 24/00 INVALID FIELD"
                + " IN CDB")
        let right = try explained("84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00")
        #expect(right.profile == "spc4" && right.refusal == nil)
        #expect(try explained("12 00 00 00 24 00").profile == nil)
    }

    /// The other format of lists goes through the same checks.
    @Test func aListOfLID4IsChecked() throws {
        let golden = try Fixture.golden(of: ExtendedCopyLID4Header.self)[0]
        let list =
            [0x01, 0x11, 0x00, 0x20] + golden[4..<16] + [0xFF] + golden[17..<42]
            + [0, 0, 0, 0, 0, 0]
        let one = try explained(hexPairs(list), type: "extended-copy-lid4")
        #expect(one.profile == "spc4")
        #expect(
            one.refusal
                == CopyManagerProfile().refusal(ofParameterList: one.bytes, isLID4: true))
        let wrong = try explained(
            hexPairs([0x02] + list.dropFirst()), type: "extended-copy-lid4")
        let marked = wrong.parts.flatMap(\.fields).filter { !$0.marks.isEmpty }
        #expect(wrong.refusal?.fieldPointer == .parameterList(0))
        #expect(marked.first?.field.name == "PARAMETER LIST FORMAT")
    }

    @Test func aCommandIsHeldToItsData() throws {
        let all = try Explainer().explain([
            Explainer.Source(
                name: "x",
                content: Array(
                    """
                    cdb: [83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00]
                    parameter list:
                    \(list([:]))
                    """.utf8))
        ])
        #expect(marks(all[0]) == ["0010-0013 PARAMETER LIST LENGTH: 104 bytes of data are given"])
        #expect(all[1].type == "extended-copy-lid1")
        let short = try Explainer().explain([
            Explainer.Source(
                name: "x",
                content: Array("CDB: 12 01 83 00 04 00\nresponse:\n00 83 00 04 01 03 00 00".utf8))
        ])
        #expect(marks(short[0]) == ["0003-0004 ALLOCATION LENGTH: 8 bytes of data are given"])
        let fits = try Explainer().explain([Fixture.source("sg_raw-operating-parameters.txt")])
        #expect(fits.flatMap(marks) == [])
    }

    /// What a segment would end with, whatever its devices: at its byte in the list.
    @Test(
        arguments: [
            (84, 0x08, 84, "COPY ABORTED 08/04", "SOURCE CSCD DESCRIPTOR ID"),
            (87, 0x00, 86, "COPY ABORTED 26/0C", "DESTINATION CSCD DESCRIPTOR ID"),
        ] as [(Int, UInt8, Int, String, String)])
    func whatASegmentEndsWithIsMarked(
        _ offset: Int, _ value: UInt8, _ place: Int, _ sense: String, _ name: String
    ) throws {
        let one = try explained(list([offset: value]), type: "extended-copy-lid1")
        let refused = one.parts.flatMap(\.fields).filter { !$0.marks.isEmpty }
        #expect(refused.map(\.field.name) == [name])
        #expect(refused.first?.field.bytes.lowerBound == place)
        let mark = refused.first?.marks.first?.text ?? ""
        #expect(mark.hasPrefix("spc4 begins and aborts it: \(sense)"), "\(mark)")
        #expect(mark.hasSuffix("segment 0"), "\(mark)")
        #expect(one.refusal?.segment == 0)
    }

    @Test func aListLengthBelowTheHeaderIsRefused() throws {
        let one = try explained("83 00 00 00 00 00 00 00 00 00 00 00 00 0f 00 00")
        #expect(
            marks(one) == [
                "0010-0013 PARAMETER LIST LENGTH: spc4 refuses it: ILLEGAL REQUEST 1A/00"
                    + " PARAMETER LIST LENGTH ERROR"
            ])
        let right = try explained("83 00 00 00 00 00 00 00 00 00 00 00 00 10 00 00")
        #expect(marks(right) == [] && right.refusal == nil)
    }

    /// The lists of the token commands, and the form of the token in one of them.
    @Test func listsOfTokenCommandsAreChecked() throws {
        let range: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 0]
        var populate: [UInt8] = [0, 30] + [UInt8](repeating: 0, count: 12) + [0, 16] + range
        let right = try explained(hexPairs(populate), type: "populate-token")
        #expect(marks(right) == [] && right.profile == "spc4" && right.refusal == nil)
        populate[15] = 8
        #expect(
            try explained(hexPairs(populate), type: "populate-token").refusal?.fieldPointer
                == .parameterList(14))

        let tail: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0] + [0, 16] + range
        var token = try #require(Fixture.golden(of: RODToken.self).first)
        token.replaceSubrange(0..<4, with: [0, 0x80, 0, 0])
        func write(_ token: [UInt8]) -> [UInt8] {
            let rest = 528 - 16 - token.count
            let head: [UInt8] = [0x02, 0x26] + [UInt8](repeating: 0, count: 14)
            return head + token + [UInt8](repeating: 0, count: rest) + tail.suffix(24)
        }
        let whole = write(token)
        #expect(
            try explained(hexPairs(whole), type: "write-using-token").refusal?.text == nil)
        token[7] = 0xF7
        let one = try explained(hexPairs(write(token)), type: "write-using-token")
        #expect(
            one.refusal?.text
                == "ILLEGAL REQUEST 23/0A INVALID TOKEN OPERATION, INVALID TOKEN LENGTH")
        #expect(one.refusal?.fieldPointer == .parameterList(22))
        #expect(marks(one).contains { $0.hasPrefix("0022-0023 ") }, "\(marks(one))")
    }

    /// What the sense key makes of its field, bit by bit, in both formats.
    @Test func aFieldPointerIsExplainedBitByBit() throws {
        func fields(_ text: String) throws -> [String] {
            try explained(text, type: "sense").parts.flatMap(\.fields).map(\.field.description)
        }
        let fixed = try fields("70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 dc 12 34")
        #expect(
            fixed.suffix(7) == [
                "0015 b7  SKSV = 1  (the next field is there)",
                "0015 b6  C/D = 1  (in the CDB)", "0015 b5  SD = 0",
                "0015 b4  Reserved = 1  ! set, though reserved",
                "0015 b3  BPV = 1  (BIT POINTER is there)",
                "0015 b2-0  BIT POINTER = 4  (the field's highest bit)",
                "0016-0017  FIELD POINTER = 4660 [1234h]  (CDB byte 4660 bit 4)",
            ])
        let aborted = try fields(
            "72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 01 00 00 00 07 02 06 00 00 a0 00 0c 00")
        #expect(
            aborted.contains("0012-0017  Reserved = 65536 [010000h]  ! set, though reserved")
                && aborted.contains("0018-0019  Segment number = 7  (counted from 0)"))
        #expect(
            aborted.suffix(8) == [
                "0024 b7  SKSV = 1  (the next field is there)",
                "0024 b6  C/D = 0  (in the parameter list)",
                "0024 b5  SD = 1  (from the segment descriptor's beginning)",
                "0024 b4  Reserved = 0", "0024 b3  BPV = 0", "0024 b2-0  BIT POINTER = 0",
                "0025-0026  FIELD POINTER = 12 [0Ch]  (segment descriptor byte 12)",
                "0027  Reserved = 0",
            ])
        let copy = try fields(
            "70 00 0a 00 00 00 00 0c 00 12 00 03 0d 01 00 00 00 00 02 70")
        #expect(
            copy.dropFirst(10).prefix(3) == [
                "0008  Source area offset = 0  (none)",
                "0009  Destination area offset = 18 [12h]"
                    + "  (status and sense data of the copy destination)",
                "0010-0011  Segment number = 3  (counted from 0)",
            ])
        // With another sense key, and where it is not there, it stays what it is.
        for text in [
            "70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 80 00 05",
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 4c 00 05",
        ] {
            #expect(try fields(text).last?.contains("SENSE KEY SPECIFIC") == true)
        }
    }

    @Test func aFlagThatIsZeroSaysNothing() throws {
        let fields = try explained(list([81: 1])).parts.flatMap(\.fields).map(\.field)
        #expect(
            fields.first { $0.name == "CAT" }?.meaning == "residue is kept for the next segment")
        let zero = try explained(list([81: 0])).parts.flatMap(\.fields).map(\.field)
        #expect(zero.first { $0.name == "CAT" }?.meaning == "")
    }

    @Test func aPointerOfSenseDataIsSaidInWords() throws {
        let all = try Explainer().explain([Fixture.source("sg_xcopy.txt")])
        let fields = try #require(all.last).parts.flatMap(\.fields).map(\.field)
        let pointer = try #require(fields.first { $0.name == "FIELD POINTER" })
        #expect(
            pointer.meaning
                == "parameter list byte 44, that is PAD in Block device type"
                + " specific parameters, of CSCD descriptor ID 0000h")
    }

    /// SD=1: the pointer counts from the segment descriptor that failed.
    @Test func aPointerIntoASegmentIsSaidInWords() throws {
        let list = try hexPairs(Fixture.hex("third-party-copy/W2.hex"))
        let sense = "70 00 0a 00 00 00 00 0a 00 00 00 01 26 00 00 a0 00 09"
        let all = try Explainer().explain([
            Explainer.Source(
                name: "x",
                content: Array(
                    """
                    Extended copy cdb: [83 00 00 00 00 00 00 00 00 00 00 00 00 98 00 00]
                    parameter list:
                    \(list)
                    sense data:
                    \(sense)
                    """.utf8))
        ])
        #expect(all.map(\.type) == ["cdb", "extended-copy-lid1", "sense"])
        let fields = all[2].parts.flatMap(\.fields).map(\.field)
        #expect(
            fields.first { $0.name == "FIELD POINTER" }?.meaning
                == "segment descriptor byte 9, that is STREAM DEVICE TRANSFER LENGTH"
                + " in Block device to stream device segment descriptor, segment 1")
    }
}
