/// The records of a pax extended header: `length key=value newline`, where the length counts itself
/// (POSIX.1-2017, pax, "pax Extended Header").
struct PaxRecords: Equatable {
    /// A keyword with its value, which may be any bytes.
    struct Record: Equatable {
        var key: String
        var value: [UInt8]
    }

    /// The records in order; of two with the same key the later one counts.
    private(set) var records: [Record] = []

    /// No records.
    init() {}

    /// Whether there are none.
    var isEmpty: Bool { records.isEmpty }

    /// Adds a record.
    mutating func add(_ key: String, _ value: String) { add(key, Array(value.utf8)) }

    /// Adds a record.
    mutating func add(_ key: String, _ value: [UInt8]) {
        records.append(Record(key: key, value: value))
    }

    /// The value of a key; nil where there is none.
    func bytes(_ key: String) -> [UInt8]? { records.last { $0.key == key }?.value }

    /// The value of a key as text; nil where there is none, or where it is no UTF-8.
    func text(_ key: String) -> String? {
        bytes(key).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The bytes of all records.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records {
            // A blank, an equals sign and a newline.
            let rest = record.key.utf8.count + record.value.count + 3
            var length = rest + 1
            while String(length).utf8.count + rest != length { length += 1 }
            bytes += Array("\(length) \(record.key)=".utf8)
            bytes += record.value
            bytes.append(0x0A)
        }
        return bytes
    }

    /// The records with a comment behind them that fills `byteCount` bytes.
    ///
    /// - Precondition: at least 20 bytes are left for the comment, and no more than 9999.
    func encoded(filling byteCount: Int) -> [UInt8] {
        let bytes = encoded()
        let room = byteCount - bytes.count
        precondition(room >= 20 && room <= 9999, "room for the comment")
        let digits = String(room).utf8.count
        let filler = room - digits - " comment=\n".utf8.count
        let comment = "\(room) comment=" + String(repeating: ".", count: filler) + "\n"
        return bytes + Array(comment.utf8)
    }

    /// The most records that are read from one header.
    static let mostRecords = 1 << 16

    /// Reads records; zero bytes behind them are padding.
    ///
    /// - Parameter place: the offset of the first byte, for messages.
    init(_ bytes: ArraySlice<UInt8>, at place: UInt64) throws(BackupError) {
        var rest = bytes
        while let first = rest.first, first != 0 {
            let offset = place + UInt64(rest.startIndex - bytes.startIndex)
            let digits = rest.prefix(20).prefix { $0 != 0x20 }
            guard records.count < Self.mostRecords else {
                throw .notAnArchive("byte \(offset): more than \(Self.mostRecords) pax records")
            }
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count < 20,
                let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == 0x0A
            else {
                throw .notAnArchive("byte \(offset): a pax record with its length expected")
            }
            let content = rest[(rest.startIndex + digits.count + 1)...].prefix(
                length - digits.count - 2)
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                throw .notAnArchive("byte \(offset): a pax record with = expected")
            }
            add(
                String(decoding: content[..<equals], as: UTF8.self),
                Array(content[(equals + 1)...]))
            rest = rest.dropFirst(length)
        }
    }
}
