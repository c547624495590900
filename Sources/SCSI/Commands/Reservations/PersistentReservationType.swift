/// TYPE of a persistent reservation: which commands of which I_T nexuses it lets pass (SPC-4,
/// Persistent reservations type). Four bits.
public struct PersistentReservationType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x0F }

    /// The holder alone may write.
    public static let writeExclusive = Self(rawValue: 0x1)
    /// The holder alone has access.
    public static let exclusiveAccess = Self(rawValue: 0x3)
    /// Registered I_T nexuses may write; one of them is the holder.
    public static let writeExclusiveRegistrantsOnly = Self(rawValue: 0x5)
    /// Registered I_T nexuses have access; one of them is the holder.
    public static let exclusiveAccessRegistrantsOnly = Self(rawValue: 0x6)
    /// Registered I_T nexuses may write; each of them is a holder.
    public static let writeExclusiveAllRegistrants = Self(rawValue: 0x7)
    /// Registered I_T nexuses have access; each of them is a holder.
    public static let exclusiveAccessAllRegistrants = Self(rawValue: 0x8)

    /// The types that are defined, in the order of their codes.
    public static let all: [Self] = [
        .writeExclusive, .exclusiveAccess, .writeExclusiveRegistrantsOnly,
        .exclusiveAccessRegistrantsOnly, .writeExclusiveAllRegistrants,
        .exclusiveAccessAllRegistrants,
    ]

    /// Whether others may read.
    public var isWriteExclusive: Bool { [0x1, 0x5, 0x7].contains(rawValue) }
    /// Registrants Only.
    public var isRegistrantsOnly: Bool { rawValue == 0x5 || rawValue == 0x6 }
    /// All Registrants.
    public var isAllRegistrants: Bool { rawValue == 0x7 || rawValue == 0x8 }

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x1: "Write Exclusive",
        0x3: "Exclusive Access",
        0x5: "Write Exclusive - Registrants Only",
        0x6: "Exclusive Access - Registrants Only",
        0x7: "Write Exclusive - All Registrants",
        0x8: "Exclusive Access - All Registrants",
    ]
}
