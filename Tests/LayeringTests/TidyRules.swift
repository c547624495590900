/// The limits of `tidy`: what a reader can hold in mind.
enum Limit {
    static let linesOfFile = 400
    static let linesOfFunction = 70
}

/// Files that are too long to be read at a stretch.
func fileLengthFindings(path: String, text: String) -> [String] {
    // A file's last line ends with a line end and counts once.
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
    return lines > Limit.linesOfFile
        ? ["\(path): \(lines) lines, at most \(Limit.linesOfFile)"] : []
}

/// Functions, initializers and subscripts that are too long.
func functionLengthFindings(path: String, text: String) -> [String] {
    let tokens = swiftTokens(of: text)
    var found: [String] = []
    for index in tokens.indices where beginsFunction(index, in: tokens) {
        guard let open = bodyOfFunction(at: index, in: tokens) else { continue }
        let end = closingSign(of: open, in: tokens[...])
        guard end < tokens.count else { continue }
        let lines = tokens[end].line - tokens[index].line + 1
        if lines > Limit.linesOfFunction {
            found.append(
                "\(path):\(tokens[index].line): a function of \(lines) lines,"
                    + " at most \(Limit.linesOfFunction)"
            )
        }
    }
    return found
}

private func beginsFunction(_ index: Int, in tokens: [SwiftToken]) -> Bool {
    let token = tokens[index]
    if token.isWord("func") || token.isWord("deinit") { return true }
    guard token.isWord("init") || token.isWord("subscript"), index + 1 < tokens.count else {
        return false
    }
    // `.init(` and `self.init(` are calls.
    if index > 0, tokens[index - 1].isSign(".") { return false }
    return ["(", "<", "?", "!"].contains(where: tokens[index + 1].isSign)
}

/// The brace that opens the function's body; nil for a protocol's requirement, which has none.
private func bodyOfFunction(at index: Int, in tokens: [SwiftToken]) -> Int? {
    let declarations = ["func", "init", "deinit", "subscript", "var", "let", "case", "typealias"]
    var next = index + 1
    while next < tokens.count {
        let token = tokens[next]
        if token.isSign("{") { return next }
        if token.isSign("}") || declarations.contains(where: token.isWord) { return nil }
        // Past default arguments, which may be closures.
        if token.isSign("(") || token.isSign("[") { next = closingSign(of: next, in: tokens[...]) }
        next += 1
    }
    return nil
}

/// Entries of the repository's top that have no place there.
func topLevelFindings(_ entries: [String]) -> [String] {
    // SwiftPM writes Package.resolved; git ignores it.
    let known = [
        "Package.swift", "Package.resolved", "Sources", "Tests", "Scenarios", "images", "tools",
        "README.md",
    ]
    return entries.filter { !known.contains($0) && !$0.hasPrefix(".") }
        .map { "\($0): has no place at the repository's top" }
}

/// Files whose name says that they hold anything at all.
func fileNameFindings(_ path: String) -> [String] {
    let empty = ["utils", "util", "helpers", "helper", "types", "misc", "common"]
    let file = path.split(separator: "/").last ?? ""
    let words = file.split(separator: ".").dropLast().flatMap { $0.split(separator: "+") }
    return words.contains { empty.contains($0.lowercased()) }
        ? ["\(path): a name that says nothing about what is inside"] : []
}

/// Places on one machine's disk, in code and in comments alike.
func machinePathFindings(path: String, text: String) -> [String] {
    // Not within a longer path or an address: nothing that could be a part of a name before it.
    let pattern = /(?:^|[^A-Za-z0-9_.)}\-])\/(?:work|home|tmp)(?![A-Za-z0-9_\-])/
    var found: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.contains(pattern) {
        found.append("\(path):\(index + 1): a path of one machine")
    }
    return found
}
