import Foundation
import Styling
import Testing
import WireBytes

@testable import Explanation

/// How explanations are shown.
@Suite struct RenderingTests {
    private func list(_ changes: [Int: UInt8] = [:]) throws -> ExplainedBytes {
        var bytes = try Fixture.hex("third-party-copy/W1.hex")
        for (offset, value) in changes { bytes[offset] = value }
        return try explained(hexPairs(bytes))
    }

    /// The text of a list that is wrong in three ways, as a file shows it. It may be written anew
    /// with `SANBENCH_WRITE_GOLDEN=1`, and is then to be read.
    @Test func theTextIsAsTheFileShowsIt() throws {
        let lines = ExplanationText(
            [try list([5: 1, 16: 0xEC, 11: 0x30])], style: TextStyle(isColoured: false)
        ).lines
        let text = lines.map { $0 + "\n" }.joined()
        if ProcessInfo.processInfo.environment["SANBENCH_WRITE_GOLDEN"] != nil {
            try Fixture.write(text, to: "explain/W1-wrong.explained")
        }
        #expect(
            try Fixture.content("explain/W1-wrong.explained") == Array(text.utf8), "\(text)")
        #expect(lines.allSatisfy { $0.last != " " })
    }

    @Test func everyByteStandsOnALine() throws {
        for bytes in workedLists {
            let one = try explained(hexPairs(bytes))
            let lines = ExplanationText([one], style: TextStyle(isColoured: false)).lines
            for part in one.parts {
                for marked in part.fields {
                    #expect(
                        lines.contains {
                            $0.hasPrefix("  " + marked.field.placeText)
                                && $0.contains(" " + marked.field.name)
                        })
                }
            }
        }
    }

    @Test func colourIsOnlyWhereItIsWanted() throws {
        let one = try list([5: 1])
        let plain = ExplanationText([one], style: TextStyle(isColoured: false)).lines.joined()
        let coloured = ExplanationText([one], style: TextStyle(isColoured: true)).lines.joined()
        #expect(!plain.contains("\u{1B}") && coloured.contains("\u{1B}[31m"))
        let pattern = /\u{1B}\[[0-9]+m/
        #expect(coloured.replacing(pattern, with: "") == plain)
    }

    @Test func thePageNamesEveryByteAndNeedsNothingElse() throws {
        let page = ExplanationPage([try list([16: 0xEC])]).text
        #expect(page.components(separatedBy: "class=\"byte ").count - 1 == 104)
        #expect(page.components(separatedBy: "<tr id=").count > 40)
        for word in ["http:", "https:", "src=", "href=", "@import", "url("] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(
            page.contains(
                "title=\"EXTENDED COPY(LID1) parameter list header&#10;"
                    + "0000 LIST IDENTIFIER = 33 [21h]\">21</span>"))
        #expect(page.contains("<p class=\"bad\">spc4 refuses it: ILLEGAL REQUEST 26/07"))
        // Every field that a byte names is there.
        let named = Set(page.matches(of: /data-f="([^"]+)"/).flatMap { $0.1.split(separator: " ") })
        let rows = Set(page.matches(of: /<tr id="([^"]+)"/).map(\.1))
        #expect(named == rows && !rows.isEmpty)
    }

    /// Bytes come from anywhere: what they spell is text, never markup.
    @Test func whatBytesSpellIsNoMarkup() throws {
        let vendor = Array("<script>\"&'".utf8)
        let bytes: [UInt8] =
            [0, 0, 6, 2, 31, 0, 0, 0] + vendor
            + [UInt8](repeating: 0x20, count: 28 - vendor.count)
        let one = try explained(hexPairs(bytes))
        #expect(one.type == "inquiry")
        let page = ExplanationPage([one]).text
        #expect(page.contains("&lt;script&gt;") && !page.contains("<script>\""))
        #expect(page.components(separatedBy: "<script>").count == 2)
        let json = try JSONSerialization.jsonObject(with: Data(ExplanationJSON([one]).text.utf8))
        #expect(json is [[String: Any]])
    }

    @Test func theSameBytesGiveTheSameOutput() throws {
        let sources = [try Fixture.source("sg_xcopy.txt")]
        let one = try Explainer().explain(sources)
        let two = try Explainer().explain(sources)
        #expect(ExplanationJSON(one).text == ExplanationJSON(two).text)
        #expect(ExplanationPage(one).text == ExplanationPage(two).text)
    }
}
