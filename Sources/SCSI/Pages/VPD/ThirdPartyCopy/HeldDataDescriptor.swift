/// How much data a copy manager holds for RECEIVE COPY DATA. The granularity is a power of two.
public struct HeldDataDescriptor: WireStructure {
    /// HELD DATA LIMIT: bytes.
    public var heldDataLimit: UInt32 = 0
    /// HELD DATA GRANULARITY: 2^n bytes.
    public var heldDataGranularity: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Held Data third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0xC001, "Held Data"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .number("HELD DATA LIMIT", 4...7, \.heldDataLimit, "bytes"),
        .number("HELD DATA GRANULARITY", 8...8, \.heldDataGranularity, "2^n bytes"),
        .reserved(9...31)
    )
}
