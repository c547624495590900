import Foundation
import VolumeMap

/// ntfs-3g's programs that look into a volume, and how to read what they print.
struct NTFSInfo {
    let image: String

    /// The lines `name: value` of `ntfsinfo -m`; of several with the same name the first.
    func facts() throws -> [String: String] {
        SleuthKit.facts(of: try output("ntfsinfo", ["-f", "-m", image]))
    }

    /// The attributes of files, by `ntfsinfo -v -i`.
    func values(of numbers: [UInt64]) throws -> Listing {
        var listing: Listing = [:]
        for (number, text) in try runEach(numbers, "ntfsinfo -f -v -i $n '\(image)'") {
            listing[number] = try Self.values(of: text)
        }
        return listing
    }

    /// One attribute as it is dumped: its fields, and its runs.
    private struct Dump {
        var type: UInt32
        var fields: [String: String] = [:]
        var runs: [[Substring]] = []

        func number(_ name: String) -> UInt64? {
            fields[name].flatMap { UInt64($0.prefix { $0.isNumber }) }
        }
    }

    /// Reads the attributes that are dumped; nil where none is. Pieces of one become one again.
    static func values(of output: String) throws -> [ListedValue]? {
        var dumps: [Dump] = []
        var isRunning = false
        for line in output.split(separator: "\n") {
            if line.hasPrefix("Dumping attribute ") {
                guard let type = hexadecimal(line.split { "()".contains($0) }[1]) else {
                    throw Misread(line)
                }
                dumps.append(Dump(type: UInt32(truncatingIfNeeded: type)))
                isRunning = false
            } else if !dumps.isEmpty {
                read(line, into: &dumps[dumps.count - 1], &isRunning)
            }
        }
        if dumps.isEmpty { return nil }
        var values: [ListedValue] = []
        var isOpen: [ListedKey: Int] = [:]
        for dump in dumps { try add(dump, to: &values, &isOpen) }
        return values
    }

    private struct ListedKey: Hashable {
        var type: UInt32
        var name: [UInt8]
    }

    private static func read(
        _ line: Substring, into dump: inout Dump, _ isRunning: inout Bool
    ) {
        if line.hasPrefix("\tRunlist:") {
            isRunning = true
        } else if isRunning, line.hasPrefix("\t\t\t") {
            dump.runs.append(line.split(separator: "\t"))
        } else {
            isRunning = false
            let parts = line.split(separator: "\t", maxSplits: 1)
            // What an attribute holds is dumped behind its own fields: the first of a name counts.
            guard parts.count == 2 else { return }
            let name = String(parts[0].prefix { $0 != ":" })
            if dump.fields[name] == nil {
                dump.fields[name] = parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
    }

    private static func add(
        _ dump: Dump, to values: inout [ListedValue], _ isOpen: inout [ListedKey: Int]
    ) throws {
        let isResident = dump.fields["Resident"] == "Yes"
        var name = dump.fields["Attribute name"] ?? ""
        if name.hasPrefix("'") { name = String(name.dropFirst().dropLast()) }
        let key = ListedKey(type: dump.type, name: Array(name.utf8))
        if isResident || dump.number("Lowest VCN") == 0 {
            guard let size = dump.number("Data size") else {
                throw Misread("attribute \(dump.type): \(dump.fields)")
            }
            let allocated = dump.number("Compressed size") ?? dump.number("Allocated size")
            isOpen[key] = isResident ? nil : values.count
            values.append(
                ListedValue(
                    type: dump.type, name: name, isResident: isResident, size: size,
                    initializedSize: dump.number("Initialized size") ?? size,
                    allocatedSize: isResident ? 0 : allocated))
        }
        if isResident { return }
        guard let index = isOpen[key] else { throw Misread("a piece without a first: \(name)") }
        for run in dump.runs {
            guard run.count == 3, let logical = hexadecimal(run[0]),
                let count = hexadecimal(run[2])
            else { throw Misread(run.joined(separator: " ")) }
            // What lies in the other pieces.
            if run[1] == "<RL_NOT_MAPPED>" { continue }
            let physical = hexadecimal(run[1])
            guard physical != nil || run[1] == "<HOLE>" else { throw Misread(run[1]) }
            values[index].add(
                Extent(
                    logical: logical, physical: physical ?? 0, count: count,
                    kind: physical == nil ? .hole : .stored))
        }
    }

    private static func hexadecimal(_ text: Substring) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
    }
}
