/// The logical units of a target.
///
///     Byte 0-3   LUN LIST LENGTH, bytes
///     Byte 4-7   Reserved
///     Byte 8-n   LUN, eight bytes each
public struct ReportLUNsParameterData: WireStructure {
    /// LUN: the logical units' numbers.
    public var luns: [LogicalUnitNumber] = []

    /// Every field zero.
    public init() {}

    /// The answer of a target with these logical units.
    public init(luns: [LogicalUnitNumber]) {
        self.luns = luns
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REPORT LUNS parameter data",
        source: "SPC-4, REPORT LUNS parameter data",
        .length("LUN LIST LENGTH", 0...3, of: "LUN") { $0.luns.count * 8 },
        .reserved(4...7),
        .values("LUN", width: 8, \.luns)
    )
}
