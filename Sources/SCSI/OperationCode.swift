/// OPERATION CODE, the first byte of every CDB (SPC-4, operation code assignments).
///
/// One number can be two commands, for two kinds of device; the name then gives both.
public struct OperationCode: WireCode {
    /// The byte.
    public var rawValue: UInt8

    /// The operation code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// TEST UNIT READY.
    public static let testUnitReady = Self(rawValue: 0x00)
    /// REWIND.
    public static let rewind = Self(rawValue: 0x01)
    /// REQUEST SENSE.
    public static let requestSense = Self(rawValue: 0x03)
    /// FORMAT UNIT (SBC); FORMAT MEDIUM (SSC).
    public static let formatUnit = Self(rawValue: 0x04)
    /// READ BLOCK LIMITS.
    public static let readBlockLimits = Self(rawValue: 0x05)
    /// READ(6), with a layout for each kind of device.
    public static let read6 = Self(rawValue: 0x08)
    /// WRITE(6), with a layout for each kind of device.
    public static let write6 = Self(rawValue: 0x0A)
    /// READ REVERSE(6).
    public static let readReverse6 = Self(rawValue: 0x0F)
    /// WRITE FILEMARKS(6).
    public static let writeFilemarks6 = Self(rawValue: 0x10)
    /// SPACE(6).
    public static let space6 = Self(rawValue: 0x11)
    /// INQUIRY.
    public static let inquiry = Self(rawValue: 0x12)
    /// VERIFY(6).
    public static let verify6 = Self(rawValue: 0x13)
    /// MODE SELECT(6).
    public static let modeSelect6 = Self(rawValue: 0x15)
    /// RESERVE(6).
    public static let reserve6 = Self(rawValue: 0x16)
    /// RELEASE(6).
    public static let release6 = Self(rawValue: 0x17)
    /// ERASE(6).
    public static let erase6 = Self(rawValue: 0x19)
    /// MODE SENSE(6).
    public static let modeSense6 = Self(rawValue: 0x1A)
    /// LOAD UNLOAD (SSC); START STOP UNIT (SBC).
    public static let loadUnload = Self(rawValue: 0x1B)
    /// RECEIVE DIAGNOSTIC RESULTS.
    public static let receiveDiagnosticResults = Self(rawValue: 0x1C)
    /// SEND DIAGNOSTIC.
    public static let sendDiagnostic = Self(rawValue: 0x1D)
    /// PREVENT ALLOW MEDIUM REMOVAL.
    public static let preventAllowMediumRemoval = Self(rawValue: 0x1E)
    /// READ CAPACITY(10).
    public static let readCapacity10 = Self(rawValue: 0x25)
    /// READ(10).
    public static let read10 = Self(rawValue: 0x28)
    /// WRITE(10).
    public static let write10 = Self(rawValue: 0x2A)
    /// LOCATE(10).
    public static let locate10 = Self(rawValue: 0x2B)
    /// WRITE AND VERIFY(10).
    public static let writeAndVerify10 = Self(rawValue: 0x2E)
    /// VERIFY(10).
    public static let verify10 = Self(rawValue: 0x2F)
    /// READ POSITION (SSC); PRE-FETCH(10) (SBC).
    public static let readPosition = Self(rawValue: 0x34)
    /// SYNCHRONIZE CACHE(10).
    public static let synchronizeCache10 = Self(rawValue: 0x35)
    /// READ DEFECT DATA(10).
    public static let readDefectData10 = Self(rawValue: 0x37)
    /// WRITE BUFFER.
    public static let writeBuffer = Self(rawValue: 0x3B)
    /// READ BUFFER(10).
    public static let readBuffer10 = Self(rawValue: 0x3C)
    /// WRITE LONG(10).
    public static let writeLong10 = Self(rawValue: 0x3F)
    /// WRITE SAME(10).
    public static let writeSame10 = Self(rawValue: 0x41)
    /// UNMAP.
    public static let unmap = Self(rawValue: 0x42)
    /// REPORT DENSITY SUPPORT.
    public static let reportDensitySupport = Self(rawValue: 0x44)
    /// SANITIZE.
    public static let sanitize = Self(rawValue: 0x48)
    /// LOG SELECT.
    public static let logSelect = Self(rawValue: 0x4C)
    /// LOG SENSE.
    public static let logSense = Self(rawValue: 0x4D)
    /// XDWRITEREAD(10).
    public static let xdWriteRead10 = Self(rawValue: 0x53)
    /// MODE SELECT(10).
    public static let modeSelect10 = Self(rawValue: 0x55)
    /// RESERVE(10).
    public static let reserve10 = Self(rawValue: 0x56)
    /// RELEASE(10).
    public static let release10 = Self(rawValue: 0x57)
    /// MODE SENSE(10).
    public static let modeSense10 = Self(rawValue: 0x5A)
    /// PERSISTENT RESERVE IN.
    public static let persistentReserveIn = Self(rawValue: 0x5E)
    /// PERSISTENT RESERVE OUT.
    public static let persistentReserveOut = Self(rawValue: 0x5F)
    /// extended CDB.
    public static let extendedCDB = Self(rawValue: 0x7E)
    /// variable length CDB.
    public static let variableLengthCDB = Self(rawValue: 0x7F)
    /// WRITE FILEMARKS(16).
    public static let writeFilemarks16 = Self(rawValue: 0x80)
    /// ALLOW OVERWRITE.
    public static let allowOverwrite = Self(rawValue: 0x82)
    /// EXTENDED COPY and the other commands that start or abort a copy, by service action.
    public static let extendedCopy = Self(rawValue: 0x83)
    /// RECEIVE COPY STATUS and the other commands that ask about a copy, by service action.
    public static let receiveCopyResults = Self(rawValue: 0x84)
    /// READ(16), with a layout for each kind of device.
    public static let read16 = Self(rawValue: 0x88)
    /// COMPARE AND WRITE.
    public static let compareAndWrite = Self(rawValue: 0x89)
    /// WRITE(16), with a layout for each kind of device.
    public static let write16 = Self(rawValue: 0x8A)
    /// ORWRITE(16).
    public static let orWrite16 = Self(rawValue: 0x8B)
    /// READ ATTRIBUTE.
    public static let readAttribute = Self(rawValue: 0x8C)
    /// WRITE ATTRIBUTE.
    public static let writeAttribute = Self(rawValue: 0x8D)
    /// WRITE AND VERIFY(16).
    public static let writeAndVerify16 = Self(rawValue: 0x8E)
    /// VERIFY(16).
    public static let verify16 = Self(rawValue: 0x8F)
    /// SYNCHRONIZE CACHE(16) (SBC); SPACE(16) (SSC).
    public static let synchronizeCache16 = Self(rawValue: 0x91)
    /// LOCATE(16) (SSC).
    public static let locate16 = Self(rawValue: 0x92)
    /// WRITE SAME(16) (SBC); ERASE(16) (SSC).
    public static let writeSame16 = Self(rawValue: 0x93)
    /// WRITE ATOMIC(16).
    public static let writeAtomic16 = Self(rawValue: 0x9C)
    /// READ CAPACITY(16) and others, by service action.
    public static let serviceActionIn16 = Self(rawValue: 0x9E)
    /// SERVICE ACTION OUT(16).
    public static let serviceActionOut16 = Self(rawValue: 0x9F)
    /// REPORT LUNS.
    public static let reportLUNs = Self(rawValue: 0xA0)
    /// SECURITY PROTOCOL IN.
    public static let securityProtocolIn = Self(rawValue: 0xA2)
    /// REPORT SUPPORTED OPERATION CODES and others, by service action.
    public static let maintenanceIn = Self(rawValue: 0xA3)
    /// MAINTENANCE OUT.
    public static let maintenanceOut = Self(rawValue: 0xA4)
    /// READ(12).
    public static let read12 = Self(rawValue: 0xA8)
    /// WRITE(12).
    public static let write12 = Self(rawValue: 0xAA)
    /// WRITE AND VERIFY(12).
    public static let writeAndVerify12 = Self(rawValue: 0xAE)
    /// VERIFY(12).
    public static let verify12 = Self(rawValue: 0xAF)
    /// SECURITY PROTOCOL OUT.
    public static let securityProtocolOut = Self(rawValue: 0xB5)
}

extension OperationCode {
    /// The commands' names.
    public static let names: [UInt8: String] = [
        0x00: "TEST UNIT READY",
        0x01: "REWIND",
        0x03: "REQUEST SENSE",
        0x04: "FORMAT UNIT or FORMAT MEDIUM",
        0x05: "READ BLOCK LIMITS",
        0x08: "READ(6)",
        0x0A: "WRITE(6)",
        0x0F: "READ REVERSE(6)",
        0x10: "WRITE FILEMARKS(6)",
        0x11: "SPACE(6)",
        0x12: "INQUIRY",
        0x13: "VERIFY(6)",
        0x15: "MODE SELECT(6)",
        0x16: "RESERVE(6)",
        0x17: "RELEASE(6)",
        0x19: "ERASE(6)",
        0x1A: "MODE SENSE(6)",
        0x1B: "START STOP UNIT or LOAD UNLOAD",
        0x1C: "RECEIVE DIAGNOSTIC RESULTS",
        0x1D: "SEND DIAGNOSTIC",
        0x1E: "PREVENT ALLOW MEDIUM REMOVAL",
        0x25: "READ CAPACITY(10)",
        0x28: "READ(10)",
        0x2A: "WRITE(10)",
        0x2B: "LOCATE(10)",
        0x2E: "WRITE AND VERIFY(10)",
        0x2F: "VERIFY(10)",
        0x34: "PRE-FETCH(10) or READ POSITION",
        0x35: "SYNCHRONIZE CACHE(10)",
        0x37: "READ DEFECT DATA(10)",
        0x3B: "WRITE BUFFER",
        0x3C: "READ BUFFER(10)",
        0x3F: "WRITE LONG(10)",
        0x41: "WRITE SAME(10)",
        0x42: "UNMAP",
        0x44: "REPORT DENSITY SUPPORT",
        0x48: "SANITIZE",
        0x4C: "LOG SELECT",
        0x4D: "LOG SENSE",
        0x53: "XDWRITEREAD(10)",
        0x55: "MODE SELECT(10)",
        0x56: "RESERVE(10)",
        0x57: "RELEASE(10)",
        0x5A: "MODE SENSE(10)",
        0x5E: "PERSISTENT RESERVE IN",
        0x5F: "PERSISTENT RESERVE OUT",
        0x7E: "extended CDB",
        0x7F: "variable length CDB",
        0x80: "WRITE FILEMARKS(16)",
        0x82: "ALLOW OVERWRITE",
        0x83: "EXTENDED COPY",
        0x84: "RECEIVE COPY RESULTS",
        0x88: "READ(16)",
        0x89: "COMPARE AND WRITE",
        0x8A: "WRITE(16)",
        0x8B: "ORWRITE(16)",
        0x8C: "READ ATTRIBUTE",
        0x8D: "WRITE ATTRIBUTE",
        0x8E: "WRITE AND VERIFY(16)",
        0x8F: "VERIFY(16)",
        0x91: "SYNCHRONIZE CACHE(16) or SPACE(16)",
        0x92: "LOCATE(16)",
        0x93: "WRITE SAME(16) or ERASE(16)",
        0x9C: "WRITE ATOMIC(16)",
        0x9E: "SERVICE ACTION IN(16)",
        0x9F: "SERVICE ACTION OUT(16)",
        0xA0: "REPORT LUNS",
        0xA2: "SECURITY PROTOCOL IN",
        0xA3: "MAINTENANCE IN",
        0xA4: "MAINTENANCE OUT",
        0xA8: "READ(12)",
        0xAA: "WRITE(12)",
        0xAE: "WRITE AND VERIFY(12)",
        0xAF: "VERIFY(12)",
        0xB5: "SECURITY PROTOCOL OUT",
    ]

    /// How many bytes the CDB of this command has, by the group code in bits 7-5 (SPC-4, OPERATION
    /// CODE byte); `nil` for the groups of variable length and of vendors.
    public static func cdbLength(of code: OperationCode) -> Int? {
        switch code.rawValue >> 5 {
        case 0: 6
        case 1, 2: 10
        // Group 3 is reserved but for 7Eh and 7Fh, which carry their own lengths.
        case 4: 16
        case 5: 12
        default: nil
        }
    }

    /// Whether the command changes the blocks of a disk, which ends a period of quiet on it.
    ///
    /// Copies and tokens are left out: what they change is their destination, which may be another
    /// device. So is the variable length CDB: its service action decides, which is not in this
    /// byte.
    public var isWriteFamily: Bool {
        switch self {
        case .write6, .write10, .write12, .write16,
            .writeAndVerify10, .writeAndVerify12, .writeAndVerify16,
            .writeSame10, .writeSame16, .writeLong10, .writeAtomic16,
            .compareAndWrite, .orWrite16, .xdWriteRead10,
            .unmap, .formatUnit, .sanitize:
            true
        default:
            false
        }
    }
}

extension WireField {
    /// The first byte of a CDB.
    static func operationCode(_ code: OperationCode, _ name: String? = nil) -> WireField {
        .constant("OPERATION CODE", 0...0, code.wire, name ?? code.meaning ?? "")
    }
}
