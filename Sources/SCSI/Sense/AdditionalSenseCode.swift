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

    /// The standard's text; `nil` for a code that is reserved or the vendor's.
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
    public static let miscompareDuringVerify = Self(0x1D, 0x00)
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
}
