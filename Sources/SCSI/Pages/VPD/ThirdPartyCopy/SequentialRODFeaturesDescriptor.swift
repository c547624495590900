/// What RODs of stream devices (01h) and of processor devices (03h) can be, which have one layout.
/// All ones means that there is no limit.
///
///     Byte 0     b7-5 DESCRIPTOR FORMAT 0, b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   DESCRIPTOR LENGTH
///     Byte 8-15  MAXIMUM BYTES IN STREAM ROD, or IN PROCESSOR ROD
///     Byte 16-23 OPTIMAL BYTES IN STREAM ROD TRANSFER, or IN PROCESSOR ROD TRANSFER
public struct SequentialRODFeaturesDescriptor: WireStructure {
    /// PERIPHERAL DEVICE TYPE: 01h or 03h.
    public var peripheralDeviceType = PeripheralDeviceType.sequentialAccess
    /// MAXIMUM BYTES IN STREAM ROD.
    public var maximumBytes: UInt64 = 0
    /// OPTIMAL BYTES IN STREAM ROD TRANSFER.
    public var optimalBytes: UInt64 = 0

    /// Every field zero, of stream devices.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Stream or processor ROD device type specific features descriptor",
        source: "SPC-4, Stream ROD device type specific features descriptor",
        shortest: 24,
        .constant("DESCRIPTOR FORMAT", 0...0, bits: (7, 5), 0),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .reserved(1...1),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4),
        .reserved(4...7),
        .number("MAXIMUM BYTES IN ROD", 8...15, \.maximumBytes),
        .number("OPTIMAL BYTES IN ROD TRANSFER", 16...23, \.optimalBytes),
        .reserved(24...47)
    )
}
