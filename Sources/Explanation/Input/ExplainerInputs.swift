extension Explainer.Source {
    /// The most bytes that a source may have; what has more is refused.
    public static var limit: Int { 4 * HexReader.limit }
}

extension Explainer {
    /// What a command line names to be explained.
    public enum Input: Equatable, Sendable {
        /// Bytes in hexadecimal.
        case text(String)
        /// Standard input.
        case standardInput
        /// A file.
        case file(String)
    }

    /// What arguments mean: words of hexadecimal digits are bytes, all of them together one text;
    /// `-` is standard input; anything else with a letter that is no digit, a dot or a slash is a
    /// file. Without arguments standard input is meant.
    ///
    /// - Throws: `HexFault` for bytes and files mixed.
    public static func inputs(of arguments: [String]) throws(HexFault) -> [Input] {
        if arguments.isEmpty { return [.standardInput] }
        let areBytes = arguments.map(isBytes)
        if areBytes[0] { return [.text(arguments.joined(separator: " "))] }
        if let index = areBytes.firstIndex(of: true) {
            throw HexFault(
                "argument \(index + 1): found \(arguments[index]); expected a file, as the first"
                    + " argument is one")
        }
        return arguments.map { $0 == "-" ? .standardInput : .file($0) }
    }

    /// Whether an argument is to be read as bytes: it begins with a digit pair and is no path.
    private static func isBytes(_ argument: String) -> Bool {
        let digits = argument.hasPrefix("0x") ? argument.dropFirst(2) : argument[...]
        let words = digits.split { " ,\t\n".contains($0) }
        guard let first = words.first else { return true }
        return first.allSatisfy(\.isHexDigit)
    }
}
