import GRDB
import Testing
import VolumeMap

@testable import ServerlessBackup

/// What is recorded comes back as it was, all of it or nothing.
@Suite struct CatalogRecordingTests {
    private let directory: ScratchDirectory
    private let catalog: Catalog

    init() throws {
        directory = try ScratchDirectory()
        catalog = try Catalog(path: directory.place("catalog"))
    }

    /// Members of every role and kind, with extreme numbers, and paths of any bytes.
    private static let strange: [ArchivedMember] = {
        var members: [ArchivedMember] = []
        for role in ArchivedMember.Role.allCases {
            for kind in ArchivedMember.Kind.allCases {
                let number = UInt64(members.count)
                var member = sampleMember(Array("\(role)/\(kind)".utf8), number: number)
                member.role = role
                member.kind = kind
                member.isSparse = kind == .regular
                member.isIncomplete = role == .raw
                member.linkPath = kind == .symbolicLink ? [0xFF, 0x2F, 0x00, 0x80] : []
                members.append(member)
            }
        }
        let paths: [[UInt8]] = [
            [], [0], [0xFF], [0x2F], Array(0...255), Array("a\u{0301}".utf8), Array("á".utf8),
            Array("it's \"x\"; DROP TABLE members".utf8), [UInt8](repeating: 0x61, count: 70_000),
        ]
        for path in paths { members.append(sampleMember(path)) }
        var extreme = sampleMember([0x7A])
        extreme.size = .max
        extreme.storedSize = .max - 1
        extreme.headerOffset = 1 << 63
        extreme.contentOffset = .max - 2
        extreme.mode = .max
        extreme.owner = .max
        extreme.group = .max
        extreme.file = .max
        extreme.times.modified = FileTime(seconds: .min, nanoseconds: 0)
        extreme.times.accessed = FileTime(seconds: .max, nanoseconds: 999_999_999)
        extreme.times.created = FileTime(seconds: .min, nanoseconds: 999_999_999)
        extreme.regions = [
            MemberRegion(offset: .max, disk: .max, count: .max),
            MemberRegion(offset: 0, disk: 0, count: 0),
            MemberRegion(offset: 1, disk: 1 << 63, count: 1 << 63),
        ]
        members.append(extreme)
        return members
    }()

    @Test func everyFieldOfEveryMemberComesBack() throws {
        let number = try catalog.record(sampleHeader("one"), Self.strange)
        #expect(try catalog.members(of: number) == Self.strange)
        var numbers: [UInt64] = []
        try catalog.forEachMember(of: number, from: 40) { numbers.append($0.number) }
        #expect(numbers == Array(40..<UInt64(Self.strange.count)))
    }

    @Test func everyFieldOfABackupComesBack() throws {
        var header = sampleHeader("two", time: 5)
        header.expires = .max
        header.isExpanded = true
        header.map = .max
        let first = try catalog.record(header, [sampleMember([1], disk: 512..<1024)])
        var other = sampleHeader("image", content: .image)
        other.source = []
        other.geometry = DiskGeometry(blockLength: 4096, blockCount: UInt64.max / 4096)
        let second = try catalog.record(other, [], span: sampleSpan(7, object: 101))
        let backups = try catalog.backups()
        #expect(backups.map(\.number) == [first, second])
        #expect(backups.map(\.header) == [header, other])
        #expect(backups.map(\.state) == [.complete, .complete])
        #expect(backups.map(\.memberCount) == [1, 1])
        #expect(backups.map(\.contentBytes) == [512, other.geometry.byteCount])
        #expect(backups.map(\.tapeBytes) == [1_638_400, 7 * 16384])
        #expect(backups[1].parts.map(\.span) == [sampleSpan(7, object: 101)])
        #expect(backups[1].parts.map(\.cartridge) == [CatalogCartridge(identifier: "A")])
        // Of an image nobody tells members.
        #expect(try catalog.members(of: second) == [.image(other)])
        #expect(try catalog.backup(named: "image") == backups[1])
        #expect(throws: CatalogError.self) { try catalog.backup(named: "three") }
        #expect(throws: CatalogError.self) { try catalog.backup(9) }
        #expect(throws: CatalogError.self) { try catalog.members(of: 9) }
    }

    @Test func nothingIsSeenBeforeTheEnd() throws {
        let empty = try catalog.contents()
        var recording: CatalogRecording? = try catalog.begin(
            sampleHeader("one"), on: [CatalogCartridge(identifier: "A")], placement: .appending)
        // More than is gathered in memory.
        for number in 0..<600 as Range<UInt64> {
            try recording?.add(
                sampleMember(
                    [UInt8](repeating: 7, count: 4000), number: number, disk: 0..<512),
                digests: [CatalogDigest(.crc32c, [1, 2, 3, 4])])
        }
        #expect(try catalog.contents() == empty)
        #expect(try Catalog(path: catalog.path).contents() == empty)
        recording = nil
        #expect(try catalog.contents() == empty)
        let left = try catalog.queue.inDatabase {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM temp.sqlite_schema")
        }
        #expect(left == 0)
    }

    @Test func aRecordingEndsOnceAndWithItsOwnSummary() throws {
        let cartridges = [CatalogCartridge(identifier: "A")]
        let recording = try catalog.begin(
            sampleHeader("one"), on: cartridges, placement: .appending)
        var summary = ArchiveSummary(header: sampleHeader("other"))
        summary.spans = [sampleSpan()]
        #expect(throws: CatalogError.self) { try recording.finish(summary) }
        summary.header = sampleHeader("one")
        summary.spans[0].cartridge = 2
        #expect(throws: CatalogError.self) { try recording.finish(summary) }
        summary.spans = []
        #expect(throws: CatalogError.self) { try recording.finish(summary) }
        summary.spans = [sampleSpan()]
        #expect(throws: CatalogError.self) {
            try recording.add(sampleMember([1]), digests: [CatalogDigest(.sha256, [1])])
        }
        try recording.finish(summary)
        #expect(throws: CatalogError.self) { try recording.finish(summary) }
        #expect(throws: CatalogError.self) { try recording.add(sampleMember([1])) }
        #expect(throws: CatalogError.self) {
            try catalog.begin(
                sampleHeader("x"), on: cartridges + cartridges, placement: .appending)
        }
        #expect(try catalog.backups().map(\.memberCount) == [0])
    }

    @Test func aCartridgeThatIsOverwrittenLosesItsBackups() throws {
        try catalog.record(sampleHeader("a"), [])
        try catalog.record(sampleHeader("b"), [], span: sampleSpan(10, object: 101))
        try catalog.record(sampleHeader("c"), [], on: "B")
        // From the beginning of the overwriting on, not only from its end.
        let recording = try catalog.begin(
            sampleHeader("d", time: 2000), on: [CatalogCartridge(identifier: "A")],
            placement: .overwriting)
        #expect(
            try catalog.backups().map(\.state) == [.overwritten, .overwritten, .complete])
        _ = try recording.interrupt([sampleSpan(4)])
        #expect(
            try catalog.backups().map(\.state)
                == [.overwritten, .overwritten, .complete, .incomplete])
        #expect(try catalog.backup(1).place(of: 5000) == nil)
        // What is appended overwrites what stands behind, nothing else.
        try catalog.record(sampleHeader("e"), [], on: "B", span: sampleSpan(4, object: 101))
        #expect(try catalog.backup(named: "c").state == .complete)
        try catalog.record(sampleHeader("f"), [], on: "B", span: sampleSpan(4, object: 101))
        #expect(try catalog.backup(named: "c").state == .complete)
        #expect(try catalog.backup(named: "e").state == .overwritten)
        try catalog.markOverwritten(CatalogCartridge(identifier: "B"))
        #expect(try catalog.backup(named: "c").state == .overwritten)
    }

    @Test func aBackupThatIsFinishedReplacesTheOneThatWasBrokenOff() throws {
        try catalog.record(sampleHeader("before"), [])
        let cartridges = ["A", "B"].map { CatalogCartridge(identifier: $0) }
        let broken = try catalog.begin(
            sampleHeader("one"), on: cartridges, placement: .appending)
        try broken.add(sampleMember([1]))
        let number = try broken.interrupt([sampleSpan(3, object: 101)])
        #expect(try catalog.backup(number).onTape.isEnded == false)
        let resumed = try catalog.begin(
            sampleHeader("one"), on: cartridges, placement: .resuming)
        for path in 1...3 { try resumed.add(sampleMember([UInt8(path)])) }
        var summary = ArchiveSummary(header: sampleHeader("one"))
        summary.spans = [
            sampleSpan(50, object: 101),
            TapeSpan(
                cartridge: 2, file: 1, firstObject: 2, start: 50 * 16384, recordCount: 9),
        ]
        let last = try resumed.finish(summary)
        let backups = try catalog.backups()
        #expect(backups.map(\.number) == [1, last])
        #expect(last > number)
        #expect(backups.map(\.state) == [.complete, .complete])
        #expect(backups[1].memberCount == 3)
        #expect(backups[1].onTape.spans == summary.spans && backups[1].onTape.isEnded)
        // The second cartridge is written over: the backup has lost a part.
        try catalog.record(sampleHeader("two"), [], on: "B")
        #expect(try catalog.backup(last).state == .overwritten)
        #expect(try catalog.backup(last).place(of: 0)?.cartridge == cartridges[0])
        #expect(try catalog.backup(last).place(of: 50 * 16384) == nil)
    }

    @Test func whatIsForgottenIsGone() throws {
        let empty = try catalog.contents()
        let first = try catalog.record(
            sampleHeader("a"), [sampleMember([1], disk: 0..<512)])
        let one = try catalog.contents()
        let second = try catalog.record(
            sampleHeader("b"), [sampleMember([1], disk: 0..<512)], on: "B")
        try catalog.forget(second)
        #expect(try catalog.contents() == one)
        #expect(throws: CatalogError.self) { try catalog.forget(second) }
        try catalog.forget(first)
        #expect(try catalog.contents() == empty)
        // Numbers are not given again.
        #expect(try catalog.record(sampleHeader("c"), []) == second + 1)
    }

    @Test func aBackupForgottenWhileItIsReadIsNotTakenForWhole() throws {
        let members = (0..<4200 as Range<UInt64>).map { sampleMember([1], number: $0) }
        let number = try catalog.record(sampleHeader("a"), members)
        let error = #expect(throws: CatalogError.self) {
            try catalog.forEachMember(of: number) { member in
                // The catalog can be used, and written, meanwhile.
                if member.number == 17 { try catalog.forget(number) }
            }
        }
        #expect(error?.description.contains("member 4096 of the backup 1: of 4200") == true)
    }

    @Test func digestsComeBack() throws {
        let recording = try catalog.begin(
            sampleHeader("one"), on: [CatalogCartridge(identifier: "A")], placement: .appending)
        let long = CatalogDigest(.sha256, (1...32).map { $0 })
        let short = CatalogDigest(.crc32c, [9, 0, 255, 7])
        try recording.add(sampleMember([1]), digests: [long, short])
        try recording.add(sampleMember([2]))
        try recording.add(sampleMember([3]), digests: [short])
        try recording.add(long)
        var summary = ArchiveSummary(header: sampleHeader("one"))
        summary.spans = [sampleSpan()]
        let number = try recording.finish(summary)
        #expect(try catalog.digests(of: number, member: 0) == [short, long])
        #expect(try catalog.digests(of: number, member: 1) == [])
        #expect(try catalog.digests(of: number, member: 2) == [short])
        #expect(try catalog.digests(of: number, member: nil) == [long])
    }
}
