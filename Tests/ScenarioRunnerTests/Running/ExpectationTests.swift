import ScenarioRunner
import Testing

/// Each kind of expectation, met and not met: what a run says of it, with its line.
@Suite struct ExpectationTests {
    /// All goes well: quiet, snapshot, tape, second disk. Expectations begin in line 15.
    private static let good = """
        schema: 1
        scenario: good
        logical_units:
          - {id: d0, type: disk, size: 64KiB}
          - {id: d1, type: disk, size: 64KiB}
          - {id: t0, type: tape, capacity: 100KiB, early_warning: 48KiB}
        workloads: [{on: d0, write: {at: 0s, lba: 8, blocks: 8}}]
        steps:
          - quiesce: {on: d0}
          - snapshot: {of: d0, as: s0}
          - backup: {from: s0, to: t0, record: 32KiB}
          - restore: {from: t0, to: d1}
          - verify: {of: d1, against: s0}
        expect:

        """

    /// A copy that the tape ends. Expectations begin in line 17.
    private static let failing = """
        schema: 1
        scenario: failing
        logical_units: [{id: d0, type: disk, size: 64KiB}, {id: t0, type: tape}]
        faults:
          - on: t0
            at: {segment: 0, nth: 2}
            fault: {check_condition: {sense_key: MEDIUM ERROR, asc: 0Ch}}
        steps:
          - copy:
              receiver: d0
              list_identifier: 5
              cscd_descriptors: [{logical_unit: d0}, {logical_unit: t0}]
              segment_descriptors:
                - {type: block_to_stream, source: 0, destination: 1, lba: 0, blocks: 16,
                   stream_device_transfer_length: 4096}
        expect:

        """

    private static let metByGood = [
        "{quiesce: quiet}", "{quiesce: quiet, at: 3.000239062s}", "{step: backup, result: good}",
        "{verify: identical}", "{status: GOOD}", "{server_payload_bytes: 0}",
        "{never: quiesce_timed_out}", "{never: copy_aborted}", "{never: fault_injected}",
        "{never: write_during_copy}",
        "{sometimes: write_completed}", "{sometimes: quiesce_reached}",
        "{sometimes: snapshot_created}", "{sometimes: copy_started}",
        "{sometimes: copy_completed}", "{sometimes: tape_written}", "{sometimes: early_warning}",
    ]

    @Test(arguments: metByGood) func holds(_ expectation: String) throws {
        let run = try OneRun(text: Self.good + "  - " + expectation)
        #expect(run.result.unmet.map(\.text) == [] && run.result.hasPassed)
    }

    @Test(arguments: [
        ("{quiesce: timed_out}", "quiesce: timed_out expected, quiet at 3.000239062 s found"),
        (
            "{quiesce: quiet, at: 3s}",
            "quiesce: quiet at 3.000000000 s expected, quiet at 3.000239062 s found"
        ),
        (
            "{step: snapshot, result: failed}",
            "the step snapshot: failed expected, good found (s0 is a logical unit)"
        ),
        (
            "{step: restore, result: not_run}",
            "the step restore: not_run expected, good found (2 EXTENDED COPY"
                + " commands)"
        ),
        ("{never: snapshot_created}", "snapshot_created was never to happen"),
        ("{sometimes: copy_aborted}", "copy_aborted was to happen"),
        ("{verify: different}", "verify: different expected, found identical, bit for bit"),
        ("{status: BUSY}", "status: BUSY expected, GOOD found"),
        ("{server_payload_bytes: 1}", "server_payload_bytes: 1 expected, 0 found"),
        ("{tape: t0, objects: []}", "t0: 0 objects expected, 4 found"),
        (
            "{tape: t0, objects: [filemark]}",
            "t0, object 0: a filemark expected, a record of 32768 bytes found"
        ),
        ("{sense_bytes: 70 ??}", "sense_bytes: 70 ?? expected, nothing found"),
    ])
    func doesNotHold(_ expectation: String, _ text: String) throws {
        let run = try OneRun(text: Self.good + "  - {quiesce: quiet}\n  - " + expectation)
        #expect(run.result.unmet.map(\.text) == [text] && !run.result.hasPassed)
        #expect(run.result.unmet.map(\.line) == [16])
        #expect(run.table.contains("  not met  dir/a.yaml:16: " + text))
        #expect(run.table.contains("  failed  repeat it with: sanbench run dir/a.yaml --seed 0"))
    }

    private static let sense = """
        70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30
        02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
        """.split(whereSeparator: \.isNewline).joined(separator: " ")

    /// The first record was written, so that INFORMATION is valid: 4096 bytes were not.
    private static let validSense =
        "f0 00 0a 00 00 10 00 1d" + sense.dropFirst("70 00 0a 00 00 00 00 1d".count)

    @Test(arguments: [
        "{status: CHECK CONDITION}",
        "{status: CHECK CONDITION, sense: {sense_key: COPY ABORTED, asc: 0Dh, ascq: 01h}}",
        "{sense_bytes: \(validSense)}",
        "{sense_bytes: f0 ?? 0a\(validSense.dropFirst("f0 00 0a".count))}",
    ]) func aCopyThatWasExpectedToFailPasses(_ expectation: String) throws {
        let others = ["copy_started", "copy_aborted", "fault_injected", "tape_written"]
            .map { "  - {sometimes: \($0)}\n" }.joined()
        let results = "  - {copy_results: {status: 02h, segments_processed: 1}}\n"
        let run = try OneRun(text: Self.failing + others + results + "  - " + expectation)
        #expect(run.result.unmet.map(\.text) == [])
    }

    @Test(arguments: [
        ("{status: GOOD}", "status: GOOD expected, CHECK CONDITION found"),
        (
            "{status: CHECK CONDITION, sense: {sense_key: MEDIUM ERROR}}",
            "sense: MEDIUM ERROR ??/?? expected, COPY ABORTED 0D/01 THIRD PARTY DEVICE FAILURE,"
                + " segment 0, INFORMATION 4096 found"
        ),
        (
            "{status: CHECK CONDITION, sense: {sense_key: COPY ABORTED, asc: 26h, ascq: 0Ah}}",
            "sense: COPY ABORTED 26h/0Ah expected, COPY ABORTED 0D/01 THIRD PARTY DEVICE FAILURE,"
                + " segment 0, INFORMATION 4096 found"
        ),
        (
            "{sense_bytes: \(sense)}",
            "sense_bytes: \(sense) expected, \(validSense) found"
        ),
        ("{copy_results: {status: 01h}}", "copy_results: status 01h expected, 02h found"),
        (
            "{copy_results: {segments_processed: 2}}",
            "copy_results: 2 segments processed expected, 1 found"
        ),
        (
            "{tape: t0, objects: [{record: {zeros: 4095}}]}",
            "t0, object 0: a record of 4095 bytes expected, 4096 found; they differ from byte"
                + " 4095 on: nothing expected, 00 found"
        ),
        (
            "{tape: t0, objects: [{record: [{zeros: 4095}, {hex: 07}]}]}",
            "t0, object 0: a record of 4096 bytes expected, 4096 found; they differ from byte"
                + " 4095 on: 07 expected, 00 found"
        ),
        (
            "{tape: t0, objects: [{record: {zeros: 4096}}, filemark]}",
            "t0: 2 objects expected, 1 found"
        ),
    ])
    func ofAFailingCopyDoesNotHold(_ expectation: String, _ text: String) throws {
        let known = "  - {step: copy, result: failed}\n"
        let run = try OneRun(text: Self.failing + known + "  - " + expectation)
        #expect(run.result.unmet.map(\.text) == [text])
        #expect(run.result.unmet.map(\.line) == [18])
    }

    /// What nobody expected to fail fails the run, though every expectation holds.
    @Test func aFailureThatNoExpectationNames() throws {
        let run = try OneRun(text: Self.failing + "  - {sometimes: copy_aborted}")
        #expect(
            run.result.unmet.map(\.text) == [
                "the step copy failed: CHECK CONDITION, COPY ABORTED 0D/01 THIRD PARTY DEVICE"
                    + " FAILURE, segment 0, INFORMATION 4096"
            ])
        #expect(run.result.unmet.map(\.line) == [nil])
    }

    @Test func everyUnmetExpectationIsNamed() throws {
        let lines = "  - {never: copy_started}\n  - {quiesce: quiet}\n  - {verify: different}"
        let run = try OneRun(text: Self.good + lines)
        #expect(run.result.unmet.map(\.line) == [15, 17])
    }

    /// A parameter list with list identifier 5, without descriptors.
    private static let emptyList = "05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"

    @Test func anExplicitCopyHasResults() throws {
        let run = try OneRun(
            text: """
                schema: 1
                scenario: empty
                logical_units: [{id: d0, type: disk, size: 64KiB}]
                steps: [{copy: {receiver: d0, parameter_list: \(Self.emptyList)}}]
                expect: [{copy_results: {status: 01h, segments_processed: 0}}]
                """)
        #expect(run.result.unmet.map(\.text) == [])
    }

    /// The engine does not ask for the results of a copy that went well.
    @Test func resultsOfAnEarlierCopyAreNotThoseOfThisOne() throws {
        let explicit = "steps:\n  - copy: {receiver: d0, parameter_list: \(Self.emptyList)}\n"
        let run = try OneRun(
            text: Self.good.replacing("steps:\n", with: explicit)
                + "  - {copy_results: {status: 01h}}")
        #expect(
            run.result.unmet.map(\.text) == [
                "copy_results: RECEIVE COPY STATUS(LID1) had no answer"
            ])
    }

    /// A copy that is sent first of all meets the unit attention of a nexus that was never seen.
    /// That is no copy that was aborted, and neither is one that is refused.
    @Test func aCopyThatNeverBeganIsNotAborted() throws {
        var text = Self.failing.replacing("lba: 0,", with: "lba: 0, cat: true,")
        text += "  - {never: copy_aborted}\n  - {status: GOOD}\n"
        text.replace("{segment: 0, nth: 2}", with: "{segment: 0, nth: 9}")
        #expect(try OneRun(text: text).result.unmet.map(\.text) == [])
        let refused = """
            schema: 1
            scenario: refused
            logical_units: [{id: d0, type: disk, size: 64KiB}]
            steps: [{copy: {receiver: d0, parameter_list: ff}}]
            expect:
              - {never: copy_aborted}
              - {never: copy_started}
              - {status: CHECK CONDITION, sense: {sense_key: ILLEGAL REQUEST}}
            """
        let run = try OneRun(text: refused)
        #expect(run.result.unmet.map(\.text) == [])
    }
}

/// What follows a step that failed.
@Suite struct StepOrderTests {
    private let text = """
        schema: 1
        scenario: order
        logical_units: [{id: d0, type: disk, size: 64KiB}, {id: t0, type: tape}]
        workloads: [{on: d0, burst: {writes: 100, gap: 1s, sizes: {4KiB: 1}}}]
        steps:
          - wait: {for: 1s}
          - quiesce: {on: d0, idle_for: 3s, timeout: 10s}
          - snapshot: {of: d0, as: s0}
          - backup: {from: s0, to: t0}
          - wait: {for: 1s}
        expect:
          - {quiesce: timed_out, at: 11s}
          - {step: wait, result: good}
          - {step: snapshot, result: not_run}
          - {step: backup, result: not_run}
          - {step: wait, nth: 2, result: not_run}
          - {never: snapshot_created}
          - {tape: t0, objects: []}
        """

    @Test func isNotRun() throws {
        let run = try OneRun(text: text)
        #expect(run.result.unmet.map(\.text) == [])
        #expect(run.result.steps.map(\.isGood) == [true, false, nil, nil, nil])
        let trace = String(decoding: run.lines, as: UTF8.self)
        #expect(!trace.contains("\"step\":\"snapshot\"") && !trace.contains("\"step\":\"backup\""))
        #expect(run.table.contains { $0.contains("snapshot  d0 as s0") && $0.contains("not run") })
    }

    @Test func anExplicitCopyThatFailsStopsNothing() throws {
        let run = try OneRun(
            text: """
                schema: 1
                scenario: goes-on
                logical_units: [{id: d0, type: disk, size: 64KiB}, {id: t0, type: tape}]
                steps:
                  - copy: {receiver: d0, parameter_list: ff}
                  - wait: {for: 1s}
                expect:
                  - {status: CHECK CONDITION}
                  - {step: wait, result: good}
                """)
        #expect(run.result.unmet.map(\.text) == [])
        #expect(run.result.steps.map(\.isGood) == [false, true])
    }
}
