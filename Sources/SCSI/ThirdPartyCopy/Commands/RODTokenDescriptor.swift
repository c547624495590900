/// A ROD token that a copy has made (SPC-4, RECEIVE ROD TOKEN INFORMATION command).
///
///     Byte 0-1   ID FOR CREATING ROD CSCD DESCRIPTOR
///     Byte 2-513 ROD TOKEN
public struct RODTokenDescriptor: WireStructure {
    /// The ROD CSCD descriptor that the token was made for; 0 with POPULATE TOKEN.
    public var cscdDescriptorID: UInt16 = 0
    /// The token, filled with zeros to 512 bytes.
    public var token = [UInt8](repeating: 0, count: RODToken.byteCount)

    public init() {}

    /// A token, and the ID of the ROD CSCD descriptor that it was made for.
    public init(cscdDescriptorID: UInt16 = 0, token: [UInt8]) {
        self.cscdDescriptorID = cscdDescriptorID
        self.token = token
    }

    public static let layout = WireLayout<Self>(
        "ROD token descriptor", source: "SPC-4, RECEIVE ROD TOKEN INFORMATION command",
        .number(
            "ID FOR CREATING ROD CSCD DESCRIPTOR", 0...1, \.cscdDescriptorID,
            "0 with POPULATE TOKEN"),
        .bytes("ROD TOKEN", 2...513, \.token).explained(as: RODToken.self))
}
