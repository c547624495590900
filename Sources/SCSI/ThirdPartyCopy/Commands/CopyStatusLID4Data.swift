/// What RECEIVE COPY STATUS(LID4) returns (SPC-4, RECEIVE COPY STATUS(LID4) command): the bytes that
/// `CopyOperationReport` draws, and nothing behind them.
public struct CopyStatusLID4Data: CopyOperationReporting {
    public var report = CopyOperationReport()

    public init() {}

    /// What `report` says.
    public init(_ report: CopyOperationReport) { self.report = report }

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY STATUS(LID4) parameter data",
        source: "SPC-4, RECEIVE COPY STATUS(LID4) command", fields: reportFields)
}
