/// What RECEIVE COPY STATUS(LID1) returns (SPC-4 6.25, table 233).
///
///     Byte 0-3  AVAILABLE DATA, 00000008h
///     Byte 4    b7 HDD, b6-0 COPY MANAGER STATUS
///     Byte 5-6  SEGMENTS PROCESSED, the one in progress included
///     Byte 7    TRANSFER COUNT UNITS
///     Byte 8-11 TRANSFER COUNT
public struct CopyStatusLID1Data: WireStructure {
    /// The HDD bit: held data was discarded.
    public var heldDataDiscarded = false
    /// Where the copy stands.
    public var copyManagerStatus = CopyManagerStatus.inProgress
    /// How many segments were or are being processed.
    public var segmentsProcessed: UInt16 = 0
    /// What TRANSFER COUNT counts.
    public var transferCountUnits = TransferCountUnits.bytes
    /// How much was written to destinations, rounded down to whole units.
    public var transferCount: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY STATUS(LID1) parameter data",
        source: "SPC-4, RECEIVE COPY STATUS(LID1) command",
        .constant("AVAILABLE DATA", 0...3, 0x08, "bytes that follow"),
        .flag("HDD", 4, bit: 7, \.heldDataDiscarded, "held data was discarded"),
        .number("COPY MANAGER STATUS", 4...4, bits: (6, 0), \.copyManagerStatus),
        .number("SEGMENTS PROCESSED", 5...6, \.segmentsProcessed, "with the one in progress"),
        .number("TRANSFER COUNT UNITS", 7...7, \.transferCountUnits),
        .number(
            "TRANSFER COUNT", 8...11, \.transferCount, "written to destinations, in those units"))
}

/// The COPY MANAGER STATUS field (SPC-4 table 234).
public struct CopyManagerStatus: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x7F }

    public static let inProgress = Self(rawValue: 0x00)
    public static let completed = Self(rawValue: 0x01)
    public static let completedWithErrors = Self(rawValue: 0x02)

    public static let names: [UInt8: String] = [
        0x00: "operation in progress", 0x01: "operation completed without errors",
        0x02: "operation completed with errors",
    ]
}

/// The TRANSFER COUNT UNITS field (SPC-4 table 235).
public struct TransferCountUnits: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bytes = Self(rawValue: 0x00)
    /// Logical blocks of the copy destination.
    public static let logicalBlocks = Self(rawValue: 0xF1)

    /// The units of 2 to the power of ten times the code.
    public static let names: [UInt8: String] = [
        0x00: "bytes", 0x01: "KiB", 0x02: "MiB", 0x03: "GiB", 0x04: "TiB", 0x05: "PiB",
        0x06: "EiB", 0xF1: "logical blocks of the copy destination",
    ]

    /// The smallest unit in which `byteCount` fits the 32-bit field, and the count in it.
    ///
    /// - Parameter least: the code of the smallest unit that is used, 0 for bytes.
    public static func fitting(
        _ byteCount: UInt64, atLeast least: UInt8 = 0
    ) -> (TransferCountUnits, UInt32) {
        var count = byteCount
        var units: UInt8 = 0
        while count > UInt64(UInt32.max) || units < min(least, 6) {
            count >>= 10
            units += 1
        }
        return (TransferCountUnits(rawValue: units), UInt32(count))
    }

    /// How many bytes one unit has; `nil` for units that are no power of 1024.
    public var byteCount: UInt64? { rawValue <= 6 ? 1 << (10 * UInt64(rawValue)) : nil }
}
