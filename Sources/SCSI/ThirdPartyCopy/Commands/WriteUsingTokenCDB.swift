/// WRITE USING TOKEN (SBC-3, WRITE USING TOKEN command).
///
///     Byte 0     83h
///     Byte 1     b4-0 SERVICE ACTION 11h
///     Byte 6-9   LIST IDENTIFIER
///     Byte 10-13 PARAMETER LIST LENGTH
///     Byte 14    b5-0 GROUP NUMBER (b4-0 in older standards)
///     Byte 15    CONTROL
public struct WriteUsingTokenCDB: WireStructure {
    /// Names the operation among those of its I_T nexus.
    public var listIdentifier: UInt32 = 0
    /// How many bytes of parameter list follow; 0 is no error and does nothing.
    public var parameterListLength: UInt32 = 0
    /// The group that the command is counted in, six bits.
    public var groupNumber: UInt8 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// A command with a parameter list of that many bytes.
    public init(listIdentifier: UInt32, parameterListLength: UInt32) {
        self.listIdentifier = listIdentifier
        self.parameterListLength = parameterListLength
    }

    public static let layout = WireLayout<Self>(
        "WRITE USING TOKEN CDB", source: "SBC-3, WRITE USING TOKEN command",
        .operationCode(.extendedCopy),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x11, "WRITE USING TOKEN"),
        .reserved(2...5),
        .number("LIST IDENTIFIER", 6...9, \.listIdentifier),
        .number("PARAMETER LIST LENGTH", 10...13, \.parameterListLength, "bytes"),
        .reserved(14...14, bits: (7, 6)),
        .number("GROUP NUMBER", 14...14, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 15...15, \.control))
}
