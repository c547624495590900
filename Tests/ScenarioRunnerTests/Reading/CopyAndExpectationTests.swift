import ScenarioRunner
import Testing
import Timebase

/// Copies by their fields, injected faults and expectations, as they are meant to be written.
@Suite struct CopyAndExpectationTests {
    private let copy = """
        steps:
          - copy:
              receiver: d0
              cscd_descriptors:
                - {logical_unit: d0}
                - {logical_unit: d0, pad: true, disk_block_length: 4096}
                - {logical_unit: t0}
                - {logical_unit: t0, pad: true, fixed: true, stream_block_length: 10240}
              segment_descriptors:
                - {type: block_to_stream, cat: true, source: 0, destination: 1, \
        stream_device_transfer_length: 2, blocks: 3, lba: 4}
                - {type: stream_to_block, source: 1, destination: 0, \
        stream_device_transfer_length: FFFFFFh, blocks: 65535, lba: FFFFFFFFFFFFFFFFh}
                - {type: block_to_block, dc: true, cat: true, source: 0, destination: 1, \
        blocks: 2, source_lba: 3, destination_lba: 4}
                - {type: inline_to_stream, cat: true, destination: 3, \
        stream_device_transfer_length: 80, inline_data_offset: 4, bytes: 80}
                - {type: stream_to_discard, source: C001h, stream_device_transfer_length: 512, \
        bytes: 0}
                - {type: write_filemarks, immed: true, destination: 3, count: 2}
              inline_data: "56 4f 4c 31"
        """

    @Test func fieldsOfEveryType() throws {
        let one = try onlyCase(copy)
        guard case .copy(let step) = one.steps[0].action, let fields = step.fields else {
            Issue.record("no fields")
            return
        }
        #expect(step.receiver == "d0" && step.nexus == "server" && step.parameterList == nil)
        #expect(fields.listIdentifier == 1 && fields.listIDUsage == 0 && fields.priority == 1)
        #expect(!fields.sequentialStriped && fields.inlineData == [0x56, 0x4F, 0x4C, 0x31])
        #expect(
            fields.cscdDescriptors.map(\.parameters) == [
                .block(diskBlockLength: nil), .block(diskBlockLength: 4096),
                .stream(fixed: false, streamBlockLength: 0),
                .stream(fixed: true, streamBlockLength: 10_240),
            ]
        )
        #expect(fields.cscdDescriptors.map(\.pad) == [false, true, false, true])
        #expect(fields.cscdDescriptors.map(\.logicalUnit) == ["d0", "d0", "t0", "t0"])
        #expect(fields.segmentDescriptors.map(\.kind) == SegmentDescriptorSetup.Kind.allCases)
        check(fields.segmentDescriptors)
    }

    private func check(_ segments: [SegmentDescriptorSetup]) {
        for segment in segments {
            switch segment {
            case .blockToStream(let it):
                #expect(it.cat && it.source == 0 && it.destination == 1)
                #expect(it.streamDeviceTransferLength == 2 && it.blocks == 3 && it.lba == 4)
            case .streamToBlock(let it):
                #expect(!it.cat && it.source == 1 && it.destination == 0)
                #expect(it.streamDeviceTransferLength == 0xFF_FFFF && it.blocks == 65_535)
                #expect(it.lba == .max)
            case .blockToBlock(let it):
                #expect(it.dc && it.cat && it.source == 0 && it.destination == 1)
                #expect(it.blocks == 2 && it.sourceLBA == 3 && it.destinationLBA == 4)
            case .inlineToStream(let it):
                #expect(it.cat && it.destination == 3 && it.streamDeviceTransferLength == 80)
                #expect(it.inlineDataOffset == 4 && it.bytes == 80)
            case .streamToDiscard(let it):
                #expect(!it.cat && it.source == 0xC001 && it.bytes == 0)
                #expect(it.streamDeviceTransferLength == 512)
            case .writeFilemarks(let it):
                #expect(it.immed && it.destination == 3 && it.count == 2)
            }
        }
    }

    @Test func theHeaderCanBeSpelledOut() throws {
        let one = try onlyCase(
            """
            i_t_nexuses: [{id: a, logical_units: [t0]}, {id: b, logical_units: [t0, d0]}]
            steps:
              - copy: {receiver: d0, nexus: b, list_identifier: 21h, str: true, \
            list_id_usage: 10b, priority: 7, cscd_descriptors: [], segment_descriptors: [], \
            parameter_list: 21 11}
            """
        )
        guard case .copy(let step) = one.steps[0].action, let fields = step.fields else {
            Issue.record("no fields")
            return
        }
        #expect(step.nexus == "b" && step.parameterList == [0x21, 0x11])
        #expect(fields.listIdentifier == 0x21 && fields.sequentialStriped)
        #expect(fields.listIDUsage == 0b10 && fields.priority == 7)
        let other =
            shortest + """
                i_t_nexuses: [{id: a, logical_units: [t0]}, {id: b, logical_units: [t0, d0]}]
                steps: [copy: {receiver: d0, parameter_list: 00}]
                """
        #expect(
            faults(in: other) == "a.yaml:5:26: steps[0].copy.receiver: found d0; expected a "
                + "logical unit that a sees (t0)"
        )
    }

    @Test func faultsOfEveryKind() throws {
        let one = try onlyCase(
            """
            steps: [snapshot: {of: d0, as: s0}]
            faults:
              - {on: t0, at: {segment: 2}, times: 3, fault: {check_condition: \
            {sense_key: MEDIUM ERROR, asc: 0Ch, ascq: 01h}}}
              - {on: s0, at: {command: WRITE(6), nth: 3}, fault: {busy: true}}
              - {on: d0, at: {time: 5s}, fault: {unreachable: true}}
              - {on: d0, at: {command: EXTENDED COPY(LID1)}, fault: {check_condition: \
            {sense_key: COPY ABORTED, asc: 8}}}
            """
        )
        #expect(
            one.faults.map(\.trigger) == [
                .segment(2, nth: 1), .command(.write6, nth: 3),
                .time(Instant(nanoseconds: 5_000_000_000)), .command(.extendedCopy, nth: 1),
            ]
        )
        let write = SenseTriple(key: .mediumError, asc: 0x0C, ascq: 0x01)
        let copy = SenseTriple(key: .copyAborted, asc: 0x08, ascq: 0x00)
        #expect(
            one.faults.map(\.effect) == [
                .checkCondition(write), .busy, .unreachable, .checkCondition(copy),
            ]
        )
        #expect(one.faults.map(\.times) == [3, 1, 1, 1])
        #expect(one.faults.map(\.logicalUnit) == ["t0", "s0", "d0", "d0"])
        #expect(one.faults.map(\.line) == [6, 7, 8, 9])
    }

    @Test func expectationsOfEveryKind() throws {
        let one = try onlyCase(
            """
            steps: [quiesce: {on: d0}, wait: {for: 1s}, wait: {for: 1s}, \
            snapshot: {of: d0, as: s0}, verify: {of: d0, against: s0}]
            expect:
              - {quiesce: quiet, at: 12.5s}
              - {quiesce: timed_out}
              - {step: wait, result: failed, nth: 2}
              - {never: snapshot_created}
              - {sometimes: write_during_copy}
              - {verify: identical}
              - {status: CHECK CONDITION, sense: {sense_key: COPY ABORTED, asc: 0Dh}}
              - {status: GOOD}
              - {server_payload_bytes: 4KiB}
              - {copy_results: {status: 02h, segments_processed: 3}}
              - {copy_results: {status: 01h}}
            """
        )
        let sense = SensePattern(key: .copyAborted, asc: 0x0D, ascq: nil)
        #expect(
            one.expectations.map(\.condition) == [
                .quiesce(.quiet, at: Instant(nanoseconds: 12_500_000_000), nth: 1),
                .quiesce(.timedOut, at: nil, nth: 1),
                .step(.wait, .failed, nth: 2),
                .never(.snapshotCreated),
                .sometimes(.writeDuringCopy),
                .verify(.identical, nth: 1),
                .status(.checkCondition, sense: sense),
                .status(.good, sense: nil),
                .serverPayloadBytes(4096),
                .copyResults(CopyResultsPattern(status: 2, segmentsProcessed: 3)),
                .copyResults(CopyResultsPattern(status: 1, segmentsProcessed: nil)),
            ]
        )
    }

    @Test func tapesHoldRecordsOfPartsAndFilemarks() throws {
        let one = try onlyCase(
            """
            expect:
              - tape: t0
                objects:
                  - {record: 56 4f}
                  - {record: {bytes: 4KiB, from: {logical_unit: d0, lba: 8}}}
                  - filemark
                  - record:
                      - {hex: "00 01"}
                      - {bytes: 1, from: {logical_unit: d0, lba: 64h, offset: 5}}
                      - {zeros: 6656}
              - {tape: t0, objects: []}
            """
        )
        let place = DiskPlace(logicalUnit: "d0", lba: 8, offset: 0)
        let other = DiskPlace(logicalUnit: "d0", lba: 100, offset: 5)
        #expect(
            one.expectations.map(\.condition) == [
                .tape(
                    "t0",
                    objects: [
                        .record([.literal([0x56, 0x4F])]),
                        .record([.bytes(4096, from: place)]),
                        .filemark,
                        .record([.literal([0, 1]), .bytes(1, from: other), .zeros(6656)]),
                    ]
                ),
                .tape("t0", objects: []),
            ]
        )
    }
}
