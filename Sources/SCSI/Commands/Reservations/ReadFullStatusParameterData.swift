/// All registrations, with who they are and which of them holds the persistent reservation.
///
///     Byte 0-3   PRGENERATION
///     Byte 4-7   ADDITIONAL LENGTH, bytes that follow
///     Byte 8-n   full status descriptors
public struct ReadFullStatusParameterData: WireStructure {
    /// PRGENERATION: how often registrations have been changed since power on, modulo 2^32.
    public var prGeneration: UInt32 = 0
    /// Full status descriptors, one for each registered I_T nexus.
    public var fullStatusDescriptors: [FullStatusDescriptor] = []

    /// Every field zero.
    public init() {}

    /// The answer with these registrations.
    public init(prGeneration: UInt32, fullStatusDescriptors: [FullStatusDescriptor]) {
        self.prGeneration = prGeneration
        self.fullStatusDescriptors = fullStatusDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ FULL STATUS parameter data",
        source: "SPC-4, READ FULL STATUS service action",
        .number("PRGENERATION", 0...3, \.prGeneration, "changes of registrations"),
        .length("ADDITIONAL LENGTH", 4...7, of: "Full status descriptors") {
            $0.fullStatusDescriptors.encodedLength
        },
        .list("Full status descriptors", \.fullStatusDescriptors))
}
