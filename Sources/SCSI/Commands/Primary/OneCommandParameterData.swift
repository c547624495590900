/// What REPORT SUPPORTED OPERATION CODES returns about one command.
///
/// CDB USAGE DATA is as long as the CDB: its operation code, and then a one wherever the logical
/// unit looks at a bit. CTDP is one if a command timeouts descriptor follows.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                                Reserved                               |
///     Byte 1    |  CTDP  |              Reserved             |         SUPPORT          |
///     Byte 2-3  |                                CDB SIZE                               |
///     Byte 4-n  |                             CDB USAGE DATA                            |
///     Byte n-m  |              Command timeouts descriptor, if CTDP is one              |
public struct OneCommandParameterData: WireStructure {
    /// SUPPORT.
    public var support = CommandSupport(rawValue: 0)
    /// CDB USAGE DATA: the operation code, then a mask of the bits that count.
    public var cdbUsageData: [UInt8] = []
    /// Command timeouts descriptor: there if RCTD asked for it.
    public var commandTimeoutsDescriptor: CommandTimeoutsDescriptor?

    /// Every field zero.
    public init() {}

    /// The answer about a command.
    public init(support: CommandSupport, cdbUsageData: [UInt8]) {
        self.support = support
        self.cdbUsageData = cdbUsageData
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "One_command parameter data",
        source: "SPC-4, One_command parameter data",
        .reserved(0...0),
        .length("CTDP", 1...1, bits: (7, 7), of: "Command timeouts descriptor", unit: 12) {
            $0.commandTimeoutsDescriptor == nil ? 0 : 12
        },
        .reserved(1...1, bits: (6, 3)),
        .number("SUPPORT", 1...1, bits: (2, 0), \.support),
        .length("CDB SIZE", 2...3, of: "CDB USAGE DATA") { $0.cdbUsageData.count },
        .rest("CDB USAGE DATA", \.cdbUsageData),
        .optional("Command timeouts descriptor", \.commandTimeoutsDescriptor)
    )
}
