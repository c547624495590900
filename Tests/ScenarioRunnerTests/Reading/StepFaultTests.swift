import ScenarioRunner
import Testing

/// Workloads, steps, copies, expectations and cases that cannot be: the exact fault of each.
@Suite struct StepFaultTests {
    @Test(
        arguments: [
            (
                "{on: d0}",
                "4:13: workloads[0]: found a mapping; expected a mapping with one of "
                    + "burst, write"
            ),
            (
                "{on: d0, brust: {}}",
                "4:22: workloads[0].brust: unknown key; did you mean burst? "
                    + "known here: burst, write"
            ),
            (
                "{on: d0, write: {at: 0s, lba: 0, blocks: 1}, idle: 1s}",
                "4:58: workloads[0].idle: unknown key; known here: write, on"
            ),
            (
                "{on: d0, write: {at: 0s, lba: 2047, blocks: 2}}",
                "4:29: workloads[0].write: found "
                    + "2 blocks at LBA 2047; expected blocks within the disk's 2048"
            ),
            (
                "{on: d0, write: {at: 0s, lba: 0, blocks: 0}}",
                "4:54: workloads[0].write.blocks: "
                    + "found 0; expected a number from 1 to 131072"
            ),
            (
                "{on: d0, burst: {writes: 0, sizes: {512: 1}}}",
                "4:38: workloads[0].burst.writes: "
                    + "found 0; expected a number from 1 to 100000000"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {}}}",
                "4:48: workloads[0].burst.sizes: found an "
                    + "empty mapping; expected sizes with weights, such as {4KiB: 70, 64KiB: 30}"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {1000: 1}}}",
                "4:49: "
                    + "workloads[0].burst.sizes.1000: found 1000; expected a multiple of the disk's "
                    + "block size, 512 bytes"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {4KiB: 1, 4096: 1}}}",
                "4:58: "
                    + "workloads[0].burst.sizes.4096: found 4096; expected each size once"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {4KiB: 0}}}",
                "4:55: "
                    + "workloads[0].burst.sizes.4KiB: found 0; expected a number from 1 to 1000000"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {2MiB: 1}}}",
                "4:29: workloads[0].burst: found "
                    + "2097152; expected sizes of at most 1048576 bytes, which is all there is to "
                    + "write to"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {4KiB: 1}, region: {from: 1KiB, to: 2KiB}}}",
                "4:29: workloads[0].burst: found 4096; expected sizes of at most 1024 bytes, "
                    + "which is all there is to write to"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {512: 1}, region: {from: 2KiB, to: 2KiB}}}",
                "4:66: workloads[0].burst.region: found 2048 to 2048; expected from before to"
            ),
            (
                "{on: d0, burst: {writes: 1, sizes: {512: 1}, region: {to: 2MiB}}}",
                "4:71: "
                    + "workloads[0].burst.region.to: found 2MiB; expected from 0 to 1048576 bytes"
            ),
            (
                "{on: d0, burst: {writes: 100000, sizes: {512: 1}}, repeat: 1001}",
                "4:29: "
                    + "workloads[0].burst: found 100000 writes 1001 times; expected at most 100000000 "
                    + "writes in all"
            ),
            (
                "{on: d0, burst: {writes: 2, gap: 2000000h, sizes: {512: 1}}, repeat: 2}",
                "4:29: "
                    + "workloads[0].burst: found a later one; expected a last write before 292 years"
            ),
        ]
    )
    func ofWorkloads(value: String, expected: String) {
        #expect(faults(in: shortest + "workloads: [\(value)]") == "a.yaml:" + expected)
    }

    @Test(
        arguments: [
            (
                "{}",
                "4:9: steps[0]: found an empty mapping; expected a mapping with one of "
                    + "quiesce, snapshot, backup, restore, verify, wait, copy"
            ),
            (
                "wait",
                "4:9: steps[0]: found wait; expected a mapping with one of quiesce, "
                    + "snapshot, backup, restore, verify, wait, copy"
            ),
            (
                "{wait: {for: 1s}, quiesce: {on: d0}}",
                "4:9: steps[0]: found quiesce and wait; "
                    + "expected only one of quiesce, snapshot, backup, restore, verify, wait, copy"
            ),
            (
                "{snapsot: {of: d0, as: s0}}",
                "4:10: steps[0].snapsot: unknown key; did you mean "
                    + "snapshot? known here: quiesce, snapshot, backup, restore, verify, wait, copy"
            ),
            (
                "quiesce: {on: d0, idle_for: 5s, timeout: 4.999999999s}",
                "4:50: "
                    + "steps[0].quiesce.timeout: found a timeout of 4.999999999 s and an idle_for of "
                    + "5 s; expected a timeout of at least idle_for"
            ),
            (
                "quiesce: {on: d0, idle_for: 81s}",
                "4:37: steps[0].quiesce.idle_for: found a "
                    + "timeout of 80 s and an idle_for of 81 s; expected a timeout of at least "
                    + "idle_for"
            ),
            (
                "quiesce: {on: d0, idle_for: 0s}",
                "4:37: steps[0].quiesce.idle_for: found 0s; "
                    + "expected more than 0s"
            ),
            (
                "snapshot: {of: d0, as: t0}",
                "4:32: steps[0].snapshot.as: found t0; expected an id "
                    + "that is not taken"
            ),
            (
                "snapshot: {of: t0, as: s0}",
                "4:24: steps[0].snapshot.of: found t0, a tape; "
                    + "expected a disk or snapshot known here (d0)"
            ),
            (
                "snapshot: {of: d0}",
                "4:19: steps[0].snapshot.as: missing; expected the "
                    + "snapshot's id"
            ),
            (
                "backup: {from: d0, to: t0, record: 1000}",
                "4:44: steps[0].backup.record: found "
                    + "1000; expected from 8192 to 16773120 bytes"
            ),
            (
                "backup: {from: d0, to: t0, record: 8704}",
                "4:44: steps[0].backup.record: found "
                    + "8704; expected a multiple of the archive's header, 4096 bytes"
            ),
            (
                "backup: {from: d0, to: t0, record: 16MiB}",
                "4:44: steps[0].backup.record: found "
                    + "16MiB; expected from 8192 to 16773120 bytes"
            ),
            (
                "verify: {of: d0, against: d0}",
                "4:35: steps[0].verify.against: found d0; expected "
                    + "something else than d0 itself"
            ),
            ("wait: {for: 0ns}", "4:21: steps[0].wait.for: found 0ns; expected more than 0s"),
            (
                "copy: {receiver: d0}",
                "4:15: steps[0].copy: found neither fields nor bytes; "
                    + "expected cscd_descriptors and segment_descriptors, or parameter_list, or all"
            ),
            (
                "copy: {receiver: d0, priority: 1}",
                """
                4:15: steps[0].copy.cscd_descriptors: missing; expected a list of CSCD descriptors
                a.yaml:4:15: steps[0].copy.segment_descriptors: missing; expected a list of \
                segment descriptors
                """
            ),
            (
                "copy: {receiver: d0, parameter_list: 21, nexus: sever}",
                "4:57: "
                    + "steps[0].copy.nexus: found sever; expected an I_T nexus known here (server); "
                    + "did you mean server?"
            ),
            (
                "copy: {receiver: d0, cscd_descriptors: [{logical_unit: d0, fixed: true}, "
                    + "{logical_unit: t0, disk_block_length: 512}], segment_descriptors: [], "
                    + "list_id_usage: 100b}",
                """
                4:68: steps[0].copy.cscd_descriptors[0].fixed: unknown key; known here: \
                logical_unit, pad, disk_block_length
                a.yaml:4:101: steps[0].copy.cscd_descriptors[1].disk_block_length: unknown key; \
                known here: logical_unit, pad, fixed, stream_block_length
                a.yaml:4:167: steps[0].copy.list_id_usage: found 100b; expected a number from 0 \
                to 3
                """
            ),
        ]
    )
    func ofSteps(value: String, expected: String) {
        #expect(faults(in: shortest + "steps: [\(value)]") == "a.yaml:" + expected)
    }

    @Test(
        arguments: [
            (
                "{source: 0}",
                "4:74: S.type: missing; expected one of block_to_stream, "
                    + "stream_to_block, block_to_block, inline_to_stream, stream_to_discard, "
                    + "write_filemarks"
            ),
            (
                "{type: block_to_blok}",
                "4:81: S.type: found block_to_blok; expected one of "
                    + "block_to_stream, stream_to_block, block_to_block, inline_to_stream, "
                    + "stream_to_discard, write_filemarks; did you mean block_to_block?"
            ),
            (
                "{type: write_filemarks, destination: 1, count: 1, cat: true}",
                "4:124: S.cat: "
                    + "unknown key; known here: type, immed, destination, count"
            ),
            (
                "{type: write_filemarks, destination: 10000h, count: 16777216}",
                """
                4:111: S.destination: found 10000h; expected a number from 0 to 65535
                a.yaml:4:126: S.count: found 16777216; expected a number from 0 to 16777215
                """
            ),
            (
                "{type: block_to_block, source: 0, destination: 1, blocks: 65536, source_lba: 0}",
                """
                4:74: S.destination_lba: missing; expected a number
                a.yaml:4:132: S.blocks: found 65536; expected a number from 0 to 65535
                """
            ),
        ]
    )
    func ofSegments(value: String, expected: String) {
        let copy = "copy: {receiver: d0, cscd_descriptors: [], segment_descriptors: [\(value)]}"
        let path = "steps[0].copy.segment_descriptors[0]."
        let full = expected.split(separator: "S.", omittingEmptySubsequences: false)
            .joined(separator: path)
        #expect(faults(in: shortest + "steps: [\(copy)]") == "a.yaml:" + full)
    }

    @Test(
        arguments: [
            (
                "{quiesce: quiet}",
                "4:20: expect[0].quiesce: found number 1; expected one of the "
                    + "scenario's 0 quiesce steps"
            ),
            (
                "{verify: same}",
                """
                4:19: expect[0].verify: found same; expected identical or different
                a.yaml:4:19: expect[0].verify: found number 1; expected one of the scenario's 0 \
                verify steps
                """
            ),
            (
                "{never: snapshot_make}",
                "4:18: expect[0].never: found snapshot_make; expected one "
                    + "of \(EventName.allCases.map(\.rawValue).joined(separator: ", "))"
            ),
            (
                "{copy_results: {}}",
                "4:25: expect[0].copy_results: found an empty mapping; "
                    + "expected status, segments_processed, or both"
            ),
            (
                "{tape: d0, objects: []}",
                "4:17: expect[0].tape: found d0, a disk; expected a tape "
                    + "known here (t0)"
            ),
            (
                "{tape: t0}",
                "4:10: expect[0].objects: missing; expected a list of records and "
                    + "filemarks"
            ),
            (
                "{tape: t0, objects: [mark, {record: []}, {record: {zeros: 0}}]}",
                """
                4:31: expect[0].objects[0]: found mark; expected filemark, or a record
                a.yaml:4:46: expect[0].objects[1].record: found an empty list; expected at least \
                one part
                a.yaml:4:68: expect[0].objects[2].record.zeros: found 0; expected from 1 to \
                16777215 bytes
                """
            ),
            (
                "{status: CHECK CONDITON}",
                "4:19: expect[0].status: found CHECK CONDITON; expected "
                    + "one of GOOD, CHECK CONDITION, CONDITION MET, BUSY, RESERVATION CONFLICT, "
                    + "TASK SET FULL, ACA ACTIVE, TASK ABORTED; did you "
                    + "mean CHECK CONDITION?"
            ),
        ]
    )
    func ofExpectations(value: String, expected: String) {
        #expect(faults(in: shortest + "expect: [\(value)]") == "a.yaml:" + expected)
    }

    @Test(
        arguments: [
            ("cases: []", "4:8: cases: found 0; expected from 1 to 256 cases"),
            ("cases: [{seed: 1}]", "4:9: cases[0].case: missing; expected the case's name"),
            (
                "cases: [{case: a}, {case: a}]",
                "4:27: cases[1].case: found a; expected a name of "
                    + "its own for each case"
            ),
            (
                "cases: [{case: a, scenario: b}]",
                "4:19: cases[0].scenario: unknown key; known "
                    + "here: case, description, seed, clock, logical_units, i_t_nexuses, "
                    + "copy_manager, workloads, steps, faults, expect"
            ),
            (
                "seed: 1\ncases: [{case: a, seed: 2}, {case: b, seed: 3}]",
                "4:7: seed: found what "
                    + "every case replaces; expected a case that does not replace it"
            ),
            (
                "seed: x\ncases: [{case: a}, {case: b}]",
                "4:7: seed: found x; expected a number "
                    + "such as 12, 0Ch, 0x0C or 1100b"
            ),
            (
                "cases:\n  - {case: a, steps: [wait: {for: 1s}]}\n  - {case: b, expect: [{step: "
                    + "wait, result: good}]}",
                "6:31: cases[1].expect[0].step: found number 1; "
                    + "expected one of the scenario's 0 wait steps"
            ),
        ]
    )
    func ofCases(lines: String, expected: String) {
        #expect(faults(in: shortest + lines) == "a.yaml:" + expected)
    }
}
