/// The name of a Fibre Channel initiator port.
///
///     Byte 0     b7-6 FORMAT CODE (00b), b3-0 PROTOCOL IDENTIFIER (0h)
///     Byte 8-15  N_PORT_NAME
///     Byte 16-23 Reserved
public struct FibreChannelTransportID: WireStructure {
    /// N_PORT_NAME.
    public var nPortName: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The port with that name.
    public init(nPortName: UInt64) { self.nPortName = nPortName }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Fibre Channel TransportID",
        source: "SPC-4, TransportID for initiator ports using SCSI over Fibre Channel",
        .transportIDFormat(0),
        .reserved(0...0, bits: (5, 4)),
        .transportIDProtocol(.fibreChannel),
        .reserved(1...7),
        .number("N_PORT_NAME", 8...15, \.nPortName),
        .reserved(16...23))
}
