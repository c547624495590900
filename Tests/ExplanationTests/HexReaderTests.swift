import Testing
import WireBytes

@testable import Explanation

/// Finds the bytes in whatever is pasted, and names the place where there are none.
@Suite struct HexReaderTests {
    private func runs(_ text: String) throws -> [FoundBytes] {
        try HexReader.read(Array(text.utf8), from: "x")
    }

    @Test(arguments: [
        "83 00 0a ff", "83000aFF", "0x83 0x00, 0x0a 0xff", "{ 0x83, 0x00,\n 0x0a, 0xff }",
        "83h 00h 0Ah FFh", "\\x83\\x00\\x0a\\xff", "8300 0aff\r\n", "\u{FEFF}83 00\t0a ff",
        "83 00 ; what comes first\n# all of a line\n0a ff", "0000 83 00\n0002 0a ff",
        "00000000: 8300 0aff                                ....",
        "00000000  83 00 0a ff                                       |....|\n00000004",
        " 00     83 00 0a ff    ....",
    ])
    func readsWhatPeopleWrite(text: String) throws {
        let found = try runs(text)
        #expect(found.map(\.bytes) == [[0x83, 0x00, 0x0A, 0xFF]])
        #expect(found.map(\.role) == [.unknown])
    }

    @Test(arguments: ["W6.xxd.txt", "W6.hexdump.txt", "W6.od.txt", "W6.od-octal.txt"])
    func readsDumpsOfOtherPrograms(name: String) throws {
        let found = try HexReader.read(Fixture.content("explain/" + name), from: name)
        #expect(found.map(\.bytes) == [try Fixture.hex("third-party-copy/W6.hex")])
    }

    /// A person writes a descriptor a line, however long it is, with the offset in front.
    @Test func readsLongRows() throws {
        let bytes = try Fixture.hex("third-party-copy/W2.hex")
        var text = ""
        for (start, end) in [(0, 16), (16, 48), (48, 80), (80, 104), (104, 128), (128, 152)] {
            let offset = String(start + 0x10000, radix: 16).dropFirst()
            text += "\(offset) \(hexPairs(bytes[start..<end]))  ; a row of \(end - start)\n"
        }
        #expect(try runs(text).map(\.bytes) == [bytes])
    }

    /// Rows of 32 bytes, as `xxd -c 32`, `xxd -g 1 -c 32` and `od -tx1 -w32` write them, with and
    /// without offsets, and bytes whose characters spell pairs of digits.
    @Test(arguments: [
        "00000000: 3132 2033 3400 0a7b 6162 2030 3031 3233 3435 3637 3839 6162 6364 6566 2023 2061"
            + "  12 34..{ab 00123456789abcdef # a\n00000020: 3132                  12",
        "00000000: 31 32 20 33 34 00 0a 7b 61 62 20 30 30 31 32 33 34 35 36 37 38 39 61 62 63 64"
            + " 65 66 20 23 20 61  12 34..{ab 00123456789abcdef # a\n00000020: 31 32        12",
        "0000000 31 32 20 33 34 00 0a 7b 61 62 20 30 30 31 32 33 34 35 36 37 38 39 61 62 63 64"
            + " 65 66 20 23 20 61\n0000040 31 32\n0000042",
        " 31 32 20 33 34 00 0a 7b 61 62 20 30 30 31 32 33 34 35 36 37 38 39 61 62 63 64"
            + " 65 66 20 23 20 61\n 31 32\n",
        // Gaps in the middle, as a person writes them.
        "0000: 31 32 20 33 34 00 0a 7b  61 62 20 30 30 31 32 33  34 35 36 37 38 39 61 62  63 64"
            + " 65 66 20 23 20 61\n0020: 31   32",
    ])
    func readsRowsOf32Bytes(text: String) throws {
        let bytes = Array("12 34\u{0}\n{ab 00123456789abcdef # a12".utf8)
        #expect(bytes.count == 34)
        #expect(try runs(text).map(\.bytes) == [bytes])
    }

    /// One line with an offset and nothing behind the bytes.
    @Test func readsOneLongRow() throws {
        let pairs = "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 09 aa bb"
        #expect(try runs("0000 \(pairs)").map { hexPairs($0.bytes) } == [pairs])
        #expect(try runs("0000: \(pairs)").map { hexPairs($0.bytes) } == [pairs])
        // A slip of the pen behind a gap is no row of characters.
        let error = #expect(throws: HexFault.self) { try runs("0000: 83 00  0g 11 22 33") }
        #expect(error?.description == "x:1:14: found 0g; expected two hexadecimal digits a byte")
    }

    @Test func aFileOfBytesIsTakenAsItIs() throws {
        #expect(try HexReader.read([0x83, 0x00], from: "x").map(\.bytes) == [[0x83, 0x00]])
        let text = Array("83 00".utf8)
        #expect(try HexReader.read(text, from: "x.bin").map(\.bytes) == [text])
        #expect(try HexReader.read(text, from: "x.txt").map(\.bytes) == [[0x83, 0x00]])
        // No text in any encoding that is read.
        #expect(try HexReader.read([0x41, 0xFF], from: "x").map(\.bytes) == [[0x41, 0xFF]])
    }

    @Test func findsEachRunOfWhatSgXcopyPrints() throws {
        let found = try HexReader.read(Fixture.content("explain/sg_xcopy.txt"), from: "x")
        let commands = found.filter { $0.role == .command }.map { hexPairs($0.bytes) }
        #expect(commands.count == 11)
        #expect(commands.last == "83 00 00 00 00 00 00 00 00 00 00 00 00 6c 00 00")
        #expect(
            found.filter { $0.role != .command }.map(\.role)
                == [
                    .dataIn, .dataIn, .fragment, .dataIn, .dataIn, .fragment, .dataOut, .sense,
                ])
        let list = try #require(found.first { $0.role == .dataOut })
        #expect(list.bytes.count == 108 && list.origin == "x:111")
        #expect(hexPairs(found.last?.bytes.suffix(3) ?? []) == "80 00 2c")
    }

    @Test(arguments: [
        "    extended copy cdb: 83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00",
        "sd 0:0:0:0: [sda] tag#0 CDB: Extended copy 83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00",
        "# sg_raw -s 92 -i list.bin /dev/sg0 83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00",
        "CDB  83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00",
        "CDB  83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00  ; EXTENDED COPY(LID1)",
        "# CDB: 83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00 # of 92 de ad",
    ])
    func findsACommandInALineOfAnyProgram(line: String) throws {
        let found = try runs("what was done\n\(line)\n\nwhat came of it\n")
        #expect(found.map(\.role) == [.command] && found.map(\.origin) == ["x:2"])
        #expect(
            hexPairs(found[0].bytes) == "83 00 00 00 00 00 00 00 00 00 00 00 00 5c 00 00")
    }

    /// A list in front of which its CDB stands, as in a parameter list's comment.
    @Test func whatFollowsACommandIsItsData() throws {
        let found = try runs("CDB: 12 00 00 00 24 00\n00 00 06\n02 1f\n\nfe 00\n")
        #expect(found.map(\.role) == [.command, .data, .data])
        #expect(found.map(\.bytes.count) == [6, 5, 2])
    }

    @Test(arguments: [
        ("83 zz", "x:1:4: found zz; expected two hexadecimal digits a byte"),
        ("83 00\n 8", "x:2:2: found 8; expected two hexadecimal digits a byte"),
        ("83 00 123", "x:1:7: found 123; expected two hexadecimal digits a byte"),
        ("hello", "x:1:1: found hello; expected two hexadecimal digits a byte"),
        (
            "\n# nothing\n",
            "x:2:1: found # nothing; expected bytes in hexadecimal, such as 83 00 0a"
        ),
        ("", "x:1:1: found nothing; expected bytes in hexadecimal, such as 83 00 0a"),
        (
            "0000 83 00\n0004 0a ff",
            "x:2:1: found offset 4; expected offset 2, as many as there are bytes before"
        ),
        ("83 \u{1B}[31m", "x:1:4: found \u{FFFD}; expected two hexadecimal digits a byte"),
        (
            "SCSI Status: Good\n 00     83 00 0g",
            "x:2:15: found 0g; expected two hexadecimal digits a byte"
        ),
        (
            "SCSI Status: Good\nand nothing else",
            "x:1:1: found SCSI Status: Good; expected bytes in hexadecimal, such as 83 00 0a"
        ),
    ])
    func namesThePlaceOfWhatIsNoByte(_ text: String, _ fault: String) {
        let error = #expect(throws: HexFault.self) { try runs(text) }
        #expect(error?.description == fault)
    }

    /// A row that stands for many, and a file that would be all of memory.
    @Test func repeatedRowsHaveAnEnd() throws {
        let row = "00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |...|\n*\n"
        #expect(try runs(row + "00001000\n").map(\.bytes.count) == [4096])
        #expect(throws: HexFault.self) { try runs(row + "7fffffff0000\n") }
        #expect(throws: HexFault.self) { try runs(row + "00001008\n") }
    }

    @Test func noTextCrashes() {
        let signs = Array("0123456789abcdefx:;#*|[]{},\\ \n\t cdb SCSI Status:hex".utf8)
        var random = SplitMix64(seed: 7)
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                signs[Int.random(in: 0..<signs.count, using: &random)]
            }
            let found = try? HexReader.read(text, from: "x")
            #expect(found?.allSatisfy { !$0.bytes.isEmpty } ?? true)
        }
    }

    @Test func argumentsAreBytesOrFiles() throws {
        #expect(try Explainer.inputs(of: []) == [.standardInput])
        #expect(try Explainer.inputs(of: ["-"]) == [.standardInput])
        #expect(try Explainer.inputs(of: ["83", "00"]) == [.text("83 00")])
        #expect(try Explainer.inputs(of: ["83 zz"]) == [.text("83 zz")])
        #expect(try Explainer.inputs(of: ["0x83,0x00"]) == [.text("0x83,0x00")])
        #expect(try Explainer.inputs(of: ["./83", "83.bin"]) == [.file("./83"), .file("83.bin")])
        #expect(throws: HexFault.self) { try Explainer.inputs(of: ["list.bin", "83"]) }
    }
}
