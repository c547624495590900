/// Asks which logical units a target has for this I_T nexus.
public struct ReportLUNsCDB: WireStructure {
    /// SELECT REPORT.
    public var selectReport = SelectReport(rawValue: 0)
    /// ALLOCATION LENGTH: bytes; at least 16.
    public var allocationLength: UInt32 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for at most `allocationLength` bytes.
    public init(allocationLength: UInt32, selectReport: SelectReport = .accessible) {
        self.allocationLength = allocationLength
        self.selectReport = selectReport
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REPORT LUNS CDB",
        source: "SPC-4, REPORT LUNS command",
        .operationCode(.reportLUNs),
        .reserved(1...1),
        .number("SELECT REPORT", 2...2, \.selectReport),
        .reserved(3...5),
        .number("ALLOCATION LENGTH", 6...9, \.allocationLength, "bytes; at least 16"),
        .reserved(10...10),
        .number("CONTROL", 11...11, \.control)
    )
}
