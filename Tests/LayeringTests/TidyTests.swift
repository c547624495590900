import Testing

/// House-keeping, on the repository as it is.
@Suite struct TidyTests {
    private func code() throws -> [Repository.TextFile] {
        let kinds: Set = ["swift", "c", "h"]
        return try ["Sources", "Tests"].flatMap {
            try Repository.files(below: $0, extensions: kinds)
        }
    }

    @Test func filesAreShort() throws {
        for file in try code() {
            #expect(fileLengthFindings(path: file.path, text: file.text) == [])
        }
    }

    @Test func functionsAreShort() throws {
        for file in try code() where file.path.hasSuffix(".swift") {
            #expect(functionLengthFindings(path: file.path, text: file.text) == [])
        }
    }

    @Test func theTopHoldsNothingElse() throws {
        let entries = try Repository.entries(of: "")
        #expect(entries.contains("Package.swift"))
        #expect(topLevelFindings(entries) == [])
    }

    @Test func filesAreNamedForWhatIsInside() throws {
        for file in try code() { #expect(fileNameFindings(file.path) == []) }
    }

    @Test func nothingIsTiedToOneMachine() throws {
        for file in try code() where file.path.hasPrefix("Sources/") {
            #expect(machinePathFindings(path: file.path, text: file.text) == [])
        }
    }
}

/// Each rule is fed a bad example.
@Suite struct TidyRulesTests {
    private func lines(_ count: Int) -> String { String(repeating: "    f()\n", count: count) }

    @Test func reportsALongFile() {
        #expect(fileLengthFindings(path: "A.swift", text: lines(400)) == [])
        #expect(
            fileLengthFindings(path: "A.swift", text: lines(401))
                == ["A.swift: 401 lines, at most 400"]
        )
    }

    @Test(arguments: [
        "func f()", "init?(a: Int = { 1 }())", "deinit", "subscript(i: Int) -> Int",
        "static func f<T>(\n    _ a: T\n) throws(E) -> [T] where T: P",
    ])
    func reportsALongFunction(_ head: String) {
        let own = head.count { $0 == "\n" }
        let text = { "struct A {\n\(head) {\n\(lines($0 - own - 2))}\n}\n" }
        #expect(functionLengthFindings(path: "A.swift", text: text(70)) == [])
        #expect(
            functionLengthFindings(path: "A.swift", text: text(71))
                == ["A.swift:2: a function of 71 lines, at most 70"]
        )
    }

    @Test(arguments: [
        "struct A {\n", "let a = .init(b: {\n",
        "protocol P {\n    func f()\n    var a: Int { get }\n",
    ])
    func reportsNoLongThingThatIsNoFunction(_ head: String) {
        #expect(functionLengthFindings(path: "A.swift", text: head + lines(99) + "}\n") == [])
    }

    @Test func isNotMisledByBracesInText() {
        let body = "    f(\"{\", \"\\(a { 1 })\", \"\"\"\n        {\n        \"\"\") // {\n"
        let text = "func f() {\n" + body + "}\n" + lines(99)
        #expect(functionLengthFindings(path: "A.swift", text: text) == [])
    }

    @Test func reportsStrayTopLevelEntries() {
        #expect(topLevelFindings(["Package.swift", ".git", "images", "docs"]).count == 1)
    }

    @Test(arguments: [
        ("Sources/A/Utils.swift", 1), ("Tests/B/helpers.swift", 1), ("A/Types.h", 1),
        ("A/Disk+Helpers.swift", 1), ("A/SegmentTypes.swift", 0), ("Sources/CSGUtils/shim.h", 0),
    ])
    func reportsEmptyNames(_ path: String, _ count: Int) {
        #expect(fileNameFindings(path).count == count)
    }

    @Test(arguments: [
        ("open(\"/tmp/a\")", 1), ("let a = \"/tmp\"", 1), ("// see /home/me", 1), ("/work/x", 1),
        ("\"/home\" + a", 1), ("images/tmp/a", 0), ("a /worker/ b", 0), ("x.com/home/a", 0),
    ])
    func reportsPathsOfOneMachine(_ text: String, _ count: Int) {
        #expect(machinePathFindings(path: "A.swift", text: "\n" + text + "\n").count == count)
    }
}
