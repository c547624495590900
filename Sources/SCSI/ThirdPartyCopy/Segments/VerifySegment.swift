/// Verify that a device can be reached, 07h (SPC-4, Verify CSCD operation).
///
///     Byte 0     07h
///     Byte 2-3   DESCRIPTOR LENGTH, 0008h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 8     b0 TUR
public struct VerifySegment: WireStructure {
    /// The device.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// By TEST UNIT READY; else by a command that clears no unit attention condition.
    public var testUnitReady = false

    public init() {}

    public static let layout = WireLayout<Self>(
        "Verify CSCD segment descriptor",
        source: "SPC-4, Verify CSCD operation",
        .typeCode(.verify),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x08, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .reserved(6...7),
        .reserved(8...8, bits: (7, 1)),
        .flag("TUR", 8, bit: 0, \.testUnitReady, "by TEST UNIT READY"),
        .reserved(9...11))
}
