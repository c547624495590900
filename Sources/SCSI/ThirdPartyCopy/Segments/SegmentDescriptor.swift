import WireBytes

/// One segment of a copy: what is to be moved from where to where (SPC-4 6.4.6).
public enum SegmentDescriptor: Equatable, Sendable {
    /// 00h or 0Bh.
    case blockToStream(BlockToStreamSegment)
    /// 01h or 0Ch.
    case streamToBlock(StreamToBlockSegment)
    /// 02h or 0Dh.
    case blockToBlock(BlockToBlockSegment)
    /// 03h or 0Eh.
    case streamToStream(StreamToStreamSegment)
    /// 04h.
    case inlineToStream(InlineToStreamSegment)
    /// 05h.
    case embeddedToStream(EmbeddedToStreamSegment)
    /// 06h or 0Fh.
    case streamToDiscard(StreamToDiscardSegment)
    /// 07h.
    case verify(VerifySegment)
    /// 08h.
    case blockOffsetToStream(BlockOffsetToStreamSegment)
    /// 09h.
    case streamToBlockOffset(StreamToBlockOffsetSegment)
    /// 0Ah.
    case blockOffsetToBlockOffset(BlockOffsetToBlockOffsetSegment)
    /// 10h.
    case writeFilemarks(WriteFilemarksSegment)
    /// 11h.
    case space(SpaceSegment)
    /// 12h.
    case locate(LocateSegment)
    /// 13h.
    case tapeImage(TapeImageSegment)
    /// 14h.
    case registerKey(RegisterKeySegment)
    /// 15h.
    case sourceITNexus(SourceITNexusSegment)
    /// 16h.
    case blockImage(BlockImageSegment)
    /// BEh.
    case rodFromRanges(RODFromBlockRangesSegment)
    /// BFh.
    case rodFromRange(RODFromBlockRangeSegment)

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
                structure: wireName, field: "DESCRIPTOR TYPE CODE", offset: offset,
                problem: .truncated(expected: 1, found: 0))
        }
        if let segment = fast(bytes, at: offset, end: end) {
            offset += segment.length
            return segment.descriptor
        }
        let type = SegmentTypeCode(rawValue: bytes[offset]).plain
        return switch type {
        case .blockToStream: .blockToStream(try .init(from: bytes, at: &offset, end: end))
        case .streamToBlock: .streamToBlock(try .init(from: bytes, at: &offset, end: end))
        case .blockToBlock: .blockToBlock(try .init(from: bytes, at: &offset, end: end))
        case .streamToStream: .streamToStream(try .init(from: bytes, at: &offset, end: end))
        case .inlineToStream: .inlineToStream(try .init(from: bytes, at: &offset, end: end))
        case .embeddedToStream: .embeddedToStream(try .init(from: bytes, at: &offset, end: end))
        case .streamToDiscard: .streamToDiscard(try .init(from: bytes, at: &offset, end: end))
        case .verify: .verify(try .init(from: bytes, at: &offset, end: end))
        case .blockOffsetToStream:
            .blockOffsetToStream(try .init(from: bytes, at: &offset, end: end))
        case .streamToBlockOffset:
            .streamToBlockOffset(try .init(from: bytes, at: &offset, end: end))
        case .blockOffsetToBlockOffset:
            .blockOffsetToBlockOffset(try .init(from: bytes, at: &offset, end: end))
        case .writeFilemarks: .writeFilemarks(try .init(from: bytes, at: &offset, end: end))
        case .space: .space(try .init(from: bytes, at: &offset, end: end))
        case .locate: .locate(try .init(from: bytes, at: &offset, end: end))
        case .tapeImage: .tapeImage(try .init(from: bytes, at: &offset, end: end))
        case .registerKey: .registerKey(try .init(from: bytes, at: &offset, end: end))
        case .sourceITNexus: .sourceITNexus(try .init(from: bytes, at: &offset, end: end))
        case .blockImage: .blockImage(try .init(from: bytes, at: &offset, end: end))
        case .rodFromRanges: .rodFromRanges(try .init(from: bytes, at: &offset, end: end))
        case .rodFromRange: .rodFromRange(try .init(from: bytes, at: &offset, end: end))
        default: nil
        }
    }

    /// The types that lists of thousands consist of, decoded without their tables; `nil` for the
    /// others, and for what a table has something to say about.
    private static func fast(
        _ bytes: [UInt8], at offset: Int, end: Int
    ) -> (descriptor: SegmentDescriptor, length: Int)? {
        guard offset >= 0, end <= bytes.count else { return nil }
        switch bytes[offset] {
        case 0x00, 0x0B:
            return BlockToStreamSegment(fast: bytes, at: offset, end: end)
                .map { (.blockToStream($0), 24) }
        case 0x01, 0x0C:
            return StreamToBlockSegment(fast: bytes, at: offset, end: end)
                .map { (.streamToBlock($0), 24) }
        case 0x02, 0x0D:
            return BlockToBlockSegment(fast: bytes, at: offset, end: end)
                .map { (.blockToBlock($0), 28) }
        case 0x04:
            return InlineToStreamSegment(fast: bytes, at: offset, end: end)
                .map { (.inlineToStream($0), 20) }
        case 0x06, 0x0F:
            return StreamToDiscardSegment(fast: bytes, at: offset, end: end)
                .map { (.streamToDiscard($0), 16) }
        case 0x08:
            return BlockOffsetToStreamSegment(fast: bytes, at: offset, end: end)
                .map { (.blockOffsetToStream($0), 28) }
        default: return nil
        }
    }

    /// The structure of a type; `nil` for a type that is not one of the cases.
    private static func structure(ofType code: UInt8) -> (any WireStructure.Type)? {
        switch SegmentTypeCode(rawValue: code).plain {
        case .blockToStream: BlockToStreamSegment.self
        case .streamToBlock: StreamToBlockSegment.self
        case .blockToBlock: BlockToBlockSegment.self
        case .streamToStream: StreamToStreamSegment.self
        case .inlineToStream: InlineToStreamSegment.self
        case .embeddedToStream: EmbeddedToStreamSegment.self
        case .streamToDiscard: StreamToDiscardSegment.self
        case .verify: VerifySegment.self
        case .blockOffsetToStream: BlockOffsetToStreamSegment.self
        case .streamToBlockOffset: StreamToBlockOffsetSegment.self
        case .blockOffsetToBlockOffset: BlockOffsetToBlockOffsetSegment.self
        case .writeFilemarks: WriteFilemarksSegment.self
        case .space: SpaceSegment.self
        case .locate: LocateSegment.self
        case .tapeImage: TapeImageSegment.self
        case .registerKey: RegisterKeySegment.self
        case .sourceITNexus: SourceITNexusSegment.self
        case .blockImage: BlockImageSegment.self
        case .rodFromRanges: RODFromBlockRangesSegment.self
        case .rodFromRange: RODFromBlockRangeSegment.self
        default: nil
        }
    }

    /// How many bytes a descriptor of a type has; `nil` for a type of variable length (05h, 15h,
    /// BEh), and for one that is not one of the cases.
    public static func length(ofType code: UInt8) -> Int? {
        structure(ofType: code).flatMap { fixedLength($0) }
    }

    /// How many bytes a descriptor of a type has at least; `nil` for a type that is not one of the
    /// cases.
    public static func minimumLength(ofType code: UInt8) -> Int? {
        structure(ofType: code).map { shortestLength($0) }
    }

    private static func fixedLength<T: WireStructure>(_ type: T.Type) -> Int? {
        T.layout.extent == nil ? T.layout.fixedLength : nil
    }

    private static func shortestLength<T: WireStructure>(_ type: T.Type) -> Int {
        T.layout.shortestLength
    }
}

extension SegmentDescriptor: WireCodable {
    public static var wireName: String { "Segment descriptor" }

    /// Decodes the descriptor that begins at `offset`, and moves `offset` behind it.
    ///
    /// - Throws: `WireError` as `decode` does, and for a type code that is not one of the cases.
    public init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError) {
        guard let segment = try Self.decode(bytes, at: &offset, end: end) else {
            throw WireError(
                structure: Self.wireName, field: "DESCRIPTOR TYPE CODE", offset: offset,
                problem: .unexpectedValue(
                    expected: SegmentTypeCode.blockToStream.wire, found: UInt64(bytes[offset])))
        }
        self = segment
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .blockToStream(let segment): segment.encoded()
        case .streamToBlock(let segment): segment.encoded()
        case .blockToBlock(let segment): segment.encoded()
        case .streamToStream(let segment): segment.encoded()
        case .inlineToStream(let segment): segment.encoded()
        case .embeddedToStream(let segment): segment.encoded()
        case .streamToDiscard(let segment): segment.encoded()
        case .verify(let segment): segment.encoded()
        case .blockOffsetToStream(let segment): segment.encoded()
        case .streamToBlockOffset(let segment): segment.encoded()
        case .blockOffsetToBlockOffset(let segment): segment.encoded()
        case .writeFilemarks(let segment): segment.encoded()
        case .space(let segment): segment.encoded()
        case .locate(let segment): segment.encoded()
        case .tapeImage(let segment): segment.encoded()
        case .registerKey(let segment): segment.encoded()
        case .sourceITNexus(let segment): segment.encoded()
        case .blockImage(let segment): segment.encoded()
        case .rodFromRanges(let segment): segment.encoded()
        case .rodFromRange(let segment): segment.encoded()
        }
    }

    /// Names every byte as the descriptor's own type does; of an unknown type what all descriptors
    /// have, and the rest up to its DESCRIPTOR LENGTH.
    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        guard offset < end else { return [] }
        if let structure = structure(ofType: bytes[offset]) {
            return structure.explain(bytes, at: &offset, end: end)
        }
        let start = offset
        var lines = UnknownForm.explain(bytes, at: &offset, end: end)
        // The length is not the type's to say; what all descriptors have is taken at least.
        offset = max(offset, min(end, start + frameLength))
        if !lines.isEmpty { lines[0].fault = "not a segment descriptor type with a known layout" }
        return lines
    }
}

/// A descriptor of a type of which nothing but the frame is known.
private struct UnknownForm: WireStructure {
    var typeCode = SegmentTypeCode(rawValue: 0)
    var flags: UInt8 = 0
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "Segment descriptor",
        source: "SPC-4, Segment descriptors introduction",
        .number("DESCRIPTOR TYPE CODE", 0...0, \.typeCode),
        .number("Flags", 1...1, \.flags),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4),
        .rest("Segment descriptor parameters", \.parameters))
}
