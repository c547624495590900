/// How much a copy manager moves to or from a tape in one command.
public struct StreamCopyOperationsDescriptor: WireStructure {
    /// MAXIMUM STREAM DEVICE TRANSFER SIZE: bytes.
    public var maximumStreamDeviceTransferSize: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Stream Copy Operations third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x9101, "Stream Copy Operations"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .number(
            "MAXIMUM STREAM DEVICE TRANSFER SIZE",
            4...7,
            \.maximumStreamDeviceTransferSize,
            "bytes"
        ),
        .reserved(8...15)
    )
}
