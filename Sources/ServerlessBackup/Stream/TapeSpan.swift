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

/// What is on tape of a stream whose copy failed.
public struct StreamFailure: Sendable {
    /// The command as it came back.
    public var command: CommandFailure
    /// Which of the EXTENDED COPY commands it was, from 1.
    public var number: Int
    /// What is on tape, cartridge by cartridge.
    public var spans: [TapeSpan]
    /// Bytes of a tape record.
    public var recordLength: Int
    /// Why it cannot go on on another cartridge; empty where that was not the matter.
    public var cartridgeNote = ""

    /// Bytes of the stream that are on tape for certain.
    public var bytesOnTape: UInt64 { spans.last?.end(recordLength: recordLength) ?? 0 }

    /// The failure in words.
    public var text: String {
        var text = "EXTENDED COPY \(number): " + command.copyText
        let records = spans.reduce(0) { $0 + $1.recordCount }
        text += "; whole tape records on tape: \(records), which are \(bytesOnTape) bytes"
        if !cartridgeNote.isEmpty { text += "; " + cartridgeNote }
        return text
    }
}
