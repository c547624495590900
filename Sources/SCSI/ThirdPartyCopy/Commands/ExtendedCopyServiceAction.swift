/// The SERVICE ACTION field of operation code 83h (SPC-4, THIRD-PARTY COPY OUT commands).
public struct ExtendedCopyServiceAction: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x1F }

    public static let extendedCopyLID1 = Self(rawValue: 0x00)
    public static let extendedCopyLID4 = Self(rawValue: 0x01)
    public static let populateToken = Self(rawValue: 0x10)
    public static let writeUsingToken = Self(rawValue: 0x11)
    public static let setTapeStreamMirroring = Self(rawValue: 0x16)
    public static let copyOperationAbort = Self(rawValue: 0x1C)

    public static let names: [UInt8: String] = [
        0x00: "EXTENDED COPY(LID1)", 0x01: "EXTENDED COPY(LID4)", 0x10: "POPULATE TOKEN",
        0x11: "WRITE USING TOKEN", 0x16: "SET TAPE STREAM MIRRORING",
        0x1C: "COPY OPERATION ABORT",
    ]
}
