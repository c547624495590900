import Foundation
import SCSI
import WireBytes

/// The example bytes of one structure, with every field of them explained.
///
/// A file begins with comment lines that name the structure and say where the example comes from.
/// Then comes a line a field: the bytes that no line before has shown, and behind `; ` what
/// `explain` says. The bytes are written by hand. The explanations may be filled in by running the
/// tests with `SANBENCH_WRITE_GOLDEN=1`, and are then to be read against the standard: the tool
/// leaves the bytes as they are.
///
/// A file is called as its Swift type is. Where one example does not show all that a type can be,
/// there are more of them, with a word for each: `IdentificationCSCDDescriptor.stream.golden`.
struct GoldenFile {
    let name: String
    let comments: [String]
    let bytes: [UInt8]
    let explanations: [String]

    /// The folder that all of them are in.
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Fixtures/wire", directoryHint: .isDirectory)

    static func url(of name: String) -> URL { folder.appending(path: name + ".golden") }

    /// The names of all files, in the order of the alphabet.
    static func allNames() throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.path(percentEncoded: false)
        )
        return files.filter { $0.hasSuffix(".golden") }.map { String($0.dropLast(7)) }.sorted()
    }

    /// The Swift type that the file of that name is an example of.
    static func type(of name: String) -> String { String(name.prefix { $0 != "." }) }

    /// The examples of one type.
    static func all(of subject: Subject) throws -> [GoldenFile] {
        try allNames().filter { type(of: $0) == subject.name }.map { try GoldenFile(named: $0) }
    }

    init(named name: String) throws {
        self.name = name
        let text = try String(contentsOf: Self.url(of: name), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        comments = lines.filter { $0.hasPrefix("#") }
        bytes = try SCSITests.bytes(fromHex: text)
        explanations = lines.filter { !$0.hasPrefix("#") }.compactMap { line in
            line.range(of: "; ").map { String(line[$0.upperBound...]) }
        }
    }

    /// The file as it is right if `lines` explain its bytes.
    func text(explainedBy lines: [ExplainedField]) -> String {
        var shown = 0
        var text = comments.map { $0 + "\n" }.joined()
        for line in lines {
            if line.bytes.upperBound > shown {
                text += hexPairs(bytes[max(shown, line.bytes.lowerBound)..<line.bytes.upperBound])
                text += " "
                shown = line.bytes.upperBound
            }
            text += "; " + line.description + "\n"
        }
        return text
    }
}

/// Reads byte pairs; what a structure says of itself follows a semicolon and is left out.
func bytes(fromHex text: String) throws -> [UInt8] { try WireBytes.bytes(hex: text) }
