/// What RECEIVE COPY FAILURE DETAILS(LID1) returns (SPC-4 6.27, table 239).
///
///     Byte 0-3   AVAILABLE DATA (n-3)
///     Byte 56    EXTENDED COPY COMMAND STATUS
///     Byte 58-59 SENSE DATA LENGTH (n-59)
///     Byte 60-n  SENSE DATA
///
/// Where nothing is kept only AVAILABLE DATA is returned, and is zero: four bytes that are none of
/// these.
public struct CopyFailureDetailsLID1Data: WireStructure {
    /// The SCSI status that ended the copy.
    public var extendedCopyCommandStatus: UInt8 = 0
    /// The sense data that came with it.
    public var senseData: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY FAILURE DETAILS(LID1) parameter data",
        source: "SPC-4, RECEIVE COPY FAILURE DETAILS(LID1) command",
        .extent("AVAILABLE DATA", 0...3, from: 4),
        .reserved(4...55),
        .number("EXTENDED COPY COMMAND STATUS", 56...56, \.extendedCopyCommandStatus)
            .meaning { $0.number(at: 56).flatMap { SCSIStatus(wire: $0).meaning } },
        .reserved(57...57),
        .length("SENSE DATA LENGTH", 58...59, of: "SENSE DATA") { $0.senseData.count },
        .senseData("SENSE DATA", \.senseData))
}
