import SCSI
import WireBytes

/// Explanations as one HTML page: the bytes as a dump, in which each byte names its fields when it
/// is pointed at or reached with the keyboard, and a table of the fields. The page needs nothing
/// from anywhere else, and follows the reader's choice of light or dark.
public struct ExplanationPage {
    /// The page.
    public private(set) var text = ""

    /// The page of explanations.
    public init(_ explained: [ExplainedBytes]) {
        text = Self.head
        for (index, one) in explained.enumerated() { add(one, index) }
        text += "</main>\n<script>\(Self.script)</script>\n</body>\n</html>\n"
    }

    private mutating func add(_ explained: ExplainedBytes, _ index: Int) {
        text += "<section>\n<h2>\(escaped(explained.title))</h2>\n"
        text += "<p>\(escaped(explained.origin)): \(explained.bytes.count) bytes, taken as this: "
        text += "\(escaped(explained.reason)).</p>\n"
        if !explained.alternatives.isEmpty {
            text += "<ul>\n"
            for other in explained.alternatives {
                text += "<li><code>--as \(escaped(other.type))</code> for \(escaped(other.title)): "
                text += "\(escaped(other.reason))</li>\n"
            }
            text += "</ul>\n"
        }
        addVerdict(explained)
        addDump(explained, index)
        for (partIndex, part) in explained.parts.enumerated() {
            addTable(part, prefix: "\(index)-\(partIndex)", explained.bytes)
        }
        text += "</section>\n"
    }

    private mutating func addVerdict(_ explained: ExplainedBytes) {
        guard let profile = explained.profile else { return }
        if let refusal = explained.refusal {
            text += "<p class=\"bad\">\(escaped(profile)) \(refusal.verb): "
            text += "\(escaped(refusal.text(withPointer: true)))<br>"
            text += "<code>\(hexPairs(refusal.encoded(.fixed)))</code></p>\n"
        } else {
            text += "<p>\(escaped(profile)) takes it, as far as can be told without its devices."
            text += "</p>\n"
        }
    }

    /// What is said about one byte.
    private struct ByteNote {
        var names: [String] = []
        var identifiers: [String] = []
        var part = 0
        var isMarked = false
    }

    private func notes(_ explained: ExplainedBytes, _ index: Int) -> [ByteNote] {
        var notes = [ByteNote](repeating: ByteNote(), count: explained.bytes.count)
        for (partIndex, part) in explained.parts.enumerated() {
            for (fieldIndex, marked) in part.fields.enumerated() {
                let field = marked.field
                // Plain bytes have no value but themselves.
                let isPlain = field.value == hexPairs(explained.bytes[field.bytes])
                var name = field.placeText + " " + field.name
                if !isPlain { name += " = " + field.value }
                if !field.meaning.isEmpty { name += " (" + field.meaning + ")" }
                for mark in marked.marks { name += " ! " + mark.text }
                for byte in field.bytes {
                    if notes[byte].names.isEmpty {
                        notes[byte].names.append(
                            part.note.isEmpty ? part.name : part.name + ", " + part.note)
                    }
                    notes[byte].names.append(name)
                    notes[byte].identifiers.append("f\(index)-\(partIndex)-\(fieldIndex)")
                    notes[byte].part = partIndex
                    if !marked.marks.isEmpty { notes[byte].isMarked = true }
                }
            }
        }
        return notes
    }

    private mutating func addDump(_ explained: ExplainedBytes, _ index: Int) {
        let notes = notes(explained, index)
        text += "<div class=\"dump\">\n"
        for start in stride(from: 0, to: explained.bytes.count, by: 16) {
            let offset = hexadecimal(start, digits: 4)
            text += "<div><span class=\"offset\">\(offset)</span>"
            for byte in start..<min(start + 16, explained.bytes.count) {
                let note = notes[byte]
                let kind = (note.part % 2 == 0 ? "even" : "odd") + (note.isMarked ? " marked" : "")
                text += "<span tabindex=\"0\" class=\"byte \(kind)\" "
                text += "data-f=\"\(note.identifiers.joined(separator: " "))\" "
                text += "title=\"\(escaped(note.names.joined(separator: "\n")))\">"
                text += "\(hexPairs([explained.bytes[byte]]))</span>"
            }
            text += "</div>\n"
        }
        text += "</div>\n<p class=\"named\" aria-live=\"polite\">Point at a byte to name it.</p>\n"
    }

    private mutating func addTable(_ part: ExplainedPart, prefix: String, _ bytes: [UInt8]) {
        let note = part.note.isEmpty ? "" : " (\(part.note))"
        text += "<table>\n<caption>\(escaped(part.name + note)) "
        text += "<small>\(escaped(part.source))</small></caption>\n<thead><tr>"
        for title in ["byte", "bytes", "field", "value", "meaning"] { text += "<th>\(title)</th>" }
        text += "</tr></thead>\n<tbody>\n"
        for (index, marked) in part.fields.enumerated() {
            let field = marked.field
            let shown = hexPairs(bytes[field.bytes])
            text += "<tr id=\"f\(prefix)-\(index)\"><td>\(field.placeText)</td>"
            text += "<td><code>\(shown)</code></td><td>\(escaped(field.name))</td>"
            text += "<td>\(field.value == shown ? "" : escaped(field.value))</td>"
            text += "<td>\(escaped(field.meaning))"
            for mark in marked.marks {
                text += "<span class=\"bad\">\(escaped(mark.text))</span>"
            }
            text += "</td></tr>\n"
        }
        text += "</tbody>\n</table>\n"
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n": result += "&#10;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>sanbench explain</title>
        <style>
        :root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --soft: #666;
          --line: #ccc; --even: #e4eefc; --odd: #eef6e4; --bad: #b00020; --lit: #ffe08a; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16181c; --ink: #e6e6e6; --soft: #9aa0a6; --line: #3c4043;
            --even: #22344d; --odd: #2a3a22; --bad: #ff8a80; --lit: #6b5500; } }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.45 system-ui, sans-serif; }
        main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
        code, .dump, td:first-child { font-family: ui-monospace, monospace; }
        .dump { overflow-x: auto; white-space: nowrap; }
        .offset { color: var(--soft); margin-right: 1em; }
        .byte { display: inline-block; padding: 0 .3em; cursor: help; }
        .even { background: var(--even); } .odd { background: var(--odd); }
        .marked { color: var(--bad); font-weight: bold; text-decoration: underline; }
        .byte:hover, .byte:focus, .lit { background: var(--lit); }
        .named { min-height: 4.5em; white-space: pre-line; color: var(--soft);
          position: sticky; top: 0; background: var(--paper); }
        .bad { color: var(--bad); } td .bad { display: block; }
        table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
        caption { text-align: left; font-weight: bold; padding: .3rem 0; }
        small { color: var(--soft); font-weight: normal; }
        th, td { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0;
          border-bottom: 1px solid var(--line); }
        </style>
        </head>
        <body>
        <main>
        <h1>sanbench explain</h1>

        """

    /// Lights up the rows of a byte that is pointed at, and the bytes of a row. Without scripts the
    /// bytes still have their titles.
    private static let script = """

        const lit = (on, f) => { for (const id of f) {
          document.getElementById(id)?.classList.toggle("lit", on);
          for (const b of document.querySelectorAll(`[data-f~="${id}"]`))
            b.classList.toggle("lit", on); } };
        const of = (e) => e.dataset.f ? e.dataset.f.split(" ") : [e.id];
        for (const e of document.querySelectorAll("[data-f], tr[id]")) {
          const on = () => { lit(true, of(e));
            if (e.title) e.closest("section").querySelector(".named").textContent = e.title; };
          const off = () => lit(false, of(e));
          e.addEventListener("mouseenter", on); e.addEventListener("mouseleave", off);
          e.addEventListener("focus", on); e.addEventListener("blur", off); }

        """
}
