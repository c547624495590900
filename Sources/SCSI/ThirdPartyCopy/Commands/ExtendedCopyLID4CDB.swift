/// EXTENDED COPY(LID4) (SPC-4, EXTENDED COPY(LID4) command; EXTENDED COPY in SPC-5).
///
///     Byte 0     83h
///     Byte 1     b4-0 SERVICE ACTION 01h
///     Byte 10-13 PARAMETER LIST LENGTH
///     Byte 15    CONTROL
public struct ExtendedCopyLID4CDB: WireStructure {
    /// How many bytes of parameter list follow; 0 is no error and copies nothing.
    public var parameterListLength: UInt32 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// A command with a parameter list of that many bytes.
    public init(parameterListLength: UInt32) { self.parameterListLength = parameterListLength }

    public static let layout = WireLayout<Self>(
        "EXTENDED COPY(LID4) CDB", source: "SPC-4, EXTENDED COPY(LID4) command",
        .operationCode(.extendedCopy),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x01, "EXTENDED COPY(LID4)"),
        .reserved(2...9),
        .number("PARAMETER LIST LENGTH", 10...13, \.parameterListLength, "bytes"),
        .reserved(14...14),
        .number("CONTROL", 15...15, \.control))
}
