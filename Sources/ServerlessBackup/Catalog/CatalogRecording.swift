import GRDB

/// Records a backup while it runs. Its members are seen by nobody before `finish` or `interrupt`,
/// which put the whole of it into the catalog in one transaction; where the process ends before,
/// the catalog says nothing of the backup, and `Catalog.rebuild` finds it on tape.
///
/// Memory does not grow with the number of members.
public final class CatalogRecording {
    private let stage: CatalogStage
    private let cartridges: [CatalogCartridge]
    private var hasEnded = false

    init(_ stage: CatalogStage, _ cartridges: [CatalogCartridge]) {
        self.stage = stage
        self.cartridges = cartridges
    }

    /// How many members were added.
    public var memberCount: UInt64 { stage.memberCount }

    /// Adds a member whose last byte is on tape, in the order of the stream.
    public func add(
        _ member: ArchivedMember, digests: [CatalogDigest] = []
    ) throws(CatalogError) {
        try requireOpen()
        try stage.add(member, digests: digests)
    }

    /// Adds a digest of the whole of the backed up disk.
    public func add(_ digest: CatalogDigest) throws(CatalogError) {
        try requireOpen()
        try stage.add(digest)
    }

    /// The backup is complete.
    ///
    /// What its records were written over is marked as overwritten; the backup's own record of when
    /// it was broken off is replaced.
    ///
    /// - Returns: its number.
    @discardableResult
    public func finish(_ summary: ArchiveSummary) throws(CatalogError) -> Int64 {
        try end(summary.header, summary.spans, isComplete: true)
    }

    /// The backup was broken off.
    ///
    /// - Parameter spans: what is on tape of it: see `StreamFailure`.
    @discardableResult
    public func interrupt(_ spans: [TapeSpan]) throws(CatalogError) -> Int64 {
        try end(stage.header, spans, isComplete: false)
    }

    private func requireOpen() throws(CatalogError) {
        if hasEnded {
            throw .unsuitable(
                what: "the recording of \(stage.header.name) has ended", expected: "an open one")
        }
    }

    private func end(
        _ header: ArchiveHeader, _ spans: [TapeSpan], isComplete: Bool
    ) throws(CatalogError) -> Int64 {
        try requireOpen()
        guard header == stage.header else {
            throw .unsuitable(
                what: "the summary of another backup, \(header.name)",
                expected: "that of \(stage.header.name), with the header with which it was begun")
        }
        let numbers = spans.map(\.cartridge)
        guard !spans.isEmpty, Set(numbers).count == numbers.count,
            numbers.allSatisfy({ (1...cartridges.count).contains($0) })
        else {
            throw .unsuitable(
                what: "parts on the cartridges \(numbers)",
                expected: "one part on each of the \(cartridges.count) cartridges, or of the first")
        }
        try stage.prepare()
        let number = try stage.catalog.write { db in
            for span in spans {
                let label: UInt64 = span.cartridge > 1 ? 2 : 0
                let first = span.firstObject > label ? span.firstObject - label : 0
                try db.noteOverwriting(
                    cartridges[span.cartridge - 1].identifier, from: first, by: header)
            }
            return try stage.insert(
                into: db, spans: spans, on: cartridges, isComplete: isComplete)
        }
        hasEnded = true
        return number
    }
}

extension Catalog {
    /// Begins to record a backup.
    ///
    /// - Parameters:
    ///   - header: its header: see `ArchiveBackup.begun`.
    ///   - cartridges: the cartridges that it may fill, in their order.
    ///   - placement: where it goes. What the first cartridge held is marked as overwritten at once
    ///     where this says so, since it is lost from then on, however the backup ends.
    public func begin(
        _ header: ArchiveHeader, on cartridges: [CatalogCartridge], placement: BackupPlacement
    ) throws(CatalogError) -> CatalogRecording {
        guard let first = cartridges.first,
            Set(cartridges.map(\.identifier)).count == cartridges.count
        else {
            throw .unsuitable(
                what: "the cartridges \(cartridges.map(\.identifier))",
                expected: "at least one, and none twice")
        }
        let recording = CatalogRecording(try CatalogStage(self, header), cartridges)
        if placement == .overwriting { try markOverwritten(first) }
        return recording
    }

    /// Takes note that everything on a cartridge is lost.
    public func markOverwritten(_ cartridge: CatalogCartridge) throws(CatalogError) {
        try write { try $0.noteOverwriting(cartridge.identifier, from: 0, by: nil) }
    }

    /// Takes a backup out of the catalog. What is on tape stays.
    public func forget(_ backup: Int64) throws(CatalogError) {
        try write { db in
            try db.execute(sql: "DELETE FROM backups WHERE id = ?", arguments: [backup])
            if db.changesCount == 0 {
                throw CatalogError.notFound(path: path, what: "backup of the number \(backup)")
            }
            try db.forgetUnusedCartridges()
        }
    }
}

extension Database {
    /// Marks what stood on a cartridge from a logical object number on. A backup of the same header
    /// that begins there is the same one, which was broken off: it goes.
    fileprivate func noteOverwriting(
        _ cartridge: String, from object: UInt64, by header: ArchiveHeader?
    ) throws {
        // Parts behind a label begin two objects before their records.
        let lost = """
            FROM spans JOIN cartridges ON cartridges.id = spans.cartridge
            WHERE cartridges.identifier = ? AND is_overwritten = 0
                AND first_object >= ? + CASE WHEN number > 1 THEN 2 ELSE 0 END
            """
        let arguments: StatementArguments = [cartridge, DatabaseValue.number(object)]
        if let header {
            try execute(
                sql: """
                    DELETE FROM backups WHERE name = ? AND time = ? AND source = ?
                        AND is_complete = 0 AND id IN (SELECT backup \(lost))
                    """,
                arguments: [
                    header.name, header.time, DatabaseValue.bytes(header.source),
                ] + arguments)
        }
        try execute(
            sql: """
                UPDATE spans SET is_overwritten = 1
                    WHERE (backup, number) IN (SELECT backup, number \(lost))
                """,
            arguments: arguments)
    }

    /// Drops cartridges that no backup stands on.
    func forgetUnusedCartridges() throws {
        try execute(
            sql: "DELETE FROM cartridges WHERE id NOT IN (SELECT cartridge FROM spans)")
    }
}

extension ArchiveBackup {
    /// Does the backup, and records it in a catalog, complete or broken off.
    ///
    /// - Parameters:
    ///   - cartridges: what is in the drives, in the order of these.
    ///   - time: the present second.
    /// - Returns: what was done, and the backup's number in the catalog.
    public func run(
        time: Int64, map: DiskMap? = nil, recordingIn catalog: Catalog,
        on cartridges: [CatalogCartridge]
    ) throws -> (summary: ArchiveSummary, number: Int64) {
        guard cartridges.count == tapes.count else {
            throw CatalogError.unsuitable(
                what: "\(cartridges.count) cartridges", expected: "one for each tape")
        }
        var recorded = self
        var recording: CatalogRecording?
        recorded.begun = { header in
            try begun(header)
            recording = try catalog.begin(header, on: cartridges, placement: placement)
        }
        recorded.memberDone = { member in
            try memberDone(member)
            try recording?.add(member)
        }
        do {
            let summary = try recorded.run(time: time, map: map)
            guard let number = try recording?.finish(summary) else {
                throw CatalogError.unsuitable(what: "no header", expected: "one that was begun")
            }
            return (summary, number)
        } catch BackupError.stream(let failure) {
            try recording?.interrupt(failure.spans)
            throw BackupError.stream(failure)
        }
    }
}
