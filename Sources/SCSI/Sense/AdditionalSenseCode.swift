import WireBytes

/// The ADDITIONAL SENSE CODE and its QUALIFIER, the two bytes that say what happened (SPC-4
/// annex F.2).
public struct AdditionalSenseCode: Hashable, Sendable {
    /// ADDITIONAL SENSE CODE.
    public var code: UInt8
    /// ADDITIONAL SENSE CODE QUALIFIER.
    public var qualifier: UInt8

    /// The code `code`/`qualifier`.
    public init(_ code: UInt8, _ qualifier: UInt8) {
        self.code = code
        self.qualifier = qualifier
    }

    /// The standard's text, where this program knows it.
    public var name: String? { Self.names[self] }

    /// `26/0A UNEXPECTED INEXACT SEGMENT`.
    public var text: String {
        let pair = "\(hexadecimal(code).dropLast())/\(hexadecimal(qualifier).dropLast())"
        return name.map { pair + " " + $0 } ?? pair
    }
}

extension AdditionalSenseCode {
    /// The code and its qualifier at `offset` in a structure; `nil` where they are cut.
    init?(_ frame: WireFrame, at offset: Int) {
        guard let pair = frame.number(at: offset, count: 2) else { return nil }
        self.init(UInt8(truncatingIfNeeded: pair >> 8), UInt8(truncatingIfNeeded: pair))
    }
}

extension AdditionalSenseCode {
    public static let none = Self(0x00, 0x00)
    public static let filemarkDetected = Self(0x00, 0x01)
    public static let endOfPartition = Self(0x00, 0x02)
    public static let beginningOfPartition = Self(0x00, 0x04)
    public static let endOfData = Self(0x00, 0x05)
    public static let operationInProgress = Self(0x00, 0x16)
    public static let notReady = Self(0x04, 0x00)
    public static let initializingCommandRequired = Self(0x04, 0x02)
    public static let unreachableCopyTarget = Self(0x08, 0x04)
    public static let writeError = Self(0x0C, 0x00)
    public static let thirdPartyDeviceFailure = Self(0x0D, 0x01)
    public static let copyTargetNotReachable = Self(0x0D, 0x02)
    public static let incorrectCopyTargetType = Self(0x0D, 0x03)
    public static let copyTargetUnderrun = Self(0x0D, 0x04)
    public static let copyTargetOverrun = Self(0x0D, 0x05)
    public static let unrecoveredReadError = Self(0x11, 0x00)
    public static let endOfDataNotFound = Self(0x14, 0x03)
    public static let parameterListLengthError = Self(0x1A, 0x00)
    public static let invalidOperationCode = Self(0x20, 0x00)
    public static let blockAddressOutOfRange = Self(0x21, 0x00)
    public static let invalidFieldInCDB = Self(0x24, 0x00)
    public static let logicalUnitNotSupported = Self(0x25, 0x00)
    public static let invalidFieldInParameterList = Self(0x26, 0x00)
    public static let parameterNotSupported = Self(0x26, 0x01)
    public static let parameterValueInvalid = Self(0x26, 0x02)
    public static let invalidReleaseOfPersistentReservation = Self(0x26, 0x04)
    public static let tooManyTargetDescriptors = Self(0x26, 0x06)
    public static let unsupportedTargetDescriptor = Self(0x26, 0x07)
    public static let tooManySegmentDescriptors = Self(0x26, 0x08)
    public static let unsupportedSegmentDescriptor = Self(0x26, 0x09)
    public static let unexpectedInexactSegment = Self(0x26, 0x0A)
    public static let inlineDataLengthExceeded = Self(0x26, 0x0B)
    public static let invalidOperationForCopy = Self(0x26, 0x0C)
    public static let segmentGranularityViolation = Self(0x26, 0x0D)
    public static let writeProtected = Self(0x27, 0x00)
    public static let mediumMayHaveChanged = Self(0x28, 0x00)
    public static let powerOnOrReset = Self(0x29, 0x00)
    public static let busDeviceReset = Self(0x29, 0x03)
    public static let nexusLoss = Self(0x29, 0x07)
    public static let modeParametersChanged = Self(0x2A, 0x01)
    public static let reservationsPreempted = Self(0x2A, 0x03)
    public static let reservationsReleased = Self(0x2A, 0x04)
    public static let registrationsPreempted = Self(0x2A, 0x05)
    public static let commandsClearedByAnotherInitiator = Self(0x2F, 0x00)
    public static let savingParametersNotSupported = Self(0x39, 0x00)
    public static let mediumNotPresent = Self(0x3A, 0x00)
    public static let internalTargetFailure = Self(0x44, 0x00)
    public static let dataPhaseError = Self(0x4B, 0x00)
    public static let writeAppendError = Self(0x50, 0x00)
    public static let mediumRemovalPrevented = Self(0x53, 0x02)
    public static let insufficientResources = Self(0x55, 0x03)

    static let names: [AdditionalSenseCode: String] = [
        .none: "NO ADDITIONAL SENSE INFORMATION",
        .filemarkDetected: "FILEMARK DETECTED",
        .endOfPartition: "END-OF-PARTITION/MEDIUM DETECTED",
        .beginningOfPartition: "BEGINNING-OF-PARTITION/MEDIUM DETECTED",
        .endOfData: "END-OF-DATA DETECTED",
        .operationInProgress: "OPERATION IN PROGRESS",
        .notReady: "LOGICAL UNIT NOT READY, CAUSE NOT REPORTABLE",
        .initializingCommandRequired: "LOGICAL UNIT NOT READY, INITIALIZING COMMAND REQUIRED",
        .unreachableCopyTarget: "UNREACHABLE COPY TARGET",
        .writeError: "WRITE ERROR",
        .thirdPartyDeviceFailure: "THIRD PARTY DEVICE FAILURE",
        .copyTargetNotReachable: "COPY TARGET DEVICE NOT REACHABLE",
        .incorrectCopyTargetType: "INCORRECT COPY TARGET DEVICE TYPE",
        .copyTargetUnderrun: "COPY TARGET DEVICE DATA UNDERRUN",
        .copyTargetOverrun: "COPY TARGET DEVICE DATA OVERRUN",
        .unrecoveredReadError: "UNRECOVERED READ ERROR",
        .endOfDataNotFound: "END-OF-DATA NOT FOUND",
        .parameterListLengthError: "PARAMETER LIST LENGTH ERROR",
        .invalidOperationCode: "INVALID COMMAND OPERATION CODE",
        .blockAddressOutOfRange: "LOGICAL BLOCK ADDRESS OUT OF RANGE",
        .invalidFieldInCDB: "INVALID FIELD IN CDB",
        .logicalUnitNotSupported: "LOGICAL UNIT NOT SUPPORTED",
        .invalidFieldInParameterList: "INVALID FIELD IN PARAMETER LIST",
        .parameterNotSupported: "PARAMETER NOT SUPPORTED",
        .parameterValueInvalid: "PARAMETER VALUE INVALID",
        .invalidReleaseOfPersistentReservation: "INVALID RELEASE OF PERSISTENT RESERVATION",
        .tooManyTargetDescriptors: "TOO MANY TARGET DESCRIPTORS",
        .unsupportedTargetDescriptor: "UNSUPPORTED TARGET DESCRIPTOR TYPE CODE",
        .tooManySegmentDescriptors: "TOO MANY SEGMENT DESCRIPTORS",
        .unsupportedSegmentDescriptor: "UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE",
        .unexpectedInexactSegment: "UNEXPECTED INEXACT SEGMENT",
        .inlineDataLengthExceeded: "INLINE DATA LENGTH EXCEEDED",
        .invalidOperationForCopy: "INVALID OPERATION FOR COPY SOURCE OR DESTINATION",
        .segmentGranularityViolation: "COPY SEGMENT GRANULARITY VIOLATION",
        .writeProtected: "WRITE PROTECTED",
        .mediumMayHaveChanged: "NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED",
        .powerOnOrReset: "POWER ON, RESET, OR BUS DEVICE RESET OCCURRED",
        .busDeviceReset: "BUS DEVICE RESET FUNCTION OCCURRED",
        .nexusLoss: "I_T NEXUS LOSS OCCURRED",
        .modeParametersChanged: "MODE PARAMETERS CHANGED",
        .reservationsPreempted: "RESERVATIONS PREEMPTED",
        .reservationsReleased: "RESERVATIONS RELEASED",
        .registrationsPreempted: "REGISTRATIONS PREEMPTED",
        .commandsClearedByAnotherInitiator: "COMMANDS CLEARED BY ANOTHER INITIATOR",
        .savingParametersNotSupported: "SAVING PARAMETERS NOT SUPPORTED",
        .mediumNotPresent: "MEDIUM NOT PRESENT",
        .internalTargetFailure: "INTERNAL TARGET FAILURE",
        .dataPhaseError: "DATA PHASE ERROR",
        .writeAppendError: "WRITE APPEND ERROR",
        .mediumRemovalPrevented: "MEDIUM REMOVAL PREVENTED",
        .insufficientResources: "INSUFFICIENT RESOURCES",
        .extendedCopyInformationAvailable: "EXTENDED COPY INFORMATION AVAILABLE",
        .thirdPartyTemporaryInitiatorError: "ERROR DETECTED BY THIRD PARTY TEMPORARY INITIATOR",
        .invalidProxyToken: "ACCESS DENIED - INVALID PROXY TOKEN",
        .invalidTokenOperation: "INVALID TOKEN OPERATION, CAUSE NOT REPORTABLE",
        .unsupportedTokenType: "INVALID TOKEN OPERATION, UNSUPPORTED TOKEN TYPE",
        .remoteTokenUsageNotSupported: "INVALID TOKEN OPERATION, REMOTE TOKEN USAGE NOT SUPPORTED",
        .remoteTokenCreationNotSupported:
            "INVALID TOKEN OPERATION, REMOTE ROD TOKEN CREATION NOT SUPPORTED",
        .tokenUnknown: "INVALID TOKEN OPERATION, TOKEN UNKNOWN",
        .tokenCorrupt: "INVALID TOKEN OPERATION, TOKEN CORRUPT",
        .tokenRevoked: "INVALID TOKEN OPERATION, TOKEN REVOKED",
        .tokenExpired: "INVALID TOKEN OPERATION, TOKEN EXPIRED",
        .tokenCancelled: "INVALID TOKEN OPERATION, TOKEN CANCELLED",
        .tokenDeleted: "INVALID TOKEN OPERATION, TOKEN DELETED",
        .invalidTokenLength: "INVALID TOKEN OPERATION, INVALID TOKEN LENGTH",
        .thresholdParametersNotSupported: "THRESHOLD PARAMETERS NOT SUPPORTED",
        .dataDecryptionError: "DATA DECRYPTION ERROR",
        .invalidParameterWhilePortIsEnabled: "INVALID PARAMETER WHILE PORT IS ENABLED",
        .invalidDataOutBufferIntegrityCheck: "INVALID DATA-OUT BUFFER INTEGRITY CHECK VALUE",
        .dataDecryptionKeyFailLimitReached: "DATA DECRYPTION KEY FAIL LIMIT REACHED",
        .incompleteKeyAssociatedDataSet: "INCOMPLETE KEY-ASSOCIATED DATA SET",
        .vendorSpecificKeyReferenceNotFound: "VENDOR SPECIFIC KEY REFERENCE NOT FOUND",
        .applicationTagModePageIsInvalid: "APPLICATION TAG MODE PAGE IS INVALID",
        .tapeStreamMirroringPrevented: "TAPE STREAM MIRRORING PREVENTED",
        .copyEndpointNotAuthorized: "COPY SOURCE OR COPY DESTINATION NOT AUTHORIZED",
        .fastCopyNotPossible: "FAST COPY NOT POSSIBLE",
        .hostCannotDisconnect: "COPY CANNOT EXECUTE SINCE HOST CANNOT DISCONNECT",
        .commandsClearedByDeviceServer: "COMMANDS CLEARED BY DEVICE SERVER",
        .insufficientResourcesToCreateROD: "INSUFFICIENT RESOURCES TO CREATE ROD",
        .insufficientResourcesToCreateRODToken: "INSUFFICIENT RESOURCES TO CREATE ROD TOKEN",
    ]
}
