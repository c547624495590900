/// Which field of a CDB or a parameter list is in error: the SENSE KEY SPECIFIC data that goes
/// with ILLEGAL REQUEST and COPY ABORTED (SPC-4 4.5.2.4.2 and 4.5.2.4.5).
///
///     Byte 15 (fixed format): b7 SKSV, b6 C/D, b5 SD, b4 reserved, b3 BPV, b2-0 BIT POINTER
///     Bytes 16-17:            FIELD POINTER
public struct FieldPointer: Equatable, Sendable {
    /// The C/D bit: the field is in the CDB, not in the parameter list.
    public var isInCDB: Bool
    /// The SD bit: the pointer counts from the segment descriptor in error, not from the
    /// parameter list.
    public var isInSegment: Bool
    /// The first byte of the field in error.
    public var byte: UInt16
    /// The most significant bit of the field in error, 7 to 0; `nil` where the field is whole
    /// bytes.
    public var bit: UInt8?

    /// A field of the CDB.
    public static func cdb(_ byte: Int, bit: UInt8? = nil) -> FieldPointer {
        FieldPointer(isInCDB: true, isInSegment: false, byte: UInt16(clamping: byte), bit: bit)
    }

    /// A field of the parameter list.
    public static func parameterList(_ byte: Int, bit: UInt8? = nil) -> FieldPointer {
        FieldPointer(isInCDB: false, isInSegment: false, byte: UInt16(clamping: byte), bit: bit)
    }

    /// A field of the segment descriptor in error.
    public static func segment(_ byte: Int, bit: UInt8? = nil) -> FieldPointer {
        FieldPointer(isInCDB: false, isInSegment: true, byte: UInt16(clamping: byte), bit: bit)
    }
}

extension FieldPointer {
    /// `CDB byte 2 bit 5`, `parameter list byte 48`, `segment descriptor byte 9`.
    public var text: String {
        let whole = isInCDB ? "CDB" : isInSegment ? "segment descriptor" : "parameter list"
        return "\(whole) byte \(byte)" + (bit.map { " bit \($0)" } ?? "")
    }

    /// The three bytes without the SKSV bit.
    var senseKeySpecific: UInt32 {
        var first: UInt32 = isInCDB ? 0x40 : 0
        if isInSegment { first |= 0x20 }
        if let bit { first |= 0x08 | UInt32(bit & 7) }
        return first << 16 | UInt32(byte)
    }

    /// Reads the three bytes without the SKSV bit.
    init(senseKeySpecific value: UInt32) {
        isInCDB = value & 0x40_0000 != 0
        isInSegment = value & 0x20_0000 != 0
        byte = UInt16(truncatingIfNeeded: value)
        bit = value & 0x08_0000 != 0 ? UInt8(truncatingIfNeeded: value >> 16) & 7 : nil
    }
}
