import SCSI

/// A restore whose copy failed.
public struct RestoreFailure: Sendable {
    /// The command as it came back.
    public var command: CommandFailure
    /// Which of the EXTENDED COPY commands it was, from 1.
    public var number: Int
    /// What RECEIVE COPY STATUS said of it; nil where it had no answer.
    public var status: CopyStatusLID1Data?
    /// The tape's logical object number afterwards; nil where the drive does not say.
    public var tapePosition: UInt64?
    /// The disk's size, as the backup has it.
    public var geometry: DiskGeometry
    /// Bytes of the disk that the copy manager wrote for certain, this time.
    public var copiedBytes: UInt64
    /// The blocks of the disk that are restored for certain, those of an earlier time among them;
    /// nil where the archive is no image.
    public var restoredBlocks: [Range<UInt64>]?

    /// The sense data, decoded; nil where there is none that can be read.
    public var sense: SenseData? { command.copySense }

    /// The other blocks of the disk; nil where the archive is no image.
    public var missingBlocks: [Range<UInt64>]? {
        restoredBlocks.map {
            ByteRanges([0..<geometry.blockCount]).subtracting(ByteRanges($0)).ranges
        }
    }

    /// The failure in words.
    public var text: String {
        var text = "EXTENDED COPY \(number): " + command.copyText
        if let restoredBlocks, let missingBlocks {
            text += "; blocks restored: " + blockText(restoredBlocks)
            text += "; not restored: " + blockText(missingBlocks)
        } else {
            text += "; restored for certain: \(copiedBytes) bytes"
        }
        return text
    }
}
