import Foundation
import Testing

/// `sanbench map`, `backup`, `restore`, `verify`, `archive` and the catalog, as people use them.
@Suite struct BackupTests {
    private static let ntfs = "images/ntfs-small.img"
    private static let ext = "images/ext4-dirty.img"

    @Test(arguments: [ntfs, ext])
    func aVolumeGoesToTapeAndBack(image: String) throws {
        let sanbench = try Sanbench()
        let backup = try sanbench.run("backup", "--tape", "t", "--json", image)
        #expect(backup.status == 0 && backup.errors == "")
        #expect(backup.output.contains("\"content\" : \"used\""))
        let restored = try sanbench.run("restore", "--tape", "t", "--disk", "new.img")
        #expect(restored.status == 0, "\(restored.errors)")
        let same = try sanbench.run("verify", "--against", image, "--used", "new.img")
        #expect(same.status == 0 && same.output.hasPrefix("identical in the "))
        let tape = try sanbench.run("verify", "--tape", "t", "new.img")
        #expect(tape.status == 0 && tape.output.hasPrefix("identical: "))
        // What is free was not copied. (The ext image has zeros there.)
        let all = try sanbench.run("verify", "--against", image, "new.img")
        #expect(all.status == (image == Self.ntfs ? 1 : 0))
        #expect(all.output.hasPrefix(image == Self.ntfs ? "different: free: block " : "identical"))
    }

    /// The checkers of the file systems' own makers find nothing on what was restored.
    @Test(arguments: [(ntfs, "ntfsfix -n"), (ext, "e2fsck -fn")])
    func checkersFindNothing(image: String, checker: String) throws {
        let sanbench = try Sanbench()
        let program = String(checker.prefix { $0 != " " })
        guard try sanbench.shell("command -v \(program)").status == 0 else {
            withKnownIssue("\(program) is not installed: not checked", isIntermittent: true) {
                Issue.record("\(program) is not installed")
            }
            return
        }
        #expect(try sanbench.run("backup", "--tape", "t", image).status == 0)
        #expect(try sanbench.run("restore", "--tape", "t", "--disk", "new.img").status == 0)
        // A dirty journal is replayed first, on the copy alone.
        if image == Self.ext { _ = try sanbench.shell("e2fsck -E journal_only -y new.img") }
        let checked = try sanbench.shell("\(checker) new.img")
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }

    @Test func aFolderGetsFilesAndSaysWhichItCannotHave() throws {
        let sanbench = try Sanbench()
        #expect(try sanbench.run("backup", "--tape", "t", Self.ntfs).status == 0)
        let links = try sanbench.run(
            "restore", "--tape", "t", "--files", "links/**", "--folder", "out")
        #expect(links.status == 0, "\(links.errors)")
        // NTFS has names that Linux cannot have; everything else is restored all the same.
        let all = try sanbench.run("restore", "--tape", "t", "--folder", "all")
        #expect(all.status == 1 && all.output.contains("  not restored: names/"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: sanbench.place("all"))
        #expect(files.count > 190)
        let none = try sanbench.run(
            "restore", "--tape", "t", "--files", "no/such", "--folder", "none")
        #expect(none.status == 2 && none.errors == "Error: no file in ntfs-small matches\n")
    }

    /// What root restores is its owners' again. Anybody else keeps it, and lends nobody rights by a
    /// set-ID bit.
    @Test func aFolderGetsOwnersAndModes() throws {
        let sanbench = try Sanbench()
        let made = try sanbench.shell(
            """
            set -e
            mkdir -p tree/d; echo one > tree/d/program; echo two > tree/plain; ln -s plain tree/link
            chmod 755 tree/d/program; chmod 640 tree/plain; chmod 750 tree/d
            mke2fs -q -t ext4 -d tree vol.img 8M
            debugfs -w -f - vol.img <<'END'
            sif d/program mode 0106755
            sif d/program uid 1234
            sif d/program gid 4321
            sif plain uid 70000
            sif link uid 77
            sif d gid 88
            END
            """)
        #expect(made.status == 0, "\(made.errors)")
        #expect(try sanbench.run("backup", "--tape", "t", "vol.img").status == 0)
        let restored = try sanbench.run(
            "restore", "--tape", "t", "--files", "d/**", "--files", "plain", "--files", "link",
            "--folder", "out")
        #expect(restored.status == 0, "\(restored.output)\(restored.errors)")
        let isRoot = geteuid() == 0
        for (name, owner, mode) in [
            ("d/program", (1234, 4321), isRoot ? 0o6755 : 0o755), ("plain", (70000, nil), 0o640),
            ("link", (77, nil), 0o777), ("d", (nil, 88), 0o750),
        ] as [(String, (user: Int?, group: Int?), Int)] {
            let shown = try sanbench.shell("stat -c '%u %g %a' out/\(name)").output
            let words = shown.split(whereSeparator: \.isWhitespace)
            let found = words.compactMap { Int($0, radix: 8) }
            #expect(found.last == mode, "\(name): \(shown)")
            guard isRoot, words.count == 3 else { continue }
            if let user = owner.user { #expect(words[0] == "\(user)", "\(name): \(shown)") }
            if let group = owner.group { #expect(words[1] == "\(group)", "\(name): \(shown)") }
        }
    }

    @Test func aFileThatWasDamagedComesBackToItsBlocks() throws {
        let sanbench = try Sanbench()
        let image = try sanbench.bytes(Self.ntfs)
        #expect(try sanbench.run("backup", "--tape", "t", Self.ntfs).status == 0)
        let blocks = try sanbench.run("map", "--file", "compressed/units.bin", Self.ntfs)
        let first = try #require(
            blocks.output.split(separator: "-").first.flatMap { Int($0) }, "\(blocks.output)")
        var damaged = image
        damaged[first * 512 + 100] ^= 0xFF
        try damaged.write(to: sanbench.directory.appendingPathComponent("disk.img"))
        let differs = try sanbench.run("verify", "--tape", "t", "disk.img")
        #expect(differs.status == 1)
        #expect(
            differs.output.hasPrefix("different: compressed/units.bin: block \(first), byte 100: "),
            "\(differs.output)")
        let restored = try sanbench.run(
            "restore", "--tape", "t", "--files", "compressed/*", "--disk", "disk.img")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try sanbench.bytes("disk.img") == image)
    }

    @Test func digestsTellWhichFileDiffers() throws {
        let sanbench = try Sanbench()
        #expect(try sanbench.run("backup", "--digest", "--tape", "t", Self.ntfs).status == 0)
        let same = try sanbench.run("verify", "--tape", "t", "--digests", Self.ntfs)
        #expect(same.status == 0 && same.output.hasPrefix("identical: the digests of "))
        let blocks = try sanbench.run("map", "--file", "compressed/units.bin", Self.ntfs)
        let first = try #require(blocks.output.split(separator: "-").first.flatMap { Int($0) })
        var damaged = try sanbench.bytes(Self.ntfs)
        // The last byte of the first compression unit's first sector: it is literal data.
        damaged[(first + 1) * 512 - 1] ^= 0x40
        try damaged.write(to: sanbench.directory.appendingPathComponent("disk.img"))
        let differs = try sanbench.run("verify", "--tape", "t", "--digests", "disk.img")
        #expect(differs.status == 1)
        #expect(differs.output.hasPrefix("different: compressed/units.bin: "))
    }

    @Test func theCatalogIsMadeAnewFromTheTape() throws {
        let sanbench = try Sanbench()
        let recorded = try sanbench.run(
            "backup", "--tape", "t", "--catalog", "one.db", "--keep", "30d", Self.ntfs)
        #expect(recorded.status == 0, "\(recorded.errors)")
        let rebuilt = try sanbench.run("catalog", "rebuild", "--catalog", "two.db", "--tape", "t")
        #expect(rebuilt.status == 0 && rebuilt.output == "1 backup\n", "\(rebuilt.errors)")
        for arguments in [["list"], ["show", "--members", "1"], ["find", "**"]] {
            let shown = try ["one.db", "two.db"].map { path in
                let line = "sanbench \(arguments[0]) --catalog \(path) --json "
                let rest = arguments.dropFirst().map { "'\($0)'" }.joined(separator: " ")
                return try sanbench.shell(line + rest)
            }
            #expect(shown[0].status == 0 && shown[0].output == shown[1].output)
            #expect(shown[0].output.count > 200)
        }
        let byCatalog = try sanbench.run(
            "restore", "--tape", "t", "--catalog", "one.db", "--disk", "new.img")
        #expect(byCatalog.status == 0, "\(byCatalog.errors)")
        #expect(
            try sanbench.run("verify", "--against", Self.ntfs, "--used", "new.img").status == 0)
    }

    @Test(arguments: [
        (["backup", "a.img"], "Error: at least one --tape is needed"),
        (["backup", "--tape", "t", "nowhere.img"], "Error: nowhere.img: opening it: No such file"),
        (
            ["backup", "--tape", "t", "--image", "--files", "a", "x.img"],
            "Error: --image and --files exclude each other"
        ),
        (
            ["backup", "--tape", "t", "--record-length", "5", ntfs],
            "Error: t: a tape record of 5 bytes; expected: a multiple of 4096 from 8192 to"
        ),
        (
            ["backup", "--tape", "t", "--keep", "soon", ntfs],
            "Error: --keep: found soon; expected a time such as 90m, 12h or 30d"
        ),
        (["backup", "--tape", "images", ntfs], "Error: images/manifest: opening it: No such file"),
        (["restore", "--tape", "t", "--disk", "x"], "Error: t/manifest: opening it: No such file"),
        (["restore", "--tape", "t"], "Error: either --disk or --folder is needed"),
        (["map", "--tree", "--json", ntfs], "Error: one of --tree, --json, --csv, --svg, --block"),
        (["map", "Scenarios"], "Error: Scenarios: opening it: a regular file was expected"),
        (
            ["map", "--block-size", "520", ntfs],
            "Error: images/ntfs-small.img: blocks of 520 bytes"
        ),
        (["list", "--catalog", "images/README.md"], "Error: images/README.md: "),
    ])
    func wrongUsageIs2(arguments: [String], message: String) throws {
        let sanbench = try Sanbench()
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let ended = try sanbench.shell("sanbench " + quoted)
        #expect(ended.status == 2 && ended.output == "")
        #expect(ended.errors.hasPrefix(message), "\(ended.errors)")
    }

    @Test func whatIsDamagedIsSaidByTheBackup() throws {
        let sanbench = try Sanbench()
        var image = try sanbench.bytes(Self.ntfs)
        // $MFT's own record says that it is no record; its mirror does.
        let record = try sanbench.run("map", "--file", "$MFT", Self.ntfs)
        let first = try #require(record.output.split(separator: "-").first.flatMap { Int($0) })
        image[first * 512] = 0
        try image.write(to: sanbench.directory.appendingPathComponent("disk.img"))
        let ended = try sanbench.run("backup", "--tape", "t", "disk.img")
        #expect(ended.status == 0)
        #expect(ended.output.contains("  damaged: FILE record"), "\(ended.output)")
        let sound = try sanbench.run("backup", "--tape", "s", Self.ntfs)
        #expect(sound.status == 0 && !sound.output.contains("damaged"))
    }

    @Test func aPatternThatMatchesNothingWritesNothing() throws {
        let sanbench = try Sanbench()
        let ended = try sanbench.run("backup", "--tape", "t", "--files", "no/such", Self.ntfs)
        #expect(ended.status == 2)
        #expect(ended.errors.hasPrefix("Error: images/ntfs-small.img: no file matches; expected: "))
        let restore = try sanbench.run("restore", "--tape", "t", "--disk", "x")
        #expect(restore.errors == "Error: 0 backups on the tape, none; one expected\n")
    }

    @Test func mapsAreCheckedOnRequest() throws {
        let sanbench = try Sanbench()
        for image in [Self.ntfs, Self.ext] {
            let exact = try sanbench.run("map", "--check", image)
            #expect(exact.status == 0 && exact.output.contains("allocation          exact"))
        }
        // A bit of $Bitmap: its cluster is in use, and nothing owns it.
        let bitmap = try sanbench.run("map", "--file", "$Bitmap", Self.ntfs)
        let block = try #require(bitmap.output.split(separator: "-").first.flatMap { Int($0) })
        var image = try sanbench.bytes(Self.ntfs)
        let byte = try #require((block * 512..<block * 512 + 250).first { image[$0] == 0 })
        image[byte] = 0x10
        try image.write(to: sanbench.directory.appendingPathComponent("disk.img"))
        let wrong = try sanbench.run("map", "--check", "disk.img")
        #expect(wrong.status == 1 && !wrong.output.contains("allocation          exact"))
        // A name in a directory's index alone: the map takes names from the files' own records, and
        // only the check reads what the volume says twice.
        image = try sanbench.bytes(Self.ntfs)
        let index = try sanbench.run("map", "--json", Self.ntfs)
        let line = try #require(
            index.output.split(separator: "\n").first { $0.contains("\"/folder\"") })
        let place = try #require(line.firstMatch(of: /INDEX_ALLOCATION.*?"diskByte":([0-9]+)/))
        let start = try #require(Int(place.1))
        let name = Data("entry-0".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let found = try #require(image.range(of: name, in: start..<start + 4096))
        image[found.lowerBound] = UInt8(ascii: "f")
        try image.write(to: sanbench.directory.appendingPathComponent("disk.img"))
        #expect(try sanbench.run("map", "disk.img").output.contains("findings            0"))
        let twice = try sanbench.run("map", "--check", "disk.img")
        #expect(twice.status == 1 && !twice.output.contains("findings            0"))
    }
}
