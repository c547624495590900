import SCSI

/// How a copy manager in the field differs from the standard beyond the choices that the standard
/// leaves. The defaults differ in nothing.
public struct CopyManagerQuirks: Equatable, Sendable {
    /// Whether failures carry the sense data of the device that failed.
    public var forwardsSense = true
    /// Whether field pointers count from the parameter list also where a segment descriptor is to
    /// blame (SD is zero).
    public var pointsIntoParameterListOnly = false
    /// Whether a service action that is not supported ends with INVALID COMMAND OPERATION CODE.
    public var refusesServiceActionAsOperationCode = false
    /// The only value of LIST ID USAGE that is understood; `nil` for all.
    public var onlyListIDUsage: ListIDUsage?
    /// Whether LIST IDENTIFIER and LIST ID USAGE are neither checked nor kept.
    public var ignoresListIdentifiers = false
    /// Whether LIST ID USAGE is the NRCR bit of SPC-2, so that bit 3 of byte 1 is reserved.
    public var usageIsNRCR = false
    /// Whether all copies have the same priority, whatever PRIORITY says.
    public var ignoresPriority = false
    /// The most bytes that a parameter list has behind its header; `nil` for no such rule.
    public var maximumBytesBehindHeader: Int?
    /// Whether the shortest LID4 parameter list is held to the length of the LID1 header.
    public var checksLID4MinimumAsLID1 = false
    /// The fewest bytes of CSCD descriptors of a list that has segment descriptors.
    public var minimumCSCDListLength = 0
    /// The fewest bytes of segment descriptors.
    public var minimumSegmentListLength = 0
    /// Whether the upper byte of DESCRIPTOR LENGTH of a segment descriptor is ignored.
    public var descriptorLengthIsOneByte = false
    /// Whether INLINE DATA OFFSET may be any number, not only a multiple of four.
    public var takesUnalignedInlineData = false
    /// Whether all CSCD descriptors are resolved before the first segment, used or not.
    public var resolvesCSCDsEarly = false
    /// Whether a command to a null logical unit is blamed on the CSCD descriptor ID in the segment
    /// descriptor, not on the CSCD descriptor.
    public var blamesIDOfNullLogicalUnit = false
    /// Whether PAD and CAT are ignored, so that whatever is inexact is an error.
    public var ignoresPadAndCat = false
    /// How many bytes each segment descriptor takes, whatever it says; `nil` for what it says.
    public var segmentDescriptorStride: Int?
    /// Whether copy source and copy destination must have the same block length.
    public var requiresEqualBlockLengths = false
    /// Whether copy source and copy destination must be the same logical unit.
    public var requiresOneLogicalUnit = false
    /// Whether a 07h segment with TUR is refused, since no TEST UNIT READY can be sent.
    public var refusesTestUnitReady = false
    /// Whether a logical unit that there is, but not for the nexus that sent the command, is
    /// reported as one that is not authorized; as one that cannot be reached otherwise.
    public var reportsNotAuthorized = false
    /// Whether an E4h CSCD descriptor must hold an NAA designator of 16 bytes, format 6.
    public var onlyLongNAADesignators = false
    /// Whether DISK BLOCK LENGTH must be the logical unit's, so that zero is refused.
    public var requiresDiskBlockLength = false
    /// What AVAILABLE DATA of RECEIVE COPY FAILURE DETAILS is off by.
    public var failureDetailsLengthError = 0
    /// Whether EXTENDED COPY COMMAND STATUS holds the state of the copy instead of a SCSI status.
    public var failureDetailsHoldCopyState = false
    /// Whether everything that is kept of a finished copy goes as soon as its status or its
    /// failure details are read.
    public var dropsResultsAfterRead = false
    /// Whether nothing is kept of a copy that did not end GOOD, whose status and sense data told all.
    public var forgetsFailedCopies = false
    /// How forwarded sense data is written.
    public var forwarding = SenseData.ForwardingStyle()
    /// The smallest unit in which transfer counts are given: 0 for bytes, 1 for KiB.
    public var smallestTransferCountUnits: UInt8 = 0
    /// RECEIVE COPY OPERATING PARAMETERS needs at least that many bytes of allocation length, and a
    /// list identifier of zero; `nil` for no such rule.
    public var operatingParametersMinimumAllocation: Int?

    /// Whether commands to the logical unit that got the copy command have the rights of the nexus
    /// that sent it, where reservations are concerned.
    public var actsForSenderOnReceiver = true

    /// None.
    public init() {}
}
