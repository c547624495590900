import WireBytes

/// What looking at the journal gave, beside the overlay.
struct ExtJournalState {
    /// Whether the volume was not unmounted.
    var isDirty: Bool
    var findings: [MapFinding] = []
}

/// Finds the journal and lays its committed transactions over the volume's blocks.
struct ExtJournalLoader {
    let blocks: ExtBlocks
    let superblock: ExtSuperblock
    private var state: ExtJournalState
    /// Where the journal's file begins.
    private var byte: UInt64 = 0

    /// Contents that are read ahead at most: 256 MiB; more is read when it is needed.
    private static let cacheLimit = 256 << 20

    init(blocks: ExtBlocks, superblock: ExtSuperblock) {
        self.blocks = blocks
        self.superblock = superblock
        state = ExtJournalState(isDirty: superblock.incompatible.contains(.recover))
    }

    private mutating func add(_ problem: String, block: UInt64? = nil) {
        let place = block.map { blocks.byte(of: $0) } ?? byte
        state.findings.append(
            MapFinding(
                structure: "journal", byte: place,
                file: superblock.journalInode == 0 ? nil : UInt64(superblock.journalInode),
                problem: problem))
    }

    /// Lays the journal over the volume.
    mutating func load() -> ExtJournalState {
        guard superblock.compatible.contains(.hasJournal) else {
            if state.isDirty {
                byte = ExtSuperblock.place + 0x60
                add("the journal has to be replayed, but the volume has none")
            }
            return state
        }
        guard superblock.journalInode != 0 else {
            byte = ExtSuperblock.place + 0xE4
            add(
                "it is on another device (s_journal_dev \(hexadecimal(superblock.journalDevice))),"
                    + " which is not here"
                    + (state.isDirty ? "; what it holds is not in this map" : ""))
            return state
        }
        do throws(VolumeError) {
            if let log = try findLog() { try read(log) }
        } catch {
            add(error.description)
        }
        return state
    }

    /// The journal's file, as its inode on disk has it.
    private mutating func findLog() throws(VolumeError) -> ExtJournalLog? {
        var mapping = ExtMapping(blocks: blocks, superblock: superblock)
        mapping.readGroups()
        let number = superblock.journalInode
        guard let record = mapping.inodeRecord(number) else {
            add("s_journal_inum is inode \(number), which is in no inode table")
            return nil
        }
        byte = record
        let bytes = Array(try blocks.read(at: record, count: superblock.inodeSize))
        var inode = ExtInode(
            bytes.span, number: number, record: record, superblock: superblock)
        inode.seed = mapping.seed(of: inode)
        var runs = ExtRuns(start: 0)
        if inode.flags.contains(.extents) {
            mapping.addExtents(inode, bytes.span, &runs)
        } else {
            mapping.addIndirectBlocks(inode, bytes.span, &runs)
        }
        let log = ExtJournalLog(blocks: blocks, extents: mapping.volume.extents)
        if log.blockCount == 0 {
            add("inode \(number) has no blocks")
            return nil
        }
        return log
    }

    private mutating func read(_ found: ExtJournalLog) throws(VolumeError) {
        var log = found
        let offset = try log.offset(of: 0)
        byte = blocks.byte(of: log.place(of: 0)?.physical ?? 0)
        let window = log.window
        let bytes = window.span.extracting(offset..<offset + blocks.blockLength)
        if let problem = ExtJournal.problem(
            bytes, blockLength: blocks.blockLength, fileBlocks: log.blockCount)
        {
            return add(problem + (state.isDirty ? "; it is not replayed" : ""))
        }
        let journal = ExtJournal(bytes)
        if journal.errorNumber != 0 { add("it was aborted: s_errno is \(journal.errorNumber)") }
        guard journal.start != 0 else { return }
        guard state.isDirty else {
            state.isDirty = true
            return add("it holds transactions, but the superblock does not ask to replay them")
        }
        var scan = ExtJournalScan(journal: journal, log: log)
        do throws(VolumeError) {
            try scan.run()
        } catch {
            add(error.description)
        }
        for (block, problem) in scan.problems {
            add(problem, block: log.place(of: block)?.physical)
        }
        let kept = latest(&scan)
        cache(kept, scan.log)
        if journal.fastCommitBlocks > 0 { lookAtFastCommits(scan) }
    }

    /// The newest copy of each block that counts.
    private mutating func latest(_ scan: inout ExtJournalScan) -> [UInt64: ExtJournalTag] {
        var kept: [UInt64: ExtJournalTag] = [:]
        for tag in scan.tags where !scan.isRevoked(tag) {
            guard tag.block < blocks.blockCount else {
                add(
                    "transaction \(tag.sequence) has a copy of block \(tag.block), which is outside"
                        + " of the volume", block: scan.log.place(of: tag.place)?.physical)
                continue
            }
            do throws(VolumeError) {
                let offset = try scan.log.offset(of: tag.place)
                let window = scan.log.window
                let copy = window.span.extracting(offset..<offset + blocks.blockLength)
                guard scan.isIntact(copy, tag) else {
                    add(
                        "the checksum of transaction \(tag.sequence)'s copy of block \(tag.block)"
                            + " is wrong; it is not used",
                        block: scan.log.place(of: tag.place)?.physical)
                    continue
                }
                kept[tag.block] = tag
            } catch {
                add(error.description)
            }
        }
        return kept
    }

    /// Keeps the contents of the copies, read in the journal's order.
    private mutating func cache(_ kept: [UInt64: ExtJournalTag], _ found: ExtJournalLog) {
        var log = found
        var overlay = ExtOverlay()
        for tag in kept.values.sorted(by: { $0.place < $1.place }) {
            guard let source = log.place(of: tag.place)?.physical else { continue }
            var entry = ExtOverlay.Entry(
                block: tag.block, source: source,
                isEscaped: tag.flags & ExtJournalTag.escaped != 0)
            if overlay.cached.count < Self.cacheLimit, let offset = try? log.offset(of: tag.place) {
                entry.slot = overlay.cached.count / blocks.blockLength
                let start = overlay.cached.count
                overlay.cached += log.window[offset..<offset + blocks.blockLength]
                if entry.isEscaped {
                    overlay.cached.replaceSubrange(start..<start + 4, with: ExtJournal.magicBytes)
                }
            }
            overlay.entries.append(entry)
        }
        overlay.entries.sort { $0.block < $1.block }
        blocks.overlay = overlay
    }

    private mutating func lookAtFastCommits(_ scan: ExtJournalScan) {
        var commits = ExtFastCommits(
            log: scan.log, first: scan.journal.end, count: scan.journal.fastCommitBlocks,
            sequence: scan.sequence)
        commits.run()
        if commits.changes.isEmpty { return }
        add(
            "fast commits behind transaction \(scan.sequence &- 1) are not replayed; they change "
                + commits.changes.joined(separator: ", "),
            block: scan.log.place(of: scan.journal.end)?.physical)
    }
}
