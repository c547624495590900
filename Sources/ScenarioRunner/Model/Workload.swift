import Timebase

/// Writes that happen to a disk by themselves while the steps run.
public struct Workload: Equatable, Sendable {
    /// What is written, and when.
    public enum Pattern: Equatable, Sendable {
        /// Bursts with idle time between them.
        case bursts(WriteBursts)
        /// One write.
        case single(SingleWrite)
    }

    /// The disk's identifier.
    public var disk: String
    /// What is written.
    public var pattern: Pattern
    /// The line in the file, counted from 1.
    public var line: Int
}

/// One write, issued at one instant.
public struct SingleWrite: Equatable, Sendable {
    /// When it is issued.
    public var at: Instant
    /// The first logical block.
    public var lba: UInt64
    /// How many logical blocks: from 1 to what a disk transfers at once.
    public var blocks: UInt32
}

/// Bursts of writes: `burst`, `idle`, `burst`, … `repeats` times.
public struct WriteBursts: Equatable, Sendable {
    /// The most writes that one workload may issue: 100 million.
    public static let mostWrites: UInt64 = 100_000_000

    /// When the first write is issued.
    public var start: Instant
    /// How many writes a burst has, 1 or more.
    public var writes: UInt64
    /// The time from one write's issue to the next one's within a burst.
    public var gap: Nanoseconds
    /// How large the writes are, each with its weight; never empty, in the file's order.
    public var sizes: [WeightedSize]
    /// Where they go, in bytes from the start of the disk; nil for the whole disk.
    public var region: Range<Int>?
    /// The time from the issue of a burst's last write to that of the next burst's first.
    public var idle: Nanoseconds
    /// How many bursts there are, 1 or more.
    public var repeats: UInt64
}

/// A size of writes, and how often it is drawn against the others.
public struct WeightedSize: Equatable, Sendable {
    /// Bytes, a multiple of the disk's block size.
    public var size: Int
    /// The weight, 1 to 1,000,000.
    public var weight: UInt64

    /// Creates a size with its weight.
    public init(size: Int, weight: UInt64) {
        self.size = size
        self.weight = weight
    }
}
