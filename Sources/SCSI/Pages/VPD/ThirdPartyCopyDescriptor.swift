import WireBytes

/// A descriptor of VPD page 8Fh of any type, its body as plain bytes. `structure` gives the type
/// that knows the body, and `explain` uses it.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH, bytes that follow, a multiple of four
///     Byte 4-n   body
public struct ThirdPartyCopyDescriptor: WireStructure {
    /// THIRD-PARTY COPY DESCRIPTOR TYPE.
    public var thirdPartyCopyDescriptorType = ThirdPartyCopyDescriptorType(rawValue: 0)
    /// Third-party copy descriptor parameters.
    public var parameters: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// Any structure that begins with a type and a length: the concrete descriptors.
    public init(_ descriptor: some WireStructure) throws(WireError) {
        try self.init(descriptor.encoded())
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .number("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, \.thirdPartyCopyDescriptorType),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .rest("Third-party copy descriptor parameters", \.parameters)
    )
}

extension ThirdPartyCopyDescriptor {
    /// The structure that knows the body of this type, if there is one.
    public static func structure(
        of type: ThirdPartyCopyDescriptorType
    ) -> (any WireStructure.Type)? {
        switch type {
        case .blockDeviceRODTokenLimits: BlockDeviceRODTokenLimitsDescriptor.self
        case .supportedCommands: SupportedCommandsDescriptor.self
        case .parameterData: ParameterDataDescriptor.self
        case .supportedDescriptors: SupportedDescriptorsDescriptor.self
        case .supportedCSCDDescriptorIDs: SupportedCSCDDescriptorIDsDescriptor.self
        case .copyGroupIdentifier: CopyGroupIdentifierDescriptor.self
        case .rodTokenFeatures: RODTokenFeaturesDescriptor.self
        case .supportedRODTypes: SupportedRODTypesDescriptor.self
        case .generalCopyOperations: GeneralCopyOperationsDescriptor.self
        case .streamCopyOperations: StreamCopyOperationsDescriptor.self
        case .heldData: HeldDataDescriptor.self
        default: nil
        }
    }

    /// Names every byte as the descriptor's own type does.
    public static func explain(
        _ bytes: [UInt8],
        at offset: inout Int,
        end: Int
    ) -> [ExplainedField] {
        if end - offset >= 2 {
            let type = ThirdPartyCopyDescriptorType(rawValue: bytes.bigEndian16(at: offset))
            if let structure = structure(of: type) {
                return structure.explain(bytes, at: &offset, end: end)
            }
        }
        return explainByTable(bytes, at: &offset, end: end)
    }
}
