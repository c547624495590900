/// A segment descriptor by its fields: each type has just those that exist for it.
///
/// CSCD descriptor IDs are wire values: a place in the list of CSCD descriptors, or C000h, C001h,
/// FFFFh; what a copy manager must refuse can be written too.
public enum SegmentDescriptorSetup: Equatable, Sendable {
    /// 00h, block device to stream device.
    case blockToStream(BlockStreamSegment)
    /// 01h, stream device to block device.
    case streamToBlock(BlockStreamSegment)
    /// 02h, block device to block device.
    case blockToBlock(BlockBlockSegment)
    /// 04h, inline data to stream device.
    case inlineToStream(InlineStreamSegment)
    /// 06h, stream device to discard.
    case streamToDiscard(StreamDiscardSegment)
    /// 10h, write filemarks.
    case writeFilemarks(WriteFilemarksSegment)

    /// The types as a scenario file names them.
    public enum Kind: String, CaseIterable, Equatable, Sendable {
        case blockToStream = "block_to_stream"
        case streamToBlock = "stream_to_block"
        case blockToBlock = "block_to_block"
        case inlineToStream = "inline_to_stream"
        case streamToDiscard = "stream_to_discard"
        case writeFilemarks = "write_filemarks"
    }

    /// The type as a scenario file names it.
    public var kind: Kind {
        switch self {
        case .blockToStream: .blockToStream
        case .streamToBlock: .streamToBlock
        case .blockToBlock: .blockToBlock
        case .inlineToStream: .inlineToStream
        case .streamToDiscard: .streamToDiscard
        case .writeFilemarks: .writeFilemarks
        }
    }
}

/// The fields of 00h and 01h.
public struct BlockStreamSegment: Equatable, Sendable {
    /// CAT.
    public var cat: Bool
    /// SOURCE CSCD DESCRIPTOR ID.
    public var source: UInt16
    /// DESTINATION CSCD DESCRIPTOR ID.
    public var destination: UInt16
    /// STREAM DEVICE TRANSFER LENGTH, 24 bits.
    public var streamDeviceTransferLength: UInt32
    /// BLOCK DEVICE NUMBER OF BLOCKS.
    public var blocks: UInt16
    /// BLOCK DEVICE LOGICAL BLOCK ADDRESS.
    public var lba: UInt64
}

/// The fields of 02h.
public struct BlockBlockSegment: Equatable, Sendable {
    /// DC: the number of blocks counts the destination's.
    public var dc: Bool
    /// CAT.
    public var cat: Bool
    /// SOURCE CSCD DESCRIPTOR ID.
    public var source: UInt16
    /// DESTINATION CSCD DESCRIPTOR ID.
    public var destination: UInt16
    /// BLOCK DEVICE NUMBER OF BLOCKS.
    public var blocks: UInt16
    /// SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS.
    public var sourceLBA: UInt64
    /// DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS.
    public var destinationLBA: UInt64
}

/// The fields of 04h.
public struct InlineStreamSegment: Equatable, Sendable {
    /// CAT.
    public var cat: Bool
    /// DESTINATION CSCD DESCRIPTOR ID.
    public var destination: UInt16
    /// STREAM DEVICE TRANSFER LENGTH, 24 bits.
    public var streamDeviceTransferLength: UInt32
    /// INLINE DATA OFFSET in bytes.
    public var inlineDataOffset: UInt32
    /// INLINE DATA NUMBER OF BYTES.
    public var bytes: UInt32
}

/// The fields of 06h.
public struct StreamDiscardSegment: Equatable, Sendable {
    /// CAT.
    public var cat: Bool
    /// SOURCE CSCD DESCRIPTOR ID.
    public var source: UInt16
    /// STREAM DEVICE TRANSFER LENGTH, 24 bits.
    public var streamDeviceTransferLength: UInt32
    /// NUMBER OF BYTES.
    public var bytes: UInt32
}

/// The fields of 10h.
public struct WriteFilemarksSegment: Equatable, Sendable {
    /// W_IMMED.
    public var immed: Bool
    /// DESTINATION CSCD DESCRIPTOR ID.
    public var destination: UInt16
    /// FILEMARK COUNT, 24 bits.
    public var count: UInt32
}
