/// The address of an initiator port on a parallel SCSI bus.
///
///     Byte 0     b7-6 FORMAT CODE (00b), b3-0 PROTOCOL IDENTIFIER (1h)
///     Byte 2-3   SCSI ADDRESS
///     Byte 6-7   RELATIVE TARGET PORT IDENTIFIER of the target port on that bus
///     Byte 8-23  Reserved
public struct ParallelTransportID: WireStructure {
    /// SCSI ADDRESS.
    public var scsiAddress: UInt16 = 0
    /// RELATIVE TARGET PORT IDENTIFIER.
    public var relativeTargetPortIdentifier: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Parallel SCSI TransportID",
        source: "SPC-4, TransportID for initiator ports using a parallel SCSI bus",
        .transportIDFormat(0),
        .reserved(0...0, bits: (5, 4)),
        .transportIDProtocol(.parallelInterface),
        .reserved(1...1),
        .number("SCSI ADDRESS", 2...3, \.scsiAddress),
        .reserved(4...5, name: "Obsolete"),
        .number("RELATIVE TARGET PORT IDENTIFIER", 6...7, \.relativeTargetPortIdentifier),
        .reserved(8...23))
}
