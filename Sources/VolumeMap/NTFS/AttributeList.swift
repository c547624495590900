import WireBytes

/// The value of $ATTRIBUTE_LIST: which record holds which piece of a file's attributes.
///
///     byte  length
///     0     4       type code
///     4     2       length of the entry, a multiple of 8
///     6     1       name length, in UTF-16 code units
///     7     1       offset of the name
///     8     8       lowest VCN of the piece
///     16    8       file reference of the record that holds it
///     24    2       instance
///     26            name
///
/// Instances are unique only within a record, so that they are no key here: a piece is found by its
/// record, type, name and lowest VCN.
struct AttributeList {
    /// The most bytes that a list may have.
    static let largest = 256 << 10

    struct Entry {
        var type: UInt32
        var lowestVCN: UInt64
        var holder: FileReference
        /// The name's code units.
        var name: ArraySlice<UInt16>

        /// Whether it speaks of the attribute at a place of a record.
        func names(_ header: AttributeHeader, in bytes: Span<UInt8>) -> Bool {
            guard header.type == type, header.lowestVCN == lowestVCN,
                header.nameUnits == name.count
            else { return false }
            var place = header.nameOffset
            for unit in name {
                if bytes.littleEndian16(at: place) != unit { return false }
                place += 2
            }
            return true
        }
    }

    /// Bytes of an entry.
    static func entryLength(nameUnits: Int) -> Int { (26 + 2 * nameUnits + 7) & ~7 }

    /// In the order of the list.
    private(set) var entries: [Entry] = []
    /// What is wrong with the list; the entries before it are good.
    private(set) var problem: String?

    init(_ value: [UInt8]) {
        let bytes = value.span
        var units: [UInt16] = []
        var place = 0
        while place + 26 <= bytes.count {
            let length = Int(bytes.littleEndian16(at: place + 4))
            let nameUnits = Int(bytes[place + 6])
            let name = place + Int(bytes[place + 7])
            guard length >= 26, length & 7 == 0, length <= bytes.count - place,
                nameUnits == 0 || name + 2 * nameUnits <= place + length
            else {
                problem = "entry at byte \(place): its length or its name reach beyond"
                return
            }
            units.removeAll(keepingCapacity: true)
            for index in 0..<nameUnits {
                units.append(bytes.littleEndian16(at: name + 2 * index))
            }
            entries.append(
                Entry(
                    type: bytes.littleEndian32(at: place),
                    lowestVCN: bytes.littleEndian64(at: place + 8),
                    holder: FileReference(bytes.littleEndian64(at: place + 16)),
                    name: units[...]))
            place += length
        }
        if place != bytes.count { problem = "the list ends within an entry" }
    }
}
