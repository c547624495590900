/// FILE records that are looked at when all have been seen: base records with an attribute list, and
/// the extension records that such lists name.
struct HeldRecords {
    struct Entry {
        var number: UInt64
        /// The record's place on the volume.
        var place: UInt64
        var sequence: UInt16
        /// Of an extension record: the file that it belongs to.
        var base: FileReference
        /// Of a base record: its file's index in the map; nil for an extension record.
        var file: Int?
        /// Where its bytes in use are.
        var bytes: Range<Int>
    }

    /// In the order of their numbers.
    private(set) var entries: [Entry] = []
    /// Their bytes that are in use, update sequences restored.
    private(set) var bytes: [UInt8] = []

    /// Keeps a record.
    ///
    /// - Parameter record: its bytes in use.
    mutating func hold(
        _ record: ArraySlice<UInt8>, number: UInt64, place: UInt64, header: FileRecordHeader,
        file: Int?
    ) {
        let start = bytes.count
        bytes += record
        entries.append(
            Entry(
                number: number, place: place, sequence: header.sequence, base: header.base,
                file: file, bytes: start..<bytes.count))
    }

    /// The index of a record; nil where it is not held.
    func index(of number: UInt64) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].number == number ? low : nil
    }
}
