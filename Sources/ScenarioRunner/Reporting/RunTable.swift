import Styling
import Timebase

/// The table at the end of a run: each step, its virtual and real time, the bytes that the copy
/// manager moved and those that passed through the server.
public struct RunTable {
    private let result: RunResult
    private let style: TextStyle

    /// The table of a run.
    public init(_ result: RunResult, style: TextStyle) {
        self.result = result
        self.style = style
    }

    /// Its lines, with what did not hold and the trace's digest behind them.
    public var lines: [String] {
        let head = [
            "step", "", "result", "virtual time", "wall time", "by copy manager",
            "through server",
        ]
        let rows = result.steps.map(cells)
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        var lines = [row(head, widths).map { style.faint($0) }.joined(separator: "  ")]
        for (step, cells) in zip(result.steps, rows) {
            var parts = row(cells, widths)
            if step.isGood == true { parts[2] = style.good(parts[2]) }
            if step.isGood == false { parts[2] = style.bad(parts[2]) }
            lines.append(parts.joined(separator: "  "))
        }
        lines = lines.map { line in "  " + line }
        lines.append("")
        lines += verdict
        return lines
    }

    private var verdict: [String] {
        var lines: [String] = []
        for unmet in result.unmet {
            let place = unmet.line.map { "\(result.file):\($0): " } ?? "\(result.file): "
            lines.append("  " + style.bad("not met") + "  " + place + unmet.text)
        }
        let expectations = counted(result.expectationCount, "expectation")
        if result.hasPassed {
            lines.append("  " + style.good("passed") + "  \(expectations) met")
        } else {
            lines.append("  " + style.bad("failed") + "  repeat it with: \(result.repeatCommand)")
        }
        lines.append(
            "  trace   \(counted(Int(result.eventCount), "event")), sha256 \(result.traceDigest)")
        return lines
    }

    private func cells(_ step: StepOutcome) -> [String] {
        let result: String =
            switch (step.isGood, step.isIdentical) {
            case (_, true?): "identical"
            case (_, false?): "different"
            case (true?, nil): "good"
            case (false?, nil): "failed"
            case (nil, nil): "not run"
            }
        let hasRun = step.isGood != nil
        return [
            step.kind.rawValue, step.subject, result, hasRun ? "\(step.virtualTime)" : "",
            hasRun ? milliseconds(step.wallTime) : "", bytes(step.copiedBytes),
            bytes(step.serverBytes),
        ]
    }

    /// Words to the left, figures to the right.
    private func row(_ cells: [String], _ widths: [Int]) -> [String] {
        cells.enumerated().map { column, cell in
            let pad = String(repeating: " ", count: widths[column] - cell.count)
            return column < 3 ? cell + pad : pad + cell
        }
    }

    private func bytes(_ count: UInt64) -> String { count == 0 ? "0" : "\(grouped(count)) B" }

    private func milliseconds(_ seconds: Double) -> String {
        let micros = UInt64(max(0, seconds * 1_000_000))
        let fraction = String(micros % 1000)
        return "\(micros / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
            + " ms"
    }
}
