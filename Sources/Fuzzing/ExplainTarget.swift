import Explanation
import Styling

extension FuzzTarget {
    /// The first byte chooses how the content is named and what it is taken for; the other bytes
    /// are the content.
    static let explain = FuzzTarget(
        "explain", "text and bytes as they are given to be explained", maximumLength: 8192
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        let choice = Int(bytes.byte())
        let types = Explainer.typeNames
        let type = choice / 2 - 1
        let source = Explainer.Source(
            name: choice & 1 == 0 ? "input.txt" : "input.bin", content: bytes.takeRest())
        let explained: [ExplainedBytes]
        do {
            let explainer = try Explainer(type: types.indices.contains(type) ? types[type] : nil)
            explained = try explainer.explain([source])
        } catch {
            return try require(!"\(error)".isEmpty, "a fault without words")
        }
        for one in explained { try namesEveryByte(one) }
        // Rows that a dump leaves out make many bytes of few: their pages are long, not wrong.
        if explained.reduce(0, { $0 + $1.bytes.count }) > 1 << 14 { return }
        try require(
            !ExplanationText(explained, style: TextStyle(isColoured: false)).lines.isEmpty,
            "an explanation without a line")
        try require(!ExplanationJSON(explained).text.isEmpty, "an explanation without JSON")
        try require(
            ExplanationPage(explained).text.hasSuffix("</html>\n"), "a page that does not end")
    }

    private static func namesEveryByte(_ explained: ExplainedBytes) throws(FuzzFinding) {
        var isNamed = [Bool](repeating: false, count: explained.bytes.count)
        for part in explained.parts {
            for marked in part.fields {
                let range = marked.field.bytes
                try require(
                    range.lowerBound >= 0 && range.upperBound <= isNamed.count,
                    "\(part.name): \(marked.field.name) has bytes \(range) of \(isNamed.count)")
                for index in range { isNamed[index] = true }
            }
        }
        if let gap = isNamed.firstIndex(of: false) {
            throw FuzzFinding("\(explained.type): byte \(gap) has no name")
        }
    }
}
