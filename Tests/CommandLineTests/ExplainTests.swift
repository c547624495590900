import Foundation
import Testing

/// `sanbench explain`, as people run it.
@Suite struct ExplainTests {
    private static let command = "84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00"

    @Test func argumentsInputAndFilesSayTheSame() throws {
        let sanbench = try Sanbench()
        let arguments = try sanbench.shell("sanbench explain " + Self.command)
        #expect(arguments.status == 0 && arguments.errors == "")
        #expect(arguments.output.hasPrefix("arguments:1: 16 bytes, taken as CDB: "))
        #expect(arguments.output.contains("  0010-0013  00 00 04 00           ALLOCATION LENGTH"))
        #expect(!arguments.output.contains("\u{1B}"))
        let input = try sanbench.shell("echo \(Self.command) | sanbench explain")
        try sanbench.write(Self.command, to: "a.txt")
        let file = try sanbench.run("explain", "a.txt")
        let dash = try sanbench.shell("sanbench explain - <a.txt")
        for (ended, name) in [
            (input, "standard input"), (dash, "standard input"), (file, "a.txt"),
        ] {
            #expect(ended.status == 0 && ended.errors == "")
            #expect(
                ended.output.replacing("\(name):1:", with: "arguments:1:") == arguments.output)
        }
        let binary = try sanbench.shell(
            "printf '\\204\\003\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\004\\0\\0\\0' >a.bin"
                + " && sanbench explain a.bin")
        #expect(
            binary.output.replacing("a.bin:", with: "arguments:1:") == arguments.output)
    }

    @Test func marksAreNoFailure() throws {
        let sanbench = try Sanbench()
        let ended = try sanbench.run("explain", "12 04 00 00 24 00")
        #expect(ended.status == 0 && ended.errors == "")
        #expect(ended.output.contains("^ set, though reserved"))
        #expect(ended.output.hasSuffix("\n1 mark, at 0001 b7-2\n"))
    }

    @Test func jsonAndHTMLAreWholeDocuments() throws {
        let sanbench = try Sanbench()
        let json = try sanbench.run("explain", "--json", Self.command)
        let list = try JSONSerialization.jsonObject(with: json.bytes) as? [[String: Any]]
        #expect(json.status == 0 && list?.count == 1)
        #expect(list?[0]["type"] as? String == "cdb")
        let html = try sanbench.run("explain", "--html", Self.command)
        #expect(html.status == 0 && html.output.hasPrefix("<!DOCTYPE html>\n"))
        #expect(html.output.hasSuffix("</html>\n"))
    }

    @Test(arguments: [
        (["83", "zz"], "arguments:1:4: found zz; expected two hexadecimal digits a byte"),
        (
            ["nowhere.bin"],
            "nowhere.bin: a file that can be read, or bytes in hexadecimal, expected"
        ),
        (["Scenarios"], "Scenarios: a file that can be read, or bytes in hexadecimal, expected"),
        (["empty"], "empty:1:1: found nothing; expected bytes in hexadecimal, such as 83 00 0a"),
        (["bad.txt"], "bad.txt:2:4: found q0; expected two hexadecimal digits a byte"),
        (["ee", "ee"], "arguments:1: 2 bytes that look like nothing that is known; expected --as"),
        (["--as", "nonsense", "83"], "no type nonsense; known"),
        (["--profile", "nobody", "83"], "no profile nobody; known: "),
        (["--json", "--html", "83"], "--json and --html exclude each other"),
        ([], "standard input:1:1: found nothing; expected bytes"),
    ])
    func whatIsNoHexIs2(_ arguments: [String], _ fault: String) throws {
        let sanbench = try Sanbench()
        try sanbench.write("", to: "empty")
        try sanbench.write("83 00\n00 q0\n", to: "bad.txt")
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let ended = try sanbench.shell("sanbench explain \(quoted)")
        #expect(ended.status == 2 && ended.output == "")
        #expect(ended.errors.hasPrefix("Error: " + fault), "\(ended.errors)")
    }

    /// What the README shows of an explanation is what the program prints.
    @Test func theReadmeShowsWhatIsPrinted() throws {
        let readme = try String(
            contentsOf: Sanbench.top.appendingPathComponent("README.md"), encoding: .utf8)
        let blocks = readme.components(separatedBy: "```\n").filter {
            $0.hasPrefix("$ sanbench explain ")
        }
        #expect(blocks.count == 1)
        for block in blocks {
            let command = block.prefix { $0 != "\n" }.dropFirst(2)
            let ended = try Sanbench().shell(String(command))
            #expect(ended.status == 0)
            #expect(block == "$ \(command)\n" + ended.output)
        }
    }
}
