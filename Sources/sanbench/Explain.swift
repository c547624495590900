import ArgumentParser
import Explanation
import Foundation
import ScenarioRunner
import Styling

/// `sanbench explain`.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Name every byte of a CDB, a parameter list, sense data, a page, a result.",
        discussion: """
            Takes hexadecimal bytes as arguments, in files, or on standard input: plain, as a dump \
            with offsets, or in whatever sg_raw -vvv and sg_xcopy -vvvv print. Files that are no \
            text are taken byte by byte. What the bytes are is guessed from their lengths and \
            codes, unless the text or --as says it.

            Types: \(Explainer.typeNames.joined(separator: ", ")); and every structure by its \
            name, such as control-mode-page.

            Examples:
              sanbench explain 84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00
              sanbench explain --as sense 72 05 26 00 00 00 00 00
              printf '01 03 00 10' | sanbench explain --as designation-descriptor
              sanbench explain --json 12 01 8f 00 ff 00
              sanbench explain --profile lio 83010000000000000000000000000000
              sanbench explain --html 0a0a02000000000000000000 >page.html
              sanbench explain 83 zz # exit status 2

            Exit status: 0 all bytes were explained, whatever is wrong with them, 2 usage or input \
            that is no hexadecimal or looks like nothing that is known.
            """)

    @Argument(
        help: "Bytes in hexadecimal, or names of files; - or nothing for standard input.",
        completion: .file())
    var input: [String] = []

    @Option(name: .customLong("as"), help: "What the bytes are.")
    var type: String?

    @Option(
        help: "The profile of the copy manager whose refusals are marked, by name or path.",
        completion: .list(ProfileCatalog.names))
    var profile = "spc4"

    @Flag(help: "Write a JSON document.")
    var json = false

    @Flag(help: "Write an HTML page, in which a byte that is pointed at names itself.")
    var html = false

    func validate() throws {
        if json && html { throw ValidationError("--json and --html exclude each other") }
    }

    func run() throws {
        let explainer = try Explainer(type: type, profile: copyManagerProfile(profile))
        let sources = try Explainer.inputs(of: input).map { input in
            switch input {
            case .text(let text): Explainer.Source(name: "arguments", content: Array(text.utf8))
            case .standardInput: Explainer.Source(name: "standard input", content: try read(nil))
            case .file(let path): Explainer.Source(name: path, content: try read(path))
            }
        }
        let explained = try explainer.explain(sources)
        if json {
            Terminal.write(Data(ExplanationJSON(explained).text.utf8))
        } else if html {
            Terminal.write(Data(ExplanationPage(explained).text.utf8))
        } else {
            let style = TextStyle(isColoured: Terminal.wantsColour)
            ExplanationText(explained, style: style).lines.forEach(Terminal.say)
        }
    }

    /// The content of a file, or of standard input.
    private func read(_ path: String?) throws -> [UInt8] {
        do {
            guard let path else { return Array(try InputFile.standardInput()) }
            return Array(try InputFile.content(of: path))
        } catch {
            let name = path ?? "standard input"
            throw InputFault("\(name): a file that can be read, or bytes in hexadecimal, expected")
        }
    }
}
