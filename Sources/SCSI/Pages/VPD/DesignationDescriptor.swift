import WireBytes

/// One name of a logical unit, a target port or a target device: an entry of VPD page 83h, and the
/// name that an identification CSCD descriptor carries.
///
/// PROTOCOL IDENTIFIER counts only if PIV is one and the association is a port or a device.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |        PROTOCOL IDENTIFIER        |              CODE SET             |
///     Byte 1    |  PIV   |Reserved|   ASSOCIATION   |          DESIGNATOR TYPE          |
///     Byte 2    |                                Reserved                               |
///     Byte 3    |                           DESIGNATOR LENGTH                           |
///     Byte 4-n  |                               DESIGNATOR                              |
public struct DesignationDescriptor: WireStructure {
    /// PROTOCOL IDENTIFIER.
    public var protocolIdentifier = ProtocolIdentifier(rawValue: 0)
    /// CODE SET.
    public var codeSet = CodeSet(rawValue: 0)
    /// PIV: protocol identifier valid.
    public var piv = false
    /// ASSOCIATION.
    public var association = DesignatorAssociation(rawValue: 0)
    /// DESIGNATOR TYPE.
    public var designatorType = DesignatorType(rawValue: 0)
    /// DESIGNATOR: the name, at most 255 bytes.
    public var designator: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// A name of a logical unit.
    public init(codeSet: CodeSet, designatorType: DesignatorType, designator: [UInt8]) {
        self.codeSet = codeSet
        self.designatorType = designatorType
        self.designator = designator
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Designation descriptor",
        source: "SPC-4, Designation descriptor",
        .number("PROTOCOL IDENTIFIER", 0...0, bits: (7, 4), \.protocolIdentifier),
        .number("CODE SET", 0...0, bits: (3, 0), \.codeSet),
        .flag("PIV", 1, bit: 7, \.piv, "protocol identifier valid"),
        .reserved(1...1, bits: (6, 6)),
        .number("ASSOCIATION", 1...1, bits: (5, 4), \.association),
        .number("DESIGNATOR TYPE", 1...1, bits: (3, 0), \.designatorType),
        .reserved(2...2),
        .length("DESIGNATOR LENGTH", 3...3, of: "DESIGNATOR") { $0.designator.count },
        .rest("DESIGNATOR", \.designator)
    )
}

extension DesignationDescriptor {
    /// NAA 6h, IEEE Registered Extended: 16 bytes, the usual name of an array's logical unit.
    ///
    ///     6h | IEEE COMPANY_ID, 24 bits | vendor specific, 36 bits | extension, 64 bits
    ///
    /// Bits beyond a part's width are dropped.
    public static func naa6(
        companyID: UInt32,
        vendorSpecificIdentifier: UInt64,
        vendorSpecificIdentifierExtension: UInt64
    ) -> DesignationDescriptor {
        var name: [UInt8] = []
        name.appendBigEndian(registered(6, companyID, vendorSpecificIdentifier), count: 8)
        name.appendBigEndian(vendorSpecificIdentifierExtension, count: 8)
        return DesignationDescriptor(codeSet: .binary, designatorType: .naa, designator: name)
    }

    /// NAA 5h, IEEE Registered: 8 bytes, the usual name of a drive or a port.
    ///
    ///     5h | IEEE COMPANY_ID, 24 bits | vendor specific, 36 bits
    ///
    /// Bits beyond a part's width are dropped.
    public static func naa5(
        companyID: UInt32,
        vendorSpecificIdentifier: UInt64
    ) -> DesignationDescriptor {
        var name: [UInt8] = []
        name.appendBigEndian(registered(5, companyID, vendorSpecificIdentifier), count: 8)
        return DesignationDescriptor(codeSet: .binary, designatorType: .naa, designator: name)
    }

    /// T10 vendor ID based: the vendor in eight characters, filled with blanks, then an identifier
    /// that is unique among that vendor's logical units.
    public static func t10VendorID(
        vendor: String,
        vendorSpecificIdentifier: String
    ) -> DesignationDescriptor {
        var name = Array(WireText.bytes(vendor).prefix(8))
        while name.count < 8 { name.append(0x20) }
        name += WireText.bytes(vendorSpecificIdentifier)
        return DesignationDescriptor(
            codeSet: .ascii,
            designatorType: .t10VendorID,
            designator: name
        )
    }

    /// Names every byte. PROTOCOL IDENTIFIER means nothing without PIV, and the name is text only if
    /// CODE SET says so.
    public static func explain(
        _ bytes: [UInt8],
        at offset: inout Int,
        end: Int
    ) -> [ExplainedField] {
        let start = offset
        let lines = explainByTable(bytes, at: &offset, end: end)
        guard end - start >= 2 else { return lines }
        let codeSet = CodeSet(rawValue: bytes[start] & 0x0F)
        let isText = codeSet == .ascii || codeSet == .utf8
        let hasProtocol = bytes[start + 1] & 0x80 != 0
        return lines.map { line in
            var line = line
            if line.name == "PROTOCOL IDENTIFIER" && !hasProtocol {
                line.meaning = "ignored, as PIV is zero"
            } else if line.name == "DESIGNATOR" && isText {
                line.value = quotedIfPrintable(bytes[line.bytes])
            }
            return line
        }
    }

    private static func registered(
        _ authority: UInt64,
        _ companyID: UInt32,
        _ identifier: UInt64
    ) -> UInt64 {
        authority << 60 | UInt64(companyID & 0xFF_FFFF) << 36 | identifier & 0xF_FFFF_FFFF
    }
}
