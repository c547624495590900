/// ROD TYPE: what a representation of data stands for (SPC-4, ROD types).
public struct RODType: WireCode {
    /// The value.
    public var rawValue: UInt32

    /// The code with that value.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The token says it.
    public static let fromToken = Self(rawValue: 0x0000_0000)
    /// The data as they are when the ROD is used.
    public static let accessUponReference = Self(rawValue: 0x0001_0000)
    /// The data as they were when the ROD was made.
    public static let pointInTimeDefault = Self(rawValue: 0x0080_0000)
    /// The same, but the ROD may become invalid when the data change.
    public static let pointInTimeChangeVulnerable = Self(rawValue: 0x0080_0001)
    /// The same, and the ROD stays valid when the data change.
    public static let pointInTimePersistent = Self(rawValue: 0x0080_0002)
    /// The same, by copies of what is overwritten (SPC-5).
    public static let pointInTimeCopyOnWrite = Self(rawValue: 0x0080_0003)
    /// Any of the point in time types, in requests; the token says which was made.
    public static let pointInTimeAny = Self(rawValue: 0x0080_FFFF)
    /// Blocks of zeros, as many as are asked for.
    public static let blockZero = Self(rawValue: 0xFFFF_0001)

    /// What the values mean.
    public static let names: [UInt32: String] = [
        0x0000_0000: "as the ROD token says",
        0x0001_0000: "access upon reference",
        0x0080_0000: "point in time copy, default",
        0x0080_0001: "point in time copy, change vulnerable",
        0x0080_0002: "point in time copy, persistent",
        0x0080_0003: "point in time copy, copy on write",
        0x0080_FFFF: "point in time copy, any",
        0xFFFF_0001: "block device zero",
    ]
}
