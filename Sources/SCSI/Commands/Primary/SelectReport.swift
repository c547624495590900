/// SELECT REPORT of REPORT LUNS: which logical units to list (SPC-4, REPORT LUNS command).
public struct SelectReport: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Logical units by any form of address but the well known one.
    public static let accessible = Self(rawValue: 0x00)
    /// Well known logical units.
    public static let wellKnown = Self(rawValue: 0x01)
    /// All logical units.
    public static let all = Self(rawValue: 0x02)
    /// Administrative logical units.
    public static let administrative = Self(rawValue: 0x10)
    /// Administrative logical units and those not in a conglomerate.
    public static let administrativeAndSubsidiary = Self(rawValue: 0x11)
    /// Subsidiary logical units of the addressed one.
    public static let subsidiary = Self(rawValue: 0x12)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "logical units, not the well known ones",
        0x01: "well known logical units",
        0x02: "all logical units",
        0x10: "administrative logical units",
        0x11: "administrative logical units and those not in a conglomerate",
        0x12: "subsidiary logical units of the addressed one",
    ]
}
