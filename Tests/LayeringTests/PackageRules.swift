/// A target as `Package.swift` declares it.
struct DeclaredTarget: Equatable {
    var kind: String
    var name: String
    /// Names of targets and of third-party products; nil where they are no plain list of names.
    var dependencies: [String]?
    /// The words of `swiftSettings`.
    var settings: [String]
    var line: Int
}

/// Every target that a package's description declares.
func declaredTargets(in text: String) -> [DeclaredTarget] {
    let kinds = ["target", "executableTarget", "testTarget", "systemLibrary", "macro", "plugin"]
    let tokens = swiftTokens(of: text)
    var found: [DeclaredTarget] = []
    var index = 0
    while index + 2 < tokens.count {
        guard tokens[index].isSign("."), kinds.contains(where: tokens[index + 1].isWord),
            tokens[index + 2].isSign("(")
        else {
            index += 1
            continue
        }
        let end = closingSign(of: index + 2, in: tokens[...])
        let arguments = labelledArguments(tokens[(index + 3)..<end])
        found.append(
            DeclaredTarget(
                kind: tokens[index + 1].text,
                name: arguments["name"]?.first?.text ?? "",
                dependencies: dependencyNames(arguments["dependencies"]),
                settings: arguments["swiftSettings"]?.filter { $0.kind == .word }.map(\.text) ?? [],
                line: tokens[index].line
            )
        )
        // Not into it: a dependency too can be written `.target(name:)`.
        index = end
    }
    return found
}

/// The index of the sign that closes the bracket at `open`, or the end.
func closingSign(of open: Int, in tokens: ArraySlice<SwiftToken>) -> Int {
    var depth = 0
    for index in open..<tokens.endIndex {
        depth += bracketStep(tokens[index])
        if depth == 0 { return index }
    }
    return tokens.endIndex
}

private func bracketStep(_ token: SwiftToken) -> Int {
    guard token.kind == .sign else { return 0 }
    if ["(", "[", "{"].contains(token.text) { return 1 }
    return [")", "]", "}"].contains(token.text) ? -1 : 0
}

/// The parts that commas outside any bracket separate.
private func elements(_ tokens: ArraySlice<SwiftToken>) -> [ArraySlice<SwiftToken>] {
    var depth = 0
    return tokens.split { token in
        depth += bracketStep(token)
        return depth == 0 && token.isSign(",")
    }
}

private func labelledArguments(
    _ tokens: ArraySlice<SwiftToken>
) -> [String: ArraySlice<SwiftToken>] {
    var result: [String: ArraySlice<SwiftToken>] = [:]
    for part in elements(tokens) where part.count > 2 && part[part.startIndex + 1].isSign(":") {
        result[part[part.startIndex].text] = part.dropFirst(2)
    }
    return result
}

private func dependencyNames(_ tokens: ArraySlice<SwiftToken>?) -> [String]? {
    guard let tokens else { return [] }
    guard let first = tokens.first, first.isSign("["),
        closingSign(of: tokens.startIndex, in: tokens) == tokens.endIndex - 1
    else { return nil }
    var names: [String] = []
    for element in elements(tokens.dropFirst().dropLast()) {
        // A bare name, or the first string of `.product(name:package:)`.
        guard let name = element.first(where: { $0.kind == .string }) else { return nil }
        names.append(name.text)
    }
    return names
}

/// Declared dependencies and settings against the house's table.
func packageFindings(text: String, house: House) -> [String] {
    declaredTargets(in: text).flatMap { target in
        findings(about: target, house: house).map { "Package.swift:\(target.line): \($0)" }
    } + settingsFindings(text)
}

private func findings(about target: DeclaredTarget, house: House) -> [String] {
    var found: [String] = []
    let isTest = target.kind == "testTarget"
    guard let dependencies = target.dependencies else {
        return ["\(target.name)'s dependencies are no plain list"]
    }
    if !isTest && !house.targets.contains(target.name) {
        return ["the table has no room \(target.name)"]
    }
    if house.cellar.contains(target.name) {
        return dependencies.map { "\(target.name) is a C target and may not depend on \($0)" }
    }
    if !isTest {
        found += dependencies.filter { !house.mayImport($0, from: target.name) }
            .map { "\(target.name) may not depend on \($0)" }
    }
    if target.settings.first != "strict" {
        found.append("\(target.name) lacks the strict settings")
    }
    return found
}

/// The strict settings themselves: worth nothing if they could be emptied unseen.
private func settingsFindings(_ text: String) -> [String] {
    let tokens = swiftTokens(of: text)
    guard
        let start = tokens.indices.dropLast().first(where: {
            tokens[$0].isWord("let") && tokens[$0 + 1].isWord("strict")
        }),
        let open = tokens[start...].dropFirst().firstIndex(where: { $0.isSign("=") })
    else { return ["Package.swift: no `let strict`"] }
    let body = tokens[(open + 1)..<closingSign(of: open + 1, in: tokens[...])].map(\.text).joined()
    let needed = [
        ".swiftLanguageMode(.v6)", ".strictMemorySafety()", ".treatAllWarnings(as:.error)",
    ]
    return needed.filter { !body.contains($0) }.map { "Package.swift: strict lacks \($0)" }
}
