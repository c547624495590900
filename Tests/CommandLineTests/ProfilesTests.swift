import Foundation
import Testing

/// `sanbench profiles`, and profiles where a file or an option names them.
@Suite struct ProfilesTests {
    @Test func allAreListed() throws {
        let ended = try Sanbench().run("profiles")
        #expect(ended.status == 0 && ended.errors == "")
        let lines = ended.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("profile  "))
        let names = lines.dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(Array(names.prefix(3)) == ["spc4", "spc2", "143r1"])
        for name in ["lio", "scst", "freebsd-ctl", "tcmu-runner", "quadstor", "spectra-s50"] {
            #expect(names.contains(name))
        }
        let lio = try #require(lines.first { $0.hasPrefix("lio ") })
        #expect(lio.contains("  83: 00  84: 03  "))
        #expect(lio.contains("2 CSCDs, 1 segment, 1,024 B, 268,435,456 B a segment"))
    }

    @Test func oneIsShownWhole() throws {
        let ended = try Sanbench().run("profiles", "lio")
        #expect(ended.status == 0 && ended.errors == "")
        let lines = ended.output.split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(lines[0] == "lio: Linux LIO, block to block within one host")
        #expect(lines.contains("* switches.unreachableAsc 0D/02"))
        #expect(lines.contains("switches.lid4CscdBase 1"))
        #expect(lines.contains("* sense.block_length_mismatch 2/08/00"))
        #expect(!ended.output.contains("sense.inexact_segment"))
    }

    @Test func severalAreCompared() throws {
        let ended = try Sanbench().run("profiles", "spc4", "freebsd-ctl")
        #expect(ended.status == 0 && ended.errors == "")
        #expect(
            ended.output.contains(
                "switches.lid4CscdBase\n  spc4         1\n  freebsd-ctl  0\n"))
        #expect(!ended.output.contains("nullLuPad"))
        let same = try Sanbench().run("profiles", "spc2", "spectra-s50")
        #expect(same.output == "no key differs\n")
    }

    @Test func jsonHoldsTheSame() throws {
        let sanbench = try Sanbench()
        func settings(_ arguments: String...) throws -> [[String: Any]] {
            let ended = try sanbench.shell(
                "sanbench profiles --json " + arguments.joined(separator: " "))
            #expect(ended.status == 0)
            let object = try JSONSerialization.jsonObject(with: ended.bytes) as? [String: Any]
            let profiles = try #require(object?["profiles"] as? [[String: Any]])
            return profiles.compactMap { $0["settings"] as? [String: Any] }
        }
        let one = try settings("scst")
        #expect(one.count == 1 && one[0]["result_retention_seconds"] as? Int == 5)
        #expect(one[0]["switches.nullLuPad"] as? Bool == true)
        #expect(one[0]["cscd_types"] as? [String] == ["E4h"])
        #expect(one[0]["quirks.only_list_id_usage"] is NSNull)
        let two = try settings("spc4", "scst")
        #expect(two.count == 2 && two[0]["switches.nullLuPad"] == nil)
        #expect(two[1]["switches.trailingBytes"] as? String == "refused")
        #expect(try settings().count >= 12)
    }

    @Test func unknownNamesAndWrongFilesAre2() throws {
        let sanbench = try Sanbench()
        let unknown = try sanbench.run("profiles", "tcmu-runer")
        #expect(unknown.status == 2 && unknown.output == "")
        #expect(
            unknown.errors.hasPrefix(
                "Error: no profile tcmu-runer; did you mean tcmu-runner? known: spc4, spc2, "))
        try sanbench.write("schema: 1\nprofile: p\nsummary: s\nquirk: {}\n", to: "p.yaml")
        let wrong = try sanbench.run("profiles", "p.yaml")
        #expect(wrong.status == 2 && wrong.output == "")
        #expect(
            wrong.errors.hasPrefix("Error: p.yaml:4:1: quirk: unknown key; did you mean quirks?"))
        let none = try sanbench.run("profiles", "./none")
        #expect(none.errors == "Error: ./none:1:1: found no file; expected a profile file\n")
        let explained = try sanbench.run("explain", "--profile", "lioo", "83 00")
        #expect(explained.status == 2 && explained.errors.contains("did you mean lio?"))
    }

    /// 84h/05h: the standard's copy manager has it, and the one of LIO knows no such command.
    @Test func explanationsMarkWhatTheProfileRefuses() throws {
        let cdb = "84 05 00 00 00 01 00 00 00 00 00 00 01 00 00 00"
        let sanbench = try Sanbench()
        let spc4 = try sanbench.run("explain", cdb)
        let lio = try sanbench.run("explain", "--profile", "lio", cdb)
        #expect(spc4.status == 0 && !spc4.output.contains("refuses it"))
        #expect(lio.status == 0 && lio.output.contains("lio refuses it"))
    }
}
