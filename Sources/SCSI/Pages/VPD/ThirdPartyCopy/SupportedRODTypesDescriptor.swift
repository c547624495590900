/// Which types of ROD and of ROD token a copy manager supports.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 0108h
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 6-7   ROD TYPE DESCRIPTORS LENGTH
///     Byte 8-n   ROD type descriptors, 64 bytes each
public struct SupportedRODTypesDescriptor: WireStructure {
    /// ROD type descriptors, in ascending order of types.
    public var rodTypeDescriptors: [RODTypeDescriptor] = []

    /// Every field zero.
    public init() {}

    /// Supports these types.
    public init(rodTypeDescriptors: [RODTypeDescriptor]) {
        self.rodTypeDescriptors = rodTypeDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Supported ROD Token and ROD Types third-party copy descriptor",
        source: "SPC-4, Supported ROD Token and ROD Types third-party copy descriptor",
        .constant(
            "THIRD-PARTY COPY DESCRIPTOR TYPE",
            0...1,
            0x0108,
            "Supported ROD Token and ROD Types"
        ),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .reserved(4...5),
        .length("ROD TYPE DESCRIPTORS LENGTH", 6...7, of: "ROD type descriptors") {
            $0.rodTypeDescriptors.encodedLength
        },
        .list("ROD type descriptors", \.rodTypeDescriptors)
    )
}
