import CopyManager
import Foundation
import SCSI
import ScenarioRunner
import Testing

/// Profile files: the built-in ones, and what is wrong with others.
@Suite struct ProfileReadingTests {
    /// A file of which line 4 comes next.
    private static let head = "schema: 1\nprofile: mine\nsummary: a sample\n"

    private static func faults(_ text: String) -> String {
        switch ProfileCatalog.read(text: Array(text.utf8), file: "p.yaml") {
        case .success: ""
        case .failure(let faults): faults.description
        }
    }

    private static func profile(_ text: String) throws -> CopyManagerProfile {
        try ProfileCatalog.read(text: Array((head + text).utf8), file: "p.yaml").get()
    }

    // MARK: Built-in profiles

    @Test(arguments: ProfileCatalog.names) func builtInProfilesRead(_ name: String) throws {
        let profile = try ProfileCatalog.profile(name).get()
        #expect(profile.name == name && !profile.summary.isEmpty)
        #expect(profile == (try ProfileCatalog.profile(name).get()))
    }

    @Test func everyFileIsBuiltIn() throws {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        let folder = url.appendingPathComponent("Sources/ScenarioRunner/Profiles")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") }
        #expect(files.map { String($0.dropLast(5)) }.sorted() == ProfileCatalog.names.sorted())
        for name in ProfileCatalog.names {
            let text = try String(
                contentsOf: folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
            #expect(ProfileCatalog.text(ofBuiltIn: name) == text)
        }
    }

    /// The standard's profile is the default, and its file names every key.
    @Test func theStandardsFileSaysEveryDefault() throws {
        let profile = try ProfileCatalog.profile("spc4").get()
        #expect(profile == CopyManagerProfile())
        let text = try #require(ProfileCatalog.text(ofBuiltIn: "spc4"))
        let document =
            try JSONSerialization.jsonObject(
                with: Data(ProfileReport([profile]).json().utf8)) as? [String: Any]
        let profiles = try #require(document?["profiles"] as? [[String: Any]])
        let settings = try #require(profiles[0]["settings"] as? [String: Any])
        #expect(settings.count > 120)
        for key in settings.keys.sorted() where !key.hasPrefix("sense.") {
            let name = key.split(separator: ".").last.map(String.init) ?? key
            #expect(text.contains("\n\(name):") || text.contains(" \(name):"), "\(key)")
        }
    }

    // MARK: Faults

    /// A line for each key of each section with a value that it cannot have, and a part of what is
    /// said of it.
    static let wrong: [(line: String, key: String, said: String)] = [
        ("dialect: spc3", "dialect", "did you mean spc?"),
        ("commands: [extended_copy_lid2]", "commands[0]", "did you mean extended_copy_lid1?"),
        ("commands: extended_copy_lid1", "commands", "a list"),
        ("commands: [populate_token, populate_token]", "commands", "twice"),
        ("segment_types: [17h]", "segment_types[0]", "one of 00h"),
        ("cscd_types: [E5h]", "cscd_types[0]", "one of E0h"),
        ("cscd_types: [E4h, 228]", "cscd_types", "E4h twice"),
        ("well_known_ids: [0001h]", "well_known_ids[0]", "one of C000h"),
        ("check_order: [usage]", "check_order", "a list without format"),
        ("result_retention_seconds: 0", "result_retention_seconds", "from 1"),
        ("copy_group_identifier: 10 00 01", "copy_group_identifier", "expected 18 bytes"),
        ("subcommand_retries: 101", "subcommand_retries", "from 0 to 100"),
        ("limits: {supports_no_list_identifier: 1}", "limits.supports_no_list_identifier", "true"),
        (
            "limits: {maximum_cscd_descriptor_count: 0}", "limits.maximum_cscd_descriptor_count",
            "from 1 to 65535"
        ),
        (
            "advertised: {maximum_segment_descriptor_count: 65536}",
            "advertised.maximum_segment_descriptor_count", "from 1 to 65535"
        ),
        (
            "enforced: {maximum_descriptor_list_length: 0}",
            "enforced.maximum_descriptor_list_length", "from 1"
        ),
        ("limits: {maximum_segment_length: 4GiB}", "limits.maximum_segment_length", "from 0"),
        ("limits: {maximum_inline_data_length: x}", "limits.maximum_inline_data_length", "size"),
        ("limits: {held_data_limit: -1}", "limits.held_data_limit", "found -1"),
        (
            "limits: {maximum_stream_device_transfer_size: 0}",
            "limits.maximum_stream_device_transfer_size", "from 1"
        ),
        ("limits: {total_concurrent_copies: 0}", "limits.total_concurrent_copies", "from 1"),
        (
            "limits: {maximum_identified_concurrent_copies: 256}",
            "limits.maximum_identified_concurrent_copies", "from 1 to 255"
        ),
        ("limits: {data_segment_granularity: 63}", "limits.data_segment_granularity", "to 62"),
        ("limits: {inline_data_granularity: 63}", "limits.inline_data_granularity", "to 62"),
        ("limits: {held_data_granularity: 63}", "limits.held_data_granularity", "to 62"),
        ("limits: {kept_results_per_nexus: 0}", "limits.kept_results_per_nexus", "from 1"),
        ("limits: {step_byte_count: 0}", "limits.step_byte_count", "from 1"),
        ("switches: {feRTokenBit: 8}", "switches.feRTokenBit", "from 0 to 7"),
        ("switches: {feDelTknBit: 8}", "switches.feDelTknBit", "from 0 to 7"),
        ("switches: {feDelTknBit: 4}", "switches", "a bit of its own"),
        ("switches: {spaceCodeWidth: 0}", "switches.spaceCodeWidth", "from 3 to 4"),
        (
            "switches: {eaEbTailOffsets: {port: 63}}", "switches.eaEbTailOffsets.port",
            "from 32 to 62"
        ),
        (
            "switches: {targetDeviceDescriptorSize: 129}", "switches.targetDeviceDescriptorSize",
            "from 0 to 128"
        ),
        ("switches: {nulNeedsCommandAsc: 0D}", "switches.nulNeedsCommandAsc", "26/0A"),
        ("switches: {unreachableAsc: 5/08/04}", "switches.unreachableAsc", "26/0A"),
        ("switches: {lid4CscdBase: 2}", "switches.lid4CscdBase", "from 0 to 1"),
        ("switches: {immedConflictAsc: 24-00}", "switches.immedConflictAsc", "26/0A"),
        ("switches: {infoUnitVariable: blocks}", "switches.infoUnitVariable", "bytes or records"),
        ("switches: {dropLid4AfterRead: no}", "switches.dropLid4AfterRead", "true or false"),
        ("switches: {offsetTailIsResidue: 2}", "switches.offsetTailIsResidue", "true or false"),
        ("switches: {padUnit: blok}", "switches.padUnit", "did you mean block?"),
        ("switches: {trailingBytes: ignore}", "switches.trailingBytes", "did you mean ignored?"),
        ("switches: {completionDelay: 1_0}", "switches.completionDelay", "a number"),
        ("switches: {capacityAsc: [0D/01]}", "switches.capacityAsc", "a list"),
        ("switches: {allow15AnyPdt: yes}", "switches.allow15AnyPdt", "true or false"),
        (
            "switches: {duplicateLbaAcrossSegments: on}", "switches.duplicateLbaAcrossSegments",
            "true or false"
        ),
        ("switches: {hddRetention: new}", "switches.hddRetention", "newest or oldest"),
        ("switches: {lateIllegalKey: 5}", "switches.lateIllegalKey", "illegal_request"),
        ("switches: {nullLuPad: 1}", "switches.nullLuPad", "true or false"),
        ("sense: {unreachable_cscds: 08/04}", "sense.unreachable_cscds", "unreachable_cscd?"),
        ("sense: {inexact_segment: 1/2/3/4}", "sense.inexact_segment", "26/0A"),
        ("sense: {inexact_segment: 10/26/0A}", "sense.inexact_segment", "26/0A"),
        ("sense: {inexact_segment: {code: 5}}", "sense.inexact_segment.code", "26/0A"),
        ("sense: {inexact_segment: {segment: 1}}", "sense.inexact_segment.segment", "true"),
        (
            "sense: {inexact_segment: {field: {cdb: 1, segment: 2}}}",
            "sense.inexact_segment.field", "only one of"
        ),
        (
            "sense: {inexact_segment: {field: {cdb: 1, bit: 8}}}",
            "sense.inexact_segment.field.bit", "from 0 to 7"
        ),
        ("quirks: {forward_sense: true}", "quirks.forward_sense", "did you mean forwards_sense?"),
        ("quirks: {only_list_id_usage: 4}", "quirks.only_list_id_usage", "from 0 to 3"),
        (
            "quirks: {segment_descriptor_stride: 3}", "quirks.segment_descriptor_stride",
            "from 4 to 65535"
        ),
        (
            "quirks: {maximum_forwarded_length: 253}", "quirks.maximum_forwarded_length",
            "from 0 to 252"
        ),
        (
            "quirks: {smallest_transfer_count_units: 7}", "quirks.smallest_transfer_count_units",
            "from 0 to 6"
        ),
        (
            "quirks: {failure_details_length_surplus: 256}",
            "quirks.failure_details_length_surplus", "from 0 to 255"
        ),
        ("tokens: {created_types: []}", "tokens.created_types", "at least one"),
        ("tokens: {accepted_types: [0]}", "tokens.accepted_types[0]", "00010000h"),
        ("tokens: {remote_tokens: 1}", "tokens.remote_tokens", "one of 0, 4, 6"),
        ("tokens: {maximum_range_descriptors: 0}", "tokens.maximum_range_descriptors", "from 1"),
        ("tokens: {maximum_rods: 0}", "tokens.maximum_rods", "from 1"),
        ("tokens: {minimum_lifetime: 86401}", "tokens", "not above maximum_lifetime"),
        ("tokens: {has_lifetime: maybe}", "tokens.has_lifetime", "true or false"),
        ("tokens: {takes_rtv_from_cdb: 1}", "tokens.takes_rtv_from_cdb", "true or false"),
        ("tokens: {stops_at_empty_range: 0}", "tokens.stops_at_empty_range", "true or false"),
        ("tokens: {omits_byte_counts: true}", "tokens.omits_byte_counts", "omits_byte_count?"),
        ("based_on: spc5", "based_on", "did you mean spc4?"),
        ("switch: {}", "switch", "unknown key; did you mean switches?"),
    ]

    @Test func everyWrongKeyIsNamedWithFileAndLine() {
        for (line, key, said) in Self.wrong {
            let found = Self.faults(Self.head + line + "\n")
            let lines = found.split(separator: "\n")
            #expect(lines.count == 1, "\(line): \(found)")
            #expect(found.hasPrefix("p.yaml:4:"), "\(line): \(found)")
            #expect(found.contains(": \(key): "), "\(line): \(found)")
            #expect(found.contains(said), "\(line): \(found)")
        }
    }

    /// Every key of every section, with a value of a kind that no key has.
    @Test func noKeyTakesAnyValue() throws {
        let report = ProfileReport([CopyManagerProfile()]).json()
        let document =
            try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
        let profiles = try #require(document?["profiles"] as? [[String: Any]])
        let settings = try #require(profiles[0]["settings"] as? [String: Any])
        for key in settings.keys.sorted() {
            let parts = key.split(separator: ".")
            let text =
                parts.count == 2
                ? "\(parts[0]):\n  \(parts[1]): [[{}]]\n" : "\(key): [[{}]]\n"
            let line = parts.count == 2 ? 5 : 4
            let found = Self.faults(Self.head + text)
            #expect(found.hasPrefix("p.yaml:\(line):") && found.contains(": \(key)"), "\(found)")
        }
    }

    @Test(arguments: [
        ("", "p.yaml:1:1: found an empty file; expected a profile"),
        ("schema: 2\nprofile: a\nsummary: b\n", "p.yaml:1:9: schema: found 2; expected 1"),
        ("schema: 1\nsummary: b\n", "p.yaml:1:1: profile: missing"),
        ("schema: 1\nprofile: A b\nsummary: b\n", "p.yaml:2:10: profile: found A b"),
        ("schema: 1\nprofile: a\nprofile: b\nsummary: c\n", "p.yaml:3:1: profile: duplicate key"),
        ("schema: [", "p.yaml:1:"),
        ("\u{0}", "p.yaml:1:1: found the character U+0"),
    ])
    func wrongFilesAreNamed(_ text: String, _ fault: String) {
        #expect(Self.faults(text).hasPrefix(fault), "\(Self.faults(text))")
    }

    // MARK: What is read

    @Test func sectionsBuildOnTheBase() throws {
        let profile = try Self.profile(
            """
            based_on: lio
            limits: {maximum_cscd_descriptor_count: 9}
            enforced: {maximum_cscd_descriptor_count: 8}
            switches: {spaceCodeWidth: 3}
            sense:
              inline_data_too_long: standard
              tooMany: 26/00
            """.replacing("  tooMany: 26/00", with: "  inexact_segment: B/44/00"))
        let lio = try ProfileCatalog.profile("lio").get()
        #expect(profile.commands == lio.commands && profile.quirks == lio.quirks)
        #expect(profile.advertised.maximumCSCDDescriptorCount == 9)
        #expect(profile.enforced.maximumCSCDDescriptorCount == 8)
        #expect(profile.enforced.maximumSegmentDescriptorCount == 1)
        #expect(profile.switches.spaceCodeWidth == 3)
        #expect(profile.switches.unreachableAsc == .copyTargetNotReachable)
        #expect(profile.sense[.inlineDataTooLong] == nil)
        #expect(
            profile.sense[.inexactSegment]
                == ReportedSense(key: .abortedCommand, code: AdditionalSenseCode(0x44, 0)))
        #expect(profile.sense[.blockLengthMismatch]?.key == .notReady)
    }

    @Test func aScenarioTakesAProfileByNameOrPath() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-profile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appendingPathComponent("mine.yaml")
        try Data((Self.head + "quirks: {forwards_sense: false}\n").utf8).write(to: place)
        func read(_ profile: String) -> Result<Scenario, ScenarioFaults> {
            let text = shortest + "copy_manager: {profile: \(profile)}\n"
            return Scenario.read(text: text, file: folder.path + "/a.yaml")
        }
        let mine = try read("mine.yaml").get().cases[0].copyManager
        #expect(mine.profile.name == "mine" && !mine.profile.quirks.forwardsSense)
        #expect(try read("scst").get().cases[0].copyManager.profile.name == "scst")
        func faults(_ result: Result<Scenario, ScenarioFaults>) -> String {
            if case .failure(let faults) = result { faults.description } else { "" }
        }
        let unknown = faults(read("scts"))
        #expect(unknown.contains("a.yaml:4:25: copy_manager.profile: found scts"))
        #expect(unknown.hasSuffix("did you mean scst?"))
        #expect(
            faults(read("none.yaml"))
                == "\(folder.path)/none.yaml:1:1: found no file; expected a profile file")
        try Data((Self.head + "quirks: {forwards_sense: 1}\n").utf8).write(to: place)
        #expect(
            faults(read("mine.yaml"))
                == "\(place.path):4:26: quirks.forwards_sense: found 1; expected true or false")
    }
}
