import Foundation
import VolumeMap

/// The Sleuth Kit's programs, and how to read what they print.
struct SleuthKit {
    let image: String

    // MARK: fls

    /// An entry of a directory, or a named stream.
    struct Entry: Equatable {
        /// The kind by the directory and by the file itself: `r/r`.
        var kind: String
        var number: UInt64
        /// NTFS: the attribute type code.
        var type: UInt32?
        var path: String
    }

    /// Everything that is not deleted, by `fls -r -p -u`.
    func entries() throws -> [Entry] {
        try Self.entries(of: output("fls", ["-r", "-p", "-u", image]))
    }

    /// Reads lines such as `r/r 2179-128-1:\tother kinds/disk`.
    static func entries(of output: String) throws -> [Entry] {
        try output.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            let head = parts[0].split(separator: " ")
            guard parts.count == 2, head.count == 2, head[1].last == ":" else {
                throw Misread(line)
            }
            let numbers = head[1].dropLast().split(separator: "-")
            guard let number = UInt64(numbers[0]) else { throw Misread(line) }
            return Entry(
                kind: String(head[0]), number: number,
                type: numbers.count > 1 ? UInt32(numbers[1]) : nil, path: String(parts[1]))
        }
    }

    /// The paths of files among entries: without streams, indexes and what fls makes up.
    static func paths(of entries: [Entry]) -> [ListedPath] {
        let paths = entries.filter { $0.kind.first != "V" }.map { entry in
            // No name in the volumes has a colon, but for NTFS's streams.
            var path = entry.path.prefix { $0 != ":" }
            // A stream of a directory itself.
            if path.hasSuffix("/.") { path.removeLast(2) }
            return (entry, ListedPath(number: entry.number, path: String(path)))
        }
        let named = Dictionary(grouping: paths, by: \.1.number)
        var seen = Set<ListedPath>()
        return paths.filter { entry, path in
            // A name of more than 255 bytes it does not find again in the record, and lists it a
            // second time, cut.
            let isCut =
                entry.kind.first == "-" && path.bytes.count > 250
                && (named[path.number] ?? []).contains {
                    $0.1 != path && $0.1.description.hasPrefix(path.description.prefix(100))
                }
            // Each stream names its file again.
            return !isCut && seen.insert(path).inserted
        }.map(\.1)
    }

    // MARK: istat

    /// The attributes of NTFS files, by `istat -r`.
    func values(of numbers: [UInt64]) throws -> Listing {
        var listing: Listing = [:]
        for (number, text) in try runEach(numbers, "istat -r '\(image)' $n") {
            listing[number] = try Self.values(of: text)
        }
        return listing
    }

    /// Reads what follows on `Attributes:`; nil where it said nothing.
    static func values(of output: String) throws -> [ListedValue]? {
        guard let start = output.range(of: "\nAttributes: \n") else { return nil }
        var values: [ListedValue] = []
        for line in output[start.upperBound...].split(separator: "\n") {
            if line.hasPrefix("Type: ") {
                values.append(try value(line))
            } else if line.hasPrefix("  Starting address: "), !values.isEmpty {
                let words = line.split { " ,".contains($0) }
                let logical = values[values.count - 1].extents.last.map { $0.logical + $0.count }
                guard words.count >= 5, let count = UInt64(words[4]) else { throw Misread(line) }
                let physical = UInt64(words[2])
                values[values.count - 1].add(
                    Extent(
                        logical: logical ?? 0, physical: physical ?? 0, count: count,
                        kind: physical == nil ? .hole : .stored))
            }
        }
        return values
    }

    /// Reads `Type: $DATA (128-1)   Name: N/A   Non-Resident, Compressed   size: 5  init_size: 5`.
    private static func value(_ line: Substring) throws -> ListedValue {
        let parts = line.components(separatedBy: "   ")
        guard parts.count >= 4, let open = parts[0].lastIndex(of: "("),
            let type = UInt32(parts[0][open...].dropFirst().prefix { $0 != "-" }),
            let sizes = parts.last?.split(separator: " ").compactMap({ UInt64($0) }),
            let size = sizes.first
        else { throw Misread(line) }
        let name = parts[1..<parts.count - 2].joined(separator: "   ").dropFirst("Name: ".count)
        return ListedValue(
            type: type, name: name == "N/A" ? "" : String(name),
            isResident: parts[parts.count - 2] == "Resident", size: size,
            initializedSize: sizes.count > 1 ? sizes[1] : nil)
    }

    // MARK: fsstat

    /// The lines `name: value` of `fsstat`; of several with the same name the first.
    func facts() throws -> [String: String] { Self.facts(of: try output("fsstat", [image])) }

    static func facts(of output: String) -> [String: String] {
        var facts: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2, facts[parts[0]] == nil { facts[parts[0]] = parts[1] }
        }
        return facts
    }
}

/// A line that a lister prints and that nobody here can read.
struct Misread: Error, CustomStringConvertible {
    var description: String

    init(_ line: some StringProtocol) { description = "cannot read '\(line)'" }
}

/// What a program prints that has to end well.
func output(_ program: String, _ arguments: [String]) throws -> String {
    let ended = try Program(program).run(arguments, in: ScratchDirectory())
    guard ended.status == 0 else {
        throw Misread("\(program) ended with \(ended.status): \(ended.errors)")
    }
    return ended.output
}

/// Runs a command of the shell for each number, as `$n`, two at a time, and gives what each printed.
func runEach(_ numbers: [UInt64], _ command: String) throws -> [UInt64: String] {
    let word = command.prefix { $0 != " " }
    _ = try Program(String(word))
    let halves = [0, 1].map { half in
        numbers.enumerated().filter { $0.offset % 2 == half }.map { String($0.element) }
    }
    let directory = try ScratchDirectory()
    let loops = halves.enumerated().map { half, numbers in
        "for n in \(numbers.joined(separator: " ")); do echo \"=== $n\"; \(command) 2>/dev/null; done"
            + " >part-\(half) &\n"
    }
    try directory.write(Array((loops.joined() + "wait\n").utf8), to: "script")
    let ended = try Program("sh").run(["script"], in: directory)
    guard ended.status == 0 else { throw Misread("sh ended with \(ended.status)") }
    var texts: [UInt64: String] = [:]
    for half in 0..<2 {
        let file = directory.place.appendingPathComponent("part-\(half)")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        for part in text.components(separatedBy: "=== ").dropFirst() {
            guard let end = part.firstIndex(of: "\n"), let number = UInt64(part[..<end]) else {
                throw Misread(part.prefix(100))
            }
            texts[number] = String(part[end...])
        }
    }
    return texts
}
