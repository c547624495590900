import VolumeMap

/// Lines of columns for people.
struct CatalogTable {
    private var rows: [[String]]
    /// Columns whose cells end below one another: numbers.
    private let numbers: Set<Int>

    private init(_ heading: [String], numbers: Set<Int>) {
        rows = [heading]
        self.numbers = numbers
    }

    func write(to sink: (String) -> Void) {
        let widths = rows.reduce(into: [Int](repeating: 0, count: rows[0].count)) { widths, row in
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        for row in rows {
            let cells = row.enumerated().map { index, cell in
                if numbers.contains(index) { return Self.right(cell, widths[index]) }
                return index + 1 == row.count ? cell : Self.left(cell, widths[index])
            }
            sink(cells.joined(separator: "  ") + "\n")
        }
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    // MARK: Backups

    static func backups(_ backups: [CatalogBackup]) -> CatalogTable {
        var table = CatalogTable(
            [
                "No", "Name", "Content", "State", "Begun", "Expires", "Members", "On tape",
                "Cartridges",
            ],
            numbers: [0, 6, 7])
        for backup in backups {
            table.rows.append([
                "\(backup.number)", shown(backup.header.name.utf8),
                backup.header.content.rawValue, backup.state.rawValue,
                second(backup.header.time), backup.header.expires.map(second) ?? "never",
                "\(backup.memberCount)", byteText(backup.tapeBytes),
                backup.parts.map { shown($0.cartridge.name.utf8) }.joined(separator: ", "),
            ])
        }
        return table
    }

    /// A backup's facts, a line each.
    static func facts(of backup: CatalogBackup) -> [String] {
        let header = backup.header
        let geometry = header.geometry
        let facts = [
            ("backup", "\(backup.number), \(shown(header.name.utf8))"),
            ("content", header.content.rawValue + (header.isExpanded ? ", decompressed" : "")),
            ("state", backup.state.rawValue),
            ("begun", second(header.time)),
            ("expires", header.expires.map(second) ?? "never"),
            (
                "disk",
                "\(geometry.blockCount) blocks of \(geometry.blockLength) bytes,"
                    + " designator \(hexDigits(header.source))"
            ),
            ("members", "\(backup.memberCount) with \(byteText(backup.contentBytes))"),
            ("on tape", "\(byteText(backup.tapeBytes)) in records of \(header.recordLength) bytes"),
        ]
        return facts.map { left($0.0, 13) + "  " + $0.1 }
    }

    static func parts(of backup: CatalogBackup) -> CatalogTable {
        var table = CatalogTable(
            ["Part", "Tape file", "First object", "Records", "From byte", "Cartridge"],
            numbers: [0, 1, 2, 3, 4])
        for part in backup.parts {
            let cartridge = part.cartridge
            var name = shown(cartridge.name.utf8)
            if cartridge.identifier != cartridge.name {
                name += " (\(shown(cartridge.identifier.utf8)))"
            }
            table.rows.append([
                "\(part.span.cartridge)", "\(part.span.file)", "\(part.span.firstObject)",
                "\(part.span.recordCount)", "\(part.span.start)",
                name + (part.isOverwritten ? ", overwritten" : ""),
            ])
        }
        return table
    }

    // MARK: Members

    /// The heading of members' lines. Their columns have fixed widths, since there may be millions.
    static func memberHeading(withBackup: Bool) -> String {
        (withBackup ? right("No", 4) + "  " : "") + left("Role", 9) + "  " + right("Size", 12)
            + "  " + left("Modified", 20) + "  " + left("Cartridge, tape file, object, byte", 34)
            + "  Path\n"
    }

    /// A member's line. The place is that of its content's first byte.
    static func line(
        _ found: CatalogMember, in backup: CatalogBackup, withBackup: Bool
    ) -> String {
        let member = found.member
        var path = shown(member.path)
        if member.kind == .directory { path += "/" }
        if !member.linkPath.isEmpty {
            path += (member.kind == .hardLink ? " = " : " -> ") + shown(member.linkPath)
        }
        let place =
            backup.place(of: member.contentOffset).map {
                "\(shown($0.cartridge.name.utf8)), \($0.file), \($0.object), \($0.byte)"
            } ?? "not on tape"
        return (withBackup ? right("\(found.backup)", 4) + "  " : "")
            + left(member.role.rawValue, 9) + "  " + right("\(member.size)", 12) + "  "
            + left(second(member.times.modified.seconds), 20) + "  " + left(place, 34) + "  "
            + path + (member.isIncomplete ? " (incomplete)" : "") + "\n"
    }

    /// A second in ISO 8601.
    private static func second(_ seconds: Int64) -> String {
        let text = FileTime(seconds: seconds).text
        return (text.split(separator: ".").first.map(String.init) ?? text) + "Z"
    }
}
