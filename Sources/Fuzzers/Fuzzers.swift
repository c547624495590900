import CLibFuzzer
import Foundation
import Fuzzing

/// What tools/fuzz runs: libFuzzer on one target, or one target on files.
///
/// Built as the other programs are, it lacks libFuzzer and can only replay inputs.
@main
struct Fuzzers {
    private static let usage = """
        usage: fuzz targets
               fuzz seeds TARGET FIXTURES FOLDER
               fuzz replay TARGET FILE...
               fuzz run TARGET [ARGUMENT OF LIBFUZZER...]

        """

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch (arguments.first, arguments.count) {
            case ("targets", 1):
                for target in FuzzTarget.all { print(target.name, target.maximumLength) }
            case ("seeds", 4):
                try writeSeeds(try target(arguments[1]), from: arguments[2], to: arguments[3])
            case ("replay", 3...): try replay(try target(arguments[1]), arguments.dropFirst(2))
            case ("run", 2...):
                unsafe chosen.target = try target(arguments[1])
                exit(runChosen())
            default: throw FuzzersError(description: usage)
            }
        } catch {
            FileHandle.standardError.write(Data("fuzz: error: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func target(_ name: String) throws -> FuzzTarget {
        if let target = FuzzTarget.named(name) { return target }
        let known = FuzzTarget.all.map(\.name).joined(separator: ", ")
        throw FuzzersError(description: "no target \(name); known: \(known)")
    }

    private static func writeSeeds(
        _ target: FuzzTarget, from fixtures: String, to folder: String
    ) throws {
        for seed in try FuzzSeeds(fixtures: fixtures).seeds(of: target) {
            try Data(seed.bytes).write(to: URL(filePath: folder).appending(path: seed.name))
        }
    }

    private static func replay(_ target: FuzzTarget, _ files: ArraySlice<String>) throws {
        var findings = 0
        for file in files {
            let input = [UInt8](try Data(contentsOf: URL(filePath: file)))
            guard let finding = target.finding(of: input) else { continue }
            findings += 1
            print("\(file): \(finding)")
        }
        exit(findings == 0 ? 0 : 1)
    }
}

/// What was wrong with the command line.
private struct FuzzersError: Error, CustomStringConvertible {
    let description: String
}

/// The target that libFuzzer runs; its callback has no place for it.
private final class ChosenTarget: Sendable {
    nonisolated(unsafe) var target: FuzzTarget?
}

private let chosen = ChosenTarget()

/// Hands the program to libFuzzer, without the first two arguments.
private func runChosen() -> Int32 {
    let status = unsafe runLibFuzzer(CommandLine.argc, CommandLine.unsafeArgv, 2, runOne)
    if status < 0 {
        FileHandle.standardError.write(
            Data("fuzz: error: built without libFuzzer; tools/fuzz builds it with\n".utf8))
        return 2
    }
    return status
}

/// libFuzzer's callback. A finding ends the program, which is how libFuzzer learns of it.
private func runOne(_ start: UnsafePointer<UInt8>?, _ length: Int) -> Int32 {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: length))
    if let finding = unsafe chosen.target?.finding(of: input) { fatalError("finding: \(finding)") }
    return 0
}
