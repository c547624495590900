/// What REPORT ALL ROD TOKENS returns (SPC-4, REPORT ALL ROD TOKENS command).
///
///     Byte 0-3   AVAILABLE DATA (n-3)
///     Byte 8-n   ROD management tokens, 96 bytes each
public struct AllRODTokensData: WireStructure {
    /// The beginnings of the tokens that the copy manager knows.
    public var rodManagementTokens: [RODManagementToken] = []

    public init() {}

    /// Those tokens.
    public init(rodManagementTokens: [RODManagementToken]) {
        self.rodManagementTokens = rodManagementTokens
    }

    public static let layout = WireLayout<Self>(
        "REPORT ALL ROD TOKENS parameter data",
        source: "SPC-4, REPORT ALL ROD TOKENS command",
        .extent("AVAILABLE DATA", 0...3, from: 4),
        .reserved(4...7),
        .list("ROD management tokens", \.rodManagementTokens))
}
