/// A module that a Swift file imports.
struct ImportedModule: Equatable {
    var name: String
    var line: Int
}

/// Every import of a file, however it is attributed, scoped or placed.
func importedModules(in tokens: [SwiftToken]) -> [ImportedModule] {
    let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
    var found: [ImportedModule] = []
    for index in tokens.indices.dropLast() where tokens[index].isWord("import") {
        // `import` may also name a member or an argument.
        if index > 0, [".", "(", ","].contains(where: tokens[index - 1].isSign) {
            continue
        }
        var next = tokens[index + 1]
        if index + 2 < tokens.count, kinds.contains(where: next.isWord) { next = tokens[index + 2] }
        if next.kind == .word || next.kind == .quotedName {
            found.append(ImportedModule(name: next.text, line: next.line))
        }
    }
    return found
}

/// What a file imports against the house's table.
///
/// - Parameter path: from the repository's top, `Sources/<target>/…`.
func importFindings(path: String, text: String, house: House) -> [String] {
    let target = targetName(ofSource: path)
    if house.cellar.contains(target) {
        return ["\(path): \(target) is a C target, no place for Swift"]
    }
    guard house.room(target) != nil else { return ["\(path): the table has no room \(target)"] }
    return importedModules(in: swiftTokens(of: text))
        .filter { !house.mayImport($0.name, from: target) && $0.name != target }
        .map { "\(path):\($0.line): \(target) may not import \($0.name)" }
}

/// The folders directly under `Sources` that are no room of the house.
func folderFindings(_ folders: [String], house: House) -> [String] {
    folders.filter { !house.targets.contains($0) }
        .map { "Sources/\($0): the table has no room \($0)" }
}

func targetName(ofSource path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
}
