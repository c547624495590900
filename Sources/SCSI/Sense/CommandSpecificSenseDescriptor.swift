/// The command specific information sense data descriptor, 01h (SPC-4 4.5.2.3, table 31).
///
///     Byte 0    01h
///     Byte 1    0Ah
///     Byte 4-11 COMMAND-SPECIFIC INFORMATION; after EXTENDED COPY the last two bytes are the
///               number of the segment that was being processed
public struct CommandSpecificSenseDescriptor: WireStructure {
    /// As the command defines.
    public var commandSpecificInformation: UInt64 = 0

    public init() {}

    /// A field with that value.
    public init(_ value: UInt64) { commandSpecificInformation = value }

    public static let layout = WireLayout<Self>(
        "Command specific information sense data descriptor",
        source: "SPC-4, Command specific information sense data descriptor",
        .constant("DESCRIPTOR TYPE", 0...0, 0x01, "command specific information"),
        .constant("ADDITIONAL LENGTH", 1...1, 0x0A, "bytes that follow"),
        .reserved(2...3),
        .number(
            "COMMAND-SPECIFIC INFORMATION", 4...11, \.commandSpecificInformation,
            "as the command defines"))
}
