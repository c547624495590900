import WireBytes

/// One device or representation of data that takes part in a copy (SPC-4, CSCD descriptors).
public enum CSCDDescriptor: Equatable, Sendable {
    /// E0h.
    case fibreChannelName(FibreChannelNameCSCDDescriptor)
    /// E1h.
    case fibreChannelID(FibreChannelIDCSCDDescriptor)
    /// E2h.
    case fibreChannelIDWithName(FibreChannelIDWithNameCSCDDescriptor)
    /// E3h.
    case parallelInterface(ParallelInterfaceCSCDDescriptor)
    /// E4h.
    case identification(IdentificationCSCDDescriptor)
    /// E5h.
    case ipv4(IPv4CSCDDescriptor)
    /// E6h.
    case alias(AliasCSCDDescriptor)
    /// E7h.
    case rdma(RDMACSCDDescriptor)
    /// E8h.
    case ieee1394(IEEE1394CSCDDescriptor)
    /// E9h.
    case sas(SASCSCDDescriptor)
    /// EAh.
    case ipv6(IPv6CSCDDescriptor)
    /// EBh.
    case ipCopyService(IPCopyServiceCSCDDescriptor)
    /// FEh.
    case rod(RODCSCDDescriptor)

    /// A device named by one of its designators, of at most 20 bytes.
    public static func naming(
        _ descriptor: DesignationDescriptor, of deviceType: PeripheralDeviceType,
        _ parameters: DeviceTypeSpecificParameters
    ) -> CSCDDescriptor {
        .identification(.init(naming: descriptor, of: deviceType, parameters))
    }

    /// How many bytes a descriptor of a type has, 32 or 64; `nil` for a type that is not one of
    /// the cases.
    public static func byteCount(ofType code: UInt8) -> Int? {
        structure(ofType: code).map { fixedLength($0) }
    }

    private static func fixedLength<T: WireStructure>(_ type: T.Type) -> Int {
        T.layout.fixedLength
    }

    private static func structure(ofType code: UInt8) -> (any WireStructure.Type)? {
        switch CSCDTypeCode(rawValue: code) {
        case .fibreChannelName: FibreChannelNameCSCDDescriptor.self
        case .fibreChannelID: FibreChannelIDCSCDDescriptor.self
        case .fibreChannelIDWithName: FibreChannelIDWithNameCSCDDescriptor.self
        case .parallelInterface: ParallelInterfaceCSCDDescriptor.self
        case .identification: IdentificationCSCDDescriptor.self
        case .ipv4: IPv4CSCDDescriptor.self
        case .alias: AliasCSCDDescriptor.self
        case .rdma: RDMACSCDDescriptor.self
        case .ieee1394: IEEE1394CSCDDescriptor.self
        case .sas: SASCSCDDescriptor.self
        case .ipv6: IPv6CSCDDescriptor.self
        case .ipCopyService: IPCopyServiceCSCDDescriptor.self
        case .rod: RODCSCDDescriptor.self
        default: nil
        }
    }
}

// MARK: What all of them have

extension CSCDDescriptor {
    /// The descriptor, whatever its type.
    public var frame: any CSCDDescriptorFrame {
        switch self {
        case .fibreChannelName(let descriptor): descriptor
        case .fibreChannelID(let descriptor): descriptor
        case .fibreChannelIDWithName(let descriptor): descriptor
        case .parallelInterface(let descriptor): descriptor
        case .identification(let descriptor): descriptor
        case .ipv4(let descriptor): descriptor
        case .alias(let descriptor): descriptor
        case .rdma(let descriptor): descriptor
        case .ieee1394(let descriptor): descriptor
        case .sas(let descriptor): descriptor
        case .ipv6(let descriptor): descriptor
        case .ipCopyService(let descriptor): descriptor
        case .rod(let descriptor): descriptor
        }
    }

    /// The type.
    public var typeCode: CSCDTypeCode {
        switch self {
        case .fibreChannelName: .fibreChannelName
        case .fibreChannelID: .fibreChannelID
        case .fibreChannelIDWithName: .fibreChannelIDWithName
        case .parallelInterface: .parallelInterface
        case .identification: .identification
        case .ipv4: .ipv4
        case .alias: .alias
        case .rdma: .rdma
        case .ieee1394: .ieee1394
        case .sas: .sas
        case .ipv6: .ipv6
        case .ipCopyService: .ipCopyService
        case .rod: .rod
        }
    }

    /// How many bytes it has, 32 or 64: as many slots of 32 bytes as it takes CSCD descriptor IDs.
    public var byteCount: Int { encoded().count }
    /// LU ID TYPE: 0 a logical unit number, 1 a proxy token; some descriptors ignore it.
    public var logicalUnitIDType: UInt8 { frame.logicalUnitIDType }
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    public var nul: Bool { frame.nul }
    /// The kind of device, which chooses the device type specific parameters.
    public var peripheralDeviceType: PeripheralDeviceType { frame.peripheralDeviceType }
    /// The port that the copy manager is to use; 0 for any.
    public var relativeInitiatorPortIdentifier: UInt16 { frame.relativeInitiatorPortIdentifier }
    /// What the type of device adds.
    public var deviceTypeSpecific: DeviceTypeSpecificParameters { frame.deviceTypeSpecific }

    /// The logical unit behind the target port; `nil` where the descriptor names one otherwise.
    public var logicalUnitNumber: LogicalUnitNumber? {
        switch self {
        case .fibreChannelName(let descriptor): descriptor.logicalUnitNumber
        case .fibreChannelID(let descriptor): descriptor.logicalUnitNumber
        case .fibreChannelIDWithName(let descriptor): descriptor.logicalUnitNumber
        case .parallelInterface(let descriptor): descriptor.logicalUnitNumber
        case .ipv4(let descriptor): descriptor.logicalUnitNumber
        case .alias(let descriptor): descriptor.logicalUnitNumber
        case .rdma(let descriptor): descriptor.logicalUnitNumber
        case .ieee1394(let descriptor): descriptor.logicalUnitNumber
        case .sas(let descriptor): descriptor.logicalUnitNumber
        case .ipv6(let descriptor): descriptor.logicalUnitNumber
        case .identification, .ipCopyService, .rod: nil
        }
    }
}

extension CSCDDescriptor: WireCodable {
    public static var wireName: String { "CSCD descriptor" }

    /// Decodes the descriptor that begins at `offset`, and moves `offset` behind it.
    ///
    /// - Throws: `WireError` at the DESCRIPTOR TYPE CODE for one that is not of the cases, or where
    ///   bytes are missing.
    public init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError) {
        guard offset < end else {
            throw WireError(
                structure: Self.wireName, field: "DESCRIPTOR TYPE CODE", offset: offset,
                problem: .truncated(expected: 1, found: 0))
        }
        switch CSCDTypeCode(rawValue: bytes[offset]) {
        case .fibreChannelName:
            self = .fibreChannelName(try .init(from: bytes, at: &offset, end: end))
        case .fibreChannelID:
            self = .fibreChannelID(try .init(from: bytes, at: &offset, end: end))
        case .fibreChannelIDWithName:
            self = .fibreChannelIDWithName(try .init(from: bytes, at: &offset, end: end))
        case .parallelInterface:
            self = .parallelInterface(try .init(from: bytes, at: &offset, end: end))
        case .identification:
            self = .identification(try .init(from: bytes, at: &offset, end: end))
        case .ipv4:
            self = .ipv4(try .init(from: bytes, at: &offset, end: end))
        case .alias:
            self = .alias(try .init(from: bytes, at: &offset, end: end))
        case .rdma:
            self = .rdma(try .init(from: bytes, at: &offset, end: end))
        case .ieee1394:
            self = .ieee1394(try .init(from: bytes, at: &offset, end: end))
        case .sas:
            self = .sas(try .init(from: bytes, at: &offset, end: end))
        case .ipv6:
            self = .ipv6(try .init(from: bytes, at: &offset, end: end))
        case .ipCopyService:
            self = .ipCopyService(try .init(from: bytes, at: &offset, end: end))
        case .rod:
            self = .rod(try .init(from: bytes, at: &offset, end: end))
        default:
            throw WireError(
                structure: Self.wireName, field: "DESCRIPTOR TYPE CODE", offset: offset,
                problem: .unexpectedValue(
                    expected: CSCDTypeCode.identification.wire, found: UInt64(bytes[offset])))
        }
    }

    public func encoded() -> [UInt8] { frame.encoded() }

    /// Names every byte as the descriptor's own type does; of an unknown type its code, and the
    /// rest of 32 bytes.
    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        guard offset < end else { return [] }
        if let structure = structure(ofType: bytes[offset]) {
            return structure.explain(bytes, at: &offset, end: end)
        }
        var lines = UnknownForm.explain(bytes, at: &offset, end: end)
        if !lines.isEmpty { lines[0].fault = "not a CSCD descriptor type with a known layout" }
        return lines
    }
}

/// A descriptor of a type of which nothing but the length is known.
private struct UnknownForm: WireStructure {
    var typeCode = CSCDTypeCode(rawValue: 0)
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "CSCD descriptor",
        source: "SPC-4, CSCD descriptors introduction",
        .number("DESCRIPTOR TYPE CODE", 0...0, \.typeCode),
        .bytes("CSCD descriptor parameters", 1...31, \.parameters))
}
