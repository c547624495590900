/// One operation code and those of its service actions that a copy manager supports.
///
///     Byte 0     SUPPORTED OPERATION CODE
///     Byte 1     SUPPORTED SERVICE ACTIONS LIST LENGTH
///     Byte 2-n   SUPPORTED SERVICE ACTION, a byte each
public struct CommandSupportDescriptor: WireStructure {
    /// SUPPORTED OPERATION CODE.
    public var supportedOperationCode = OperationCode(rawValue: 0)
    /// SUPPORTED SERVICE ACTION list, in ascending order.
    public var supportedServiceActions: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// Supports these service actions.
    public init(supportedOperationCode: OperationCode, supportedServiceActions: [UInt8]) {
        self.supportedOperationCode = supportedOperationCode
        self.supportedServiceActions = supportedServiceActions
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Command support descriptor",
        source: "SPC-4, Supported Commands third-party copy descriptor",
        .number("SUPPORTED OPERATION CODE", 0...0, \.supportedOperationCode),
        .length("SUPPORTED SERVICE ACTIONS LIST LENGTH", 1...1, of: "SUPPORTED SERVICE ACTION") {
            $0.supportedServiceActions.count
        },
        .values("SUPPORTED SERVICE ACTION", \.supportedServiceActions)
    )
}
