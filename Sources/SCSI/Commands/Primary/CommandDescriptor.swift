/// One command that a logical unit supports. CTDP is one if a command timeouts descriptor follows.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                                Reserved                               |
///     Byte 2-3  |                             SERVICE ACTION                            |
///     Byte 4    |                                Reserved                               |
///     Byte 5    |                       Reserved                      |  CTDP  |SERVACTV|
///     Byte 6-7  |                               CDB LENGTH                              |
///     Byte 8-19 |              Command timeouts descriptor, if CTDP is one              |
public struct CommandDescriptor: WireStructure {
    /// OPERATION CODE.
    public var operationCode = OperationCode(rawValue: 0)
    /// SERVICE ACTION.
    public var serviceAction: UInt16 = 0
    /// SERVACTV: the service action counts.
    public var servactv = false
    /// CDB LENGTH: bytes.
    public var cdbLength: UInt16 = 0
    /// Command timeouts descriptor: there if RCTD asked for it.
    public var commandTimeoutsDescriptor: CommandTimeoutsDescriptor?

    /// Every field zero.
    public init() {}

    /// A supported command; with a service action where its operation code has several.
    public init(operationCode: OperationCode, serviceAction: UInt16? = nil, cdbLength: UInt16) {
        self.operationCode = operationCode
        self.serviceAction = serviceAction ?? 0
        servactv = serviceAction != nil
        self.cdbLength = cdbLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Command descriptor",
        source: "SPC-4, All_commands parameter data",
        .number("OPERATION CODE", 0...0, \.operationCode),
        .reserved(1...1),
        .number("SERVICE ACTION", 2...3, \.serviceAction),
        .reserved(4...4),
        .reserved(5...5, bits: (7, 2)),
        .length("CTDP", 5...5, bits: (1, 1), of: "Command timeouts descriptor", unit: 12) {
            $0.commandTimeoutsDescriptor == nil ? 0 : 12
        },
        .flag("SERVACTV", 5, bit: 0, \.servactv, "the service action counts"),
        .number("CDB LENGTH", 6...7, \.cdbLength, "bytes"),
        .optional("Command timeouts descriptor", \.commandTimeoutsDescriptor)
    )
}
