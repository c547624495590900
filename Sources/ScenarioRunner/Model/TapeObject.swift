/// What stands on tape.
public enum TapeObject: Equatable, Sendable {
    /// A record: its parts, one behind the other; never empty.
    case record([RecordPart])
    /// A filemark.
    case filemark
}

/// A part of a record.
public enum RecordPart: Equatable, Sendable {
    /// These bytes.
    case literal([UInt8])
    /// So many bytes of a disk or snapshot, as it is when the scenario has run.
    case bytes(Int, from: DiskPlace)
    /// So many zeros.
    case zeros(Int)
}

/// A byte of a disk or snapshot.
public struct DiskPlace: Equatable, Sendable {
    /// The disk's or snapshot's identifier.
    public var logicalUnit: String
    /// The logical block.
    public var lba: UInt64
    /// The byte, counted from the start of that block.
    public var offset: Int

    /// Names a byte.
    public init(logicalUnit: String, lba: UInt64, offset: Int = 0) {
        self.logicalUnit = logicalUnit
        self.lba = lba
        self.offset = offset
    }
}
