import WireBytes

/// sanbench's own tape cartridge: an append log of objects that survives being cut at any byte.
///
/// On disk it is a directory:
///
///     manifest           what the cartridge is; replaced as a whole
///     partition-0.log    the objects, one behind the other
///     partition-0.index  a cache of where they are; may be deleted
///
/// The log is a sequence of header (64 bytes), data, trailer (8 bytes): see `ObjectHeader` and
/// `ObjectTrailer`. It begins with an end-of-data mark of the cartridge's first generation, so that
/// a log that has lost everything is not taken for a blank one. Writing before the end of data puts
/// a mark of a new generation there, flushes it, and cuts the log off behind it; objects follow the
/// mark. No object with a lower generation is accepted behind a mark, so what is overwritten never
/// comes back. A mark is replaced by the next one at its place.
///
/// The log can be in memory as well, for cartridges that need not outlive the program.
public final class Cartridge: TapeMedium {
    public let isWriteProtected: Bool
    public internal(set) var condition: TapeCondition

    private let manifest: CartridgeManifest
    let store: any LogStore
    let indexPath: String?
    let volumeTag: UInt32
    var table: ObjectTable
    public internal(set) var generation: UInt64
    var lastHeader: (offset: Int64, checksum: UInt32)?
    /// Whether nothing stands in the log behind the last object.
    var endsClean: Bool
    var isDirty = false
    var hasIndex: Bool
    /// Why flushing failed. The kernel forgets what it could not write, so that a later flush that
    /// succeeds proves nothing.
    var lostFlush: MediumFailure?
    /// Where objects are put together before they are written.
    var scratch: [UInt8] = []

    private init(
        _ manifest: CartridgeManifest,
        _ store: any LogStore,
        recovered: RecoveredLog,
        indexPath: String?,
        hasIndex: Bool,
        isWriteProtected: Bool
    ) {
        self.manifest = manifest
        self.store = store
        self.indexPath = indexPath
        self.hasIndex = hasIndex
        self.isWriteProtected = isWriteProtected
        volumeTag = manifest.volumeTag(partition: 0)
        table = recovered.table
        generation = recovered.generation
        lastHeader = recovered.lastHeader
        endsClean = recovered.endsClean
        condition = recovered.condition
    }

    public var volumeIdentifier: String { manifest.volumeIdentifier }
    public var geometry: TapeGeometry { manifest.geometry }
    public var objectCount: Int64 { table.objectCount }
    public func filemarks(before number: Int64) -> Int64 { table.filemarks(before: number) }
    public func filemark(_ index: Int64) -> Int64? { table.filemark(index) }
    public func endOfRun(_ number: Int64) -> Int64 { table.endOfRun(number) }
    public func firstUnknown(from number: Int64) -> Int64? { table.firstUnknown(from: number) }
    public func usedByteCount(before number: Int64) -> Int64 { table.usedByteCount(before: number) }

    public func object(_ number: Int64) -> TapeObject {
        let entry = table.entry(number)
        return switch entry.kind {
        case .record: .record(length: entry.length)
        case .filemark: .filemark
        case .unknown, .lostFilemark: .unknown
        }
    }
}

// MARK: Creating and mounting

extension Cartridge {
    /// A blank cartridge in memory.
    public convenience init(inMemory manifest: CartridgeManifest) throws(MediumFailure) {
        let store = MemoryLog(name: "cartridge \(manifest.volumeIdentifier)")
        try self.init(formatting: store, manifest)
    }

    /// A blank cartridge on a log without a file.
    convenience init(
        formatting store: any LogStore,
        _ manifest: CartridgeManifest,
        indexPath: String? = nil
    ) throws(MediumFailure) {
        try Self.format(store, manifest)
        let recovered = try RecoveredLog(store, manifest: manifest, index: nil)
        self.init(
            manifest, store, recovered: recovered, indexPath: indexPath, hasIndex: false,
            isWriteProtected: false)
    }

    /// Makes a blank cartridge: a directory, which must not exist yet.
    public static func create(
        at path: String,
        _ manifest: CartridgeManifest
    ) throws(MediumFailure) -> Cartridge {
        try makeDirectory(path)
        let log = try RandomAccessFile(path: Self.logPath(path), mode: .creating)
        try format(log, manifest)
        // The manifest comes last: a directory without one was never a cartridge.
        try replaceFile(Self.manifestPath(path), with: manifest.encoded())
        try synchronizeDirectory(directory(of: path))
        return try mount(path)
    }

    /// Opens an existing cartridge and recovers what is on it.
    ///
    /// - Parameters:
    ///   - path: the cartridge's directory.
    ///   - writeProtected: whether to refuse writing; nothing in the directory is changed then.
    /// - Throws: `MediumFailure` where the manifest or the log is missing or wrong, or where another
    ///   program has the cartridge mounted. Damage within the log is no error but `condition`.
    public static func mount(
        _ path: String,
        writeProtected: Bool = false
    ) throws(MediumFailure) -> Cartridge {
        let manifestFile = try RandomAccessFile(path: manifestPath(path), mode: .reading)
        let length = Int(try manifestFile.byteCount())
        let manifest = try CartridgeManifest(
            try manifestFile.read(at: 0, upTo: length), path: manifestFile.path)
        let log = try RandomAccessFile(
            path: logPath(path), mode: writeProtected ? .reading : .updating)
        try log.lock(exclusively: !writeProtected)
        let index = indexPath(path)
        let hasIndex = exists(index)
        let recovered = try RecoveredLog(
            log, manifest: manifest, index: hasIndex ? readIndex(index) : nil)
        return Cartridge(
            manifest, log, recovered: recovered, indexPath: index, hasIndex: hasIndex,
            isWriteProtected: writeProtected)
    }

    /// Whether anything has the path of a cartridge: what is there may be one, and is never made
    /// anew.
    public static func isThere(_ path: String) -> Bool { exists(path) }

    private static func manifestPath(_ path: String) -> String { path + "/manifest" }
    private static func logPath(_ path: String) -> String { path + "/partition-0.log" }
    private static func indexPath(_ path: String) -> String { path + "/partition-0.index" }

    /// An index that cannot be read is as good as none.
    private static func readIndex(_ path: String) -> CartridgeIndex? {
        guard let file = try? RandomAccessFile(path: path, mode: .reading),
            let length = try? file.byteCount(),
            let bytes = try? file.read(at: 0, upTo: Int(length))
        else { return nil }
        return CartridgeIndex.decode(bytes)
    }

    /// Writes the first mark.
    private static func format(
        _ store: any LogStore,
        _ manifest: CartridgeManifest
    ) throws(MediumFailure) {
        var mark = ObjectHeader()
        mark.type = .endOfData
        mark.volumeTag = manifest.volumeTag(partition: 0)
        mark.generation = UInt64(manifest.generation)
        var bytes = [UInt8](repeating: 0, count: Int(objectOverhead))
        mark.encode(into: &bytes, at: 0)
        ObjectTrailer(behind: mark).encode(into: &bytes, at: ObjectHeader.byteCount)
        try store.write(bytes[...], at: 0)
        try store.synchronize()
    }
}

// MARK: Reading

extension Cartridge {
    public func read(_ number: Int64) throws(MediumFailure) -> DataBuffer {
        let entry = table.entry(number)
        guard entry.kind == .record else {
            precondition(entry.kind != .filemark, "a filemark has no data")
            throw failure(number, "its header is damaged")
        }
        let start = ObjectHeader.byteCount
        let bytes = try store.read(at: entry.offset, upTo: start + entry.length)
        guard bytes.count == start + entry.length else {
            throw failure(number, "the log ends \(start + entry.length - bytes.count) bytes early")
        }
        guard let header = ObjectHeader(checking: bytes, at: 0),
            header.type == .record, header.volumeTag == volumeTag,
            header.generation <= generation, header.objectNumber == UInt64(number),
            header.fileNumber == UInt64(table.filemarks(before: number)),
            header.logOffset == UInt64(entry.offset), Int(header.storedLength) == entry.length
        else {
            throw failure(number, "its header at byte \(entry.offset) is damaged")
        }
        let found = checksum(of: bytes, start..<bytes.count)
        guard found == header.dataChecksum else {
            throw failure(
                number,
                "DATA CRC-32C \(hexadecimal(header.dataChecksum, digits: 8)) was expected, "
                    + "\(hexadecimal(found, digits: 8)) found")
        }
        return DataBuffer(.memory(bytes[start...]))
    }

    private func failure(_ number: Int64, _ reason: String) -> MediumFailure {
        MediumFailure(medium: store.name, action: "reading object \(number)", reason: reason)
    }
}
