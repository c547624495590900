/// UA_INTLCK_CTRL: when a unit attention condition is cleared (SPC-4, Control mode page). Two bits.
public struct UnitAttentionInterlock: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Cleared when reported.
    public static let cleared = Self(rawValue: 0)
    /// Not cleared when reported.
    public static let kept = Self(rawValue: 2)
    /// Not cleared when reported; BUSY and others establish one.
    public static let keptAndEstablished = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "cleared when reported",
        2: "not cleared when reported",
        3: "not cleared when reported; BUSY and others establish one",
    ]
}
