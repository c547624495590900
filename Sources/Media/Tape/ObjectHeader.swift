import SCSI
import WireBytes

/// What kind of thing stands at a place of a cartridge's log.
public struct LogObjectType: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let record = LogObjectType(rawValue: 1)
    public static let filemark = LogObjectType(rawValue: 2)
    public static let endOfData = LogObjectType(rawValue: 3)

    public static let names: [UInt8: String] = [
        1: "record", 2: "filemark", 3: "end of data",
    ]
}

/// What stands before each object in a cartridge's log.
///
///     Bytes   0– 7  MAGIC               "SBTAPEOB"
///             8     FORMAT VERSION      1
///             9     OBJECT TYPE         01h record, 02h filemark, 03h end of data
///            10–11  Reserved
///            12–15  VOLUME TAG          which cartridge and partition the object belongs to
///            16–23  GENERATION          never lower than that of the object before
///            24–31  OBJECT NUMBER       from 0; an end of data has that of the object to come
///            32–39  FILE NUMBER         how many filemarks are before
///            40–47  LOG OFFSET          where this header stands
///            48–51  LOGICAL LENGTH      what the host wrote, bytes; 0 for all but records
///            52–55  STORED LENGTH       what follows this header, bytes; without compression the same
///            56–59  DATA CRC-32C        of what follows this header
///            60–63  HEADER CRC-32C      of bytes 0 to 59
///
/// The volume tag and the log offset make sure that no object is ever taken from the data of a
/// record, which may well be a copy of some cartridge's log.
public struct ObjectHeader: WireStructure {
    /// How many bytes a header has.
    public static let byteCount = 64
    /// "SBTAPEOB".
    public static let magic: UInt64 = 0x5342_5441_5045_4F42
    /// The one version that there is.
    public static let formatVersion: UInt8 = 1

    public var type = LogObjectType(rawValue: 0)
    public var volumeTag: UInt32 = 0
    public var generation: UInt64 = 0
    public var objectNumber: UInt64 = 0
    public var fileNumber: UInt64 = 0
    public var logOffset: UInt64 = 0
    public var logicalLength: UInt32 = 0
    public var storedLength: UInt32 = 0
    public var dataChecksum: UInt32 = 0
    public var headerChecksum: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "cartridge object header",
        source: "sanbench cartridge format 1",
        .constant("MAGIC", 0...7, magic, "SBTAPEOB"),
        .constant("FORMAT VERSION", 8...8, UInt64(formatVersion)),
        .number("OBJECT TYPE", 9...9, \.type),
        .reserved(10...11),
        .number("VOLUME TAG", 12...15, \.volumeTag),
        .number("GENERATION", 16...23, \.generation),
        .number("OBJECT NUMBER", 24...31, \.objectNumber),
        .number("FILE NUMBER", 32...39, \.fileNumber, "filemarks before"),
        .number("LOG OFFSET", 40...47, \.logOffset, "bytes"),
        .number("LOGICAL LENGTH", 48...51, \.logicalLength, "bytes"),
        .number("STORED LENGTH", 52...55, \.storedLength, "bytes"),
        .number("DATA CRC-32C", 56...59, \.dataChecksum),
        .number("HEADER CRC-32C", 60...63, \.headerChecksum, "of bytes 0 to 59")
    )
}

// A header is written and read for every record, so this is done by hand; a test holds it to the
// table above.
extension ObjectHeader {
    /// Writes the header with its checksum to `bytes` at `start`, and puts that checksum into it.
    ///
    /// - Precondition: 64 bytes are there.
    public mutating func encode(into bytes: inout [UInt8], at start: Int) {
        bytes.setBigEndian(Self.magic, at: start, count: 8)
        bytes[start + 8] = Self.formatVersion
        bytes[start + 9] = type.rawValue
        bytes[start + 10] = 0
        bytes[start + 11] = 0
        bytes.setBigEndian(UInt64(volumeTag), at: start + 12, count: 4)
        bytes.setBigEndian(generation, at: start + 16, count: 8)
        bytes.setBigEndian(objectNumber, at: start + 24, count: 8)
        bytes.setBigEndian(fileNumber, at: start + 32, count: 8)
        bytes.setBigEndian(logOffset, at: start + 40, count: 8)
        bytes.setBigEndian(UInt64(logicalLength), at: start + 48, count: 4)
        bytes.setBigEndian(UInt64(storedLength), at: start + 52, count: 4)
        bytes.setBigEndian(UInt64(dataChecksum), at: start + 56, count: 4)
        headerChecksum = checksum(of: bytes, start..<start + 60)
        bytes.setBigEndian(UInt64(headerChecksum), at: start + 60, count: 4)
    }

    /// Reads the header that stands at `start`; `nil` where there is none whose checksum is right.
    public init?(checking bytes: [UInt8], at start: Int) {
        guard bytes.count - start >= Self.byteCount,
            bytes.bigEndian64(at: start) == Self.magic,
            bytes.bigEndian32(at: start + 60) == checksum(of: bytes, start..<start + 60),
            bytes[start + 8] == Self.formatVersion,
            bytes[start + 10] == 0, bytes[start + 11] == 0
        else { return nil }
        type = LogObjectType(rawValue: bytes[start + 9])
        volumeTag = bytes.bigEndian32(at: start + 12)
        generation = bytes.bigEndian64(at: start + 16)
        objectNumber = bytes.bigEndian64(at: start + 24)
        fileNumber = bytes.bigEndian64(at: start + 32)
        logOffset = bytes.bigEndian64(at: start + 40)
        logicalLength = bytes.bigEndian32(at: start + 48)
        storedLength = bytes.bigEndian32(at: start + 52)
        dataChecksum = bytes.bigEndian32(at: start + 56)
        headerChecksum = bytes.bigEndian32(at: start + 60)
        guard isPossible else { return nil }
    }

    /// Whether the lengths are such as this format writes for the type.
    private var isPossible: Bool {
        switch type {
        case .record:
            logicalLength > 0 && logicalLength <= maximumRecordLength
                && storedLength == logicalLength
        case .filemark, .endOfData: logicalLength == 0 && storedLength == 0
        default: false
        }
    }

    /// How many bytes of the log the object takes with its header and trailer.
    var extent: Int64 { Int64(storedLength) + objectOverhead }
}

/// What stands behind each object in a cartridge's log: it says that the object was written to its
/// end, and lets the log be read backwards.
///
///     Bytes   0– 3  OBJECT LENGTH     header, data and trailer, bytes
///             4– 7  HEADER CRC-32C    as in the object's header
public struct ObjectTrailer: WireStructure {
    /// How many bytes a trailer has.
    public static let byteCount = 8

    public var objectLength: UInt32 = 0
    public var headerChecksum: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "cartridge object trailer",
        source: "sanbench cartridge format 1",
        .number("OBJECT LENGTH", 0...3, \.objectLength, "bytes"),
        .number("HEADER CRC-32C", 4...7, \.headerChecksum)
    )

    /// The trailer of an object whose header has been encoded.
    public init(behind header: ObjectHeader) {
        objectLength = UInt32(header.extent)
        headerChecksum = header.headerChecksum
    }

    /// Writes the trailer to `bytes` at `start`.
    public func encode(into bytes: inout [UInt8], at start: Int) {
        bytes.setBigEndian(UInt64(objectLength), at: start, count: 4)
        bytes.setBigEndian(UInt64(headerChecksum), at: start + 4, count: 4)
    }
}

/// What an object takes of the log beside its data, in bytes.
let objectOverhead = Int64(ObjectHeader.byteCount + ObjectTrailer.byteCount)

/// The CRC-32C of a part of an array.
func checksum(of bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    var checksum = CRC32C()
    checksum.add(bytes.span.extracting(range))
    return checksum.value
}
