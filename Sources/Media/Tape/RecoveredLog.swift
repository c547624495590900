/// What a cartridge's log holds when it is mounted.
struct RecoveredLog {
    private(set) var table: ObjectTable
    private(set) var generation: UInt64
    private(set) var lastHeader: (offset: Int64, checksum: UInt32)?
    private(set) var condition = TapeCondition.good
    /// Whether nothing stands in the log behind the last object.
    private(set) var endsClean: Bool

    /// Reads the log, with the help of an index if it agrees with the log.
    init(
        _ store: any LogStore,
        manifest: CartridgeManifest,
        index: CartridgeIndex?
    ) throws(MediumFailure) {
        let volumeTag = manifest.volumeTag(partition: 0)
        let index = index?.volumeTag == volumeTag ? index : nil
        var scan = try LogScan(
            store, volumeTag: volumeTag, table: ObjectTable(),
            generation: UInt64(manifest.generation), lastHeader: nil)
        var isTrusted = false
        if let index, let known = try Self.table(index, ifIn: store) {
            isTrusted = true
            scan = try LogScan(
                store, volumeTag: volumeTag, table: known, generation: index.generation,
                lastHeader: (Int64(index.lastHeaderOffset), index.lastHeaderChecksum))
        }
        try scan.run()
        table = scan.table
        generation = scan.generation
        lastHeader = scan.lastHeader
        endsClean = !scan.hasTail
        if !isTrusted, let index { try addLost(index, store) }
        if lastHeader == nil, condition == .good {
            condition = .damaged(
                at: 0,
                MediumFailure(
                    medium: store.name, action: "reading MAGIC at byte 0",
                    reason: "an end-of-data mark or another object was expected, none found"))
        }
    }

    /// The index's table, if the log still has the index's last header where the index has it.
    private static func table(
        _ index: CartridgeIndex,
        ifIn store: any LogStore
    ) throws(MediumFailure) -> ObjectTable? {
        let length = try store.byteCount()
        guard UInt64(length) >= index.logLength, index.lastHeaderOffset < index.logLength,
            let table = ObjectTable(index)
        else { return nil }
        let bytes = try store.read(
            at: Int64(index.lastHeaderOffset), upTo: ObjectHeader.byteCount)
        guard let header = ObjectHeader(checking: bytes, at: 0),
            header.logOffset == index.lastHeaderOffset,
            header.headerChecksum == index.lastHeaderChecksum
        else { return nil }
        return table
    }

    /// Adds what an index of the same generation knows to have been flushed, and the log has lost.
    private mutating func addLost(
        _ index: CartridgeIndex,
        _ store: any LogStore
    ) throws(MediumFailure) {
        guard index.generation >= generation, let old = ObjectTable(index),
            old.objectCount > table.objectCount
        else { return }
        let length = try store.byteCount()
        let isShort = length < old.endOffset
        let first = table.objectCount
        let filemarks = max(0, old.filemarkCount - table.filemarkCount)
        let objects = old.objectCount - first
        table.appendDamage(
            objects: objects, filemarks: min(filemarks, objects),
            to: isShort ? table.endOffset : old.endOffset)
        generation = index.generation
        endsClean = !isShort && length == table.endOffset
        if isShort {
            condition = .damaged(
                at: first,
                MediumFailure(
                    medium: store.name, action: "reading object \(first)",
                    reason: "\(old.endOffset) bytes at least were expected, it has \(length)"))
        }
    }
}
