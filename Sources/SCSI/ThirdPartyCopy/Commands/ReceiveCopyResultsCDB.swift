/// RECEIVE COPY STATUS(LID1), RECEIVE COPY OPERATING PARAMETERS and RECEIVE COPY FAILURE
/// DETAILS(LID1): one layout, told apart by the service action (SPC-4 6.24 to 6.27; RECEIVE COPY
/// RESULTS in SPC-2 7.17).
///
///     Byte 0     84h
///     Byte 1     b4-0 SERVICE ACTION
///     Byte 2     LIST IDENTIFIER; reserved with OPERATING PARAMETERS
///     Byte 10-13 ALLOCATION LENGTH
///     Byte 15    CONTROL
public struct ReceiveCopyResultsCDB: WireStructure {
    /// What is asked for.
    public var serviceAction = ReceiveCopyServiceAction.copyStatus
    /// The copy that is asked about.
    public var listIdentifier: UInt8 = 0
    /// How many bytes may be returned.
    public var allocationLength: UInt32 = 0
    /// CONTROL byte.
    public var control: UInt8 = 0

    public init() {}

    /// A request for the results of one copy, or for the operating parameters.
    public init(
        _ serviceAction: ReceiveCopyServiceAction, listIdentifier: UInt8 = 0,
        allocationLength: UInt32
    ) {
        self.serviceAction = serviceAction
        self.listIdentifier = listIdentifier
        self.allocationLength = allocationLength
    }

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY RESULTS CDB",
        source: "SPC-4, RECEIVE COPY commands; SPC-2, RECEIVE COPY RESULTS command",
        .operationCode(.receiveCopyResults),
        .reserved(1...1, bits: (7, 5)),
        .number("SERVICE ACTION", 1...1, bits: (4, 0), \.serviceAction),
        .number(
            "LIST IDENTIFIER", 2...2, \.listIdentifier,
            "the copy; reserved with operating parameters"),
        .reserved(3...9),
        .number("ALLOCATION LENGTH", 10...13, \.allocationLength, "bytes"),
        .reserved(14...14),
        .number("CONTROL", 15...15, \.control))
}

/// The SERVICE ACTION field of operation code 84h.
public struct ReceiveCopyServiceAction: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x1F }

    public static let copyStatus = Self(rawValue: 0x00)
    public static let copyData = Self(rawValue: 0x01)
    public static let operatingParameters = Self(rawValue: 0x03)
    public static let failureDetails = Self(rawValue: 0x04)
    public static let copyStatusLID4 = Self(rawValue: 0x05)
    public static let copyDataLID4 = Self(rawValue: 0x06)
    public static let rodTokenInformation = Self(rawValue: 0x07)
    public static let reportAllRODTokens = Self(rawValue: 0x08)

    public static let names: [UInt8: String] = [
        0x00: "RECEIVE COPY STATUS(LID1)", 0x01: "RECEIVE COPY DATA(LID1)",
        0x03: "RECEIVE COPY OPERATING PARAMETERS", 0x04: "RECEIVE COPY FAILURE DETAILS(LID1)",
        0x05: "RECEIVE COPY STATUS(LID4)", 0x06: "RECEIVE COPY DATA(LID4)",
        0x07: "RECEIVE ROD TOKEN INFORMATION", 0x08: "REPORT ALL ROD TOKENS",
    ]
}
