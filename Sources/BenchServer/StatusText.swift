import Styling

extension BenchStatus {
    /// For a person: the bench, a line a logical unit, a line a copy.
    public var text: String {
        var lines = [
            "\(file), process \(process), served for \(Int(uptime)) s; copy manager: \(profile)"
        ]
        var rows = [["", "kind", "size", "commands", "in", "out", "writes", "last write"]]
        for unit in logicalUnits { rows.append(Self.row(unit)) }
        lines += Self.aligned(rows)
        for nexus in nexuses {
            lines.append("nexus \(nexus.id): " + nexus.logicalUnits.joined(separator: ", "))
        }
        for copy in copies {
            let list = copy.listIdentifier.map { ", list identifier \($0)" } ?? ""
            lines.append(
                "copy sent to \(copy.unit) by \(copy.nexus)\(list): \(copy.segments) segments,"
                    + " \(grouped(copy.bytes)) B written")
        }
        if let mount { lines.append("mounted at \(mount)") }
        return lines.joined(separator: "\n")
    }

    private static func row(_ unit: Unit) -> [String] {
        let size: String
        if let blocks = unit.blocks, let length = unit.blockLength {
            size = "\(grouped(blocks)) x \(length) B"
        } else if let cartridge = unit.cartridge {
            size =
                "\(cartridge.volume): \(grouped(UInt64(clamping: cartridge.objects))) objects,"
                + " \(grouped(UInt64(clamping: cartridge.used))) B"
        } else {
            size = "empty"
        }
        return [
            unit.id, unit.kind, size, grouped(unit.commands), grouped(unit.bytesIn),
            grouped(unit.bytesOut), grouped(unit.writes),
            unit.secondsSinceWrite.map { "\(Int($0)) s ago" } ?? "never",
        ]
    }

    /// Rows with their columns below one another: the first three to the left.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column < 3 ? text + space : space + text
            }.joined(separator: "  ")
        }
    }
}
