/// The stream commands sense data descriptor, 04h (SSC-4 4.2.21).
///
///     Byte 0    04h
///     Byte 1    02h
///     Byte 3    b7 FILEMARK, b6 EOM, b5 ILI
public struct StreamCommandsSenseDescriptor: WireStructure {
    /// A filemark was met.
    public var filemark = false
    /// The end or the beginning of the medium was met.
    public var eom = false
    /// The block had another length than was asked for.
    public var ili = false

    public init() {}

    public static let layout = WireLayout<Self>(
        "Stream commands sense data descriptor",
        source: "SSC-4, Stream commands sense data descriptor",
        .constant("DESCRIPTOR TYPE", 0...0, 0x04, "stream commands"),
        .constant("ADDITIONAL LENGTH", 1...1, 0x02, "bytes that follow"),
        .reserved(2...2),
        .flag("FILEMARK", 3, bit: 7, \.filemark, "a filemark was met"),
        .flag("EOM", 3, bit: 6, \.eom, "end or beginning of the medium was met"),
        .flag("ILI", 3, bit: 5, \.ili, "incorrect length"),
        .reserved(3...3, bits: (4, 0)))
}
