/// A ROD token made by a block device: a name for data, that stands for it wherever it is sent
/// (SPC-4, ROD token format).
///
///     Byte 0-95    as `RODManagementToken` draws them
///     Byte 96-99   LOGICAL BLOCK LENGTH
///     Byte 100     b3-1 P_TYPE, b0 PROT_EN
///     Byte 101     b7-4 P_I_EXPONENT, b3-0 LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT
///     Byte 102-103 b7 LBPME, b6 LBPRZ, then LOWEST ALIGNED LOGICAL BLOCK ADDRESS
///     Byte 128-255 TARGET DEVICE DESCRIPTOR
///     Byte 256-511 EXTENDED ROD TOKEN DATA
@dynamicMemberLookup
public struct RODToken: WireStructure {
    /// How many bytes a token has.
    public static let byteCount = 512

    /// What the token stands for and who made it; its properties are the token's own.
    public var managementToken = RODManagementToken()
    /// LOGICAL BLOCK LENGTH: bytes of a block of the source.
    public var logicalBlockLength: UInt32 = 0
    /// P_TYPE of the source.
    public var pType = LogicalBlockProtectionType(rawValue: 0)
    /// PROT_EN: the source is formatted with protection information.
    public var protEn = false
    /// P_I_EXPONENT: 2^n protection intervals in a block.
    public var pIExponent: UInt8 = 0
    /// LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT: 2^n logical blocks in a physical one.
    public var logicalBlocksPerPhysicalBlockExponent: UInt8 = 0
    /// LBPME: logical block provisioning is enabled.
    public var lbpme = false
    /// LBPRZ: unmapped blocks read as zeros.
    public var lbprz = false
    /// LOWEST ALIGNED LOGICAL BLOCK ADDRESS: first block that begins a physical one, 14 bits.
    public var lowestAlignedLBA: UInt16 = 0
    /// Designators of the target device, filled with zeros to 128 bytes.
    public var targetDeviceDescriptor = [UInt8](repeating: 0, count: 128)
    /// What makes the token hard to guess, 256 bytes.
    public var extendedRODTokenData = [UInt8](repeating: 0, count: 256)

    public init() {}

    /// The token that stands for logical blocks full of zeros, for any destination.
    public static var blockZero: RODToken {
        var token = RODToken()
        token.rodType = .blockZero
        return token
    }

    /// A property of the management token.
    public subscript<Value>(
        dynamicMember path: WritableKeyPath<RODManagementToken, Value>
    ) -> Value {
        get { managementToken[keyPath: path] }
        set { managementToken[keyPath: path] = newValue }
    }

    /// What the management token tells and no property of it can change.
    public subscript<Value>(dynamicMember path: KeyPath<RODManagementToken, Value>) -> Value {
        managementToken[keyPath: path]
    }

    public static let layout = WireLayout<Self>(
        "ROD token", source: "SPC-4, ROD token format; SBC-3, device type specific data",
        .structure("ROD management token", 0...95, \.managementToken),
        .number("LOGICAL BLOCK LENGTH", 96...99, \.logicalBlockLength, "bytes"),
        .reserved(100...100, bits: (7, 4)),
        .number("P_TYPE", 100...100, bits: (3, 1), \.pType),
        .flag("PROT_EN", 100, bit: 0, \.protEn, "formatted with protection information"),
        .number(
            "P_I_EXPONENT", 101...101, bits: (7, 4), \.pIExponent,
            "2^n protection intervals in a block"),
        .number(
            "LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT", 101...101, bits: (3, 0),
            \.logicalBlocksPerPhysicalBlockExponent, "2^n logical blocks in a physical one"),
        .flag("LBPME", 102, bit: 7, \.lbpme, "logical block provisioning is enabled"),
        .flag("LBPRZ", 102, bit: 6, \.lbprz, "unmapped blocks read as zeros"),
        .number(
            "LOWEST ALIGNED LOGICAL BLOCK ADDRESS", 102...103, bits: (5, 0), \.lowestAlignedLBA,
            "first block that begins a physical one"),
        .reserved(104...127),
        .bytes(
            "TARGET DEVICE DESCRIPTOR", 128...255, \.targetDeviceDescriptor,
            "designators of the target device"),
        .bytes("EXTENDED ROD TOKEN DATA", 256...511, \.extendedRODTokenData, "hard to guess"))
}
