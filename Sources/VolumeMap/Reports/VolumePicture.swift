/// A picture of a volume as SVG: a grid of cells, row by row from the first block to the last. Each
/// cell stands for the same number of blocks, and shows what they are used for as layers, the share of
/// each its height. Pointing at a cell names its blocks and the owners of most of them.
///
/// However large the volume is, there are at most `largestCellCount` cells, with at most
/// `largestOwnerCount` names each. Colours suit a light and a dark page.
public struct VolumePicture {
    /// Cells in a row.
    static let columns = 80
    /// Cells of a picture.
    public static let largestCellCount = 2400
    /// Owners that a cell names.
    public static let largestOwnerCount = 4
    /// Characters that are shown of an owner's name.
    static let longestName = 100

    private static let step = 12
    private static let side = 11
    private static let margin = 16
    private static let top = 64

    let volume: MappedVolume
    let paths: PathIndex
    /// Blocks that a cell stands for.
    let blocksPerCell: UInt64

    /// A picture of a map.
    public init(_ volume: MappedVolume, paths: PathIndex) {
        self.volume = volume
        self.paths = paths
        let cells = UInt64(Self.largestCellCount)
        blocksPerCell = max(
            1, volume.blockCount / cells + (volume.blockCount % cells == 0 ? 0 : 1))
    }

    /// What is known of the cell that is being filled.
    private struct Cell {
        var number: UInt64 = 0
        var blocks = [UInt64](repeating: 0, count: BlockUseKind.allCases.count)
        var owners: [BlockOwner: UInt64] = [:]
    }

    /// Writes the picture, piece by piece.
    public func write(to sink: (String) -> Void) {
        let cellCount = volume.blockCount == 0 ? 0 : (volume.blockCount - 1) / blocksPerCell + 1
        let rows = (Int(cellCount) + Self.columns - 1) / Self.columns
        writeHead(rows: rows, to: sink)
        var totals = [UInt64](repeating: 0, count: BlockUseKind.allCases.count)
        var cell = Cell()
        volume.forEachUse { span in
            totals[span.kind.rawValue] += span.blocks.upperBound - span.blocks.lowerBound
            var first = span.blocks.lowerBound
            while first < span.blocks.upperBound {
                let number = first / blocksPerCell
                if number != cell.number {
                    write(cell, to: sink)
                    cell = Cell(number: number)
                }
                let room = blocksPerCell - first % blocksPerCell
                let count = min(span.blocks.upperBound - first, room)
                cell.blocks[span.kind.rawValue] += count
                if let owner = span.owner { cell.owners[owner, default: 0] += count }
                first += count
            }
        }
        if volume.blockCount > 0 { write(cell, to: sink) }
        writeLegend(totals, below: Self.top + rows * Self.step + 28, to: sink)
        sink("</svg>\n")
    }

    private func writeHead(rows: Int, to sink: (String) -> Void) {
        let width = 2 * Self.margin + Self.columns * Self.step
        let height = Self.top + rows * Self.step + 28 + Self.legendRows * 22 + Self.margin
        let label = volume.label.isEmpty ? "" : " \"\(shown(volume.label.utf8))\""
        let name = "\(volume.fileSystem.text)\(label)"
        let cell = byteText(multiplied(blocksPerCell, by: UInt64(volume.blockLength)))
        sink(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
            width="\(width)" height="\(height)" role="img" \
            aria-label="\(escaped("blocks of \(name) by use"))">
            <style>
            text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1f2328}
            .h{font-size:18px;font-weight:600}.s{fill:#59636e}.page{fill:#fff}
            g:hover>.o{stroke:#1f2328}.o{fill:none;stroke:none}
            \(Self.rules { $0.light })
            @media (prefers-color-scheme:dark){
            text{fill:#e6edf3}.s{fill:#9198a1}.page{fill:#0d1117}g:hover>.o{stroke:#e6edf3}
            \(Self.rules { $0.dark })
            }
            </style>
            <rect class="page" width="\(width)" height="\(height)"/>
            <text class="h" x="\(Self.margin)" y="32">\(escaped(name))</text>
            <text class="s" x="\(Self.margin)" y="51">\(volume.blockCount) blocks of \
            \(byteText(UInt64(volume.blockLength))); a cell is \
            \(counted(blocksPerCell, "block", "blocks")), \(cell)</text>

            """)
    }

    private func write(_ cell: Cell, to sink: (String) -> Void) {
        let x = Self.margin + Int(cell.number) % Self.columns * Self.step
        let y = Self.top + Int(cell.number) / Self.columns * Self.step
        var text = "<g><title>\(escaped(title(of: cell)))</title>"
        text += rect(.free, x, "\(y)", "\(Self.side)")
        // Layers from the bottom up, their heights in tenths; the last block of the volume may come
        // in the middle of the last cell.
        let whole = cell.blocks.reduce(0, +)
        var below: UInt64 = 0
        var bottom = Self.side * 10
        for kind in BlockUseKind.allCases where kind != .free {
            let blocks = cell.blocks[kind.rawValue]
            if blocks == 0 { continue }
            below += blocks
            let share = Double(below) / Double(whole) * Double(Self.side * 10)
            // A layer shows, however thin.
            let upper = max(0, min(bottom - 5, Self.side * 10 - Int(share)))
            if bottom > upper {
                text += rect(kind, x, tenths(y * 10 + upper), tenths(bottom - upper))
            }
            bottom = min(bottom, upper)
        }
        text += "<rect class=\"o\" x=\"\(x)\" y=\"\(y)\" width=\"11\" height=\"11\"/></g>\n"
        sink(text)
    }

    private func rect(_ kind: BlockUseKind, _ x: Int, _ y: String, _ height: String) -> String {
        "<rect class=\"k\(kind.rawValue)\" x=\"\(x)\" y=\"\(y)\" width=\"\(Self.side)\""
            + " height=\"\(height)\"/>"
    }

    private func tenths(_ value: Int) -> String {
        value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
    }

    private func title(of cell: Cell) -> String {
        let first = cell.number * blocksPerCell
        let end = min(volume.blockCount, saturatingSum(first, blocksPerCell))
        var lines = [rangeText(first..<end)]
        let owners = cell.owners.sorted {
            ($1.value, order($0.key)) < ($0.value, order($1.key))
        }
        for (owner, count) in owners.prefix(Self.largestOwnerCount) {
            let share = blocksPerCell == 1 ? "" : ": " + counted(count, "block", "blocks")
            lines.append(name(of: owner) + share)
        }
        if owners.count > Self.largestOwnerCount {
            lines.append("and \(owners.count - Self.largestOwnerCount) more")
        }
        for kind in [BlockUseKind.lost, .free] {
            let count = cell.blocks[kind.rawValue]
            if count > 0 { lines.append("\(kind.text): \(counted(count, "block", "blocks"))") }
        }
        return lines.joined(separator: "\n")
    }

    /// A fixed order of owners with equally many blocks, so that a picture is the same each time.
    private func order(_ owner: BlockOwner) -> Int {
        switch owner {
        case .attribute(_, let attribute): attribute
        case .area(let index): Int(UInt32.max) + index
        }
    }

    private func name(of owner: BlockOwner) -> String {
        guard case .attribute(let file, let index) = owner else { return volume.text(of: owner) }
        let attribute = volume.attributes[index]
        var name = "/" + shown(paths.path(of: file).bytes)
        // The end of a long path says more than its beginning.
        if name.count > Self.longestName { name = "…" + name.suffix(Self.longestName - 1) }
        let isContent = attribute.role == .data && attribute.name.isEmpty
        return isContent ? name : name + ", " + volume.text(of: attribute).prefix(Self.longestName)
    }

    private static let legendRows = (BlockUseKind.allCases.count + 1) / 2

    private func writeLegend(_ totals: [UInt64], below y: Int, to sink: (String) -> Void) {
        for (place, kind) in BlockUseKind.allCases.enumerated() {
            let x = Self.margin + place % 2 * Self.columns * Self.step / 2
            let line = y + place / 2 * 22
            let blocks = totals[kind.rawValue]
            let bytes = byteText(multiplied(blocks, by: UInt64(volume.blockLength)))
            sink(
                "<rect class=\"k\(kind.rawValue)\" x=\"\(x)\" y=\"\(line - 10)\" width=\"11\""
                    + " height=\"11\"/><text x=\"\(x + 20)\" y=\"\(line)\">\(escaped(kind.text))"
                    + "<tspan class=\"s\" dx=\"8\">\(bytes),"
                    + " \(percentText(blocks, of: volume.blockCount))</tspan></text>\n")
        }
    }

    /// A kind's colours: pieces of files run from light to dark, so that they are told apart without
    /// seeing colours.
    private static func colours(_ kind: BlockUseKind) -> (light: String, dark: String) {
        switch kind {
        case .directory: ("#d4a72c", "#e3b341")
        case .records: ("#8250df", "#a371f7")
        case .whole: ("#80ccff", "#a5d6ff")
        case .few: ("#218bff", "#388bfd")
        case .many: ("#0a3069", "#1158c7")
        case .compressed: ("#1f9e89", "#2bb59c")
        case .sparse: ("#7fbf3f", "#8ddb52")
        case .metadata: ("#8c959f", "#8b949e")
        case .bad: ("#cf222e", "#ff6a69")
        case .lost: ("#fb8f44", "#f0883e")
        case .free: ("#eaeef2", "#21262d")
        }
    }

    private static func rules(_ pick: ((light: String, dark: String)) -> String) -> String {
        BlockUseKind.allCases.map { ".k\($0.rawValue){fill:\(pick(colours($0)))}" }.joined()
    }

    /// Text within XML. What XML cannot hold at all is gone already: `shown(_:)` has escaped it.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
