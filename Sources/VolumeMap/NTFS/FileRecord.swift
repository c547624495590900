import WireBytes

/// The header of a FILE record, whose update sequence is restored already.
///
///     byte  length
///     0     4       FILE
///     4     4       offset and length of the update sequence
///     8     8       $LogFile sequence number
///     16    2       sequence number
///     18    2       hard link count
///     20    2       offset of the first attribute
///     22    2       flags: 1 in use, 2 directory
///     24    4       bytes in use
///     28    4       bytes allocated
///     32    8       file reference of the base record; 0 in a base record
///     40    2       next attribute instance
///     44    4       number of this record (where the update sequence begins at 48)
struct FileRecordHeader {
    static let length = 48

    var sequence: UInt16
    var linkCount: UInt16
    var flags: UInt16
    var firstAttribute: Int
    var bytesInUse: Int
    var base: FileReference
    /// The record's own number, its lower 32 bits; nil where it does not keep it.
    var number: UInt32?

    var isInUse: Bool { flags & 1 != 0 }
    var isDirectory: Bool { flags & 2 != 0 }

    /// - Parameter bytes: one whole record.
    init(_ bytes: Span<UInt8>) {
        sequence = bytes.littleEndian16(at: 16)
        linkCount = bytes.littleEndian16(at: 18)
        flags = bytes.littleEndian16(at: 22)
        firstAttribute = Int(bytes.littleEndian16(at: 20))
        bytesInUse = Int(bytes.littleEndian32(at: 24))
        base = FileReference(bytes.littleEndian64(at: 32))
        number = bytes.littleEndian16(at: 4) >= 48 ? bytes.littleEndian32(at: 44) : nil
    }

    /// What of the header cannot be, in a record of so many bytes; nil where all can.
    func problem(recordLength: Int) -> String? {
        if bytesInUse > recordLength || bytesInUse < Self.length {
            return "bytes in use: \(bytesInUse) of \(recordLength)"
        }
        if firstAttribute < Self.length || firstAttribute > bytesInUse || firstAttribute & 7 != 0 {
            return "offset of the first attribute: \(firstAttribute), with \(bytesInUse)"
                + " bytes in use"
        }
        return nil
    }
}

/// A reference to a file: the number of its base record in the lower 48 bits, and above these the
/// sequence number that the record had; 0 refers to whatever is there.
struct FileReference: Equatable, Hashable {
    var record: UInt64
    var sequence: UInt16

    init(_ raw: UInt64) {
        record = raw & 0xFFFF_FFFF_FFFF
        sequence = UInt16(raw >> 48)
    }

    init(record: UInt64, sequence: UInt16) {
        self.record = record
        self.sequence = sequence
    }

    /// Whether it means the record that has this sequence number now.
    func matches(_ present: UInt16) -> Bool { sequence == 0 || sequence == present }
}

/// Type codes of attributes.
enum AttributeType {
    static let standardInformation: UInt32 = 0x10
    static let attributeList: UInt32 = 0x20
    static let fileName: UInt32 = 0x30
    static let volumeName: UInt32 = 0x60
    static let volumeInformation: UInt32 = 0x70
    static let data: UInt32 = 0x80
    static let indexRoot: UInt32 = 0x90
    static let indexAllocation: UInt32 = 0xA0
    static let bitmap: UInt32 = 0xB0
    static let reparsePoint: UInt32 = 0xC0
    static let end: UInt32 = 0xFFFF_FFFF

    /// The name that NTFS's own $AttrDef gives it.
    static func text(_ code: UInt32) -> String {
        switch code {
        case 0x10: "$STANDARD_INFORMATION"
        case 0x20: "$ATTRIBUTE_LIST"
        case 0x30: "$FILE_NAME"
        case 0x40: "$OBJECT_ID"
        case 0x50: "$SECURITY_DESCRIPTOR"
        case 0x60: "$VOLUME_NAME"
        case 0x70: "$VOLUME_INFORMATION"
        case 0x80: "$DATA"
        case 0x90: "$INDEX_ROOT"
        case 0xA0: "$INDEX_ALLOCATION"
        case 0xB0: "$BITMAP"
        case 0xC0: "$REPARSE_POINT"
        case 0xD0: "$EA_INFORMATION"
        case 0xE0: "$EA"
        case 0xF0: "$PROPERTY_SET"
        case 0x100: "$LOGGED_UTILITY_STREAM"
        default: "attribute \(hexadecimal(code))"
        }
    }
}

/// Records of the system with numbers of their own.
enum SystemRecord {
    static let mft: UInt64 = 0
    static let mirror: UInt64 = 1
    static let log: UInt64 = 2
    static let volume: UInt64 = 3
    static let root: UInt64 = 5
    static let bitmap: UInt64 = 6
    static let badClusters: UInt64 = 8
    static let extend: UInt64 = 11
    /// Up to here the numbers are the system's; from 16 to 23 they are kept back.
    static let firstOther: UInt64 = 16
    static let firstUser: UInt64 = 24
}
