/// DEST_TYPE of LOCATE(16): what its identifier counts (SSC-4, LOCATE(16) command). Three bits.
public struct LocateDestinationType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A block or a filemark.
    public static let logicalObject = Self(rawValue: 0)
    /// What follows so many filemarks.
    public static let logicalFile = Self(rawValue: 1)
    /// End of data; the identifier is ignored.
    public static let endOfData = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "logical object identifier",
        1: "logical file identifier",
        3: "end of data",
    ]
}
