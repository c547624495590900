import SCSI

/// What third-party copy can refuse or fail with, one name for each condition that the standard
/// tells apart, so that a profile can say what its copy manager reports instead.
///
/// The first group is found before the first segment and then has the sense key ILLEGAL REQUEST;
/// the others are found while a segment is processed and then have COPY ABORTED (SPC-4, Errors
/// detected before and during processing of segment descriptors).
public enum CopyCondition: String, CaseIterable, Sendable {
    // The CDB and the header.
    case parameterListTruncated
    case parameterListLengthMinimum
    case parameterListLengthMaximum
    case parameterListFormat
    case listIdentifierUsageReserved
    case listIdentifierNotZero
    case listIdentifierInUse
    case listIdentifierInUseByOtherFormat
    case immediateConflict
    case trailingBytes
    // The lists of descriptors.
    case descriptorListTooLong
    case descriptorListTooShort
    case cscdDescriptorListLength
    case segmentDescriptorListLength
    case tooManyCSCDDescriptors
    case unsupportedCSCDDescriptor
    case logicalUnitIDType
    case cscdDescriptorField
    case tooManySegmentDescriptors
    case unsupportedSegmentDescriptor
    case segmentDescriptorLength
    case embeddedByteCount
    case heldDataWithoutListIdentifier
    case inlineDataTooLong
    // Copy sources and copy destinations.
    case unreachableCSCD
    case cscdIDWithoutDescriptor
    case extensionDescriptor
    case nullLogicalUnit
    case notReachable
    case wrongPeripheralDeviceType
    case blockLengthMismatch
    case diskBlockLengthMismatch
    case wrongDeviceClass
    case differentLogicalUnit
    case invalidProxyToken
    case notAuthorized
    // The movement of data.
    case thirdPartyDeviceFailure
    case beyondCapacity
    case writeProtected
    case dataUnderrun
    case dataOverrun
    case inexactSegment
    case inlineDataOverrun
    case segmentGranularity
    case streamTransferLength
    case segmentDescriptorField
    case testUnitReadyNotSupported
    case fastCopyNotPossible
    case abortedByCommand
    // Representations of data and their tokens.
    case rodDescriptorField
    case rodSegmentField
    case insufficientResourcesForROD
    case insufficientResourcesForToken
    case remoteTokenUse
    case remoteTokenCreation
    case tokenLength
    case tokenCorrupt
    case tokenTypeNotSupported
    case tokenExpired
    case tokenCancelled
    case tokenRevoked
    case tokenDeleted
    case tokenUnknown
    case tokenCauseNotReportable
    case tokenParameterField
    case tooManyRangeDescriptors
    case rangeBeyondCapacity
}

extension CopyCondition {
    /// What the standard has reported for the condition.
    public var code: AdditionalSenseCode {
        switch self {
        case .parameterListTruncated, .parameterListLengthMinimum, .parameterListLengthMaximum,
            .descriptorListTooLong:
            .parameterListLengthError
        case .listIdentifierInUse: .operationInProgress
        case .immediateConflict: .invalidFieldInCDB
        case .trailingBytes, .inlineDataTooLong, .inlineDataOverrun: .inlineDataLengthExceeded
        case .tooManyCSCDDescriptors: .tooManyTargetDescriptors
        case .unsupportedCSCDDescriptor: .unsupportedTargetDescriptor
        case .tooManySegmentDescriptors, .tooManyRangeDescriptors: .tooManySegmentDescriptors
        case .unsupportedSegmentDescriptor: .unsupportedSegmentDescriptor
        case .unreachableCSCD, .cscdIDWithoutDescriptor: .unreachableCopyTarget
        case .nullLogicalUnit, .notReachable, .differentLogicalUnit: .copyTargetNotReachable
        case .wrongPeripheralDeviceType, .blockLengthMismatch: .incorrectCopyTargetType
        case .wrongDeviceClass: .invalidOperationForCopy
        case .invalidProxyToken: .invalidProxyToken
        case .notAuthorized: .copyEndpointNotAuthorized
        case .thirdPartyDeviceFailure, .beyondCapacity, .writeProtected: .thirdPartyDeviceFailure
        case .dataUnderrun: .copyTargetUnderrun
        case .dataOverrun: .copyTargetOverrun
        case .inexactSegment: .unexpectedInexactSegment
        case .segmentGranularity: .segmentGranularityViolation
        case .fastCopyNotPossible: .fastCopyNotPossible
        case .abortedByCommand: .commandsClearedByDeviceServer
        case .rangeBeyondCapacity: .blockAddressOutOfRange
        case .insufficientResourcesForROD: .insufficientResourcesToCreateROD
        case .insufficientResourcesForToken: .insufficientResourcesToCreateRODToken
        default: tokenCode ?? .invalidFieldInParameterList
        }
    }

    /// The codes of INVALID TOKEN OPERATION.
    private var tokenCode: AdditionalSenseCode? {
        switch self {
        case .tokenCauseNotReportable: .invalidTokenOperation
        case .tokenTypeNotSupported: .unsupportedTokenType
        case .remoteTokenUse: .remoteTokenUsageNotSupported
        case .remoteTokenCreation: .remoteTokenCreationNotSupported
        case .tokenUnknown: .tokenUnknown
        case .tokenCorrupt: .tokenCorrupt
        case .tokenRevoked: .tokenRevoked
        case .tokenExpired: .tokenExpired
        case .tokenCancelled: .tokenCancelled
        case .tokenDeleted: .tokenDeleted
        case .tokenLength: .invalidTokenLength
        default: nil
        }
    }

    /// Whether the standard names ILLEGAL REQUEST for the condition also where it is found while a
    /// segment is processed.
    var isIllegalRequestAlways: Bool {
        switch self {
        case .embeddedByteCount, .rodDescriptorField, .rodSegmentField, .tokenParameterField,
            .tooManyRangeDescriptors, .rangeBeyondCapacity:
            true
        default: tokenCode != nil
        }
    }
}
