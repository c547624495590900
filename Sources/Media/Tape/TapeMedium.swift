/// What a sequential-access logical unit stores its logical objects on: records (SSC calls them
/// logical blocks) and filemarks, numbered from 0 at the beginning of the partition.
///
/// The medium knows no position, no block length and no sense data: these are the logical unit's.
/// Object numbers that are passed in are checked by the logical unit; one outside the range that a
/// member names is a programming error.
public protocol TapeMedium: AnyObject {
    /// What is printed on the cartridge: the volume identifier, as a barcode reader would see it.
    var volumeIdentifier: String { get }

    /// How much the medium holds, and where it begins to warn.
    var geometry: TapeGeometry { get }

    /// Whether writing is refused.
    var isWriteProtected: Bool { get }

    /// Whether all that was ever flushed is there.
    var condition: TapeCondition { get }

    /// How many objects there are. End of data is at this number.
    var objectCount: Int64 { get }

    /// Changes whenever objects that were there are gone: as long as it is the same, every object
    /// that was there is what it was.
    var generation: UInt64 { get }

    /// What object `number` is; below `objectCount`.
    func object(_ number: Int64) -> TapeObject

    /// The first object behind `number` that is known not to be like it: of another kind or length.
    /// All between are alike; there may be more of the same kind behind them. Above `number`, at
    /// most `objectCount`.
    func endOfRun(_ number: Int64) -> Int64

    /// The data of record `number`, whole; below `objectCount`, and no filemark.
    ///
    /// - Throws: `MediumFailure` where the record cannot be read as it was written.
    func read(_ number: Int64) throws(MediumFailure) -> DataBuffer

    /// How many filemarks are before object `number`, which is the number of the file that the
    /// object is in; at most `objectCount`. O(log n).
    func filemarks(before number: Int64) -> Int64

    /// The object number of filemark `index`, counted from 0; `nil` where there are fewer. O(log n).
    func filemark(_ index: Int64) -> Int64?

    /// The first object from `number` on of which it is not known whether it is a record or a
    /// filemark; `nil` where there is none. O(log n) for media without such objects.
    func firstUnknown(from number: Int64) -> Int64?

    /// How many bytes of the capacity the objects before `number` take; at most `objectCount`.
    func usedByteCount(before number: Int64) -> Int64

    /// Writes records of `recordLength` bytes each (1 to 2^24−1) behind the first `number` objects.
    /// All objects from `number` on are gone then.
    ///
    /// - Parameters:
    ///   - data: the records' bytes, a multiple of `recordLength`; at least one record.
    ///   - number: at most `objectCount`.
    /// - Throws: `MediumFailure`; none of the records is on the medium then, though what they were
    ///   to overwrite may be gone.
    func append(
        _ data: DataBuffer,
        recordLength: Int,
        at number: Int64
    ) throws(MediumFailure)

    /// Writes `count` filemarks (at least one) behind the first `number` objects, as `append` does.
    func append(filemarks count: Int, at number: Int64) throws(MediumFailure)

    /// Makes object `number` the end of data, durably: all objects from there on are gone.
    func endData(at number: Int64) throws(MediumFailure)

    /// Returns when everything written is on stable storage.
    func flush() throws(MediumFailure)

    /// Flushes, and leaves behind whatever lets the medium be mounted quickly. The medium stays
    /// usable.
    func unload() throws(MediumFailure)
}

/// One logical object on a tape.
public enum TapeObject: Equatable, Sendable {
    /// A record of `length` bytes, 1 to 2^24−1. Reading it may still fail.
    case record(length: Int)
    /// A filemark.
    case filemark
    /// There is an object, but what it was is lost.
    case unknown
}

/// How much a tape holds.
///
/// A record takes as many bytes as it has; a filemark takes `filemarkByteCount`.
public struct TapeGeometry: Equatable, Sendable {
    /// What one filemark takes of the capacity, in bytes.
    public static let filemarkByteCount: Int64 = 64

    /// Where the medium physically ends, in bytes; at least 1.
    public var capacity: Int64
    /// From how many bytes on the medium warns that its end is near; at most the capacity.
    public var earlyWarning: Int64

    /// A medium of `capacity` bytes that warns from `earlyWarning` bytes on.
    public init(capacity: Int64, earlyWarning: Int64) {
        self.capacity = capacity
        self.earlyWarning = earlyWarning
    }
}

/// Whether a tape holds what was flushed to it.
public enum TapeCondition: Equatable, Sendable {
    /// It does, as far as is known without reading every record.
    case good
    /// From object `at` on, objects that had been flushed are lost. They cannot be read, and
    /// nothing can be written behind them; writing before them is possible.
    case damaged(at: Int64, MediumFailure)
}

/// The longest record: READ(6) and WRITE(6) have 24 bits for its length.
public let maximumRecordLength = (1 << 24) - 1
