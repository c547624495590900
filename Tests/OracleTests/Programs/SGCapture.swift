import Foundation
import SCSI
import Testing
import WireBytes

/// What one of the programs sent to a device.
struct CapturedCommand: Equatable {
    var device: Int
    var cdb: [UInt8]
    var dataOut: [UInt8]
}

/// Runs programs of sg3-utils with CSGCapture preloaded: they find devices `/dev/sg0` and so on
/// that answer as they are told here, and what they send is kept.
struct SGCapture {
    private struct Rule {
        var device: Int
        var cdb: [UInt8]
        var data: [UInt8]
        var sense: [UInt8]
    }

    private var rules: [Rule] = []
    /// What the directory holds in which a program runs, by name.
    var files: [String: [UInt8]] = [:]

    /// Beside the bundle of the tests, into which SwiftPM builds it along with them.
    private static let library: URL? = {
        let places = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
            .compactMap {
                $0?.deletingLastPathComponent().appendingPathComponent("libCSGCapture.so")
            }
        return places.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// Commands to `device` whose CDB begins with `cdb` are answered with GOOD and data, or with
    /// CHECK CONDITION and sense data. Of several rules the first counts.
    mutating func answer(
        _ device: Int, _ cdb: [UInt8], with data: [UInt8] = [], sense: [UInt8] = []
    ) {
        rules.append(Rule(device: device, cdb: cdb, data: data, sense: sense))
    }

    /// Runs a program to its end.
    func run(
        _ name: String, _ arguments: [String]
    ) throws -> (ended: Program.Ended, commands: [CapturedCommand]) {
        let library = try #require(Self.library, "libCSGCapture.so is not beside the tests")
        let directory = try ScratchDirectory()
        let lines = rules.map { rule in
            ([String(rule.device)] + [rule.cdb, rule.data, rule.sense].map(Self.digits))
                .joined(separator: " ") + "\n"
        }
        let answers = try directory.write(Array(lines.joined().utf8), to: "answers")
        let record = try directory.write([], to: "record")
        for (name, bytes) in files { try directory.write(bytes, to: name) }
        let ended = try Program(name).run(
            arguments, in: directory,
            environment: [
                "LD_PRELOAD": library.path, "SGCAPTURE_ANSWERS": answers.path,
                "SGCAPTURE_RECORD": record.path,
            ])
        let recorded = String(decoding: try Data(contentsOf: record), as: UTF8.self)
        let commands = try recorded.split(separator: "\n").map { line in
            let parts = line.split(separator: " ").map(String.init)
            try #require(parts.count == 3)
            return CapturedCommand(
                device: try #require(Int(parts[0])), cdb: try bytes(hex: parts[1]),
                dataOut: parts[2] == "-" ? [] : try bytes(hex: parts[2]))
        }
        return (ended, commands)
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        let text = hexPairs(bytes).filter { $0 != " " }
        return text.isEmpty ? "-" : text
    }
}
