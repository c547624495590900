/// Asks which commands a logical unit supports, or which bits of one command it looks at.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |               SERVICE ACTION               |
///     Byte 2    |  RCTD  |              Reserved             |    REPORTING OPTIONS     |
///     Byte 3    |                        REQUESTED OPERATION CODE                       |
///     Byte 4-5  |                        REQUESTED SERVICE ACTION                       |
///     Byte 6-9  |                           ALLOCATION LENGTH                           |
///     Byte 10   |                                Reserved                               |
///     Byte 11   |                                CONTROL                                |
public struct ReportSupportedOperationCodesCDB: WireStructure {
    /// RCTD: return command timeouts descriptors.
    public var rctd = false
    /// REPORTING OPTIONS.
    public var reportingOptions = ReportingOptions(rawValue: 0)
    /// REQUESTED OPERATION CODE.
    public var requestedOperationCode = OperationCode(rawValue: 0)
    /// REQUESTED SERVICE ACTION.
    public var requestedServiceAction: UInt16 = 0
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt32 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for at most `allocationLength` bytes.
    public init(reportingOptions: ReportingOptions = .allCommands, allocationLength: UInt32) {
        self.reportingOptions = reportingOptions
        self.allocationLength = allocationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REPORT SUPPORTED OPERATION CODES CDB",
        source: "SPC-4, REPORT SUPPORTED OPERATION CODES command",
        .operationCode(.maintenanceIn, "MAINTENANCE IN"),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x0C, "REPORT SUPPORTED OPERATION CODES"),
        .flag("RCTD", 2, bit: 7, \.rctd, "return command timeouts descriptors"),
        .reserved(2...2, bits: (6, 3)),
        .number("REPORTING OPTIONS", 2...2, bits: (2, 0), \.reportingOptions),
        .number("REQUESTED OPERATION CODE", 3...3, \.requestedOperationCode),
        .number("REQUESTED SERVICE ACTION", 4...5, \.requestedServiceAction),
        .number("ALLOCATION LENGTH", 6...9, \.allocationLength, "bytes"),
        .reserved(10...10),
        .number("CONTROL", 11...11, \.control)
    )
}
