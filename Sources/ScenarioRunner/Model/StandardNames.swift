/// Sense keys as the standard names them.
public enum SenseKeyName: String, CaseIterable, Equatable, Sendable {
    case noSense = "NO SENSE"
    case recoveredError = "RECOVERED ERROR"
    case notReady = "NOT READY"
    case mediumError = "MEDIUM ERROR"
    case hardwareError = "HARDWARE ERROR"
    case illegalRequest = "ILLEGAL REQUEST"
    case unitAttention = "UNIT ATTENTION"
    case dataProtect = "DATA PROTECT"
    case blankCheck = "BLANK CHECK"
    case vendorSpecific = "VENDOR SPECIFIC"
    case copyAborted = "COPY ABORTED"
    case abortedCommand = "ABORTED COMMAND"
    case volumeOverflow = "VOLUME OVERFLOW"
    case miscompare = "MISCOMPARE"
    case completed = "COMPLETED"

    /// SENSE KEY, 0h to Fh.
    public var code: UInt8 {
        switch self {
        case .noSense: 0x0
        case .recoveredError: 0x1
        case .notReady: 0x2
        case .mediumError: 0x3
        case .hardwareError: 0x4
        case .illegalRequest: 0x5
        case .unitAttention: 0x6
        case .dataProtect: 0x7
        case .blankCheck: 0x8
        case .vendorSpecific: 0x9
        case .copyAborted: 0xA
        case .abortedCommand: 0xB
        case .volumeOverflow: 0xD
        case .miscompare: 0xE
        case .completed: 0xF
        }
    }
}

/// Status codes as the standard names them.
public enum StatusName: String, CaseIterable, Equatable, Sendable {
    case good = "GOOD"
    case checkCondition = "CHECK CONDITION"
    case conditionMet = "CONDITION MET"
    case busy = "BUSY"
    case reservationConflict = "RESERVATION CONFLICT"
    case taskSetFull = "TASK SET FULL"
    case acaActive = "ACA ACTIVE"
    case taskAborted = "TASK ABORTED"

    /// The status byte.
    public var code: UInt8 {
        switch self {
        case .good: 0x00
        case .checkCondition: 0x02
        case .conditionMet: 0x04
        case .busy: 0x08
        case .reservationConflict: 0x18
        case .taskSetFull: 0x28
        case .acaActive: 0x30
        case .taskAborted: 0x40
        }
    }
}

/// Commands that a fault can be tied to, as the standards name them.
public enum CommandName: String, CaseIterable, Equatable, Sendable {
    case testUnitReady = "TEST UNIT READY"
    case rewind = "REWIND"
    case requestSense = "REQUEST SENSE"
    case readBlockLimits = "READ BLOCK LIMITS"
    case read6 = "READ(6)"
    case write6 = "WRITE(6)"
    case writeFilemarks6 = "WRITE FILEMARKS(6)"
    case space6 = "SPACE(6)"
    case inquiry = "INQUIRY"
    case modeSelect6 = "MODE SELECT(6)"
    case modeSense6 = "MODE SENSE(6)"
    case loadUnload = "LOAD UNLOAD"
    case readCapacity10 = "READ CAPACITY(10)"
    case read10 = "READ(10)"
    case write10 = "WRITE(10)"
    case locate10 = "LOCATE(10)"
    case readPosition = "READ POSITION"
    case synchronizeCache10 = "SYNCHRONIZE CACHE(10)"
    case modeSense10 = "MODE SENSE(10)"
    case extendedCopy = "EXTENDED COPY(LID1)"
    case receiveCopyResults = "RECEIVE COPY RESULTS"
    case read16 = "READ(16)"
    case write16 = "WRITE(16)"
    case synchronizeCache16 = "SYNCHRONIZE CACHE(16)"
    case locate16 = "LOCATE(16)"
    case readCapacity16 = "READ CAPACITY(16)"
    case reportLUNs = "REPORT LUNS"
    case read12 = "READ(12)"
    case write12 = "WRITE(12)"

    /// OPERATION CODE.
    public var operationCode: UInt8 {
        switch self {
        case .testUnitReady: 0x00
        case .rewind: 0x01
        case .requestSense: 0x03
        case .readBlockLimits: 0x05
        case .read6: 0x08
        case .write6: 0x0A
        case .writeFilemarks6: 0x10
        case .space6: 0x11
        case .inquiry: 0x12
        case .modeSelect6: 0x15
        case .modeSense6: 0x1A
        case .loadUnload: 0x1B
        case .readCapacity10: 0x25
        case .read10: 0x28
        case .write10: 0x2A
        case .locate10: 0x2B
        case .readPosition: 0x34
        case .synchronizeCache10: 0x35
        case .modeSense10: 0x5A
        case .extendedCopy: 0x83
        case .receiveCopyResults: 0x84
        case .read16: 0x88
        case .write16: 0x8A
        case .synchronizeCache16: 0x91
        case .locate16: 0x92
        case .readCapacity16: 0x9E
        case .reportLUNs: 0xA0
        case .read12: 0xA8
        case .write12: 0xAA
        }
    }
}
