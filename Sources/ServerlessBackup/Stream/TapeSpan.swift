/// A part of a backup's stream on one cartridge: tape records that follow each other.
public struct TapeSpan: Equatable, Sendable, Codable {
    /// Which cartridge of the backup, from 1.
    public var cartridge: Int
    /// How many filemarks stand before the records.
    public var file: UInt64
    /// The logical object number of the first record.
    public var firstObject: UInt64
    /// Bytes of the stream before it: whole records.
    public var start: UInt64
    /// How many records.
    public var recordCount: UInt64

    /// A part of a stream.
    public init(
        cartridge: Int, file: UInt64, firstObject: UInt64, start: UInt64, recordCount: UInt64
    ) {
        self.cartridge = cartridge
        self.file = file
        self.firstObject = firstObject
        self.start = start
        self.recordCount = recordCount
    }

    /// Bytes of the stream up to the end of its records.
    func end(recordLength: Int) -> UInt64 { start + recordCount * UInt64(recordLength) }
}
