import WireBytes

/// What RODs of one type of device can be, its body as plain bytes. `structure` gives the type that
/// knows the body, and `explain` uses it.
///
///     Byte 0     b7-5 DESCRIPTOR FORMAT, b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   DESCRIPTOR LENGTH
///     Byte 4-n   body
public struct RODFeaturesDescriptor: WireStructure {
    /// DESCRIPTOR FORMAT: 0 for all that the standard defines.
    public var descriptorFormat: UInt8 = 0
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// ROD device type specific features.
    public var parameters: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// Any structure that begins with a format, a device type and a length: the concrete
    /// descriptors.
    public init(_ descriptor: some WireStructure) throws(WireError) {
        try self.init(descriptor.encoded())
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "ROD device type specific features descriptor",
        source: "SPC-4, ROD Token Features third-party copy descriptor",
        .number("DESCRIPTOR FORMAT", 0...0, bits: (7, 5), \.descriptorFormat),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .reserved(1...1),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4),
        .rest("ROD device type specific features", \.parameters)
    )
}

extension RODFeaturesDescriptor {
    /// The structure that knows the body behind this first byte, if there is one.
    public static func structure(ofFirstByte byte: UInt8) -> (any WireStructure.Type)? {
        switch byte {
        case 0x00: BlockRODFeaturesDescriptor.self
        case 0x01, 0x03: SequentialRODFeaturesDescriptor.self
        default: nil
        }
    }

    /// Names every byte as the descriptor's own type does.
    public static func explain(
        _ bytes: [UInt8],
        at offset: inout Int,
        end: Int
    ) -> [ExplainedField] {
        if offset < end, let structure = structure(ofFirstByte: bytes[offset]) {
            return structure.explain(bytes, at: &offset, end: end)
        }
        return explainByTable(bytes, at: &offset, end: end)
    }
}
