/// RECEIVE COPY STATUS(LID4), RECEIVE COPY DATA(LID4) and RECEIVE ROD TOKEN INFORMATION: one layout,
/// told apart by the service action (SPC-4, the clauses of those commands).
///
///     Byte 0     84h
///     Byte 1     b4-0 SERVICE ACTION 05h, 06h or 07h
///     Byte 2-5   LIST IDENTIFIER
///     Byte 10-13 ALLOCATION LENGTH
///     Byte 15    CONTROL
public struct ReceiveCopyLID4CDB: WireStructure {
    /// What is asked for.
    public var serviceAction = ReceiveCopyServiceAction.copyStatusLID4
    /// The copy that is asked about.
    public var listIdentifier: UInt32 = 0
    /// How many bytes may be returned.
    public var allocationLength: UInt32 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// A request for the results of one copy.
    public init(
        _ serviceAction: ReceiveCopyServiceAction, listIdentifier: UInt32,
        allocationLength: UInt32
    ) {
        self.serviceAction = serviceAction
        self.listIdentifier = listIdentifier
        self.allocationLength = allocationLength
    }

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY RESULTS(LID4) CDB",
        source: "SPC-4, RECEIVE COPY STATUS(LID4) command",
        .operationCode(.receiveCopyResults),
        .reserved(1...1, bits: (7, 5)),
        .number("SERVICE ACTION", 1...1, bits: (4, 0), \.serviceAction),
        .number("LIST IDENTIFIER", 2...5, \.listIdentifier, "the copy"),
        .reserved(6...9),
        .number("ALLOCATION LENGTH", 10...13, \.allocationLength, "bytes"),
        .reserved(14...14),
        .number("CONTROL", 15...15, \.control))
}
