import SCSI
import Styling
import WireBytes

/// Explanations as lines for a terminal or a file: a heading for each structure, then a line for
/// each field with its offset, its bytes, its name, its value and what that means. What is to be
/// said against a field stands under it, behind `^`.
public struct ExplanationText {
    /// How many bytes stand on a line.
    private static let bytesOnLine = 8

    /// The lines.
    public private(set) var lines: [String] = []
    private let style: TextStyle

    /// The lines of explanations.
    public init(_ explained: [ExplainedBytes], style: TextStyle) {
        self.style = style
        for (index, one) in explained.enumerated() {
            if index > 0 { lines.append("") }
            add(one)
        }
    }

    private mutating func add(_ explained: ExplainedBytes) {
        let count = explained.bytes.count == 1 ? "1 byte" : "\(explained.bytes.count) bytes"
        lines.append(
            "\(explained.origin): \(count), taken as \(style.strong(explained.title)):"
                + " \(explained.reason)")
        if explained.isGuess { addAlternatives(explained.alternatives) }
        for part in explained.parts {
            lines.append("")
            add(part, of: explained.bytes)
        }
        addVerdict(explained)
    }

    private mutating func addAlternatives(_ others: [ExplainedBytes.Alternative]) {
        if others.isEmpty {
            lines.append(style.faint("  --as TYPE to say otherwise"))
        }
        for other in others {
            lines.append(
                style.faint("  --as \(other.type) for \(other.title): \(other.reason)"))
        }
    }

    private mutating func add(_ part: ExplainedPart, of bytes: [UInt8]) {
        let note = part.note.isEmpty ? "" : " (\(part.note))"
        let source = part.source.isEmpty ? "" : "  " + style.faint(part.source)
        lines.append(style.strong(part.name) + note + source)
        let placeWidth = part.fields.map(\.field.placeText.count).max() ?? 0
        let bytesWidth =
            min(Self.bytesOnLine, part.fields.map(\.field.bytes.count).max() ?? 0) * 3
        let nameWidth = part.fields.map(\.field.name.count).max() ?? 0
        for marked in part.fields {
            let field = marked.field
            let rows = rows(field.bytes)
            var line = "  " + padded(field.placeText, placeWidth) + "  "
            line += style.faint(padded(hexPairs(bytes[rows[0]]), bytesWidth)) + " "
            line += padded(field.name, nameWidth) + "  " + Self.content(of: field, bytes)
            lines.append(trimmed(line))
            let indent = String(repeating: " ", count: placeWidth + 4)
            for row in rows.dropFirst() {
                lines.append(indent + style.faint(hexPairs(bytes[row])))
            }
            for mark in marked.marks { lines.append(style.bad("\(indent)^ \(mark.text)")) }
        }
    }

    private mutating func addVerdict(_ explained: ExplainedBytes) {
        if let profile = explained.profile {
            lines.append("")
            if let refusal = explained.refusal {
                lines.append(
                    style.bad("\(profile) \(refusal.verb): \(refusal.text(withPointer: true))"))
                lines.append("  sense data: " + hexPairs(refusal.encoded(.fixed)))
            } else {
                lines.append(
                    style.good("\(profile) takes it, as far as can be told without its devices"))
            }
        }
        guard explained.markCount > 0 else { return }
        let places = explained.parts.flatMap(\.fields).filter { !$0.marks.isEmpty }
            .map(\.field.placeText)
        lines.append("")
        let count = explained.markCount == 1 ? "1 mark" : "\(explained.markCount) marks"
        lines.append(style.bad("\(count), at \(places.joined(separator: ", "))"))
    }

    /// The value and what it means; the value of plain bytes stands there already.
    private static func content(of field: ExplainedField, _ bytes: [UInt8]) -> String {
        var parts: [String] = []
        if field.value != hexPairs(bytes[field.bytes]) { parts.append(field.value) }
        if !field.meaning.isEmpty { parts.append(field.meaning) }
        return parts.joined(separator: "  ")
    }

    private func rows(_ range: Range<Int>) -> [Range<Int>] {
        guard !range.isEmpty else { return [range] }
        return stride(from: range.lowerBound, to: range.upperBound, by: Self.bytesOnLine).map {
            $0..<min(range.upperBound, $0 + Self.bytesOnLine)
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension SenseData {
    /// What a copy manager does that answers so.
    var verb: String { key == .copyAborted ? "begins and aborts it" : "refuses it" }

    /// The text with the place of the field pointer behind it.
    func text(withPointer: Bool) -> String {
        guard withPointer, let fieldPointer else { return text }
        return text + ", " + fieldPointer.text
    }
}
