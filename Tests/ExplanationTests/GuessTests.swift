import SCSI
import Testing
import WireBytes

@testable import Explanation

/// What bytes are taken for when nobody says what they are.
@Suite struct GuessTests {
    /// Golden bytes that look like something, and what; of all that are guessed.
    @Test(arguments: CoverageTests.Subject.all)
    func goldenBytesAreTakenForWhatTheyAre(subject: CoverageTests.Subject) throws {
        let name = subject.type.wireName
        let wanted: String? =
            if name.hasSuffix(" CDB") {
                "cdb"
            } else if name.hasSuffix(" VPD page") {
                "vpd"
            } else if name.hasSuffix(" mode page") {
                "mode-page"
            } else if name.hasSuffix("format sense data") {
                "sense"
            } else if name.hasSuffix(" CSCD descriptor") {
                "cscd-descriptor"
            } else if name.hasSuffix(" segment descriptor") {
                "segment-descriptor"
            } else {
                Self.payloads[name]
            }
        guard let wanted else { return }
        for bytes in try Fixture.golden(of: subject.type) {
            let candidates = FormGuess.candidates(bytes).map(\.form.name)
            #expect(candidates.first == wanted, "\(hexPairs(bytes)): \(candidates)")
            // Which structure of the family it is shows too, unless another kind of device has
            // the same bytes.
            let form = try #require(ByteForm.named(wanted))
            let found = form.parts(bytes).first?.name
            #expect(found == name || Self.twins[name] == found)
        }
    }

    private static let payloads = [
        "RECEIVE COPY STATUS(LID1) parameter data": "copy-status-lid1",
        "RECEIVE COPY OPERATING PARAMETERS parameter data": "copy-operating-parameters",
        "RECEIVE COPY FAILURE DETAILS(LID1) parameter data": "copy-failure-details-lid1",
        "Standard INQUIRY data": "inquiry",
        "ROD token": "rod-token",
        "POPULATE TOKEN parameter list": "populate-token",
        "WRITE USING TOKEN parameter list": "write-using-token",
    ]

    /// What is found first instead: the part with which a token begins.
    private static let twins = [
        "ROD token": "ROD management token"
    ]

    @Test func parameterListsAreTakenForWhatTheyAre() throws {
        for list in workedLists {
            let guess = try #require(FormGuess(list))
            // The lists of LID4 begin with a format, and say how long their header is.
            let isLID4 = list[0] == 0x01 && list[3] == 0x20 && list[16] == 0xFF
            let name = isLID4 ? "extended-copy-lid4" : "extended-copy-lid1"
            #expect(guess.form.name == name)
            #expect(guess.reason.contains("\(list.count) bytes"))
            // Cut in its segments it is still seen.
            #expect(FormGuess(Array(list.dropLast(3)))?.form.name == name)
        }
    }

    @Test func whatLooksLikeNothingIsNotGuessed() {
        for bytes: [UInt8] in [[0xC7], [0xEE, 0xEE, 0xEE], [UInt8](repeating: 0xCC, count: 33)] {
            #expect(FormGuess(bytes) == nil)
        }
        let error = #expect(throws: HexFault.self) { try explained("ee ee ee") }
        #expect(error?.description.contains("--as TYPE") == true)
    }

    @Test func aGuessSaysWhyAndWhatElse() throws {
        let one = try explained("84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00")
        #expect(one.isGuess && one.type == "cdb")
        #expect(one.reason == "16 bytes that begin with the operation code of RECEIVE COPY RESULTS")
        let descriptor = try explained(
            "e4 00 00 00 01 03 00 10 60 01 40 5a ab bc cd d0"
                + " 00 00 00 00 00 00 00 01 00 00 00 00 00 00 02 00")
        #expect(descriptor.type == "cscd-descriptor")
        #expect(descriptor.alternatives.map(\.type) == ["read-capacity-16"])
    }

    @Test func aCommandOfTwoKindsOfDeviceNamesTheOther() throws {
        let read = try explained("08 00 00 00 01 00")
        #expect(read.parts.first?.source == "SBC-4, READ(6) command")
        #expect(read.alternatives.map(\.type) == ["read-6-cdb-ssc"])
        let tape = try explained("08 00 00 00 01 00", type: "read-6-cdb-ssc")
        #expect(tape.parts.first?.source == "SSC-4, READ(6) command")
        #expect(tape.parts.flatMap(\.fields).contains { $0.field.name == "SILI" })
        #expect(try explained("12 00 00 00 24 00").alternatives == [])
    }

    @Test func asSaysWhatTheBytesAre() throws {
        let bytes = "e4 00 00 00 01 03 00 10 60 01 40 5a"
        let one = try explained(bytes, type: "read-capacity-16")
        #expect(!one.isGuess && one.title == ReadCapacity16ParameterData.wireName)
        let structure = try explained("0a 0a 00", type: "control-mode-page")
        #expect(structure.parts.map(\.name) == ["Control mode page"])
        let error = #expect(throws: HexFault.self) { try Explainer(type: "mode") }
        #expect(error?.description.contains("near: mode-parameters-10") == true)
    }

    /// Every name that --as takes names one form, and every structure has one.
    @Test func everyStructureHasATypeName() throws {
        let names = ByteForm.all.map(\.name)
        #expect(Set(names).count == names.count)
        for type in WireStructures.all {
            let name = try #require(ByteForm.form(of: type)).name
            #expect(names.contains(name))
            #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        }
    }

    /// A row of the table that names a type which is none would never be used.
    @Test(arguments: CommandData.types)
    func theDataOfEveryCommandHasAType(name: String) {
        #expect(ByteForm.named(name) != nil)
    }

    @Test func dataFollowsItsCommand() throws {
        for (name, types) in [
            ("sg_raw-inquiry.txt", ["cdb", "inquiry"]),
            ("sg_raw-operating-parameters.txt", ["cdb", "copy-operating-parameters"]),
            ("sg_raw-extended-copy.txt", ["cdb", "sense"]),
            ("sg_inq-HHH.txt", ["inquiry"]), ("sg_vpd-H.txt", ["vpd"]),
            ("sg_decode_sense.txt", ["sense"]),
        ] {
            let all = try Explainer().explain([Fixture.source(name)])
            #expect(all.map(\.type) == types, "\(name)")
        }
        let all = try Explainer().explain([Fixture.source("sg_xcopy.txt")])
        #expect(
            all.map(\.type).filter { $0 != "cdb" } == [
                "copy-operating-parameters", "vpd", "cscd-descriptor", "copy-operating-parameters",
                "vpd", "cscd-descriptor", "extended-copy-lid1", "sense",
            ])
    }
}
