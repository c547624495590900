import WireBytes

/// Bytes of which some may be anything: `f0 00 ?? 0a`.
public struct BytePattern: Equatable, Sendable, CustomStringConvertible {
    /// One entry a byte; nil for any byte.
    public var bytes: [UInt8?]

    /// Creates a pattern; nil stands for any byte.
    public init(bytes: [UInt8?]) { self.bytes = bytes }

    /// Whether `other` has the pattern's length and agrees wherever the pattern names a byte.
    public func matches(_ other: [UInt8]) -> Bool {
        bytes.count == other.count && zip(bytes, other).allSatisfy { $0 == nil || $0 == $1 }
    }

    /// Byte pairs, `??` for any byte.
    public var description: String {
        bytes.map { byte in byte.map { hexPairs([$0]) } ?? "??" }.joined(separator: " ")
    }
}
