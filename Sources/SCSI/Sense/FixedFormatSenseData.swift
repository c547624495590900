/// Sense data in fixed format (SPC-4 4.5.3, table 53).
///
///     Byte 0    b7 VALID, b6-0 RESPONSE CODE (70h current, 71h deferred)
///     Byte 2    b7 FILEMARK, b6 EOM, b5 ILI, b4 SDAT_OVFL, b3-0 SENSE KEY
///     Byte 3-6  INFORMATION
///     Byte 7    ADDITIONAL SENSE LENGTH (n-7)
///     Byte 8-11 COMMAND-SPECIFIC INFORMATION; after EXTENDED COPY: byte 8 the offset of the
///               copy source's status and sense, byte 9 the copy destination's, 10-11 the segment
///     Byte 12   ADDITIONAL SENSE CODE
///     Byte 13   ADDITIONAL SENSE CODE QUALIFIER
///     Byte 14   FIELD REPLACEABLE UNIT CODE
///     Byte 15   b7 SKSV; b6-0 and bytes 16-17 SENSE KEY SPECIFIC
///     Byte 18-n additional sense bytes
public struct FixedFormatSenseData: WireStructure {
    /// INFORMATION is what the standard defines for the command.
    public var valid = false
    /// 70h for the current command, 71h for an earlier one.
    public var responseCode: UInt8 = 0x70
    /// A filemark was met.
    public var filemark = false
    /// The end or the beginning of the medium was met.
    public var eom = false
    /// The block had another length than was asked for.
    public var ili = false
    /// Sense data was cut.
    public var senseDataOverflow = false
    /// What kind of condition it is.
    public var senseKey = SenseKey.noSense
    /// A residue or an address, as the command defines.
    public var information: UInt32 = 0
    /// The bytes that follow its own byte: 10, and those of `additionalSenseBytes`. It tells how many
    /// there were, even where a short allocation length has cut them off.
    public var additionalSenseLength: UInt8 = 10
    /// As the command defines.
    public var commandSpecificInformation: UInt32 = 0
    /// What happened.
    public var additionalSenseCode: UInt8 = 0
    /// What happened, more precisely.
    public var additionalSenseCodeQualifier: UInt8 = 0
    /// A part to be replaced; 0 for none.
    public var fieldReplaceableUnitCode: UInt8 = 0
    /// SENSE KEY SPECIFIC is there.
    public var sksv = false
    /// As the sense key defines: a field pointer, progress, a retry count.
    public var senseKeySpecific: UInt32 = 0
    /// What stands behind byte 17.
    public var additionalSenseBytes: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Fixed format sense data", source: "SPC-4, Fixed format sense data", shortest: 8,
        .flag("VALID", 0, bit: 7, \.valid, "INFORMATION is as the standard defines"),
        .number("RESPONSE CODE", 0...0, bits: (6, 0), \.responseCode, "70h current, 71h deferred"),
        .reserved(1...1, name: "Obsolete"),
        .flag("FILEMARK", 2, bit: 7, \.filemark, "a filemark was met"),
        .flag("EOM", 2, bit: 6, \.eom, "end or beginning of the medium was met"),
        .flag("ILI", 2, bit: 5, \.ili, "incorrect length"),
        .flag("SDAT_OVFL", 2, bit: 4, \.senseDataOverflow, "sense data was cut"),
        .number("SENSE KEY", 2...2, bits: (3, 0), \.senseKey),
        .number("INFORMATION", 3...6, \.information, "a residue or an address"),
        .extent("ADDITIONAL SENSE LENGTH", 7...7, from: 8, \.additionalSenseLength),
        .number(
            "COMMAND-SPECIFIC INFORMATION", 8...11, \.commandSpecificInformation,
            "as the command defines"
        ).shown { SenseKey.copyInformation(at: 8, in: $0, keyAt: 2) },
        .number("ADDITIONAL SENSE CODE", 12...12, \.additionalSenseCode),
        .number("ADDITIONAL SENSE CODE QUALIFIER", 13...13, \.additionalSenseCodeQualifier)
            .meaning { AdditionalSenseCode($0, at: 12)?.name },
        .number(
            "FIELD REPLACEABLE UNIT CODE", 14...14, \.fieldReplaceableUnitCode,
            "a part to be replaced; 0 is none"),
        .flag("SKSV", 15, bit: 7, \.sksv, "the next field is there"),
        .number(
            "SENSE KEY SPECIFIC", 15...17, bits: (6, 0), \.senseKeySpecific,
            "as the sense key defines"
        ).shown { SenseKey.fieldPointer(at: 15, in: $0, keyAt: 2) },
        .rest("Additional sense bytes", \.additionalSenseBytes))
}
