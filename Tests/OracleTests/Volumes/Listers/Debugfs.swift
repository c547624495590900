import Foundation
import VolumeMap

/// debugfs of e2fsprogs, and how to read what it prints.
struct Debugfs {
    let image: String

    /// What it says of an inode.
    struct Inode: Equatable {
        var kind: String
        /// The access mode, the lower 12 bits.
        var mode: UInt16
        var flags: UInt32
        var generation: UInt32
        var links: Int
        /// Content first, where there can be any, then the extended attributes.
        var values: [ListedValue]
        /// Blocks of its extent tree, or its indirect blocks.
        var treeBlocks: [UInt64]
        /// The block of its extended attributes; 0 where it has none.
        var attributeBlock: UInt64
    }

    /// The inodes, by `stat` and `ea_list` in one run.
    func inodes(_ numbers: [UInt64]) throws -> [UInt64: Inode] {
        let directory = try ScratchDirectory()
        let commands = numbers.map { "stat <\($0)>\nea_list <\($0)>\n" }.joined()
        try directory.write(Array(commands.utf8), to: "commands")
        let ended = try Program("debugfs").run(["-f", "commands", image], in: directory)
        guard ended.status == 0 else { throw Misread(ended.errors) }
        return try Self.inodes(of: ended.output)
    }

    /// Reads the answers to commands; each is preceded by `debugfs: ` and the command.
    static func inodes(of output: String) throws -> [UInt64: Inode] {
        var inodes: [UInt64: Inode] = [:]
        for answer in ("\n" + output).components(separatedBy: "\ndebugfs: ").dropFirst() {
            let lines = answer.split(separator: "\n")
            guard let first = lines.first, let open = first.firstIndex(of: "<"),
                let number = UInt64(first[open...].dropFirst().dropLast())
            else { throw Misread(answer.prefix(100)) }
            if first.hasPrefix("stat") {
                inodes[number] = try inode(Array(lines.dropFirst()))
            } else {
                inodes[number]?.values += try attributes(lines.dropFirst())
            }
        }
        return inodes
    }

    /// Reads the words of `stat`: names with a colon, each followed by its value.
    private static func inode(_ lines: [Substring]) throws -> Inode {
        var fields: [String: Substring] = [:]
        var isListing = false
        var list = ""
        for line in lines {
            if line == "EXTENTS:" || line == "BLOCKS:" {
                isListing = true
            } else if isListing {
                if !line.hasPrefix("TOTAL") { list += line }
            } else if !line.hasPrefix(" ") {
                let words = line.split(separator: " ").map { $0 }
                for (index, word) in words.enumerated() where word.last == ":" {
                    let isFile = index > 0 && words[index - 1] == "File"
                    let name = isFile ? "File ACL" : word.dropLast()
                    if index + 1 < words.count, fields[String(name)] == nil {
                        fields[String(name)] = words[index + 1]
                    }
                }
            }
        }
        guard let kind = fields["Type"],
            let mode = fields["Mode"].flatMap({ UInt16($0, radix: 8) }),
            let flags = fields["Flags"].flatMap({ UInt32($0.dropFirst(2), radix: 16) }),
            let generation = fields["Generation"].flatMap({ UInt32($0) }),
            let links = fields["Links"].flatMap({ Int($0) }),
            let size = fields["Size"].flatMap({ UInt64($0) }),
            let attributeBlock = fields["File ACL"].flatMap({ UInt64($0) })
        else { throw Misread(lines.joined(separator: " / ").prefix(300)) }
        let isFast = lines.contains { $0.hasPrefix("Fast link dest") }
        let isInline = flags & 0x1000_0000 != 0
        var value = ListedValue(isResident: isFast || isInline, size: size)
        let tree = try read(list, into: &value)
        return Inode(
            kind: String(kind), mode: mode, flags: flags, generation: generation, links: links,
            values: [value], treeBlocks: tree, attributeBlock: attributeBlock)
    }

    /// Reads `(0-2):39039-39041, (3-20[u]):39042-39059, (ETB0):32814`, and gives the tree's blocks.
    private static func read(_ list: String, into value: inout ListedValue) throws -> [UInt64] {
        var tree: [UInt64] = []
        for part in list.components(separatedBy: ", ") where !part.isEmpty {
            let sides = part.split(separator: ":")
            guard sides.count == 2, sides[0].first == "(", sides[0].last == ")",
                let physical = UInt64(sides[1].prefix { $0 != "-" })
            else { throw Misread(part) }
            let inner = sides[0].dropFirst().dropLast()
            if inner.contains(where: { "EIDT".contains($0) }) {
                tree.append(physical)
                continue
            }
            let isUnwritten = inner.hasSuffix("[u]")
            let logical = inner.split { "-[u]".contains($0) }.compactMap { UInt64($0) }
            guard let first = logical.first, let last = logical.last, last >= first else {
                throw Misread(part)
            }
            value.add(
                Extent(
                    logical: first, physical: physical, count: last - first + 1,
                    kind: isUnwritten ? .unwritten : .stored))
        }
        return tree
    }

    /// Reads lines such as `  user.name-15 (31) = 53 fc 11 ...`. `system.data` is no attribute but
    /// the rest of inline data.
    private static func attributes(_ lines: ArraySlice<Substring>) throws -> [ListedValue] {
        try lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("  system.data (") }.map { line in
            guard let open = line.range(of: " ("),
                let size = UInt64(line[open.upperBound...].prefix { $0.isNumber })
            else { throw Misread(line) }
            return ListedValue(name: String(line[..<open.lowerBound].dropFirst(2)), size: size)
        }
    }
}
