/// Asks for mode pages, and for the block descriptor unless DBD is one.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |              Reserved             |  DBD   |         Reserved         |
///     Byte 2    |        PC       |                      PAGE CODE                      |
///     Byte 3    |                              SUBPAGE CODE                             |
///     Byte 4    |                           ALLOCATION LENGTH                           |
///     Byte 5    |                                CONTROL                                |
public struct ModeSense6CDB: WireStructure {
    /// DBD: disable block descriptors.
    public var dbd = false
    /// PC.
    public var pageControl = PageControl(rawValue: 0)
    /// PAGE CODE.
    public var pageCode = ModePageCode(rawValue: 0)
    /// SUBPAGE CODE: FFh: all subpages.
    public var subpageCode: UInt8 = 0
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for a mode page.
    public init(
        pageCode: ModePageCode,
        subpageCode: UInt8 = 0,
        pageControl: PageControl = .current,
        allocationLength: UInt8
    ) {
        self.pageCode = pageCode
        self.subpageCode = subpageCode
        self.pageControl = pageControl
        self.allocationLength = allocationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "MODE SENSE(6) CDB",
        source: "SPC-4, MODE SENSE(6) command",
        .operationCode(.modeSense6),
        .reserved(1...1, bits: (7, 4)),
        .flag("DBD", 1, bit: 3, \.dbd, "disable block descriptors"),
        .reserved(1...1, bits: (2, 0)),
        .number("PC", 2...2, bits: (7, 6), \.pageControl),
        .number("PAGE CODE", 2...2, bits: (5, 0), \.pageCode),
        .number("SUBPAGE CODE", 3...3, \.subpageCode, "FFh: all subpages"),
        .number("ALLOCATION LENGTH", 4...4, \.allocationLength, "bytes"),
        .number("CONTROL", 5...5, \.control)
    )
}
