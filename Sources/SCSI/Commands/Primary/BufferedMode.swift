/// BUFFERED MODE: when a tape reports that data was written (SSC-4, Mode parameters for
/// sequential-access devices). Three bits.
public struct BufferedMode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// GOOD when the data is on the medium.
    public static let unbuffered = Self(rawValue: 0)
    /// GOOD when the data is in the buffer.
    public static let buffered = Self(rawValue: 1)
    /// GOOD when the data is in the buffer, and the data of every other initiator is on the medium.
    public static let bufferedByInitiator = Self(rawValue: 2)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "GOOD when the data is on the medium",
        1: "GOOD when the data is in the buffer",
        2: "GOOD when in the buffer, which other initiators' data has left",
    ]
}
