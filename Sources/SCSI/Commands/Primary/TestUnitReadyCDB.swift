/// Asks whether a logical unit would take a command that needs its medium.
public struct TestUnitReadyCDB: WireStructure {
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "TEST UNIT READY CDB",
        source: "SPC-4, TEST UNIT READY command",
        .operationCode(.testUnitReady),
        .reserved(1...4),
        .number("CONTROL", 5...5, \.control)
    )
}
