import ScenarioRunner
import Testing

/// Files that are no text, no YAML, or more YAML than scenario files use.
@Suite struct TextFaultTests {
    private static let keys =
        "schema, scenario, description, seed, clock, logical_units, i_t_nexuses, copy_manager, "
        + "workloads, steps, faults, expect, cases"

    @Test(
        arguments: [
            ("", "a.yaml:1:1: found an empty file; expected a scenario"),
            ("# nothing\n", "a.yaml:1:1: found an empty file; expected a scenario"),
            ("---\n", "a.yaml:2:1: found nothing; expected a mapping with the keys " + keys),
            ("- 1", "a.yaml:1:1: found a list; expected a mapping with the keys " + keys),
            (
                "a: {b: 1\nc: 2",
                "a.yaml:2:2: invalid YAML: did not find expected ',' or '}' while parsing a flow "
                    + "mapping from line 1"
            ),
            (
                "a: [",
                "a.yaml:1:1: invalid YAML: did not find expected node content while parsing a "
                    + "flow node from line 1"
            ),
            ("x: *u", "a.yaml:1:4: invalid YAML: found undefined alias"),
            (
                "a: 1\n\tb: 2\n  \tc: 3\n",
                """
                a.yaml:2:1: found a tab as indentation; expected blanks
                a.yaml:3:3: found a tab as indentation; expected blanks
                """
            ),
            ("a\u{1}b: 1", "a.yaml:1:2: found the character U+1; expected text"),
            ("a: \u{2028}", "a.yaml:1:4: found the character U+2028; expected text"),
            ("\u{FEFF}schema: 1", "a.yaml:1:1: found the character U+FEFF; expected text"),
            (
                "a: 1\rb: 2",
                "a.yaml:1:6: found a carriage return within a line; expected a line feed, or both"
            ),
            (
                "\"\": 1\n\"\": 2",
                "a.yaml:1:1: found the key \"\" twice; expected each key once"
            ),
        ]
    )
    func whatIsNoYAML(text: String, expected: String) {
        #expect(faults(in: text) == expected)
    }

    @Test func linesMayEndAsOnOtherSystems() throws {
        let text = (shortest + "seed: 7\n").split(separator: "\n").joined(separator: "\r\n")
        #expect(try Scenario.read(text: text, file: "a").get().cases[0].seed == 7)
    }

    /// The rest of the file is read as well.
    @Test(
        arguments: [
            (
                "seed: &s 7\ndescription: *s\n",
                "a.yaml:4:7: seed: found an anchor (&name); expected the value itself: anchors "
                    + "and aliases are not used"
            ),
            (
                "<<: {seed: 7}\n",
                "a.yaml:4:1: found a merge key (<<); expected the keys themselves"
            ),
            (
                "seed: !!int 7\n",
                "a.yaml:4:7: seed: found the tag tag:yaml.org,2002:int; expected a value without "
                    + "a tag"
            ),
            (
                "? [1]\n: 2\n",
                "a.yaml:4:3: found a list as a key; expected a name"
            ),
            (
                "seed: 7\n--- # another\nseed: 8\n",
                "a.yaml:6:1: found a second document; expected one document a file"
            ),
        ]
    )
    func whatScenarioFilesDoNotUse(lines: String, expected: String) {
        #expect(faults(in: shortest + lines) == expected)
    }

    @Test func allDuplicateKeysAreFound() {
        let text = """
            schema: 1
            "scenario": a
            scenario: b
            logical_units: [{id: d0, type: disk, size: 512, id: d1}]
            seed: 1
            seed: 2
            seed: 3
            schema: 1
            sede: 4
            """
        #expect(
            faults(in: text) == """
                a.yaml:3:1: scenario: duplicate key; first on line 2
                a.yaml:4:49: logical_units[0].id: duplicate key; first on line 4
                a.yaml:6:1: seed: duplicate key; first on line 5
                a.yaml:7:1: seed: duplicate key; first on line 5
                a.yaml:8:1: schema: duplicate key; first on line 1
                a.yaml:9:1: sede: unknown key; did you mean seed? known here: \(Self.keys)
                """
        )
    }

    @Test func moreDuplicateKeysThanAreLookedForEndTheReading() {
        let text = shortest + String(repeating: "seed: 1\n", count: 50)
        #expect(faults(in: text).hasSuffix("found the key \"seed\" twice; expected each key once"))
    }

    @Test func bytesThatAreNoTextHaveAPlace() {
        let bytes = Array("schema: 1\nscenario: ä".utf8) + [0xFF, 0x0A]
        guard case .failure(let faults) = Scenario.read(bytes: bytes, file: "a.yaml") else {
            Issue.record("no fault")
            return
        }
        #expect(
            faults.description == "a.yaml:2:12: found bytes that are no UTF-8; "
                + "expected text in UTF-8"
        )
    }

    @Test func aFileMayHaveFourMebibytesAndNoMore() {
        let filler = String(repeating: "#", count: (4 << 20) - shortest.utf8.count)
        #expect(faults(in: shortest + filler) == "")
        #expect(
            faults(in: shortest + filler + "#") == "a.yaml:1:1: found more than 4194304 bytes; "
                + "expected at most 4194304 bytes (4 MiB)"
        )
    }

    @Test func aFileThatIsNotThereIsAFault() {
        guard case .failure(let none) = Scenario.read(file: "/nowhere/a.yaml"),
            case .failure(let folder) = Scenario.read(file: "/")
        else {
            Issue.record("no fault")
            return
        }
        #expect(none.description == "/nowhere/a.yaml:1:1: found no file; expected a scenario file")
        #expect(
            folder.description == "/:1:1: found a file that cannot be read; "
                + "expected a scenario file"
        )
    }

    @Test(arguments: [("[", "]", 31, ""), ("[", "]", 32, "32"), ("[", "]", 900, "32")])
    func nestingHasALimit(open: String, close: String, depth: Int, limit: String) {
        let nest = String(repeating: open, count: depth) + String(repeating: close, count: depth)
        let result = faults(in: shortest + "steps: " + nest)
        #expect(result.contains("nesting deeper than") == !limit.isEmpty)
        #expect(result.contains("expected at most 32 levels") == !limit.isEmpty)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func nestingWithoutEndIsRefused(open: String) {
        let text = String(repeating: open, count: 200_000)
        #expect(
            faults(in: text).hasSuffix(
                "found nesting that the parser gave up on; expected at most 32 levels"
            )
        )
    }

    /// Each list holds the one before twice: the last one would hold 2^40 words, and as a key it
    /// would be hashed whole.
    @Test(.timeLimit(.minutes(1)), arguments: ["", "? "]) func bombsDoNotGoOff(key: String) {
        var text = "a0: &a0 [x]\n"
        for level in 1...40 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
        }
        text += "\(key)*a40 : 1\n"
        #expect(
            faults(in: text) == "a.yaml:1:1: found anchors (&name) and 81 aliases (*name); "
                + "expected no anchors and no aliases"
        )
    }
}
