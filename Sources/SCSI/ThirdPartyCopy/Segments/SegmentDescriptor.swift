import WireBytes

/// The DESCRIPTOR TYPE CODE of segment descriptors (SPC-4 6.4.6.1, table 129).
public struct SegmentTypeCode: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let blockToStream = Self(rawValue: 0x00)
    public static let streamToBlock = Self(rawValue: 0x01)
    public static let blockToBlock = Self(rawValue: 0x02)
    public static let inlineToStream = Self(rawValue: 0x04)
    public static let streamToDiscard = Self(rawValue: 0x06)
    public static let writeFilemarks = Self(rawValue: 0x10)

    public static let names: [UInt8: String] = [
        0x00: "block device to stream device", 0x01: "stream device to block device",
        0x02: "block device to block device", 0x04: "inline data to stream device",
        0x06: "stream device to discard", 0x10: "write filemarks",
    ]
}

/// One segment of a copy: what is to be moved from where to where (SPC-4 6.4.6).
public enum SegmentDescriptor: Equatable, Sendable {
    /// 00h.
    case blockToStream(BlockToStreamSegment)
    /// 01h.
    case streamToBlock(StreamToBlockSegment)
    /// 02h.
    case blockToBlock(BlockToBlockSegment)
    /// 04h.
    case inlineToStream(InlineToStreamSegment)
    /// 06h.
    case streamToDiscard(StreamToDiscardSegment)
    /// 10h.
    case writeFilemarks(WriteFilemarksSegment)

    /// Bytes of the part that all segment descriptors share: type, flags and length.
    public static let frameLength = 4

    /// Decodes the descriptor that begins at `offset`, and moves `offset` behind it.
    ///
    /// - Returns: `nil`, with `offset` unmoved, for a type code that is not one of the cases.
    /// - Throws: `WireError` where the DESCRIPTOR LENGTH is not the type's, or bytes are missing.
    public static func decode(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) throws(WireError) -> SegmentDescriptor? {
        guard offset < end else {
            throw WireError(
                structure: "Segment descriptor", field: "DESCRIPTOR TYPE CODE", offset: offset,
                problem: .truncated(expected: 1, found: 0))
        }
        switch SegmentTypeCode(rawValue: bytes[offset]) {
        case .blockToStream:
            return .blockToStream(try .init(from: bytes, at: &offset, end: end))
        case .streamToBlock:
            return .streamToBlock(try .init(from: bytes, at: &offset, end: end))
        case .blockToBlock:
            return .blockToBlock(try .init(from: bytes, at: &offset, end: end))
        case .inlineToStream:
            return .inlineToStream(try .init(from: bytes, at: &offset, end: end))
        case .streamToDiscard:
            return .streamToDiscard(try .init(from: bytes, at: &offset, end: end))
        case .writeFilemarks:
            return .writeFilemarks(try .init(from: bytes, at: &offset, end: end))
        default:
            return nil
        }
    }

    /// The bytes.
    public func encoded() -> [UInt8] {
        switch self {
        case .blockToStream(let segment): segment.encoded()
        case .streamToBlock(let segment): segment.encoded()
        case .blockToBlock(let segment): segment.encoded()
        case .inlineToStream(let segment): segment.encoded()
        case .streamToDiscard(let segment): segment.encoded()
        case .writeFilemarks(let segment): segment.encoded()
        }
    }

    /// The type.
    public var typeCode: SegmentTypeCode {
        switch self {
        case .blockToStream: .blockToStream
        case .streamToBlock: .streamToBlock
        case .blockToBlock: .blockToBlock
        case .inlineToStream: .inlineToStream
        case .streamToDiscard: .streamToDiscard
        case .writeFilemarks: .writeFilemarks
        }
    }

    /// The type's name.
    public var name: String { typeCode.meaning ?? "segment" }

    /// How many bytes a descriptor of a type has; `nil` for a type that is not one of the cases.
    public static func length(ofType code: UInt8) -> Int? {
        switch SegmentTypeCode(rawValue: code) {
        case .blockToStream: BlockToStreamSegment.layout.fixedLength
        case .streamToBlock: StreamToBlockSegment.layout.fixedLength
        case .blockToBlock: BlockToBlockSegment.layout.fixedLength
        case .inlineToStream: InlineToStreamSegment.layout.fixedLength
        case .streamToDiscard: StreamToDiscardSegment.layout.fixedLength
        case .writeFilemarks: WriteFilemarksSegment.layout.fixedLength
        default: nil
        }
    }

    /// Whether what is left over is kept for the next segment.
    public var cat: Bool {
        switch self {
        case .blockToStream(let segment): segment.cat
        case .streamToBlock(let segment): segment.cat
        case .blockToBlock(let segment): segment.cat
        case .inlineToStream(let segment): segment.cat
        case .streamToDiscard(let segment): segment.cat
        case .writeFilemarks: true
        }
    }
}
