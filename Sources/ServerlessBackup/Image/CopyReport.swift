import SCSI

/// What an EXTENDED COPY that failed had done, as its sense data and the tape's position tell.
public struct CopyReport: Sendable {
    /// The command as it came back.
    public var reply: Reply
    /// The sense data, decoded; `nil` where there is none that can be read.
    public var sense: SenseData?
    /// Which of the EXTENDED COPY commands it was, from 0, and how many there were to be.
    public var command: Int
    /// How many EXTENDED COPY commands there were to be.
    public var commandCount: Int
    /// What RECEIVE COPY STATUS said; `nil` where it had no answer.
    public var status: CopyStatusLID1Data?
    /// The tape's logical object number afterwards.
    public var tapePosition: UInt64?
    /// Whole tape records that stand on tape; `nil` where data was on its way from it.
    public var records: UInt64?
    /// The blocks of the disk that were moved for certain.
    public var movedBlocks: Range<UInt64>
    /// How many bytes that is.
    public var movedByteCount: UInt64
    /// The blocks of the disk that were not.
    public var missingBlocks: Range<UInt64>
    /// Whether data was on its way to tape; else from it.
    public var isBackup: Bool

    /// The report in words.
    public var text: String {
        var text = "EXTENDED COPY \(command + 1) of \(commandCount): "
        text += reply.text(sense: sense)
        if let sense {
            let name = { (side: String, area: SenseData.Forwarded?) -> String in
                guard let area, let inner = try? SenseData(area.sense) else { return "" }
                return "; the copy \(side) reported " + inner.text
            }
            text += name("source", sense.forwardedFromSource)
            text += name("destination", sense.forwardedFromDestination)
        }
        let place = isBackup ? "on tape" : "restored"
        if let records { text += "; whole tape records on tape: \(records)" }
        text += "; blocks \(place): " + Self.range(movedBlocks)
        text += "; not \(place): " + Self.range(missingBlocks)
        return text
    }

    private static func range(_ blocks: Range<UInt64>) -> String {
        blocks.isEmpty ? "none" : "\(blocks.lowerBound) to \(blocks.upperBound - 1)"
    }
}
