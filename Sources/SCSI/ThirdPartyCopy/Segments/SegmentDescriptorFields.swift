// What segment descriptors of several types have.

extension SegmentDescriptor {
    /// The type; where the data are held it is a code of its own.
    public var typeCode: SegmentTypeCode {
        switch self {
        case .blockToStream(let segment): segment.holdsData ? .blockToStreamHold : .blockToStream
        case .streamToBlock(let segment): segment.holdsData ? .streamToBlockHold : .streamToBlock
        case .blockToBlock(let segment): segment.holdsData ? .blockToBlockHold : .blockToBlock
        case .streamToStream(let segment): segment.holdsData ? .streamToStreamHold : .streamToStream
        case .inlineToStream: .inlineToStream
        case .embeddedToStream: .embeddedToStream
        case .streamToDiscard(let segment):
            segment.holdsData ? .streamToDiscardHold : .streamToDiscard
        case .verify: .verify
        case .blockOffsetToStream: .blockOffsetToStream
        case .streamToBlockOffset: .streamToBlockOffset
        case .blockOffsetToBlockOffset: .blockOffsetToBlockOffset
        case .writeFilemarks: .writeFilemarks
        case .space: .space
        case .locate: .locate
        case .tapeImage: .tapeImage
        case .registerKey: .registerKey
        case .sourceITNexus: .sourceITNexus
        case .blockImage: .blockImage
        case .rodFromRanges: .rodFromRanges
        case .rodFromRange: .rodFromRange
        }
    }

    /// The type's name.
    public var name: String { typeCode.meaning ?? "segment" }

    /// Where the data come from; `nil` where the type has no source.
    public var source: CSCDDescriptorID? {
        switch self {
        case .blockToStream(let segment): segment.source
        case .streamToBlock(let segment): segment.source
        case .blockToBlock(let segment): segment.source
        case .streamToStream(let segment): segment.source
        case .streamToDiscard(let segment): segment.source
        case .verify(let segment): segment.source
        case .blockOffsetToStream(let segment): segment.source
        case .streamToBlockOffset(let segment): segment.source
        case .blockOffsetToBlockOffset(let segment): segment.source
        case .tapeImage(let segment): segment.source
        case .blockImage(let segment): segment.source
        case .rodFromRanges(let segment): segment.source
        case .rodFromRange(let segment): segment.source
        case .inlineToStream,
            .embeddedToStream,
            .writeFilemarks,
            .space,
            .locate,
            .registerKey,
            .sourceITNexus:
            nil
        }
    }

    /// Where the data go, or which device is meant; `nil` where the type has no destination.
    public var destination: CSCDDescriptorID? {
        switch self {
        case .blockToStream(let segment): segment.destination
        case .streamToBlock(let segment): segment.destination
        case .blockToBlock(let segment): segment.destination
        case .streamToStream(let segment): segment.destination
        case .inlineToStream(let segment): segment.destination
        case .embeddedToStream(let segment): segment.destination
        case .blockOffsetToStream(let segment): segment.destination
        case .streamToBlockOffset(let segment): segment.destination
        case .blockOffsetToBlockOffset(let segment): segment.destination
        case .writeFilemarks(let segment): segment.destination
        case .space(let segment): segment.destination
        case .locate(let segment): segment.destination
        case .tapeImage(let segment): segment.destination
        case .registerKey(let segment): segment.destination
        case .sourceITNexus(let segment): segment.destination
        case .blockImage(let segment): segment.destination
        case .rodFromRanges(let segment): segment.destination
        case .rodFromRange(let segment): segment.destination
        case .streamToDiscard, .verify: nil
        }
    }

    /// Only if the copy can be fast (SPC-5). `false` for the types without that bit.
    public var fastCopyOnly: Bool {
        switch self {
        case .blockToStream(let segment): segment.fastCopyOnly
        case .streamToBlock(let segment): segment.fastCopyOnly
        case .blockToBlock(let segment): segment.fastCopyOnly
        case .streamToStream(let segment): segment.fastCopyOnly
        case .inlineToStream(let segment): segment.fastCopyOnly
        case .embeddedToStream(let segment): segment.fastCopyOnly
        case .streamToDiscard(let segment): segment.fastCopyOnly
        case .blockOffsetToStream(let segment): segment.fastCopyOnly
        case .streamToBlockOffset(let segment): segment.fastCopyOnly
        case .blockOffsetToBlockOffset(let segment): segment.fastCopyOnly
        case .tapeImage(let segment): segment.fastCopyOnly
        case .blockImage(let segment): segment.fastCopyOnly
        case .verify,
            .writeFilemarks,
            .space,
            .locate,
            .registerKey,
            .sourceITNexus,
            .rodFromRanges,
            .rodFromRange:
            false
        }
    }

    /// Whether what is left over is kept for the next segment. The types without that bit leave it
    /// alone, as if the bit were one.
    public var cat: Bool {
        switch self {
        case .blockToStream(let segment): segment.cat
        case .streamToBlock(let segment): segment.cat
        case .blockToBlock(let segment): segment.cat
        case .streamToStream(let segment): segment.cat
        case .inlineToStream(let segment): segment.cat
        case .embeddedToStream(let segment): segment.cat
        case .streamToDiscard(let segment): segment.cat
        case .blockOffsetToStream(let segment): segment.cat
        case .streamToBlockOffset(let segment): segment.cat
        case .blockOffsetToBlockOffset(let segment): segment.cat
        case .verify,
            .writeFilemarks,
            .space,
            .locate,
            .tapeImage,
            .registerKey,
            .sourceITNexus,
            .blockImage,
            .rodFromRanges,
            .rodFromRange:
            true
        }
    }

    /// Whether a copy of the data is held for RECEIVE COPY DATA.
    public var holdsData: Bool { typeCode != typeCode.plain }
}
