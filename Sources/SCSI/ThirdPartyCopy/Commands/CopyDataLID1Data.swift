/// What RECEIVE COPY DATA(LID1) returns: the held data of a copy (SPC-4, RECEIVE COPY DATA(LID1)
/// command).
///
///     Byte 0-3   AVAILABLE DATA (n-3)
///     Byte 4-n   HELD DATA, the oldest first
public struct CopyDataLID1Data: WireStructure {
    /// What the copy's segments have held for the application client.
    public var heldData: [UInt8] = []

    public init() {}

    /// Those bytes.
    public init(heldData: [UInt8]) { self.heldData = heldData }

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY DATA(LID1) parameter data",
        source: "SPC-4, RECEIVE COPY DATA(LID1) command",
        .extent("AVAILABLE DATA", 0...3, from: 4),
        .rest("HELD DATA", \.heldData, "the oldest first"))
}
