/// REPORT ALL ROD TOKENS: what tokens the copy manager knows (SPC-4, REPORT ALL ROD TOKENS command).
///
///     Byte 0     84h
///     Byte 1     b4-0 SERVICE ACTION 08h
///     Byte 10-13 ALLOCATION LENGTH
///     Byte 15    CONTROL
public struct ReportAllRODTokensCDB: WireStructure {
    /// How many bytes may be returned.
    public var allocationLength: UInt32 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// A request for at most that many bytes.
    public init(allocationLength: UInt32) { self.allocationLength = allocationLength }

    public static let layout = WireLayout<Self>(
        "REPORT ALL ROD TOKENS CDB", source: "SPC-4, REPORT ALL ROD TOKENS command",
        .operationCode(.receiveCopyResults),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x08, "REPORT ALL ROD TOKENS"),
        .reserved(2...9),
        .number("ALLOCATION LENGTH", 10...13, \.allocationLength, "bytes"),
        .reserved(14...14),
        .number("CONTROL", 15...15, \.control))
}
