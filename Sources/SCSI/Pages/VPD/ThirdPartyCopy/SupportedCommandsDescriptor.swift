/// Which third-party copy commands a copy manager supports. The fill is not counted in the list
/// length.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 0001h
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 4     COMMANDS SUPPORTED LIST LENGTH
///     Byte 5-n   Command support descriptors, then zeros to a multiple of four bytes
public struct SupportedCommandsDescriptor: WireStructure {
    /// Command support descriptors, in ascending order of operation codes.
    public var commandSupportDescriptors: [CommandSupportDescriptor] = []

    /// Every field zero.
    public init() {}

    /// Supports these commands.
    public init(commandSupportDescriptors: [CommandSupportDescriptor]) {
        self.commandSupportDescriptors = commandSupportDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Supported Commands third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x0001, "Supported Commands"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .length("COMMANDS SUPPORTED LIST LENGTH", 4...4, of: "Command support descriptors") {
            $0.commandSupportDescriptors.encodedLength
        },
        .list("Command support descriptors", \.commandSupportDescriptors),
        .fill(toMultipleOf: 4)
    )
}
