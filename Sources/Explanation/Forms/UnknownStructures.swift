import SCSI

// What can still be said of structures whose own layout this program does not know: the fields
// that all of their family share.

/// A CDB of a command without a table.
struct UnknownCDB: WireStructure {
    var operationCode = OperationCode(rawValue: 0)
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "CDB of another command", source: "SPC-4, CDB format",
        .number("OPERATION CODE", 0...0, \.operationCode, "not one that is known"),
        .rest("Bytes of the command", \.parameters))
}

/// A VPD page without a table.
struct UnknownVPDPage: WireStructure {
    var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    var peripheralDeviceType = PeripheralDeviceType.directAccess
    var pageCode = VPDPageCode(rawValue: 0)
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "VPD page of another kind", source: "SPC-4, VPD page format",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .number("PAGE CODE", 1...1, \.pageCode, "not one that is known"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .rest("VPD parameters", \.parameters))
}

/// A mode page without a table and without a subpage code.
struct UnknownModePage: WireStructure {
    var ps = false
    var spf = false
    var pageCode = ModePageCode(rawValue: 0)
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "Mode page of another kind", source: "SPC-4, Mode page and subpage formats",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable"),
        .flag("SPF", 0, bit: 6, \.spf, "a subpage code follows"),
        .number("PAGE CODE", 0...0, bits: (5, 0), \.pageCode, "not one that is known"),
        .extent("PAGE LENGTH", 1...1, from: 2),
        .rest("Mode parameters", \.parameters))
}

/// A mode page with a subpage code.
struct UnknownModeSubpage: WireStructure {
    var ps = false
    var spf = true
    var pageCode = ModePageCode(rawValue: 0)
    var subpageCode: UInt8 = 0
    var parameters: [UInt8] = []

    static let layout = WireLayout<Self>(
        "Mode subpage", source: "SPC-4, Mode page and subpage formats",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable"),
        .flag("SPF", 0, bit: 6, \.spf, "a subpage code follows"),
        .number("PAGE CODE", 0...0, bits: (5, 0), \.pageCode, "not one that is known"),
        .number("SUBPAGE CODE", 1...1, \.subpageCode),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .rest("Mode parameters", \.parameters))
}
