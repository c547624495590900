/// How long ROD tokens live, where they may be used, and what they can stand for.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 0106h
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 4     b3-0 REMOTE TOKENS
///     Byte 16-19 MINIMUM TOKEN LIFETIME, seconds
///     Byte 20-23 MAXIMUM TOKEN LIFETIME, seconds
///     Byte 24-27 MAXIMUM TOKEN INACTIVITY TIMEOUT, seconds
///     Byte 46-47 ROD DEVICE TYPE SPECIFIC FEATURES DESCRIPTORS LENGTH
///     Byte 48-n  ROD device type specific features descriptors
public struct RODTokenFeaturesDescriptor: WireStructure {
    /// REMOTE TOKENS: what is done with tokens of other copy managers.
    public var remoteTokens: UInt8 = 0
    /// MINIMUM TOKEN LIFETIME: seconds.
    public var minimumTokenLifetime: UInt32 = 0
    /// MAXIMUM TOKEN LIFETIME: seconds.
    public var maximumTokenLifetime: UInt32 = 0
    /// MAXIMUM TOKEN INACTIVITY TIMEOUT: seconds.
    public var maximumTokenInactivityTimeout: UInt32 = 0
    /// ROD device type specific features descriptors.
    public var features: [RODFeaturesDescriptor] = []

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "ROD Token Features third-party copy descriptor",
        source: "SPC-4, ROD Token Features third-party copy descriptor",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x0106, "ROD Token Features"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .reserved(4...4, bits: (7, 4)),
        .number("REMOTE TOKENS", 4...4, bits: (3, 0), \.remoteTokens).meaning(remoteMeaning),
        .reserved(5...15),
        .number("MINIMUM TOKEN LIFETIME", 16...19, \.minimumTokenLifetime, "seconds"),
        .number("MAXIMUM TOKEN LIFETIME", 20...23, \.maximumTokenLifetime, "seconds"),
        .number(
            "MAXIMUM TOKEN INACTIVITY TIMEOUT",
            24...27,
            \.maximumTokenInactivityTimeout,
            "seconds"
        ),
        .reserved(28...45),
        .length(
            "ROD DEVICE TYPE SPECIFIC FEATURES DESCRIPTORS LENGTH",
            46...47,
            of: "ROD device type specific features descriptors"
        ) { $0.features.encodedLength },
        .list("ROD device type specific features descriptors", \.features)
    )

    private static func remoteMeaning(_ frame: WireFrame) -> String? {
        switch frame.number(at: 4).map({ $0 & 0x0F }) {
        case 0: "tokens of other copy managers are not supported"
        case 4: "tokens of other copy managers can be used"
        case 6: "tokens of other copy managers can be used and created"
        default: nil
        }
    }
}
