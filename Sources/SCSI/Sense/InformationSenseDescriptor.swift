/// The information sense data descriptor, 00h (SPC-4 4.5.2.2, table 30).
///
///     Byte 0    00h
///     Byte 1    0Ah
///     Byte 2    b7 VALID
///     Byte 4-11 INFORMATION
public struct InformationSenseDescriptor: WireStructure {
    /// INFORMATION is what the standard defines for the command.
    public var valid = true
    /// A residue or an address, as the command defines.
    public var information: UInt64 = 0

    public init() {}

    /// A valid INFORMATION field.
    public init(_ information: UInt64) { self.information = information }

    public static let layout = WireLayout<Self>(
        "Information sense data descriptor", source: "SPC-4, Information sense data descriptor",
        .constant("DESCRIPTOR TYPE", 0...0, 0x00, "information"),
        .constant("ADDITIONAL LENGTH", 1...1, 0x0A, "bytes that follow"),
        .flag("VALID", 2, bit: 7, \.valid, "INFORMATION is as the standard defines"),
        .reserved(2...2, bits: (6, 0)),
        .reserved(3...3),
        .number("INFORMATION", 4...11, \.information, "a residue or an address"))
}
