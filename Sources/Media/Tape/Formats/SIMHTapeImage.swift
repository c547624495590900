/// SIMH's magnetic tape image (`.tap`): the format that emulators and archives of tapes share.
///
///     record      its length (4 bytes, little-endian), its bytes, a zero byte where the length is
///                 odd, its length again
///     tape mark   00 00 00 00
///     end         FF FF FF FF, the end of the medium
///
/// Source: SIMH Magtape Representation and Handling.
public enum SIMHTapeImage {
    /// A filemark.
    public static let tapeMark: [UInt8] = [0, 0, 0, 0]
    /// What stands behind the last object.
    public static let endOfMedium: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]

    /// How many bytes of the image an object takes; 0 for one that is lost, which has no form.
    public static func byteCount(of object: TapeObject) -> Int {
        switch object {
        case .record(let length): 8 + length + length % 2
        case .filemark: tapeMark.count
        case .unknown: 0
        }
    }

    /// What stands before a record's bytes.
    public static func header(length: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }

    /// What stands behind a record's bytes.
    public static func trailer(length: Int) -> [UInt8] {
        (length % 2 == 1 ? [0] : []) + header(length: length)
    }
}
