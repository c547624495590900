/// The limits of a copy manager, as RECEIVE COPY OPERATING PARAMETERS and VPD page 8Fh report them.
public struct CopyManagerLimits: Sendable, Equatable {
    /// SNLID: LIST ID USAGE 11b, no list identifier, is understood.
    public var supportsNoListIdentifier = true
    /// MAXIMUM CSCD DESCRIPTOR COUNT.
    public var maximumCSCDDescriptorCount: UInt16 = 64
    /// MAXIMUM SEGMENT DESCRIPTOR COUNT.
    public var maximumSegmentDescriptorCount: UInt16 = 1024
    /// MAXIMUM DESCRIPTOR LIST LENGTH in bytes: CSCD and segment descriptors together.
    public var maximumDescriptorListLength: UInt32 = 64 * 1024
    /// MAXIMUM SEGMENT LENGTH in bytes; 0 for no limit.
    public var maximumSegmentLength: UInt32 = 0
    /// MAXIMUM INLINE DATA LENGTH in bytes.
    public var maximumInlineDataLength: UInt32 = 64 * 1024
    /// HELD DATA LIMIT in bytes, of each copy.
    public var heldDataLimit: UInt32 = 1 << 20
    /// MAXIMUM STREAM DEVICE TRANSFER SIZE in bytes.
    public var maximumStreamDeviceTransferSize: UInt32 = 0xFF_FFFF
    /// TOTAL CONCURRENT COPIES; one more is answered BUSY.
    public var totalConcurrentCopies: UInt16 = 16
    /// MAXIMUM CONCURRENT COPIES: those with a list identifier.
    public var maximumIdentifiedConcurrentCopies: UInt8 = 16
    /// DATA SEGMENT GRANULARITY: the length of a segment is a multiple of 2 to this power bytes.
    public var dataSegmentGranularity: UInt8 = 0
    /// INLINE DATA GRANULARITY: 2 to this power bytes.
    public var inlineDataGranularity: UInt8 = 0
    /// HELD DATA GRANULARITY: 2 to this power bytes.
    public var heldDataGranularity: UInt8 = 0
    /// How many finished copies' results are kept for each I_T nexus; the oldest go first.
    public var keptResultsPerNexus = 64
    /// How many bytes are moved between two moments at which other commands can run.
    public var stepByteCount = 1 << 20

    /// The defaults.
    public init() {}
}
