import Media
import Testing

/// What a cartridge's manifest may say, and what is said about one that is wrong.
@Suite struct CartridgeManifestTests {
    private static func cartridge(_ scratch: ScratchDirectory) throws -> String {
        let path = scratch.place("tape")
        _ = try Cartridge.create(at: path, .small())
        return path
    }

    @Test func isTextThatAPersonCanRead() throws {
        let scratch = try ScratchDirectory()
        let path = try Self.cartridge(scratch)
        let text = String(decoding: try fileBytes(path + "/manifest"), as: UTF8.self)
        #expect(
            text == """
                sanbench cartridge
                format-version: 1
                volume-identifier: SB0001L8
                capacity: 1048576
                early-warning: 786432
                generation: 1
                crc-32c: 4bf07177

                """)
    }

    @Test(arguments: [
        ("sanbench", "another", "first line at byte 0", "\"sanbench cartridge\" was expected"),
        ("n: 1\nv", "n: 2\nv", "format-version at byte 19", "\"format-version: 1\" was expected"),
        ("volume-", "volum-", "volume-identifier at byte 37", "\"volume-identifier: …\" was exp"),
        ("1048576", "1 MiB", "capacity at byte 65", "a whole number was expected, \"1 MiB\" found"),
        ("1048576", "+1048576", "capacity at byte 65", "a whole number was expected"),
        ("786432", "", "early-warning at byte 83", "a whole number was expected, \"\" found"),
        ("SB0001", "SB0002", "crc-32c at byte", "\"crc-32c: "),
        ("generation: 1\n", "", "generation at byte 105", "\"generation: …\" was expected"),
    ])
    func aWrongOneIsRefused(old: String, new: String, field: String, reason: String) throws {
        let scratch = try ScratchDirectory()
        let path = try Self.cartridge(scratch)
        let text = String(decoding: try fileBytes(path + "/manifest"), as: UTF8.self)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        try writeFile(path + "/manifest", Array((parts[0] + new + parts[1]).utf8))
        let failure = #expect(throws: MediumFailure.self) { try Cartridge.mount(path) }
        #expect(failure?.medium == path + "/manifest")
        let action = failure?.action ?? ""
        #expect(action.hasPrefix("reading field " + field), "\(action)")
        #expect(failure?.reason.hasPrefix(reason) == true, "\(failure?.reason ?? "")")
    }

    @Test func noChangedByteAndNoCutIsObeyed() throws {
        let scratch = try ScratchDirectory()
        let path = try Self.cartridge(scratch)
        let bytes = try fileBytes(path + "/manifest")
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            try writeFile(path + "/manifest", changed)
            #expect(throws: MediumFailure.self, "byte \(place)") { try Cartridge.mount(path) }
            try writeFile(path + "/manifest", Array(bytes[..<place]))
            #expect(throws: MediumFailure.self, "cut at \(place)") { try Cartridge.mount(path) }
        }
        try writeFile(path + "/manifest", bytes + [0x0A])
        #expect(throws: MediumFailure.self) { try Cartridge.mount(path) }
    }

    @Test(arguments: ["manifest", "partition-0.log"])
    func aMissingFileIsNamed(name: String) throws {
        let scratch = try ScratchDirectory()
        let path = try Self.cartridge(scratch)
        try removeItem(path + "/" + name)
        let failure = #expect(throws: MediumFailure.self) { try Cartridge.mount(path) }
        #expect(failure?.medium == path + "/" + name)
        #expect(failure?.action == "opening it")
        #expect(!isThere(path + "/" + name))
    }

    @Test(arguments: [
        ("", 1, 0, "volume-identifier"), ("A B", 1, 0, "volume-identifier"),
        ("Ä", 1, 0, "volume-identifier"), ("A\nB", 1, 0, "volume-identifier"),
        (String(repeating: "X", count: 33), 1, 0, "volume-identifier"),
        ("A", 0, 0, "capacity"), ("A", -1, -2, "capacity"),
        ("A", 10, 11, "early-warning"), ("A", 10, -1, "early-warning"),
    ])
    func impossibleValuesAreRefused(
        name: String,
        capacity: Int64,
        warning: Int64,
        field: String
    ) throws {
        let failure = #expect(throws: MediumFailure.self) {
            try CartridgeManifest(
                volumeIdentifier: name, capacity: capacity, earlyWarning: warning)
        }
        #expect(failure?.action == "reading field " + field)
    }
}
