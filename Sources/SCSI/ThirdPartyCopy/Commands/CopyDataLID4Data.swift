/// What RECEIVE COPY DATA(LID4) returns: where the copy stands, and its held data (SPC-4, RECEIVE
/// COPY DATA(LID4) command).
///
///     Byte 0-x       as `CopyOperationReport` draws them
///     Byte x+1 - x+4 HELD DATA LENGTH (n-(x+4))
///     Byte x+5 - n   HELD DATA, the oldest first
public struct CopyDataLID4Data: CopyOperationReporting {
    public var report = CopyOperationReport()
    /// What the copy's segments have held for the application client.
    public var heldData: [UInt8] = []

    public init() {}

    /// What `report` says, and those bytes.
    public init(_ report: CopyOperationReport, heldData: [UInt8]) {
        self.report = report
        self.heldData = heldData
    }

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY DATA(LID4) parameter data",
        source: "SPC-4, RECEIVE COPY DATA(LID4) command",
        fields: reportFields + [
            .lengthPart("HELD DATA LENGTH", byteCount: 4, of: "HELD DATA") { $0.heldData.count },
            .rest("HELD DATA", \.heldData, "the oldest first"),
        ])
}
