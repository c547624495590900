import SCSI
import WireBytes

/// A cartridge's object table in a file, so that mounting need not read through the whole log.
///
/// It is a cache: a cartridge without it is mounted by scanning the log. But it also tells how much
/// of the log was flushed when it was written, so that a log that has become shorter is noticed.
///
///     Bytes   0– 7  MAGIC               "SBTAPEIX"
///             8     FORMAT VERSION      1
///             9–11  Reserved
///            12–15  VOLUME TAG          as in the object headers
///            16–23  GENERATION          of the log when the index was written
///            24–31  OBJECT COUNT
///            32–39  LOG LENGTH          how much of the log was flushed, bytes
///            40–47  LAST HEADER OFFSET  where the log's last header stands, be it a mark's
///            48–51  LAST HEADER CRC-32C what that header's last four bytes are
///            52–55  RUN COUNT
///            56–59  MARK COUNT          how many end-of-data marks the log has
///            60–    the runs, 32 bytes each; then
///            last four bytes: CRC-32C of all bytes before them
struct CartridgeIndex: WireStructure {
    static let magic: UInt64 = 0x5342_5441_5045_4958
    static let checksumByteCount = 4

    var volumeTag: UInt32 = 0
    var generation: UInt64 = 0
    var objectCount: UInt64 = 0
    var logLength: UInt64 = 0
    var lastHeaderOffset: UInt64 = 0
    var lastHeaderChecksum: UInt32 = 0
    var markCount: UInt32 = 0
    var runs: [IndexRun] = []

    static let layout = WireLayout<Self>(
        "cartridge index",
        source: "sanbench cartridge format 1",
        .constant("MAGIC", 0...7, magic, "SBTAPEIX"),
        .constant("FORMAT VERSION", 8...8, 1),
        .reserved(9...11),
        .number("VOLUME TAG", 12...15, \.volumeTag),
        .number("GENERATION", 16...23, \.generation),
        .number("OBJECT COUNT", 24...31, \.objectCount),
        .number("LOG LENGTH", 32...39, \.logLength, "bytes"),
        .number("LAST HEADER OFFSET", 40...47, \.lastHeaderOffset, "bytes"),
        .number("LAST HEADER CRC-32C", 48...51, \.lastHeaderChecksum),
        .length("RUN COUNT", 52...55, of: "Runs", unit: 32) { $0.runs.count * 32 },
        .number("MARK COUNT", 56...59, \.markCount),
        .list("Runs", \.runs)
    )

    /// The file's bytes.
    func file() -> [UInt8] {
        var bytes = encoded()
        bytes.appendBigEndian(UInt64(CRC32C.of(bytes)), count: Self.checksumByteCount)
        return bytes
    }

    /// Reads the file's bytes; `nil` for anything that is not wholly right.
    static func decode(_ bytes: [UInt8]) -> CartridgeIndex? {
        let end = bytes.count - checksumByteCount
        guard end >= layout.fixedLength,
            bytes.bigEndian32(at: end) == checksum(of: bytes, 0..<end)
        else { return nil }
        var offset = 0
        guard let index = try? CartridgeIndex(from: bytes, at: &offset, end: end), offset == end
        else { return nil }
        return index
    }
}

/// A run of the index.
///
///     Bytes   0– 7  FIRST OBJECT
///             8–15  LOG OFFSET     of the first object's header
///            16–23  FILE NUMBER    how many filemarks are before the first object
///            24     KIND           01h record, 02h filemark, 04h unknown, 05h lost filemark
///            25–27  LENGTH         of each record, bytes
///            28–31  MARKS          how many end-of-data marks are before, in the log
struct IndexRun: WireStructure {
    var firstObject: UInt64 = 0
    var logOffset: UInt64 = 0
    var fileNumber: UInt64 = 0
    var kind: UInt8 = 0
    var length: UInt32 = 0
    var marks: UInt32 = 0

    static let layout = WireLayout<Self>(
        "cartridge index run",
        source: "sanbench cartridge format 1",
        .number("FIRST OBJECT", 0...7, \.firstObject),
        .number("LOG OFFSET", 8...15, \.logOffset, "bytes"),
        .number("FILE NUMBER", 16...23, \.fileNumber),
        .number("KIND", 24...24, \.kind),
        .number("LENGTH", 25...27, \.length, "bytes"),
        .number("MARKS", 28...31, \.marks)
    )
}

extension ObjectTable {
    /// The runs as the index holds them.
    var indexRuns: [IndexRun] {
        runs.map { run in
            var entry = IndexRun()
            entry.firstObject = UInt64(run.firstObject)
            entry.logOffset = UInt64(run.offset)
            entry.fileNumber = UInt64(run.filemarks)
            entry.kind = run.kind.rawValue
            entry.length = run.length
            entry.marks = run.marks
            return entry
        }
    }

    /// Builds the table anew from an index; `nil` where the index contradicts itself.
    init?(_ index: CartridgeIndex) {
        self.init()
        guard let objects = Int64(exactly: index.objectCount),
            let length = Int64(exactly: index.logLength)
        else { return nil }
        for (place, entry) in index.runs.enumerated() {
            let isLast = place + 1 == index.runs.count
            let next = isLast ? index.objectCount : index.runs[place + 1].firstObject
            guard let end = Int64(exactly: next), end > objectCount, end <= objects,
                let run = Run(entry),
                run.firstObject == objectCount, run.filemarks == filemarkCount,
                run.offset >= endOffset, run.offset <= length,
                run.stride == 0 || end - objectCount <= (length - run.offset) / run.stride
            else { return nil }
            restore(run, to: end)
        }
        guard objectCount == objects else { return nil }
        restoreEnd(offset: length, marks: index.markCount)
    }
}

extension ObjectTable.Run {
    /// The run of an index's entry; `nil` for values that no run has.
    fileprivate init?(_ entry: IndexRun) {
        guard let kind = ObjectTable.Kind(rawValue: entry.kind),
            (entry.length > 0) == (kind == .record),
            let first = Int64(exactly: entry.firstObject),
            let offset = Int64(exactly: entry.logOffset),
            let filemarks = Int64(exactly: entry.fileNumber)
        else { return nil }
        self.init(
            kind, length: entry.length, firstObject: first, offset: offset, filemarks: filemarks,
            marks: entry.marks)
    }
}
