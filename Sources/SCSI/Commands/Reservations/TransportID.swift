import WireBytes

/// The name of an initiator port, in the form of its SCSI transport protocol.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   FORMAT CODE   |     Reserved    |        PROTOCOL IDENTIFIER        |
///     Byte 1-n  |                SCSI transport protocol specific data                  |
///
/// All forms but that of iSCSI have 24 bytes.
public enum TransportID: WireCodable {
    /// Protocol 0h, format 00b: by its N_Port_Name.
    case fibreChannel(FibreChannelTransportID)
    /// Protocol 1h, format 00b: by its address on a parallel bus.
    case parallel(ParallelTransportID)
    /// Protocol 5h: by its name, with or without a session.
    case iSCSI(ISCSITransportID)
    /// Protocol 6h, format 00b: by its SAS address.
    case sas(SASTransportID)
    /// Other protocols and formats.
    case other(OtherTransportID)

    public static let wireName = "TransportID"

    /// The structure that has that first byte.
    static func structure(of first: UInt8) -> any WireStructure.Type {
        let format = first >> 6
        switch ProtocolIdentifier(rawValue: first & 0x0F) {
        case .fibreChannel where format == 0: return FibreChannelTransportID.self
        case .parallelInterface where format == 0: return ParallelTransportID.self
        case .iSCSI: return ISCSITransportID.self
        case .sas where format == 0: return SASTransportID.self
        default: return OtherTransportID.self
        }
    }

    public init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError) {
        guard offset < end else {
            throw WireError(
                structure: Self.wireName, field: "PROTOCOL IDENTIFIER", offset: offset,
                problem: .truncated(expected: 24, found: 0))
        }
        let structure = Self.structure(of: bytes[offset])
        if structure == FibreChannelTransportID.self {
            self = .fibreChannel(try .init(from: bytes, at: &offset, end: end))
        } else if structure == ParallelTransportID.self {
            self = .parallel(try .init(from: bytes, at: &offset, end: end))
        } else if structure == ISCSITransportID.self {
            self = .iSCSI(try .init(from: bytes, at: &offset, end: end))
        } else if structure == SASTransportID.self {
            self = .sas(try .init(from: bytes, at: &offset, end: end))
        } else {
            self = .other(try .init(from: bytes, at: &offset, end: end))
        }
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .fibreChannel(let name): name.encoded()
        case .parallel(let address): address.encoded()
        case .iSCSI(let name): name.encoded()
        case .sas(let address): address.encoded()
        case .other(let name): name.encoded()
        }
    }

    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        guard offset < end else { return [] }
        return structure(of: bytes[offset]).explain(bytes, at: &offset, end: end)
    }
}

extension WireField {
    /// FORMAT CODE of a form.
    static func transportIDFormat(_ format: UInt8) -> WireField {
        .constant("FORMAT CODE", 0...0, bits: (7, 6), UInt64(format))
    }

    /// PROTOCOL IDENTIFIER of a form.
    static func transportIDProtocol(_ identifier: ProtocolIdentifier) -> WireField {
        .constant(
            "PROTOCOL IDENTIFIER", 0...0, bits: (3, 0), UInt64(identifier.rawValue),
            identifier.meaning ?? "")
    }
}
