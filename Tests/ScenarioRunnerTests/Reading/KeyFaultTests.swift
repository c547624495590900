import ScenarioRunner
import Testing

/// Keys and values that cannot be: the exact fault of each.
@Suite struct KeyFaultTests {
    /// Lines that follow the shortest scenario (the first of them is line 4), and the faults.
    @Test(
        arguments: [
            (
                "sede: 7",
                "a.yaml:4:1: sede: unknown key; did you mean seed? known here: schema, scenario, "
                    + "description, seed, clock, logical_units, i_t_nexuses, copy_manager, "
                    + "workloads, steps, faults, expect, cases"
            ),
            (
                "clock: {same_tick: write-first, tick: 1ms}",
                """
                a.yaml:4:20: clock.same_tick: found write-first; expected write_first or \
                watch_first; did you mean write_first?
                a.yaml:4:33: clock.tick: unknown key; known here: same_tick
                """
            ),
            ("clock: 7", "a.yaml:4:8: clock: found 7; expected a mapping with the keys same_tick"),
            ("steps: {}", "a.yaml:4:8: steps: found an empty mapping; expected a list"),
            (
                "i_t_nexuses: []",
                "a.yaml:4:14: i_t_nexuses: found 0; expected from 1 to 256 I_T nexuses"
            ),
            (
                "i_t_nexuses: [{id: a, logical_units: [d0, d0, d1]}, {id: a, logical_units: []}]",
                """
                a.yaml:4:43: i_t_nexuses[0].logical_units[1]: found d0; expected each logical unit \
                once
                a.yaml:4:47: i_t_nexuses[0].logical_units[2]: found d1; expected a logical unit \
                known here (d0, t0)
                a.yaml:4:76: i_t_nexuses[1].logical_units: found an empty list; expected at least \
                one logical unit
                """
            ),
            (
                "copy_manager: {limits: {maximum_cscd_descriptor_count: 0, "
                    + "maximum_segment_length: 4GiB}, step: 0}",
                """
                a.yaml:4:56: copy_manager.limits.maximum_cscd_descriptor_count: found 0; expected \
                a number from 1 to 65535
                a.yaml:4:83: copy_manager.limits.maximum_segment_length: found 4GiB; expected from \
                0 to 4294967295 bytes
                a.yaml:4:96: copy_manager.step: found 0; expected from 1 to 4294967295 bytes
                """
            ),
            (
                "faults: [{on: t0, at: {time: 000s, nth: 1}, fault: {busy: false}, times: 0}]",
                """
                a.yaml:4:36: faults[0].at.nth: unknown key; known here: time
                a.yaml:4:59: faults[0].fault.busy: found false; expected true; leave the key away \
                otherwise
                a.yaml:4:74: faults[0].times: found 0; expected a number from 1 to \
                18446744073709551615
                """
            ),
            (
                "faults: [{on: x, at: {command: WRITE6}, fault: {check_condition: "
                    + "{sense_key: MEDIUM EROR, asc: 100h}}}]",
                """
                a.yaml:4:15: faults[0].on: found x; expected a logical unit known here (d0, t0)
                a.yaml:4:32: faults[0].at.command: found WRITE6; expected one of \(commands); did \
                you mean WRITE(6)?
                a.yaml:4:78: faults[0].fault.check_condition.sense_key: found MEDIUM EROR; \
                expected one of \(senseKeys); did you mean MEDIUM ERROR?
                a.yaml:4:96: faults[0].fault.check_condition.asc: found 100h; expected a number \
                from 0 to 255
                """
            ),
        ]
    )
    func ofTheTopLevel(lines: String, expected: String) {
        #expect(faults(in: shortest + lines) == expected)
    }

    private static let commands = [
        "TEST UNIT READY", "REWIND", "REQUEST SENSE", "READ BLOCK LIMITS", "READ(6)", "WRITE(6)",
        "WRITE FILEMARKS(6)", "SPACE(6)", "INQUIRY", "MODE SELECT(6)", "ERASE(6)",
        "MODE SENSE(6)", "LOAD UNLOAD", "PREVENT ALLOW MEDIUM REMOVAL", "READ CAPACITY(10)",
        "READ(10)", "WRITE(10)", "LOCATE(10)", "READ POSITION", "SYNCHRONIZE CACHE(10)",
        "MODE SELECT(10)", "MODE SENSE(10)", "EXTENDED COPY(LID1)", "RECEIVE COPY RESULTS",
        "READ(16)", "WRITE(16)", "SYNCHRONIZE CACHE(16)", "LOCATE(16)", "READ CAPACITY(16)",
        "REPORT LUNS", "REPORT SUPPORTED OPERATION CODES", "READ(12)", "WRITE(12)",
        "VERIFY(10)", "VERIFY(16)",
    ].joined(separator: ", ")
    private static let senseKeys = [
        "NO SENSE", "RECOVERED ERROR", "NOT READY", "MEDIUM ERROR", "HARDWARE ERROR",
        "ILLEGAL REQUEST", "UNIT ATTENTION", "DATA PROTECT", "BLANK CHECK", "VENDOR SPECIFIC",
        "COPY ABORTED", "ABORTED COMMAND", "VOLUME OVERFLOW", "MISCOMPARE", "COMPLETED",
    ].joined(separator: ", ")

    @Test(
        arguments: [
            ("[]", "3:16: logical_units: found 0; expected from 1 to 256 logical units"),
            ("d0", "3:16: logical_units: found d0; expected a list"),
            (
                "[{id: d0, type: disk}]",
                "3:17: logical_units[0].size: missing; expected a size, "
                    + "or an image that has one"
            ),
            ("[{type: tape}]", "3:17: logical_units[0].id: missing; expected a name"),
            ("[{id: t0}]", "3:17: logical_units[0].type: missing; expected disk or tape"),
            (
                "[{id: T0, type: tape}]",
                "3:22: logical_units[0].id: found T0; expected a name of "
                    + "a to z, 0 to 9 and -, at most 64 characters"
            ),
            (
                "[{id: t0, type: tpae}]",
                "3:32: logical_units[0].type: found tpae; expected disk "
                    + "or tape; did you mean tape?"
            ),
            (
                "[{id: d0, type: disk, size: 1000}]",
                "3:44: logical_units[0].size: found 1000; "
                    + "expected a multiple of the block size, 512 bytes"
            ),
            (
                "[{id: d0, type: disk, size: 0}]",
                "3:44: logical_units[0].size: found 0; "
                    + "expected from 512 to 1152921504606846976 bytes"
            ),
            (
                "[{id: d0, type: disk, size: 1MiB, block_size: 1024}]",
                "3:62: logical_units[0].block_size: found 1024; expected 512 or 4096"
            ),
            (
                "[{id: d0, type: disk, size: 512, blok_size: 512}]",
                "3:49: logical_units[0].blok_size: unknown key; did you mean block_size? known "
                    + "here: id, type, naa, ports, lun, timing, store, size, block_size, image, "
                    + "write_cache"
            ),
            (
                "[{id: t0, type: tape, size: 1GiB}]",
                "3:38: logical_units[0].size: unknown key; "
                    + "known here: id, type, naa, ports, lun, timing, store, capacity, "
                    + "early_warning, cartridge"
            ),
            (
                "[{id: t0, type: tape, capacity: 1MiB, early_warning: 1MiB}]",
                "3:69: logical_units[0].early_warning: found 1MiB; expected less than the "
                    + "capacity, 1048576 bytes"
            ),
            (
                "[{id: t0, type: tape}, {id: t0, type: tape}]",
                "3:44: logical_units[1].id: found "
                    + "t0; expected an id of its own for each logical unit"
            ),
            (
                "[{id: t0, type: tape, naa: 50 00}]",
                "3:43: logical_units[0].naa: found 50 00; "
                    + "expected 16 bytes that begin with 6h, or 8 with 2h or 5h"
            ),
            (
                "[{id: t0, type: tape, naa: 6000c50012345678}]",
                "3:43: logical_units[0].naa: found "
                    + "6000c50012345678; expected 16 bytes that begin with 6h, or 8 with 2h or 5h"
            ),
            (
                "[{id: t0, type: tape, naa: 5000c50012345678}, "
                    + "{id: t1, type: tape, naa: 50 00 c5 00 12 34 56 78}]",
                "3:88: logical_units[1].naa: found 50 00 c5 00 12 34 56 78; expected a "
                    + "designator of its own for each logical unit"
            ),
            (
                "[{id: t0, type: tape, naa: 5g}]",
                "3:43: logical_units[0].naa: found 5g; expected "
                    + "hexadecimal byte pairs such as 0a ff (character 2)"
            ),
            (
                "[{id: t0, type: tape, timing: {per_command: 3601s}}]",
                "3:60: logical_units[0].timing.per_command: found 3601s; expected at most 3600 s"
            ),
            (
                "[{id: t0, type: tape, store: disk}]",
                "3:45: logical_units[0].store: found disk; "
                    + "expected memory or file"
            ),
            (
                "[{id: t0, type: tape, cartridge: \"a\\0\"}]",
                "3:49: logical_units[0].cartridge: "
                    + "found \"a \"; expected a path without null characters"
            ),
        ]
    )
    func ofLogicalUnits(value: String, expected: String) {
        let text = "schema: 1\nscenario: sample\nlogical_units: \(value)\n"
        #expect(faults(in: text) == "a.yaml:" + expected)
    }

    @Test func everyFaultOfAFileIsReportedInTheOrderOfItsLines() {
        let text = """
            schema: 2
            scenario: Quiet Disk
            logical_units:
              - id: d0
                type: disk
                size: 64MB
                blok_size: 512
              - {id: t0, type: tape}
            workloads:
              - {on: d2, burst: {writes: 40, sizes: {4KiB: 70}}, idle: 2.9}
            steps:
              - quiesce: {on: t0}
              - backup: {from: s0, to: d0}
            """
        #expect(
            faults(in: text) == """
                a.yaml:1:9: schema: found 2; expected 1, the one known version
                a.yaml:2:11: scenario: found Quiet Disk; expected a name of a to z, 0 to 9 and -, \
                at most 64 characters
                a.yaml:6:11: logical_units[0].size: found 64MB; expected MiB, or bytes in full: \
                MB may mean 1000 or 1024
                a.yaml:7:5: logical_units[0].blok_size: unknown key; did you mean block_size? \
                known here: id, type, naa, ports, lun, timing, store, size, block_size, image, \
                write_cache
                a.yaml:10:10: workloads[0].on: found d2; expected a disk known here (d0)
                a.yaml:10:60: workloads[0].idle: found 2.9; expected a duration such as 3s, 2.9s, \
                20ms, 5us, 1ns, 2min or 1h
                a.yaml:12:19: steps[0].quiesce.on: found t0, a tape; expected a disk known here \
                (d0)
                a.yaml:13:20: steps[1].backup.from: found s0; expected a disk or snapshot known \
                here (d0)
                a.yaml:13:28: steps[1].backup.to: found d0, a disk; expected a tape known here (t0)
                """
        )
    }

    @Test func aFaultCanBeReadInParts() throws {
        let text = shortest + "copy_manger: {}\n"
        guard case .failure(let faults) = Scenario.read(text: text, file: "a.yaml") else {
            Issue.record("no fault")
            return
        }
        let fault = try #require(faults.faults.first)
        #expect(fault.line == 4 && fault.column == 1 && fault.keyPath == "copy_manger")
        #expect(fault.found == "copy_manger" && fault.nearest == "copy_manager")
        #expect(fault.expected.hasPrefix("one of schema, scenario"))
    }
}
