import Testing

@testable import VolumeMap

/// What people and programs are told about a map.
@Suite struct ReportTests {
    static func volume(_ kind: FileSystemKind = .ntfs) -> MappedVolume {
        var maker = HandMadeVolume(kind, blockCount: 5000)
        maker.volume.label = "da\"ta"
        maker.add(0, names: [(5, "$MFT")], with: [.data([.stored(0, at: 100, 300)])])
        maker.volume.files[0].isMetadata = true
        maker.addRoot()
        maker.add(30, .directory, names: [(5, "do,cs")])
        maker.add(
            31, names: [(30, "big<&>.bin"), (5, "second")],
            with: [
                .data(
                    [.stored(0, at: 600, 200), .hole(200, 50), .stored(250, at: 900, 700)],
                    size: 950 * 4096 - 1),
                .data([.stored(0, at: 700 + 1000, 1)], name: "st\u{1B}ream"),
            ])
        maker.add(32, names: [(30, "note.txt")], with: [.resident(size: 12)])
        maker.add(
            33, byteNames: [(30, [0x61, 0xFF, 0x62])],
            with: [.data((0..<9).map { .stored($0, at: 2000 + 2 * $0, 1) })])
        maker.add(34, names: [(99, "lost")], with: [.data([.stored(0, at: 3000, 800)])])
        maker.volume.areas = [MetadataArea(kind: .bootSector, blocks: 0..<2)]
        maker.useClaimed()
        maker.use(4000..<4100)
        maker.volume.findings = [MapFinding(structure: "FILE record 99", byte: 7, problem: "torn")]
        return maker.volume
    }

    private func text(_ write: (@escaping (String) -> Void) -> Void) -> String {
        let all = Collected()
        write { all.text += $0 }
        return all.text
    }

    private func titles(_ svg: String) -> Int { svg.split(separator: "<title>").count - 1 }

    private final class Collected { var text = "" }

    private func json(_ form: JSONReport.Form, _ volume: MappedVolume = volume()) -> String {
        let report = JSONReport(
            volume, paths: PathIndex(volume), form: form, diskBlockLength: 512)
        return text { report.write(check: AllocationCheck(volume), to: $0) }
    }

    @Test func jsonLinesAreOneRecordEach() {
        let lines = json(.lines).split(separator: "\n")
        #expect(lines.count == 1 + 7 + 1 + 1 + 1)
        #expect(lines[0].hasPrefix(#"{"record":"volume","fileSystem":"ntfs","label":"da\"ta","#))
        let file = String(lines[4])
        #expect(file.contains(#""paths":["/do,cs/big<&>.bin","/second"],"flags":0,"#))
        #expect(file.contains(#""modified":"1970-01-01T00:00:00.000000000Z""#))
        #expect(
            file.contains(
                #""extents":[{"kind":"stored","logicalBlock":0,"blocks":200,"block":600,"#
                    + #""diskByte":3506176,"diskBlock":6848},{"kind":"hole","logicalBlock":200,"#
                    + #""blocks":50},{"#))
        #expect(file.contains(#""name":"st\u001Bream","isResident":false"#))
        let odd = String(lines[6])
        #expect(
            odd.contains(
                "\"paths\":[\"/do,cs/a\u{FFFD}b\"],\"pathBytes\":[\"2f646f2c63732f61ff62\"]"))
        #expect(lines[7].contains(#""isOrphan":true,"paths":["/$OrphanFiles/34-lost"]"#))
        #expect(lines[10].contains(#""isExact":false"#))
        #expect(lines[10].contains(#""lost":[{"block":4000,"blocks":100}]"#))
    }

    @Test func aDocumentHasTheSameRecords() {
        let document = json(.document)
        #expect(document.hasPrefix(#"{"volume":{"fileSystem":"ntfs""#))
        #expect(document.hasSuffix("}]}}\n") || document.hasSuffix("]}}\n"))
        var rest = document[...]
        for line in json(.lines).split(separator: "\n") {
            // The record without its first key.
            let body = line.split(separator: ",", maxSplits: 1)[1].dropLast()
            guard let found = rest.firstRange(of: "{" + body + "}") else {
                Issue.record("\(body) is not there, or not behind the one before")
                continue
            }
            rest = rest[found.upperBound...]
        }
        #expect(document.utf8.count { $0 == 0x7B } == document.utf8.count { $0 == 0x7D })
    }

    @Test func csvHasARowForEachExtent() {
        let volume = Self.volume()
        let report = CSVReport(volume, paths: PathIndex(volume))
        let rows = text { report.write(to: $0) }.split(separator: "\r\n")
        // Extents, one resident attribute, two directories without attributes, the header.
        #expect(rows.count == volume.extents.count + 1 + 2 + 1)
        #expect(
            rows.contains(
                #"31,1,file,"/do,cs/big<&>.bin",,2,$DATA,,,no,,3891199,3891200,3891199,stored,0,600,"#
                    + "200,3506176"))
        #expect(rows.contains(#"32,1,file,"/do,cs/note.txt",,1,$DATA,,,yes,,12,0,12,,,,,"#))
        var quoted = false
        for row in rows {
            let fields = row.reduce(into: 1) { count, character in
                if character == "\"" { quoted.toggle() }
                if character == ",", !quoted { count += 1 }
            }
            #expect(fields == CSVReport.columns.count)
        }
    }

    @Test func theTreeShowsNamesSizesAndPlaces() {
        let volume = Self.volume()
        let report = TreeReport(volume, paths: PathIndex(volume))
        #expect(
            text { report.write(to: $0) } == """
                NTFS "da"ta", 19.5 MiB
                /
                ├── $MFT  1.1 MiB, 1 extent
                ├── do,cs/
                │   ├── a\\xFFb  36.0 KiB, 9 extents
                │   ├── big<&>.bin  3.7 MiB, 2 extents, 2 names
                │   │   └── :st\\u{1B}ream  4.0 KiB, 1 extent
                │   └── note.txt  12 B, resident
                └── second  3.7 MiB, 2 extents, 2 names
                $OrphanFiles/
                └── 34-lost  3.1 MiB, 1 extent

                """)
    }

    @Test func theSummaryCounts() {
        let volume = Self.volume()
        let summary = VolumeSummary(volume)
        #expect(summary.filesByKind == [.regular: 5, .directory: 2])
        #expect(summary.contents == 4)
        #expect(summary.residentContents == 1)
        #expect(summary.fragmentHistogram == [1, 1, 0, 0, 1])
        #expect(summary.fragments == 12)
        #expect(summary.holeBytes == 50 * 4096)
        #expect(summary.streams == 1)
        let shown = text { SummaryReport(volume).write(check: AllocationCheck(volume), to: $0) }
        #expect(shown.contains("1 of 4 files (25.0 %), 1 of 6 attributes (16.7 %)"))
        #expect(shown.contains("12 in 3 files that are not resident, 4.00 a file"))
        #expect(shown.contains("NOT exact"))
        #expect(shown.contains("blocks 4000 to 4099"))
        #expect(shown.contains("FILE record 99 at byte 7: torn"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000000Z"), (951_782_400, "2000-02-29T00:00:00.000000000Z"),
        (-1, "1969-12-31T23:59:59.000000000Z"), (4_107_542_399, "2100-02-28T23:59:59.000000000Z"),
        (-11_644_473_600, "1601-01-01T00:00:00.000000000Z"),
    ])
    func timesAreThoseOfTheCalendar(seconds: Int64, text: String) {
        #expect(FileTime(seconds: seconds).text == text)
        for extreme in [Int64.min, .max] { #expect(!FileTime(seconds: extreme).text.isEmpty) }
    }

    @Test func namesAreShownWithoutLoss() {
        #expect(shown("plain.txt".utf8) == "plain.txt")
        #expect(shown(#"a\b"#.utf8) == #"a\\b"#)
        #expect(shown("a\nb\u{202E}c".utf8) == #"a\u{A}b\u{202E}c"#)
        #expect(
            shown([0xED, 0xA0, 0x80, 0xC0, 0x80, 0xF4, 0x90]) == #"\xED\xA0\x80\xC0\x80\xF4\x90"#)
        #expect(shown("größe 😀".utf8) == "größe 😀")
    }

    @Test func thePictureNamesTheOwnersOfEachCell() {
        let volume = Self.volume()
        let picture = VolumePicture(volume, paths: PathIndex(volume))
        let svg = text { picture.write(to: $0) }
        #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
        #expect(picture.blocksPerCell == 3)
        #expect(
            svg.contains("<title>blocks 600 to 602\n/do,cs/big&lt;&amp;&gt;.bin: 3 blocks</title>"))
        #expect(svg.contains("in use, but nobody's: 3 blocks"))
        #expect(svg.contains("\\u{1B}") && !svg.contains("\u{1B}"))
        #expect(svg.utf8.count { $0 == 0x3C } == svg.utf8.count { $0 == 0x3E })
        #expect(titles(svg) == 1667)
    }

    @Test(arguments: [0, 1, 79, 2400, 2401, 1_000_000, UInt64(1) << 44] as [UInt64])
    func thePictureOfALargeVolumeIsBounded(blockCount: UInt64) {
        var volume = MappedVolume(
            fileSystem: .ext4, part: DiskPart(start: 0, byteCount: 1 << 60), blockLength: 4096,
            blockCount: blockCount)
        volume.areas = [MetadataArea(kind: .superblock, blocks: 0..<blockCount / 2)]
        let svg = text { VolumePicture(volume, paths: PathIndex(volume)).write(to: $0) }
        let cells = titles(svg)
        #expect(cells <= VolumePicture.largestCellCount)
        #expect(cells >= Int(min(blockCount, 1200)))
        #expect(svg.utf8.count < 2 << 20)
    }
}
