/// A block medium of which snapshots can be taken: before a chunk is first changed after a
/// snapshot, its old content moves to that snapshot's store.
public final class SnapshotOrigin: BlockMedium {
    /// The unit in which old content is kept.
    public static let chunkSize = 64 * 1024

    private let medium: any BlockMedium
    private var snapshots: [SnapshotMedium] = []

    /// Makes snapshots of `medium` possible; all writing must come through this object.
    public init(_ medium: any BlockMedium) { self.medium = medium }

    public var byteCount: Int64 { medium.byteCount }

    public var files: Set<ObjectIdentifier> {
        snapshots.reduce(into: medium.files) { $0.formUnion($1.storeFiles) }
    }

    /// How many snapshots old content is kept for.
    public var snapshotCount: Int { snapshots.count }

    /// A static view of the present content.
    ///
    /// - Parameter store: where old content goes; as long as the medium.
    public func takeSnapshot(store: any BlockMedium) -> SnapshotMedium {
        precondition(store.byteCount == byteCount, "a store as long as the medium")
        let snapshot = SnapshotMedium(origin: medium, store: store)
        snapshots.append(snapshot)
        return snapshot
    }

    /// Ends a snapshot: nothing more is kept for it.
    public func remove(_ snapshot: SnapshotMedium) {
        snapshots.removeAll { $0 === snapshot }
    }

    public func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        try medium.read(at: offset, count: count)
    }

    public func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        requireRange(offset, data.count)
        for snapshot in snapshots { try snapshot.preserve(offset, data.count) }
        try medium.write(data, at: offset)
    }

    public func flush() throws(MediumFailure) {
        try medium.flush()
        for snapshot in snapshots { try snapshot.flush() }
    }
}

/// A static view of a block medium, as it was when the snapshot was taken.
public final class SnapshotMedium: BlockMedium {
    private let origin: any BlockMedium
    private let store: any BlockMedium
    private var preserved: ChunkMap

    /// How many bytes of old content the store holds.
    public private(set) var storedByteCount: Int64 = 0

    init(origin: any BlockMedium, store: any BlockMedium) {
        self.origin = origin
        self.store = store
        preserved = ChunkMap(byteCount: origin.byteCount, chunkSize: SnapshotOrigin.chunkSize)
    }

    public var byteCount: Int64 { origin.byteCount }

    public var files: Set<ObjectIdentifier> { origin.files.union(store.files) }

    var storeFiles: Set<ObjectIdentifier> { store.files }

    public func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        requireRange(offset, count)
        var buffer = DataBuffer()
        for run in preserved.runs(of: offset, count) {
            let medium = run.isSet ? store : origin
            buffer.append(try medium.read(at: run.offset, count: run.count))
        }
        return buffer
    }

    /// A snapshot is read-only.
    public func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        throw MediumFailure(
            medium: "snapshot",
            action: "writing \(data.count) bytes at \(offset)",
            reason: "a snapshot is read-only"
        )
    }

    public func flush() throws(MediumFailure) { try store.flush() }

    /// Whether old content of a range had to be kept: whether it, or something near it, was
    /// written since the snapshot was taken.
    public func hasPreserved(at offset: Int64, count: Int64) -> Bool {
        guard offset >= 0, count > 0, offset < byteCount else { return false }
        let end = min(offset.addingReportingOverflow(count).partialValue, byteCount)
        if end <= offset { return storedByteCount > 0 }
        return preserved.chunks(of: offset, Int(end - offset)).contains { preserved[$0] }
    }

    /// Keeps the old content of every chunk that a range touches.
    func preserve(_ offset: Int64, _ count: Int) throws(MediumFailure) {
        for chunk in preserved.chunks(of: offset, count) where !preserved[chunk] {
            let extent = preserved.extent(of: chunk, byteCount: byteCount)
            var old = try origin.read(at: extent.offset, count: extent.count)
            if !store.files.isDisjoint(with: origin.files) { try old.materialize() }
            try store.write(old, at: extent.offset)
            preserved[chunk] = true
            storedByteCount += Int64(extent.count)
        }
    }
}
