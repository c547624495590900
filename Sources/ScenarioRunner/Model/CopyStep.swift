/// An EXTENDED COPY(LID1) that the scenario spells out: as fields, as bytes, or as both.
///
/// With both, the runner asserts that the fields encode to the bytes.
public struct CopyStep: Equatable, Sendable {
    /// The logical unit that receives the command.
    public var receiver: String
    /// The I_T nexus that sends it; the first one by default.
    public var nexus: String
    /// The parameter list by its fields.
    public var fields: CopyFields?
    /// The parameter list by its bytes; it need not be well-formed.
    public var parameterList: [UInt8]?
}

/// A parameter list of EXTENDED COPY(LID1) by its fields, named as the standard names them.
public struct CopyFields: Equatable, Sendable {
    /// LIST IDENTIFIER where the scenario names none.
    public static let defaultListIdentifier: UInt8 = 0x01
    /// LIST ID USAGE where the scenario names none: the results are held.
    public static let defaultListIDUsage: UInt8 = 0b00
    /// PRIORITY where the scenario names none: that of all other commands.
    public static let defaultPriority: UInt8 = 1

    /// LIST IDENTIFIER.
    public var listIdentifier: UInt8
    /// STR: access to block devices is mainly sequential.
    public var sequentialStriped: Bool
    /// LIST ID USAGE, 00b to 11b.
    public var listIDUsage: UInt8
    /// PRIORITY, 0 to 7.
    public var priority: UInt8
    /// The CSCD descriptors: the place in this list is the CSCD descriptor ID.
    public var cscdDescriptors: [CSCDDescriptorSetup]
    /// The segment descriptors.
    public var segmentDescriptors: [SegmentDescriptorSetup]
    /// The inline data.
    public var inlineData: [UInt8]
}

/// An identification descriptor (E4h) of a logical unit, with its NAA designator.
public struct CSCDDescriptorSetup: Equatable, Sendable {
    /// The device type specific parameters.
    public enum Parameters: Equatable, Sendable {
        /// Of a disk: DISK BLOCK LENGTH in bytes; nil for the logical unit's own.
        case block(diskBlockLength: UInt32?)
        /// Of a tape: FIXED, and STREAM BLOCK LENGTH in bytes.
        case stream(fixed: Bool, streamBlockLength: UInt32)
    }

    /// The disk, snapshot or tape that it names.
    public var logicalUnit: String
    /// PAD.
    public var pad: Bool
    /// What belongs to the peripheral device type.
    public var parameters: Parameters
}
