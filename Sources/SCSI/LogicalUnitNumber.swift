/// A logical unit number of eight bytes, with up to four levels of two bytes each (SAM-5, Logical
/// unit number).
///
///     First level: 00b bus, number | 01b number, 14 bits | 10b, 11b other forms
public struct LogicalUnitNumber: WireValue, Hashable {
    /// The eight bytes.
    public var wire: UInt64

    /// The number that those eight bytes are.
    public init(wire: UInt64) { self.wire = wire }

    /// A number of one level, in the form that hosts expect: peripheral device addressing up to
    /// 255, flat space addressing beyond. Bits above the fourteenth are dropped.
    public init(_ number: UInt16) {
        let level = number < 0x100 ? number : 0x4000 | number & 0x3FFF
        wire = UInt64(level) << 48
    }

    /// The well known logical unit that answers REPORT LUNS.
    public static let reportLUNsWellKnown = Self(wire: 0xC101_0000_0000_0000)

    /// The number of a logical unit of one level, on bus 0 or in flat space; `nil` for other forms.
    public var number: UInt16? {
        guard wire & 0xFFFF_FFFF_FFFF == 0 else { return nil }
        let level = UInt16(wire >> 48)
        switch level >> 14 {
        case 0 where level < 0x100: return level
        case 1: return level & 0x3FFF
        default: return nil
        }
    }

    /// The form of address and the number in it.
    public var meaning: String? {
        if self == Self.reportLUNsWellKnown { return "REPORT LUNS well known logical unit" }
        guard let number else { return nil }
        return "LUN \(number), " + (wire >> 62 == 0 ? "peripheral device" : "flat space")
            + " addressing"
    }
}
