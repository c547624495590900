/// The PC field of MODE SENSE: which values are asked for (SPC-4 table 100).
public enum ModePageControl: UInt8, Sendable {
    /// What is in force.
    case current = 0
    /// A mask of what MODE SELECT can change.
    case changeable = 1
    /// What is in force after power on.
    case `default` = 2
    /// What is kept over power off; nothing is here.
    case saved = 3
}

/// A mode page with its present, default and changeable values.
struct ModePage {
    /// PAGE CODE.
    let code: UInt8
    /// SUBPAGE CODE; 0 for the page itself.
    let subpage: UInt8
    /// The page as it is after power on, from its first byte.
    let defaults: [UInt8]
    /// Ones where MODE SELECT can change it; as long as the page. The page's header is not.
    let changeable: [UInt8]
    /// The page as it is in force.
    var current: [UInt8]

    /// A page with its default values.
    ///
    /// - Parameters:
    ///   - bytes: the whole page, header included.
    ///   - changeable: a mask by offset in the page.
    init(_ bytes: [UInt8], changeable: [Int: UInt8] = [:]) {
        code = bytes[0] & 0x3F
        // The SPF bit tells the sub-page format (SPC-4 7.5.8).
        subpage = bytes[0] & 0x40 != 0 ? bytes[1] : 0
        defaults = bytes
        current = bytes
        var mask = [UInt8](repeating: 0, count: bytes.count)
        for (offset, bits) in changeable { mask[offset] = bits }
        self.changeable = mask
    }

    /// How many bytes stand before the first parameter.
    var headerLength: Int { subpage == 0 ? 2 : 4 }

    /// The page for a page control value.
    func bytes(_ control: ModePageControl) -> [UInt8] {
        switch control {
        case .current: return current
        case .default, .saved: return defaults
        case .changeable:
            return Array(defaults[..<headerLength]) + changeable[headerLength...]
        }
    }
}
