import WireBytes

/// The first 96 bytes of a ROD token, which say what it stands for and who made it (SPC-4, ROD
/// management token).
///
///     Byte 0-3   ROD TYPE
///     Byte 6-7   ROD TOKEN LENGTH, 01F8h
///     Byte 8-15  COPY MANAGER ROD TOKEN IDENTIFIER
///     Byte 16-47 CREATOR LOGICAL UNIT DESCRIPTOR, as an E4h CSCD descriptor
///     Byte 48-63 NUMBER OF BYTES REPRESENTED
public struct RODManagementToken: WireStructure {
    /// How many bytes it has.
    public static let byteCount = 96
    /// The ROD TOKEN LENGTH of every token that the standard defines.
    public static let standardTokenLength: UInt16 = 0x01F8

    /// How the token keeps up with the data.
    public var rodType = RODType(rawValue: 0)
    /// How many bytes of the token follow this field. Other values than 01F8h are carried: the copy
    /// manager judges them.
    public var rodTokenLength = standardTokenLength
    /// Tells the copy manager's tokens apart.
    public var copyManagerRODTokenIdentifier: UInt64 = 0
    /// The logical unit that made the token, filled with zeros to 32 bytes.
    public var creatorLogicalUnitDescriptor = [UInt8](
        repeating: 0, count: IdentificationCSCDDescriptor.byteCount)
    /// The upper 64 bits of NUMBER OF BYTES REPRESENTED.
    public var numberOfBytesRepresentedHigh: UInt64 = 0
    /// The lower 64 bits of NUMBER OF BYTES REPRESENTED.
    public var numberOfBytesRepresentedLow: UInt64 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "ROD management token", source: "SPC-4, ROD token format",
        .number("ROD TYPE", 0...3, \.rodType),
        .reserved(4...5),
        .number("ROD TOKEN LENGTH", 6...7, \.rodTokenLength, "bytes of the token that follow"),
        .number("COPY MANAGER ROD TOKEN IDENTIFIER", 8...15, \.copyManagerRODTokenIdentifier),
        .bytes(
            "CREATOR LOGICAL UNIT DESCRIPTOR", 16...47, \.creatorLogicalUnitDescriptor,
            "as a CSCD descriptor"
        ).explained(as: IdentificationCSCDDescriptor.self) { $0.number(at: 16) == 0xE4 },
        .number(
            "NUMBER OF BYTES REPRESENTED, upper half", 48...55, \.numberOfBytesRepresentedHigh),
        .number(
            "NUMBER OF BYTES REPRESENTED, lower half", 56...63, \.numberOfBytesRepresentedLow,
            "bytes"),
        .reserved(64...95))
}

extension RODManagementToken {
    /// How many bytes of data the token stands for.
    public var numberOfBytesRepresented: UInt128 {
        get { UInt128(numberOfBytesRepresentedHigh) << 64 | UInt128(numberOfBytesRepresentedLow) }
        set {
            numberOfBytesRepresentedHigh = UInt64(truncatingIfNeeded: newValue >> 64)
            numberOfBytesRepresentedLow = UInt64(truncatingIfNeeded: newValue)
        }
    }

    /// The logical unit that made the token, where its descriptor is of the identification type.
    public var creator: IdentificationCSCDDescriptor? {
        try? IdentificationCSCDDescriptor(creatorLogicalUnitDescriptor)
    }
}
