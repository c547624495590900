/// The copy manager's limits and its pace.
public struct CopyManagerSetup: Equatable, Sendable {
    /// How many bytes the copy manager moves at once where the scenario says nothing: 1 MiB.
    public static let defaultStep = 1 << 20

    /// What RECEIVE COPY OPERATING PARAMETERS reports, and what is enforced.
    public var limits: CopyManagerLimitSetup
    /// How many bytes a copy moves before anything else gets its turn; 1 or more.
    public var step: Int

    /// Creates the setup; without arguments, what a scenario gets that says nothing.
    public init(limits: CopyManagerLimitSetup = CopyManagerLimitSetup(), step: Int = defaultStep) {
        self.limits = limits
        self.step = step
    }
}

/// Limits as RECEIVE COPY OPERATING PARAMETERS names them; nil leaves a limit to the copy manager.
public struct CopyManagerLimitSetup: Equatable, Sendable {
    /// MAXIMUM CSCD DESCRIPTOR COUNT, 1 to FFFFh.
    public var maximumCSCDDescriptorCount: UInt16?
    /// MAXIMUM SEGMENT DESCRIPTOR COUNT, 1 to FFFFh.
    public var maximumSegmentDescriptorCount: UInt16?
    /// MAXIMUM DESCRIPTOR LIST LENGTH in bytes, 1 or more.
    public var maximumDescriptorListLength: UInt32?
    /// MAXIMUM SEGMENT LENGTH in bytes; 0 means no limit.
    public var maximumSegmentLength: UInt32?
    /// MAXIMUM INLINE DATA LENGTH in bytes; 0 means that inline data is not supported.
    public var maximumInlineDataLength: UInt32?
    /// MAXIMUM STREAM DEVICE TRANSFER SIZE in bytes, 1 or more.
    public var maximumStreamDeviceTransferSize: UInt32?

    /// No limit is named.
    public init() {}
}
