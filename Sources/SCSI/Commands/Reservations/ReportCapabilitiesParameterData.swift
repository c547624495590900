/// What a device server is capable of in persistent reservations.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-1  |                                 LENGTH                                |
///     Byte 2    | RLR_C  |     Reserved    |  CRH   | SIP_C  | ATP_C  |Reserved| PTPL_C |
///     Byte 3    |  TMV   |      ALLOW COMMANDS      |         Reserved         | PTPL_A |
///     Byte 4    |WR_EX_AR|EX_AC_RO|WR_EX_RO|Reserved| EX_AC  |Reserved| WR_EX  |Reserved|
///     Byte 5    |                           Reserved                           |EX_AC_AR|
///     Byte 6-7  |                                Reserved                               |
public struct ReportCapabilitiesParameterData: WireStructure {
    /// RLR_C: REPLACE LOST RESERVATION is supported.
    public var rlrC = false
    /// CRH: RESERVE and RELEASE have the exceptions of SPC-4 from SPC-2.
    public var crh = false
    /// SIP_C: SPEC_I_PT is supported.
    public var sipC = false
    /// ATP_C: ALL_TG_PT is supported.
    public var atpC = false
    /// PTPL_C: APTPL is supported.
    public var ptplC = false
    /// TMV: the type mask is valid.
    public var tmv = false
    /// ALLOW COMMANDS.
    public var allowCommands = AllowCommands(rawValue: 0)
    /// PTPL_A: reservations outlive a loss of power at present.
    public var ptplA = false
    /// WR_EX_AR: Write Exclusive - All Registrants is supported.
    public var wrExAr = false
    /// EX_AC_RO: Exclusive Access - Registrants Only is supported.
    public var exAcRo = false
    /// WR_EX_RO: Write Exclusive - Registrants Only is supported.
    public var wrExRo = false
    /// EX_AC: Exclusive Access is supported.
    public var exAc = false
    /// WR_EX: Write Exclusive is supported.
    public var wrEx = false
    /// EX_AC_AR: Exclusive Access - All Registrants is supported.
    public var exAcAr = false

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REPORT CAPABILITIES parameter data",
        source: "SPC-4, REPORT CAPABILITIES service action",
        .extent("LENGTH", 0...1, from: 0),
        .flag("RLR_C", 2, bit: 7, \.rlrC, "REPLACE LOST RESERVATION is supported"),
        .reserved(2...2, bits: (6, 5)),
        .flag("CRH", 2, bit: 4, \.crh, "compatible reservation handling"),
        .flag("SIP_C", 2, bit: 3, \.sipC, "SPEC_I_PT is supported"),
        .flag("ATP_C", 2, bit: 2, \.atpC, "ALL_TG_PT is supported"),
        .reserved(2...2, bits: (1, 1)),
        .flag("PTPL_C", 2, bit: 0, \.ptplC, "APTPL is supported"),
        .flag("TMV", 3, bit: 7, \.tmv, "type mask valid"),
        .number("ALLOW COMMANDS", 3...3, bits: (6, 4), \.allowCommands),
        .reserved(3...3, bits: (3, 1)),
        .flag("PTPL_A", 3, bit: 0, \.ptplA, "persist through power loss activated"),
        .flag("WR_EX_AR", 4, bit: 7, \.wrExAr, "Write Exclusive - All Registrants"),
        .flag("EX_AC_RO", 4, bit: 6, \.exAcRo, "Exclusive Access - Registrants Only"),
        .flag("WR_EX_RO", 4, bit: 5, \.wrExRo, "Write Exclusive - Registrants Only"),
        .reserved(4...4, bits: (4, 4)),
        .flag("EX_AC", 4, bit: 3, \.exAc, "Exclusive Access"),
        .reserved(4...4, bits: (2, 2)),
        .flag("WR_EX", 4, bit: 1, \.wrEx, "Write Exclusive"),
        .reserved(4...4, bits: (0, 0)),
        .reserved(5...5, bits: (7, 1)),
        .flag("EX_AC_AR", 5, bit: 0, \.exAcAr, "Exclusive Access - All Registrants"),
        .reserved(6...7))
}
