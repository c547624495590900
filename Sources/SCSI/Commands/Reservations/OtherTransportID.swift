/// The name of an initiator port in a form that is not taken apart here.
///
///     Byte 0     b7-6 FORMAT CODE, b3-0 PROTOCOL IDENTIFIER
///     Byte 1-23  SCSI transport protocol specific data
public struct OtherTransportID: WireStructure {
    /// FORMAT CODE, two bits.
    public var formatCode: UInt8 = 0
    /// PROTOCOL IDENTIFIER.
    public var protocolIdentifier = ProtocolIdentifier.none
    /// SCSI transport protocol specific data, 23 bytes.
    public var protocolSpecific = [UInt8](repeating: 0, count: 23)

    /// No specific protocol, and zeros.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "TransportID",
        source: "SPC-4, Overview of TransportID identifiers",
        .number("FORMAT CODE", 0...0, bits: (7, 6), \.formatCode),
        .reserved(0...0, bits: (5, 4)),
        .number("PROTOCOL IDENTIFIER", 0...0, bits: (3, 0), \.protocolIdentifier),
        .bytes("SCSI transport protocol specific data", 1...23, \.protocolSpecific))
}
