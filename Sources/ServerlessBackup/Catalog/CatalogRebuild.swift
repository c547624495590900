import GRDB
import VolumeMap

/// What a catalog was rebuilt from.
public struct CatalogRebuild: Equatable, Sendable {
    /// The numbers of the backups that were found, in the order of the cartridges.
    public var backups: [Int64] = []
    /// What on the cartridges could not be taken in, and why.
    public var notes: [String] = []
}

extension Catalog {
    /// A cartridge in a drive.
    public struct LoadedCartridge {
        /// The drive.
        public var tape: Device
        /// The cartridge in it.
        public var cartridge: CatalogCartridge

        /// A cartridge in a drive.
        public init(_ cartridge: CatalogCartridge, in tape: Device) {
            self.tape = tape
            self.cartridge = cartridge
        }
    }

    /// Makes the catalog anew from what stands on cartridges, headers of members and all: the same
    /// that was recorded when the backups were made, but for digests that are not on tape: of the
    /// whole disk, and such as were given beside a member.
    ///
    /// The catalog changes in one transaction at the end; until then it says what it said before.
    ///
    /// - Parameters:
    ///   - loaded: cartridges in any order. A backup that goes on on one that is not among them is
    ///     as if it had been broken off.
    ///   - isAnew: whether the catalog then knows of nothing but these cartridges. Else it keeps
    ///     the backups no part of which is on one of them.
    ///   - progress: is told of each backup that is read.
    public func rebuild(
        from loaded: [LoadedCartridge], isAnew: Bool = true,
        progress: (_ name: String) -> Void = { _ in }
    ) throws -> CatalogRebuild {
        guard Set(loaded.map(\.cartridge.identifier)).count == loaded.count else {
            throw CatalogError.unsuitable(
                what: "the cartridges \(loaded.map(\.cartridge.identifier))",
                expected: "none twice")
        }
        var result = CatalogRebuild()
        let found = try FoundBackup.all(on: loaded, &result.notes)
        var stages: [(stage: CatalogStage, found: FoundBackup, isComplete: Bool)] = []
        for backup in found {
            progress(backup.onTape.header.name)
            let (stage, isWhole) = try read(backup, &result.notes)
            stages.append((stage, backup, isWhole && backup.onTape.isEnded))
        }
        result.backups = try write { db in
            if isAnew {
                try db.execute(sql: "DELETE FROM backups")
            } else {
                for cartridge in loaded.map(\.cartridge.identifier) {
                    try db.execute(
                        sql: """
                            DELETE FROM backups WHERE id IN (SELECT backup FROM spans
                                JOIN cartridges ON cartridges.id = cartridge WHERE identifier = ?)
                            """,
                        arguments: [cartridge])
                }
            }
            try db.forgetUnusedCartridges()
            return try stages.map { entry in
                try entry.stage.insert(
                    into: db, spans: entry.found.onTape.spans,
                    on: entry.found.loaded.map(\.cartridge), isComplete: entry.isComplete)
            }
        }
        return result
    }

    /// Reads the members of a backup.
    ///
    /// - Returns: them, and whether the archive's end is on tape.
    private func read(
        _ backup: FoundBackup, _ notes: inout [String]
    ) throws(CatalogError) -> (CatalogStage, isWhole: Bool) {
        let header = backup.onTape.header
        let stage = try CatalogStage(self, header)
        let stream = backup.onTape.stream(backup.loaded.map(\.tape))
        let isWhole: Bool
        if header.content == .image {
            isWhole = stream.end >= UInt64(ArchiveHeader.byteCount) + header.geometry.byteCount
        } else {
            var scanner = MemberScanner(stream)
            while let member = next(&scanner, header, &notes) { try stage.add(member) }
            isWhole = scanner.hasEnded
        }
        try stage.prepare()
        return (stage, isWhole)
    }

    /// The next member; nil where there is none, and where the tape cannot be read on.
    private func next(
        _ scanner: inout MemberScanner, _ header: ArchiveHeader, _ notes: inout [String]
    ) -> ArchivedMember? {
        do {
            return try scanner.next()
        } catch {
            notes.append(
                "\(header.name) can be read up to byte \(scanner.position) only:"
                    + " \(error.description)")
            return nil
        }
    }
}

/// A backup that was found on cartridges, some of many.
struct FoundBackup {
    /// Its header and records.
    var onTape: BackupOnTape
    /// Its cartridges, in the order of its parts.
    var loaded: [Catalog.LoadedCartridge]

    /// All backups of cartridges.
    ///
    /// - Parameter notes: takes what belongs to none.
    static func all(
        on loaded: [Catalog.LoadedCartridge], _ notes: inout [String]
    ) throws(BackupError) -> [FoundBackup] {
        var found: [FoundBackup] = []
        var parts: [(loaded: Catalog.LoadedCartridge, part: CartridgeContents.Backup)] = []
        for entry in loaded {
            let contents = try CartridgeContents(on: entry.tape)
            if let foreign = contents.foreign {
                notes.append(
                    "\(entry.cartridge.name): the tape file \(foreign.file) holds what is no"
                        + " backup: \(foreign.problem)")
            }
            for backup in contents.backups {
                if backup.header.isContinuation {
                    parts.append((entry, backup))
                } else {
                    found.append(
                        FoundBackup(
                            onTape: BackupOnTape(
                                header: backup.header, spans: [TapeSpan(backup)],
                                isEnded: backup.isEnded), loaded: [entry]))
                }
            }
        }
        for index in found.indices {
            while let next = parts.firstIndex(where: {
                found[index].onTape.isContinued(by: $0.part.header)
            }) {
                let (entry, part) = parts.remove(at: next)
                found[index].onTape.spans.append(TapeSpan(part))
                found[index].onTape.isEnded = part.isEnded
                found[index].loaded.append(entry)
            }
        }
        for (entry, part) in parts {
            notes.append(
                "\(entry.cartridge.name): the tape file \(part.file) is part"
                    + " \(part.header.cartridge) of \(part.header.name), of which the part before"
                    + " is on no cartridge given")
        }
        return found
    }
}
