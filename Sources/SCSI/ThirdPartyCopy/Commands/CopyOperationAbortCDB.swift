/// COPY OPERATION ABORT: ends a running copy (SPC-4, COPY OPERATION ABORT command).
///
///     Byte 0     83h
///     Byte 1     b4-0 SERVICE ACTION 1Ch
///     Byte 2-5   LIST IDENTIFIER
///     Byte 15    CONTROL
public struct CopyOperationAbortCDB: WireStructure {
    /// The copy that is to end.
    public var listIdentifier: UInt32 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// Ends the copy of that list identifier.
    public init(listIdentifier: UInt32) { self.listIdentifier = listIdentifier }

    public static let layout = WireLayout<Self>(
        "COPY OPERATION ABORT CDB", source: "SPC-4, COPY OPERATION ABORT command",
        .operationCode(.extendedCopy),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x1C, "COPY OPERATION ABORT"),
        .number("LIST IDENTIFIER", 2...5, \.listIdentifier, "the copy"),
        .reserved(6...14),
        .number("CONTROL", 15...15, \.control))
}
