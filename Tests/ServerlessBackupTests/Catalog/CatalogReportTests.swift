import Foundation
import Testing
import VolumeMap

@testable import ServerlessBackup

/// What the catalog says, byte for byte for people and field for field for programs.
@Suite struct CatalogReportTests {
    private let directory: ScratchDirectory
    private let catalog: Catalog

    init() throws {
        directory = try ScratchDirectory()
        catalog = try Catalog(path: directory.place("catalog"))
        var first = sampleHeader("nightly", time: 1_000_000_000)
        first.expires = 2_000_000_000
        let cartridge = CatalogCartridge(identifier: "SN\u{1B}[31m\"1\"", name: "Monday")
        let recording = try catalog.begin(first, on: [cartridge], placement: .overwriting)
        var plain = sampleMember(Array("docs/a b.txt".utf8), number: 0, disk: 1024..<2048)
        plain.times = FileTimes()
        plain.times.modified = FileTime(seconds: 1_000_000_000)
        try recording.add(plain, digests: [CatalogDigest(.crc32c, [0xDE, 0xAD, 0, 1])])
        var strange = sampleMember(Array("docs/\u{202E}\n".utf8) + [0xFF, 0x5C], number: 900)
        strange.kind = .symbolicLink
        strange.linkPath = [0x61, 0xFE]
        strange.file = nil
        try recording.add(strange)
        var directory = sampleMember(Array("docs".utf8), number: 2)
        directory.kind = .directory
        directory.isIncomplete = true
        try recording.add(directory)
        var summary = ArchiveSummary(header: first)
        summary.spans = [sampleSpan(40, object: 7)]
        try recording.finish(summary)
        try catalog.record(sampleHeader("image", content: .image), [], on: "B")
    }

    private func text(
        _ form: CatalogReport.Form,
        _ body: (CatalogReport, @escaping (String) -> Void) throws -> Void
    ) throws -> String {
        var text = ""
        try withoutActuallyEscaping(body) { body in
            try body(CatalogReport(catalog, form: form)) { text += $0 }
        }
        return text
    }

    private func lines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func listShowsBackupsAsATable() throws {
        let text = try text(.table) { try $0.list(to: $1) }
        #expect(
            text == """
                No  Name     Content  State     Begun                 \
                Expires               Members    On tape  Cartridges
                 1  nightly  used     complete  2001-09-09T01:46:40Z  \
                2033-05-18T03:33:20Z        3  640.0 KiB  Monday
                 2  image    image    complete  1970-01-01T00:16:40Z  \
                never                       1    1.5 MiB  B

                """)
    }

    @Test func showShowsPartsAndMembers() throws {
        let text = try text(.table) { try $0.show(1, withMembers: true, to: $1) }
        #expect(
            text == """
                backup         1, nightly
                content        used
                state          complete
                begun          2001-09-09T01:46:40Z
                expires        2033-05-18T03:33:20Z
                disk           1000 blocks of 512 bytes, designator 0102030405060708
                members        3 with 1.0 KiB
                on tape        640.0 KiB in records of 16384 bytes

                Part  Tape file  First object  Records  From byte  Cartridge
                   1          1             7       40          0  Monday (SN\\u{1B}[31m"1")

                Role               Size  Modified              Cartridge, tape file, \
                object, byte  Path
                file               1024  2001-09-09T01:46:40Z  Monday, 1, 7, \
                4608                  docs/a b.txt
                file                  0  1969-12-31T23:59:55Z  not on \
                tape                         docs/\\u{202E}\\u{A}\\xFF\\\\ -> a\\xFE
                file                  0  1969-12-31T23:59:55Z  Monday, 1, 7, \
                6656                  docs/ (incomplete)

                """)
        let short = try self.text(.table) { try $0.show(1, withMembers: false, to: $1) }
        #expect(text.hasPrefix(short) && !short.contains("Role"))
    }

    @Test func findShowsWhereMembersAre() throws {
        var count = 0
        let text = try text(.table) { count = try $0.find(["docs/a*", "*.img"], to: $1) }
        #expect(count == 2)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[1].hasPrefix("   1  file               1024  2001-09-09T01:46:40Z  Monday, 1, 7,")
        )
        #expect(lines[2].hasPrefix("   2  remainder        512000  "))
        #expect(lines[2].hasSuffix("  image.img"))
        #expect(try self.text(.table) { _ = try $0.find(["none"], to: $1) } == "")
    }

    @Test func ownersOfBlocksAreShown() throws {
        let text = try text(.table) { try $0.owners(ofDisk: 1100..<1101, to: $1) }
        #expect(text.split(separator: "\n").count == 3)
        #expect(text.contains("docs/a b.txt") && text.contains("image.img"))
        let none = try self.text(.jsonLines) { try $0.owners(ofDisk: 0..<9, in: 1, to: $1) }
        #expect(none == "")
    }

    @Test func jsonLinesOfBackupsSayEverything() throws {
        let text = try text(.jsonLines) { try $0.list(to: $1) }
        #expect(
            text.split(separator: "\n").first == """
                {"record":"backup","number":1,"name":"nightly","content":"used","state":"complete",\
                "begun":1000000000,"expires":2000000000,"members":3,"contentBytes":1024,\
                "tapeBytes":655360,"blockLength":512,"blocks":1000,"recordLength":16384,\
                "source":"0102030405060708","map":"deadbeef","isExpanded":false,"parts":[\
                {"cartridge":"SN\\u001B[31m\\"1\\"","cartridgeName":"Monday","file":1,\
                "firstObject":7,"records":40,"start":0,"isOverwritten":false}],"digests":[]}
                """)
        let backups = try lines(text)
        #expect(backups.count == 2)
        #expect(backups[1]["expires"] is NSNull && backups[1]["map"] is NSNull)
    }

    @Test func jsonLinesOfMembersLoseNoByte() throws {
        let text = try text(.jsonLines) { try $0.show(1, withMembers: true, to: $1) }
        let records = try lines(text)
        #expect(
            records.map { $0["record"] as? String } == ["backup", "member", "member", "member"])
        let plain = records[1]
        #expect(plain["path"] as? String == "docs/a b.txt")
        #expect(plain["pathBytes"] == nil)
        #expect(plain["created"] is NSNull)
        #expect(plain["modified"] as? String == "2001-09-09T01:46:40.000000000Z")
        let place = try #require(plain["place"] as? [String: Any])
        #expect(place["object"] as? Int == 7 && place["byte"] as? Int == 4608)
        let header = try #require(plain["header"] as? [String: Any])
        #expect(header["byte"] as? Int == 4096)
        let region = try #require((plain["regions"] as? [[String: Int]])?.first)
        #expect(region == ["offset": 0, "disk": 1024, "count": 1024])
        let digest = try #require((plain["digests"] as? [[String: String]])?.first)
        #expect(digest == ["algorithm": "crc32c", "value": "dead0001"])
        let strange = records[2]
        #expect(strange["path"] as? String == "docs/\u{202E}\n\u{FFFD}\\")
        #expect(strange["pathBytes"] as? String == "646f63732fe280ae0aff5c")
        #expect(strange["linkBytes"] as? String == "61fe")
        #expect(strange["place"] is NSNull && strange["file"] is NSNull)
        #expect(records[3]["isIncomplete"] as? Bool == true)
        #expect(records[3]["kind"] as? String == "directory")
        #expect(records[3]["file"] as? Int == 2)
    }
}
