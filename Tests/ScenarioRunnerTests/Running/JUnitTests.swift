import Foundation
import FoundationXML
import ScenarioRunner
import Testing

/// The report that CI systems read.
@Suite struct JUnitTests {
    /// Collects what a parser of XML finds.
    private final class Elements: NSObject, XMLParserDelegate {
        var found: [(name: String, attributes: [String: String], text: String)] = []
        private var open: [Int] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            open.append(found.count)
            found.append((name, attributes, ""))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if let last = open.last { found[last].text += text }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
            qualifiedName: String?
        ) { open.removeLast() }

        subscript(name: String) -> [(attributes: [String: String], text: String)] {
            found.filter { $0.name == name }.map { ($0.attributes, $0.text) }
        }
    }

    private func parse(_ text: String) throws -> Elements {
        let (parser, elements) = (XMLParser(data: Data(text.utf8)), Elements())
        parser.delegate = elements
        #expect(parser.parse(), "\(String(describing: parser.parserError))\n\(text)")
        return elements
    }

    private func failingRun(of file: String) throws -> RunResult {
        let text = """
            schema: 1
            scenario: failing
            seed: 12
            logical_units: [{id: d0, type: disk, size: 64KiB}, {id: t0, type: tape, capacity: 20KiB}]
            steps: [{backup: {from: d0, to: t0, record: 8KiB}}, {wait: {for: 1s}}]
            cases:
              - case: full
                expect: [{step: backup, result: good}]
            """
        let scenario = try Scenario.read(text: text, file: "a.yaml").get()
        return try OneRun(scenario.cases[0], of: file).result
    }

    @Test func itHasASuiteForEachFileAndACaseForEachRun() throws {
        var report = JUnitReport()
        let cases = try ScenarioFolder.cases()
        for one in cases where one.file.contains("deadline") || one.file.contains("block-to-stream")
        {
            report.add(try OneRun(one.setup, of: one.file).result)
        }
        let elements = try parse(report.text)
        #expect(elements["testsuites"].count == 1)
        #expect(
            elements["testsuite"].map { $0.attributes["name"] } == [
                "Scenarios/serverless-backup/deadline-tie.yaml",
                "Scenarios/xcopy/block-to-stream.yaml",
            ])
        #expect(elements["testsuite"].map { $0.attributes["tests"] } == ["4", "2"])
        #expect(elements["testsuite"].allSatisfy { $0.attributes["failures"] == "0" })
        #expect(elements["testcase"].count == 6 && elements["failure"].isEmpty)
        #expect(elements["testcase"].last?.attributes["name"] == "block-to-stream/residues")
    }

    @Test func aFailureHasTheSenseTextAndTheCommandThatRepeatsIt() throws {
        var report = JUnitReport()
        let run = try failingRun(of: "dir/it's a.yaml")
        report.add(run)
        let elements = try parse(report.text)
        let failure = try #require(elements["failure"].first)
        #expect(
            failure.attributes["message"]?.hasPrefix("the step backup: good expected, failed found")
                == true)
        #expect(failure.text.contains("dir/it's a.yaml:8: the step backup: good expected"))
        #expect(failure.text.contains("the copy destination reported VOLUME OVERFLOW 00/02"))
        #expect(
            failure.text.contains(
                "repeat it with: sanbench run 'dir/it'\\''s a.yaml' --case full --seed 12"))
        let output = try #require(elements["system-out"].first)
        #expect(output.text.contains("backup d0 to t0: failed, EXTENDED COPY 1: "))
        #expect(output.text.contains("wait 1 s: not run"))
        #expect(output.text.contains("seed 12, trace sha256 \(run.traceDigest)"))
        #expect(elements["testsuite"].first?.attributes["failures"] == "1")
    }

    @Test func whatXMLCannotHoldIsReplaced() throws {
        var report = JUnitReport()
        report.add(try failingRun(of: "<&>\"'\u{0}\u{1B}\u{FFFE}\u{10FFFF}ä]]>.yaml"))
        let elements = try parse(report.text)
        #expect(
            elements["testsuite"].first?.attributes["name"]
                == "<&>\"'\u{FFFD}\u{FFFD}\u{FFFD}\u{10FFFF}ä]]>.yaml")
    }

    @Test func anEmptyReportIsWellFormed() throws {
        #expect(try parse(JUnitReport().text).found.count == 1)
    }
}
