import SCSI

/// What a copy manager can do, as RECEIVE COPY OPERATING PARAMETERS and VPD page 8Fh report it.
public struct CopyManagerLimits: Sendable, Equatable {
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
    /// MAXIMUM STREAM DEVICE TRANSFER SIZE in bytes.
    public var maximumStreamDeviceTransferSize: UInt32 = 0xFF_FFFF
    /// TOTAL CONCURRENT COPIES; one more is answered BUSY.
    public var totalConcurrentCopies: UInt16 = 16
    /// How many finished copies' results are kept for each I_T nexus; the oldest go first.
    public var keptResultsPerNexus = 64
    /// How many bytes are moved between two moments at which other commands can run.
    public var stepByteCount = 1 << 20

    /// The defaults.
    public init() {}

    /// The segment descriptor types that are executed, ascending.
    public static let segmentTypes: [SegmentTypeCode] = [
        .blockToStream, .streamToBlock, .blockToBlock, .inlineToStream, .streamToDiscard,
        .writeFilemarks,
    ]

    /// The CSCD descriptor types that are resolved, ascending.
    public static let cscdTypes: [UInt8] = [0xE4]

    /// The CSCD descriptor IDs above 07FFh that are understood, ascending.
    public static let wellKnownIDs: [CSCDDescriptorID] = [.nullDisk, .nullTape, .receiver]

    /// The answer to RECEIVE COPY OPERATING PARAMETERS.
    public var operatingParameters: CopyOperatingParametersData {
        var data = CopyOperatingParametersData()
        data.supportsNoListIdentifier = true
        data.maximumCSCDDescriptorCount = maximumCSCDDescriptorCount
        data.maximumSegmentDescriptorCount = maximumSegmentDescriptorCount
        data.maximumDescriptorListLength = maximumDescriptorListLength
        data.maximumSegmentLength = maximumSegmentLength
        data.maximumInlineDataLength = maximumInlineDataLength
        data.maximumStreamDeviceTransferSize = maximumStreamDeviceTransferSize
        data.totalConcurrentCopies = totalConcurrentCopies
        data.maximumConcurrentCopies = UInt8(clamping: totalConcurrentCopies)
        data.implementedDescriptors = Self.segmentTypes.map(\.rawValue) + Self.cscdTypes
        return data
    }
}
