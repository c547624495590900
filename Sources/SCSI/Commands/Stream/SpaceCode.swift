/// CODE of SPACE: what is counted (SSC-4, SPACE(6) command). Four bits.
public struct SpaceCode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Logical blocks.
    public static let logicalBlocks = Self(rawValue: 0)
    /// Filemarks.
    public static let filemarks = Self(rawValue: 1)
    /// So many filemarks in a row.
    public static let sequentialFilemarks = Self(rawValue: 2)
    /// End of data; COUNT is ignored.
    public static let endOfData = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "logical blocks",
        1: "filemarks",
        2: "sequential filemarks",
        3: "end of data",
    ]
}
