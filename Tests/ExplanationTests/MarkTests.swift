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

    @Test func aPointerOfSenseDataIsSaidInWords() throws {
        let all = try Explainer().explain([Fixture.source("sg_xcopy.txt")])
        let fields = try #require(all.last).parts.flatMap(\.fields).map(\.field)
        let pointer = try #require(fields.first { $0.name == "SENSE KEY SPECIFIC" })
        #expect(
            pointer.meaning
                == "field pointer: parameter list byte 44, that is PAD in Block device type"
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
            fields.first { $0.name == "SENSE KEY SPECIFIC" }?.meaning
                == "field pointer: segment descriptor byte 9, that is STREAM DEVICE TRANSFER LENGTH"
                + " in Block device to stream device segment descriptor, segment 1")
    }
}
