/// How a logical unit treats its queue, its sense data and its unit attentions.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PS   |  SPF   |                      PAGE CODE                      |
///     Byte 1    |                              PAGE LENGTH                              |
///     Byte 2    |           TST            |TMF_ONLY| DPICZ  |D_SENSE | GLTSD  |  RLEC  |
///     Byte 3    |      QUEUE ALGORITHM MODIFIER     |  NUAR  |       QERR      |Obsolete|
///     Byte 4    |   VS   |  RAC   |  UA_INTLCK_CTRL |  SWP   |         Obsolete         |
///     Byte 5    |  ATO   |  TAS   | ATMPE  |  RWWP  |Reserved|      AUTOLOAD MODE       |
///     Byte 6-7  |                                Obsolete                               |
///     Byte 8-9  |                          BUSY TIMEOUT PERIOD                          |
///     Byte 10-11|                   EXTENDED SELF-TEST COMPLETION TIME                  |
public struct ControlModePage: WireStructure {
    /// PS: parameters saveable; reserved in MODE SELECT.
    public var ps = false
    /// TST.
    public var tst = TaskSetType(rawValue: 0)
    /// TMF_ONLY: an ACA lets task management alone through.
    public var tmfOnly = false
    /// DPICZ: no protection checks if RDPROTECT is zero.
    public var dpicz = false
    /// D_SENSE: sense data in descriptor format.
    public var dSense = false
    /// GLTSD: no implicit saving of log parameters.
    public var gltsd = false
    /// RLEC: report log exceptions.
    public var rlec = false
    /// QUEUE ALGORITHM MODIFIER.
    public var queueAlgorithmModifier = QueueAlgorithmModifier(rawValue: 0)
    /// NUAR: no unit attention on release.
    public var nuar = false
    /// QERR.
    public var qErr = QueueErrorManagement(rawValue: 0)
    /// VS: vendor specific.
    public var vendorSpecific = false
    /// RAC: report a check rather than BUSY.
    public var rac = false
    /// UA_INTLCK_CTRL.
    public var uaIntlckCtrl = UnitAttentionInterlock(rawValue: 0)
    /// SWP: software write protect.
    public var swp = false
    /// ATO: the application tag belongs to the initiator.
    public var ato = false
    /// TAS: aborted commands end with TASK ABORTED.
    public var tas = false
    /// ATMPE: application tag mode page enabled.
    public var atmpe = false
    /// RWWP: reject writes without protection information.
    public var rwwp = false
    /// AUTOLOAD MODE: 0: a loaded medium is made ready.
    public var autoloadMode: UInt8 = 0
    /// BUSY TIMEOUT PERIOD: 100 ms.
    public var busyTimeoutPeriod: UInt16 = 0
    /// EXTENDED SELF-TEST COMPLETION TIME: seconds.
    public var extendedSelfTestCompletionTime: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Control mode page",
        source: "SPC-4, Control mode page",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable; reserved in MODE SELECT"),
        .constant("SPF", 0...0, bits: (6, 6), 0, "page format without a subpage code"),
        .constant("PAGE CODE", 0...0, bits: (5, 0), 0x0A, "Control"),
        .constant("PAGE LENGTH", 1...1, 0x0A, "bytes that follow"),
        .number("TST", 2...2, bits: (7, 5), \.tst),
        .flag("TMF_ONLY", 2, bit: 4, \.tmfOnly, "an ACA lets task management alone through"),
        .flag("DPICZ", 2, bit: 3, \.dpicz, "no protection checks if RDPROTECT is zero"),
        .flag("D_SENSE", 2, bit: 2, \.dSense, "sense data in descriptor format"),
        .flag("GLTSD", 2, bit: 1, \.gltsd, "no implicit saving of log parameters"),
        .flag("RLEC", 2, bit: 0, \.rlec, "report log exceptions"),
        .number("QUEUE ALGORITHM MODIFIER", 3...3, bits: (7, 4), \.queueAlgorithmModifier),
        .flag("NUAR", 3, bit: 3, \.nuar, "no unit attention on release"),
        .number("QERR", 3...3, bits: (2, 1), \.qErr),
        .reserved(3...3, bits: (0, 0), name: "Obsolete"),
        .flag("VS", 4, bit: 7, \.vendorSpecific, "vendor specific"),
        .flag("RAC", 4, bit: 6, \.rac, "report a check rather than BUSY"),
        .number("UA_INTLCK_CTRL", 4...4, bits: (5, 4), \.uaIntlckCtrl),
        .flag("SWP", 4, bit: 3, \.swp, "software write protect"),
        .reserved(4...4, bits: (2, 0), name: "Obsolete"),
        .flag("ATO", 5, bit: 7, \.ato, "the application tag belongs to the initiator"),
        .flag("TAS", 5, bit: 6, \.tas, "aborted commands end with TASK ABORTED"),
        .flag("ATMPE", 5, bit: 5, \.atmpe, "application tag mode page enabled"),
        .flag("RWWP", 5, bit: 4, \.rwwp, "reject writes without protection information"),
        .reserved(5...5, bits: (3, 3)),
        .number(
            "AUTOLOAD MODE",
            5...5,
            bits: (2, 0),
            \.autoloadMode,
            "0: a loaded medium is made ready"
        ),
        .reserved(6...7, name: "Obsolete"),
        .number("BUSY TIMEOUT PERIOD", 8...9, \.busyTimeoutPeriod, "100 ms"),
        .number(
            "EXTENDED SELF-TEST COMPLETION TIME",
            10...11,
            \.extendedSelfTestCompletionTime,
            "seconds"
        )
    )
}
