import CopyManager
import ScenarioRunner
import Testing
import Timebase

/// What a scenario means that says little, and what one means that says all.
@Suite struct DefaultsTests {
    @Test func aScenarioThatSaysNothingGetsAllDefaults() throws {
        let scenario = try Scenario.read(text: shortest, file: "a.yaml").get()
        #expect(scenario.file == "a.yaml" && scenario.name == "sample")
        #expect(scenario.description == "" && scenario.cases.count == 1)
        let one = scenario.cases[0]
        #expect(one.name == nil && one.title == "sample" && one.description == "")
        #expect(one.seed == 0 && one.sameTick == .writeFirst)
        #expect(one.nexuses == [NexusSetup(id: "server", logicalUnits: ["d0", "t0"])])
        #expect(one.copyManager == CopyManagerSetup())
        #expect(one.copyManager.step == 1_048_576)
        #expect(one.copyManager.profile == CopyManagerProfile())
        #expect(one.workloads.isEmpty && one.steps.isEmpty)
        #expect(one.faults.isEmpty && one.expectations.isEmpty)
        let (disk, tape) = (one.logicalUnits[0], one.logicalUnits[1])
        #expect(disk.id == "d0" && disk.naa == nil && disk.line == 3)
        #expect(disk.timing == .diskDefault)
        guard case .disk(let disk) = disk.device, case .tape(let tapeSetup) = tape.device else {
            Issue.record("not the devices that were asked for")
            return
        }
        #expect(disk.size == 1 << 20 && disk.blockSize == 512 && disk.store == .memory)
        #expect(disk.image == nil && disk.writeCache)
        #expect(tape.timing == .tapeDefault)
        #expect(tapeSetup.capacity == 17_179_869_184 && tapeSetup.earlyWarning == 16_777_216)
        #expect(tapeSetup.store == .memory && tapeSetup.cartridge == nil)
    }

    @Test func logicalUnitsTakeAllThatTheyCan() throws {
        let text = """
            schema: 1
            scenario: sample
            logical_units:
              - id: d0
                type: disk
                image: ../x.img
                block_size: 4096
                store: file
                write_cache: false
                naa: 6001405AABBCCDD0 0000000000000001
                timing: {per_command: 0ns}
              - id: t0
                type: tape
                cartridge: /tapes/a
                naa: "5000C50012345678"
                timing: {per_mib: 1ms}
              - {id: t1, type: tape, capacity: 1MiB}
            """
        let scenario = try Scenario.read(text: text, file: "dir/sub/a.yaml").get()
        let units = scenario.cases[0].logicalUnits
        guard case .disk(let disk) = units[0].device, case .tape(let tape) = units[1].device,
            case .tape(let small) = units[2].device
        else {
            Issue.record("not the devices that were asked for")
            return
        }
        #expect(disk.size == nil && disk.blockSize == 4096 && disk.store == .file)
        #expect(disk.image?.written == "../x.img" && disk.image?.resolved == "dir/sub/../x.img")
        #expect(!disk.writeCache && units[0].naa?.count == 16 && units[0].naa?.last == 1)
        #expect(units[0].timing.perCommand == .zero)
        #expect(units[0].timing.perMebibyte == ServiceTiming.diskDefault.perMebibyte)
        #expect(tape.cartridge?.resolved == "/tapes/a" && small.earlyWarning == 65_536)
        #expect(units[1].naa == [0x50, 0x00, 0xC5, 0x00, 0x12, 0x34, 0x56, 0x78])
        #expect(units[1].timing.perCommand == ServiceTiming.tapeDefault.perCommand)
        #expect(units[1].timing.perMebibyte == .milliseconds(1))
    }

    @Test func stepsHaveDefaults() throws {
        let one = try onlyCase(
            """
            steps:
              - quiesce: {on: d0}
              - snapshot: {of: d0, as: s0}
              - backup: {from: s0, to: t0}
              - restore: {from: t0, to: d0}
              - verify: {of: d0, against: s0}
              - wait: {for: 5s}
            """
        )
        #expect(
            one.steps.map(\.kind) == [.quiesce, .snapshot, .backup, .restore, .verify, .wait]
        )
        #expect(one.steps.map(\.line) == [5, 6, 7, 8, 9, 10])
        guard case .quiesce(let quiesce) = one.steps[0].action,
            case .backup(let backup) = one.steps[2].action,
            case .restore(let restore) = one.steps[3].action
        else {
            Issue.record("not the steps that were asked for")
            return
        }
        #expect(quiesce.idleFor == .seconds(3) && quiesce.timeout == .seconds(80))
        #expect(backup.name == "sample" && backup.source == "s0")
        #expect(backup.record == nil && backup.content == .image && backup.tapes == ["t0"])
        #expect(restore.name == "sample" && restore.disk == "d0")
    }

    @Test func workloadsHaveDefaults() throws {
        let one = try onlyCase(
            """
            workloads:
              - {on: d0, burst: {writes: 3, sizes: {64KiB: 30, 512: 1}}}
              - {on: d0, start: 1s, burst: {writes: 3, gap: 1ms, sizes: {512: 1}, \
            region: {from: 1KiB, to: 2KiB}}, idle: 2s, repeat: 4}
              - {on: d0, write: {at: 77s, lba: 7FFh, blocks: 1}}
            """
        )
        guard case .bursts(let first) = one.workloads[0].pattern,
            case .bursts(let second) = one.workloads[1].pattern,
            case .single(let third) = one.workloads[2].pattern
        else {
            Issue.record("not the workloads that were asked for")
            return
        }
        #expect(first.start == .zero && first.gap == .zero && first.idle == .zero)
        #expect(first.repeats == 1 && first.region == nil && first.writes == 3)
        let weights = [
            WeightedSize(size: 65_536, weight: 30), WeightedSize(size: 512, weight: 1),
        ]
        #expect(first.sizes == weights, "in the order of the file")
        #expect(second.start == Instant(nanoseconds: 1_000_000_000) && second.repeats == 4)
        #expect(second.gap == .milliseconds(1) && second.idle == .seconds(2))
        #expect(second.region == 1024..<2048)
        #expect(third.at == Instant(nanoseconds: 77_000_000_000))
        #expect(third.lba == 2047 && third.blocks == 1)
    }

    @Test func copyManagersTakeTheirLimits() throws {
        let one = try onlyCase(
            """
            copy_manager:
              limits:
                maximum_cscd_descriptor_count: 2
                maximum_segment_descriptor_count: 3
                maximum_descriptor_list_length: 4KiB
                maximum_segment_length: 0
                maximum_inline_data_length: 0
                maximum_stream_device_transfer_size: 1MiB
                held_data_limit: 2KiB
                total_concurrent_copies: 5
                maximum_identified_concurrent_copies: 4
                data_segment_granularity: 9
              step: 512
            """
        )
        var limits = CopyManagerLimits()
        limits.maximumCSCDDescriptorCount = 2
        limits.maximumSegmentDescriptorCount = 3
        limits.maximumDescriptorListLength = 4096
        limits.maximumSegmentLength = 0
        limits.maximumInlineDataLength = 0
        limits.maximumStreamDeviceTransferSize = 1 << 20
        limits.heldDataLimit = 2048
        limits.totalConcurrentCopies = 5
        limits.maximumIdentifiedConcurrentCopies = 4
        limits.dataSegmentGranularity = 9
        var profile = CopyManagerProfile(limits: limits)
        profile.enforced.stepByteCount = 512
        #expect(one.copyManager == CopyManagerSetup(profile: profile))
        #expect(one.copyManager.step == 512)
    }

    /// What is enforced may be another thing than what is advertised.
    @Test func copyManagersMayEnforceOtherLimits() throws {
        let one = try onlyCase(
            """
            copy_manager:
              limits: {maximum_segment_length: 1MiB, held_data_limit: 2KiB}
              enforce: {maximum_segment_length: 64KiB}
            """
        ).copyManager.profile
        #expect(one.advertised.maximumSegmentLength == 1 << 20)
        #expect(one.enforced.maximumSegmentLength == 1 << 16)
        #expect(one.advertised.heldDataLimit == 2048 && one.enforced.heldDataLimit == 2048)
    }

    @Test func casesReplaceWhatTheyName() throws {
        let text =
            shortest + """
                seed: 1
                cases:
                  - {case: first, seed: 2}
                  - {case: second, steps: [wait: {for: 1s}], clock: {same_tick: watch_first}}
                """
        let cases = try Scenario.read(text: text, file: "a.yaml").get().cases
        #expect(cases.map(\.title) == ["sample/first", "sample/second"])
        #expect(cases.map(\.name) == ["first", "second"])
        #expect(cases.map(\.seed) == [2, 1])
        #expect(cases.map(\.steps.count) == [0, 1])
        #expect(cases.map(\.sameTick) == [.writeFirst, .watchFirst])
        #expect(cases[0].logicalUnits == cases[1].logicalUnits)
        #expect(cases[0].logicalUnit("t0")?.id == "t0" && cases[0].logicalUnit("x") == nil)
    }
}
