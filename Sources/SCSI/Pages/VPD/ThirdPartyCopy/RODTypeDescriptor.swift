/// What a copy manager does with one type of ROD.
///
///     Byte 0-3   ROD TYPE
///     Byte 4     b7 ECPY_INT, b1 TOKEN_IN, b0 TOKEN_OUT
///     Byte 6-7   PREFERENCE INDICATOR
public struct RODTypeDescriptor: WireStructure {
    /// ROD TYPE.
    public var rodType = RODType(rawValue: 0)
    /// ECPY_INT: EXTENDED COPY can make such a ROD for its own use.
    public var ecpyInt = false
    /// TOKEN_IN: a token of this type can be given to the copy manager.
    public var tokenIn = false
    /// TOKEN_OUT: the copy manager can return a token of this type.
    public var tokenOut = false
    /// PREFERENCE INDICATOR: this type's share of FFFFh; zero in all types where none is said.
    public var preferenceIndicator: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "ROD type descriptor",
        source: "SPC-4, Supported ROD Token and ROD Types third-party copy descriptor",
        .number("ROD TYPE", 0...3, \.rodType),
        .flag("ECPY_INT", 4, bit: 7, \.ecpyInt, "EXTENDED COPY uses it internally"),
        .reserved(4...4, bits: (6, 2)),
        .flag("TOKEN_IN", 4, bit: 1, \.tokenIn, "tokens of this type are accepted"),
        .flag("TOKEN_OUT", 4, bit: 0, \.tokenOut, "tokens of this type are created"),
        .reserved(5...5),
        .number(
            "PREFERENCE INDICATOR",
            6...7,
            \.preferenceIndicator,
            "share of FFFFh; 0 in all: not reported"
        ),
        .reserved(8...63)
    )
}
