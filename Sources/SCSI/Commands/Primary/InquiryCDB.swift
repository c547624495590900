/// Asks what a logical unit is: standard INQUIRY data, or a VPD page if EVPD is one. It is answered
/// even while a unit attention is pending or a reservation forbids everything else.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                       Reserved                      |Obsolete|  EVPD  |
///     Byte 2    |                               PAGE CODE                               |
///     Byte 3-4  |                           ALLOCATION LENGTH                           |
///     Byte 5    |                                CONTROL                                |
public struct InquiryCDB: WireStructure {
    /// EVPD: enable vital product data.
    public var evpd = false
    /// PAGE CODE: of the VPD page; 00h without EVPD.
    public var pageCode: UInt8 = 0
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for standard INQUIRY data.
    public init(allocationLength: UInt16) { self.allocationLength = allocationLength }

    /// Asks for a VPD page.
    public init(vpdPage pageCode: UInt8, allocationLength: UInt16) {
        evpd = true
        self.pageCode = pageCode
        self.allocationLength = allocationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "INQUIRY CDB",
        source: "SPC-4, INQUIRY command",
        .operationCode(.inquiry),
        .reserved(1...1, bits: (7, 2)),
        .reserved(1...1, bits: (1, 1), name: "Obsolete"),
        .flag("EVPD", 1, bit: 0, \.evpd, "enable vital product data"),
        .number("PAGE CODE", 2...2, \.pageCode, "of the VPD page; 00h without EVPD"),
        .number("ALLOCATION LENGTH", 3...4, \.allocationLength, "bytes"),
        .number("CONTROL", 5...5, \.control)
    )
}
