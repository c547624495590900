/// Writes filemarks, and first what the buffer holds, unless IMMED is one. A count of zero writes
/// the buffer alone.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                       Reserved                      |Obsolete| IMMED  |
///     Byte 2-4  |                             FILEMARK COUNT                            |
///     Byte 5    |                                CONTROL                                |
public struct WriteFilemarks6CDB: WireStructure {
    /// IMMED: status before the work is done.
    public var immed = false
    /// FILEMARK COUNT: filemarks.
    public var filemarkCount: UInt32 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Writes `filemarkCount` filemarks.
    public init(filemarkCount: UInt32, immed: Bool = false) {
        self.filemarkCount = filemarkCount
        self.immed = immed
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "WRITE FILEMARKS(6) CDB",
        source: "SSC-4, WRITE FILEMARKS(6) command",
        .operationCode(.writeFilemarks6),
        .reserved(1...1, bits: (7, 2)),
        .reserved(1...1, bits: (1, 1), name: "Obsolete"),
        .flag("IMMED", 1, bit: 0, \.immed, "status before the work is done"),
        .number("FILEMARK COUNT", 2...4, \.filemarkCount, "filemarks"),
        .number("CONTROL", 5...5, \.control)
    )
}
