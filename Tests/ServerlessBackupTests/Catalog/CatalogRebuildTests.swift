import CopyManager
import Foundation
import Media
import SCSI
import Testing
import VolumeMap

@testable import ServerlessBackup

/// A catalog that is made from tapes is the one that was kept while they were written.
@Suite struct CatalogRebuildTests {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// The volume's first two megabytes hold its tables, the rest its files.
    private static let image = try? Data(
        contentsOf: top.appendingPathComponent("images/ntfs-small.img"))

    private let directory: ScratchDirectory
    private let catalog: Catalog
    private let rebuilt: Catalog

    init() throws {
        directory = try ScratchDirectory()
        catalog = try Catalog(path: directory.place("catalog"))
        rebuilt = try Catalog(path: directory.place("rebuilt"))
    }

    /// A SAN with the volume on d0 and tapes of these capacities.
    private func san(_ tapes: [Int64], limits: CopyManagerLimits = CopyManagerLimits()) throws
        -> SmallSAN
    {
        let san = SmallSAN(limits: limits)
        let image = try #require(Self.image)
        try san.addDisk("d0", Array(image))
        try san.addDisk("d1", [UInt8](repeating: 0xEE, count: image.count))
        for (number, capacity) in tapes.enumerated() {
            try san.addTape("t\(number)", capacity: capacity, earlyWarning: capacity - (64 << 10))
        }
        return san
    }

    private func cartridge(_ tape: String) -> CatalogCartridge {
        CatalogCartridge(identifier: "serial of \(tape)", name: tape.uppercased())
    }

    @discardableResult
    private func backUp(
        _ san: SmallSAN, _ name: String, _ content: ArchiveContent, to tapes: [String],
        _ placement: BackupPlacement = .appending, time: Int64
    ) throws -> Int64 {
        var backup = ArchiveBackup(
            source: try san.device("d0"), tapes: try tapes.map(san.device), name: name,
            options: ArchiveOptions(content: content))
        backup.placement = placement
        backup.recordLength = 16384
        backup.expires = time + 1
        backup.isChosen = { $0.count.isMultiple(of: 2) }
        return try backup.run(
            time: time, recordingIn: catalog, on: tapes.map(cartridge)
        ).number
    }

    private func rebuild(_ san: SmallSAN, _ tapes: [String]) throws -> CatalogRebuild {
        try rebuilt.rebuild(
            from: tapes.map { .init(cartridge($0), in: try san.device($0)) })
    }

    private func expectEqual() throws {
        let (original, again) = (try catalog.contents(), try rebuilt.contents())
        for (table, rows) in original {
            let others = again[table] ?? []
            #expect(rows.count == others.count, "\(table)")
            for (row, other) in zip(rows, others) { #expect(row == other, "\(table)") }
        }
    }

    @Test func severalBackupsOfEveryContentOnOneCartridge() throws {
        let san = try san([1 << 30])
        try backUp(san, "image", .image, to: ["t0"], .overwriting, time: 1000)
        let used = try backUp(san, "used", .used, to: ["t0"], time: 2000)
        try backUp(san, "chosen", .files, to: ["t0"], time: 3000)
        try backUp(san, "used", .used, to: ["t0"], time: 4000)
        let rebuild = try rebuild(san, ["t0"])
        #expect(rebuild == CatalogRebuild(backups: [1, 2, 3, 4], notes: []))
        try expectEqual()
        #expect(try rebuilt.backups().map(\.state) == .init(repeating: .complete, count: 4))
        #expect(try rebuilt.backup(used).memberCount > 60)
        #expect(try rebuilt.contents()["regions"]?.isEmpty == false)
    }

    @Test func aPlaceInTheCatalogIsThePlaceOnTape() throws {
        let san = try san([1 << 30])
        try backUp(san, "first", .files, to: ["t0"], .overwriting, time: 1000)
        let number = try backUp(san, "used", .used, to: ["t0"], time: 2000)
        let tape = try #require(san.tapes["t0"])
        let backup = try catalog.backup(number)
        var compared = 0
        for member in try catalog.members(of: number) {
            let place = try #require(backup.place(of: member.headerOffset))
            #expect(place.file == 1)
            let record = try tape.read(Int64(place.object)).bytes()
            // The magic of ustar's header, or of the pax header in front of it.
            #expect(Array(record[place.byte + 257..<place.byte + 262]) == Array("ustar".utf8))
            for region in member.regions.prefix(1) {
                let place = try #require(backup.place(of: member.contentOffset + region.offset))
                let record = try tape.read(Int64(place.object)).bytes()
                let disk = Int(region.disk)
                let content = try #require(Self.image)[disk..<disk + 512]
                #expect(Array(record[place.byte..<place.byte + 512]) == Array(content))
                compared += 1
            }
        }
        #expect(compared > 20)
        // Behind its last record there is nothing.
        #expect(backup.place(of: backup.tapeBytes - 1) != nil)
        #expect(backup.place(of: backup.tapeBytes) == nil)
    }

    @Test func aDiskIsRestoredByWhatTheCatalogSays() throws {
        let san = try san([1 << 30])
        try backUp(san, "first", .image, to: ["t0"], .overwriting, time: 1000)
        let number = try backUp(san, "used", .used, to: ["t0"], time: 2000)
        let backup = try catalog.backup(number)
        let summary = try DiskRestore(
            backup.onTape, from: [san.device("t0")], to: san.device("d1")
        ).volume(members: try catalog.members(of: number))
        #expect(summary.copiedBytes > 1 << 20)
        let (before, after) = (try san.content("d0"), try san.content("d1"))
        for member in try catalog.members(of: number) {
            for region in member.regions {
                let bytes = Int(region.disk)..<Int(region.disk + region.count)
                #expect(before[bytes] == after[bytes])
            }
        }
    }

    @Test(arguments: [ArchiveContent.image, .used])
    func aBackupOverSeveralCartridges(_ content: ArchiveContent) throws {
        // One list a cartridge would end each of them in the list's middle.
        let san = try san([1 << 21, 3 << 20, 1 << 30])
        try backUp(san, "wide", content, to: ["t0", "t1", "t2"], .overwriting, time: 1000)
        try backUp(san, "next", .files, to: ["t2"], time: 2000)
        let wide = try catalog.backup(named: "wide")
        #expect(wide.parts.count > 1)
        #expect(Set(wide.parts.map(\.cartridge.name)).count == wide.parts.count)
        // In whatever order the cartridges come.
        #expect(try rebuild(san, ["t2", "t0", "t1"]).notes == [])
        try expectEqual()
        // Without the first, its other parts belong to nothing; without the last it is incomplete.
        let partly = try rebuild(san, ["t1", "t2"])
        #expect(partly.notes.count == wide.parts.count - 1)
        #expect(
            partly.notes.first
                == "T1: the tape file 0 is part 2 of wide, of which the part before is on no"
                + " cartridge given")
        _ = try rebuild(san, ["t0"])
        #expect(try rebuilt.backup(named: "wide").state == .incomplete)
        #expect(try rebuilt.backup(named: "wide").parts == [wide.parts[0]])
    }

    @Test(arguments: [ArchiveContent.image, .used])
    func aBackupThatWasBrokenOffAndFinished(_ content: ArchiveContent) throws {
        let san = try san([1 << 21, 1 << 30])
        #expect(throws: BackupError.self) {
            try backUp(san, "half", content, to: ["t0"], .overwriting, time: 1000)
        }
        #expect(try catalog.backups().map(\.state) == [.incomplete])
        if content == .used { #expect(try catalog.backups()[0].memberCount > 0) }
        _ = try rebuild(san, ["t0"])
        try expectEqual()
        try backUp(san, "half", content, to: ["t0", "t1"], .resuming, time: 1000)
        #expect(try catalog.backups().map(\.state) == [.complete])
        _ = try rebuild(san, ["t0", "t1"])
        try expectEqual()
    }

    @Test func aCopyThatFailsInAListsMiddle() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentLength = 65536
        let san = try san([1 << 30], limits: limits)
        san.fabric.add(
            .init(
                unit: "t0", trigger: .command(.write6, nth: 100), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        #expect(throws: BackupError.self) {
            try backUp(san, "broken", .used, to: ["t0"], .overwriting, time: 1000)
        }
        let broken = try catalog.backup(named: "broken")
        #expect(broken.state == .incomplete && broken.tapeBytes > 0 && broken.memberCount > 0)
        _ = try rebuild(san, ["t0"])
        try expectEqual()
    }

    @Test func othersAreKeptWhereOneCartridgeIsReadAnew() throws {
        let san = try san([1 << 30, 1 << 30])
        try backUp(san, "a", .files, to: ["t0"], .overwriting, time: 1000)
        try backUp(san, "b", .files, to: ["t1"], .overwriting, time: 1000)
        let original = try catalog.contents()
        try catalog.record(
            sampleHeader("ghost"), [], on: cartridge("t0").identifier,
            span: sampleSpan(1, object: 100_000))
        let rebuild = try catalog.rebuild(
            from: [.init(cartridge("t0"), in: try san.device("t0"))], isAnew: false)
        #expect(rebuild.backups.count == 1)
        #expect(try catalog.contents() == original)
        _ = try catalog.rebuild(from: [.init(cartridge("t0"), in: try san.device("t0"))])
        #expect(try catalog.backups().map(\.header.name) == ["a"])
        #expect(try catalog.cartridges() == [cartridge("t0")])
    }

    @Test func whatIsNoBackupIsSaid() throws {
        let san = try san([1 << 30])
        try backUp(san, "a", .used, to: ["t0"], .overwriting, time: 1000)
        let drive = TapeDrive(device: try san.device("t0"))
        try drive.spaceToEndOfData()
        try drive.write([UInt8](repeating: 7, count: 2000))
        try drive.writeFilemarks(1)
        let rebuild = try rebuild(san, ["t0"])
        #expect(rebuild.backups.count == 1)
        #expect(rebuild.notes.count == 1)
        #expect(
            rebuild.notes[0].hasPrefix("T0: the tape file 1 holds what is no backup: "),
            "\(rebuild.notes)")
        try expectEqual()
    }
}
