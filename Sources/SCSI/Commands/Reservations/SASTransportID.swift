/// The name of a SAS initiator port.
///
///     Byte 0     b7-6 FORMAT CODE (00b), b3-0 PROTOCOL IDENTIFIER (6h)
///     Byte 4-11  SAS ADDRESS
///     Byte 12-23 Reserved
public struct SASTransportID: WireStructure {
    /// SAS ADDRESS.
    public var sasAddress: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The port with that address.
    public init(sasAddress: UInt64) { self.sasAddress = sasAddress }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "SAS TransportID",
        source: "SPC-4, TransportID for initiator ports using SCSI over SAS Serial SCSI Protocol",
        .transportIDFormat(0),
        .reserved(0...0, bits: (5, 4)),
        .transportIDProtocol(.sas),
        .reserved(1...3),
        .number("SAS ADDRESS", 4...11, \.sasAddress),
        .reserved(12...23))
}
