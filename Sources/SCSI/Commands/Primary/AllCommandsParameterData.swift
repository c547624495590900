/// What REPORT SUPPORTED OPERATION CODES returns about all commands: COMMAND DATA LENGTH in bytes
/// 0-3, then a descriptor a command.
public struct AllCommandsParameterData: WireStructure {
    /// Command descriptors, in any order.
    public var commandDescriptors: [CommandDescriptor] = []

    /// Every field zero.
    public init() {}

    /// The answer of a logical unit with these commands.
    public init(commandDescriptors: [CommandDescriptor]) {
        self.commandDescriptors = commandDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "All_commands parameter data",
        source: "SPC-4, All_commands parameter data",
        .extent("COMMAND DATA LENGTH", 0...3, from: 4),
        .list("Command descriptors", \.commandDescriptors)
    )
}
