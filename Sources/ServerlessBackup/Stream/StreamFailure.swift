import SCSI

/// What is on tape of a stream whose copy failed.
public struct StreamFailure: Sendable {
    /// The command as it came back.
    public var command: CommandFailure
    /// Which of the EXTENDED COPY commands it was, from 1.
    public var number: Int
    /// What RECEIVE COPY STATUS said of it; nil where it had no answer.
    public var status: CopyStatusLID1Data?
    /// The tape's logical object number afterwards; nil where the drive does not say.
    public var tapePosition: UInt64?
    /// The archive's header.
    public var header: ArchiveHeader
    /// What is on tape, cartridge by cartridge.
    public var spans: [TapeSpan]
    /// Bytes of the disk that the copy manager moved to tape for certain, this time.
    public var copiedBytes: UInt64 = 0
    /// Why it cannot go on on another cartridge; empty where that was not the matter.
    public var cartridgeNote = ""

    /// The sense data, decoded; nil where there is none that can be read.
    public var sense: SenseData? { command.copySense }

    /// Whole tape records that stand on tape.
    public var records: UInt64 { spans.reduce(0) { $0 + $1.recordCount } }

    /// Bytes of the stream that are on tape for certain.
    public var bytesOnTape: UInt64 { spans.last?.end(recordLength: header.recordLength) ?? 0 }

    /// The blocks of the disk of which all bytes are on tape; nil where the archive is no image.
    public var blocksOnTape: Range<UInt64>? {
        guard header.content == .image else { return nil }
        let before = UInt64(ArchiveHeader.byteCount)
        let bytes = bytesOnTape > before ? bytesOnTape - before : 0
        let geometry = header.geometry
        return 0..<min(geometry.blockCount, bytes / UInt64(geometry.blockLength))
    }

    /// The other blocks of the disk; nil where the archive is no image.
    public var missingBlocks: Range<UInt64>? {
        blocksOnTape.map { $0.upperBound..<header.geometry.blockCount }
    }

    /// The failure in words.
    public var text: String {
        var text = "EXTENDED COPY \(number): " + command.copyText
        text += "; whole tape records on tape: \(records)"
        if let blocksOnTape, let missingBlocks {
            text += "; blocks on tape: " + blockText([blocksOnTape])
            text += "; not on tape: " + blockText([missingBlocks])
        } else {
            text += ", which are \(bytesOnTape) bytes"
        }
        if !cartridgeNote.isEmpty { text += "; " + cartridgeNote }
        return text
    }
}
