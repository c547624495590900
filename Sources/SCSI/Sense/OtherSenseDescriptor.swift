/// A sense data descriptor of a type that has no table of its own here (SPC-4 4.5.2.1).
///
///     Byte 0    DESCRIPTOR TYPE
///     Byte 1    ADDITIONAL LENGTH (n-1)
///     Byte 2-n  as the type defines
public struct OtherSenseDescriptor: WireStructure {
    /// Which descriptor it is.
    public var descriptorType: UInt8 = 0
    /// What stands behind the length.
    public var content: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Sense data descriptor", source: "SPC-4, Sense data descriptors",
        .number("DESCRIPTOR TYPE", 0...0, \.descriptorType),
        .extent("ADDITIONAL LENGTH", 1...1, from: 2),
        .rest("Sense data descriptor specific", \.content))
}
