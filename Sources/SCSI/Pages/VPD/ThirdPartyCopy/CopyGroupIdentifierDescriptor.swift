/// The group of logical units among which a copy manager copies. The fill is not counted in the
/// identifier's length. SPC-5 defines it.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 000Dh
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 4     COPY GROUP IDENTIFIER LENGTH
///     Byte 5-n   COPY GROUP IDENTIFIER, then zeros to a multiple of four bytes
public struct CopyGroupIdentifierDescriptor: WireStructure {
    /// COPY GROUP IDENTIFIER: a UUID designator of 18 bytes.
    public var copyGroupIdentifier: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// The group of this name.
    public init(copyGroupIdentifier: [UInt8]) { self.copyGroupIdentifier = copyGroupIdentifier }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Copy Group Identifier third-party copy descriptor",
        source: "SPC-5, Copy Group Identifier third-party copy descriptor",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x000D, "Copy Group Identifier"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .length("COPY GROUP IDENTIFIER LENGTH", 4...4, of: "COPY GROUP IDENTIFIER") {
            $0.copyGroupIdentifier.count
        },
        .rest("COPY GROUP IDENTIFIER", \.copyGroupIdentifier, "a UUID designator"),
        .fill(toMultipleOf: 4)
    )
}
