/// The forwarded sense data descriptor, 0Ch: what a device that a copy manager used reported to
/// it (SPC-4 4.5.2.7, table 42).
///
///     Byte 0    0Ch
///     Byte 1    ADDITIONAL LENGTH (n-1)
///     Byte 2    b7 FSDT, b6-4 reserved, b3-0 SENSE DATA SOURCE
///     Byte 3    FORWARDED STATUS
///     Byte 4-n  FORWARDED SENSE DATA
public struct ForwardedSenseDescriptor: WireStructure {
    /// The FSDT bit: the forwarded sense data is cut.
    public var forwardedSenseDataTruncated = false
    /// Which device reported it.
    public var senseDataSource = SenseDataSource.unknown
    /// The status that came with it.
    public var forwardedStatus: UInt8 = 0
    /// The sense data, in whatever format the device gave it.
    public var forwardedSenseData: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Forwarded sense data descriptor", source: "SPC-4, Forwarded sense data descriptor",
        .constant("DESCRIPTOR TYPE", 0...0, 0x0C, "forwarded sense data"),
        .extent("ADDITIONAL LENGTH", 1...1, from: 2),
        .flag("FSDT", 2, bit: 7, \.forwardedSenseDataTruncated, "the forwarded sense data is cut"),
        .reserved(2...2, bits: (6, 4)),
        .number("SENSE DATA SOURCE", 2...2, bits: (3, 0), \.senseDataSource),
        .number("FORWARDED STATUS", 3...3, \.forwardedStatus)
            .meaning { $0.number(at: 3).flatMap { SCSIStatus(wire: $0).meaning } },
        .senseData("FORWARDED SENSE DATA", \.forwardedSenseData))
}

/// The SENSE DATA SOURCE field (SPC-4 table 43).
public struct SenseDataSource: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x0F }

    public static let unknown = SenseDataSource(rawValue: 0)
    public static let copySource = SenseDataSource(rawValue: 1)
    public static let copyDestination = SenseDataSource(rawValue: 2)

    public static let names: [UInt8: String] = [
        0: "unknown", 1: "copy source", 2: "copy destination",
    ]
}
