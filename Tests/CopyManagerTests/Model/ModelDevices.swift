/// Sense data that a device of the model gives, as bytes of the fixed format.
struct DeviceSense: Error {
    let bytes: [UInt8]

    init(key: UInt8, _ code: UInt8, _ qualifier: UInt8, information: Int? = nil) {
        let valid: UInt8 = information == nil ? 0x70 : 0xF0
        let value = UInt32(bitPattern: Int32(information ?? 0))
        bytes =
            [valid, 0, key]
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
            + [10, 0, 0, 0, 0, code, qualifier, 0, 0, 0, 0]
    }
}

/// A disk: nothing but its bytes.
struct ModelDisk {
    var length: Int
    var bytes: [UInt8]
    var isWriteProtected = false

    var blocks: Int { bytes.count / length }

    private func check(_ lba: Int, _ count: Int) throws(DeviceSense) {
        if lba + count > blocks {
            throw DeviceSense(key: 5, 0x21, 0x00, information: max(lba, blocks))
        }
    }

    func read(_ lba: Int, _ count: Int) throws(DeviceSense) -> [UInt8] {
        try check(lba, count)
        return Array(bytes[lba * length..<(lba + count) * length])
    }

    mutating func write(_ data: [UInt8], _ lba: Int) throws(DeviceSense) {
        if isWriteProtected { throw DeviceSense(key: 7, 0x27, 0x00) }
        try check(lba, data.count / length)
        bytes.replaceSubrange(lba * length..<lba * length + data.count, with: data)
    }
}

/// A tape: a list of objects, a position and an end.
struct ModelTape {
    var items: [TapeItem] = []
    var position = 0
    var capacity: Int
    var earlyWarning: Int

    /// What lies before the position: a filemark takes 64 bytes.
    var used: Int {
        items[..<position].reduce(0) { sum, item in
            if case .record(let bytes) = item { sum + bytes.count } else { sum + 64 }
        }
    }

    private func isFilemark(_ number: Int) -> Bool {
        if case .filemark = items[number] { true } else { false }
    }

    mutating func read(_ length: Int) throws(DeviceSense) -> [UInt8] {
        if position == items.count {
            throw DeviceSense(key: 8, 0x00, 0x05, information: length)
        }
        position += 1
        guard case .record(let bytes) = items[position - 1] else {
            throw DeviceSense(key: 0x80, 0x00, 0x01, information: length)
        }
        if bytes.count != length {
            throw DeviceSense(key: 0x20, 0x00, 0x00, information: length - bytes.count)
        }
        return bytes
    }

    private mutating func put(_ new: [TapeItem]) {
        if new.isEmpty { return }
        items = Array(items[..<position]) + new
        position += new.count
    }

    mutating func write(_ record: [UInt8]) throws(DeviceSense) {
        if used + record.count > capacity {
            throw DeviceSense(key: 0x4D, 0x00, 0x02, information: record.count)
        }
        put([.record(record)])
    }

    mutating func write(filemarks count: Int) throws(DeviceSense) {
        let accepted = min(count, max(0, capacity - used) / 64)
        put([TapeItem](repeating: .filemark, count: accepted))
        if accepted < count {
            throw DeviceSense(key: 0x4D, 0x00, 0x02, information: count - accepted)
        }
    }

    mutating func locate(_ number: Int) throws(DeviceSense) {
        position = min(number, items.count)
        if number > items.count { throw DeviceSense(key: 8, 0x00, 0x05) }
    }

    /// SPACE over blocks, filemarks, sequential filemarks, or to the end of data.
    mutating func space(_ code: Int, _ count: Int) throws(DeviceSense) {
        switch code {
        case 0: try spaceBlocks(count)
        case 1: try spaceFilemarks(count, together: 1)
        case 2: try spaceFilemarks(count.signum(), together: abs(count))
        default: position = items.count
        }
    }

    private mutating func spaceBlocks(_ count: Int) throws(DeviceSense) {
        for left in stride(from: abs(count), to: 0, by: -1) {
            if position == (count > 0 ? items.count : 0) { throw stopped(count, left) }
            position += count.signum()
            if isFilemark(count > 0 ? position - 1 : position) {
                throw DeviceSense(key: 0x80, 0x00, 0x01, information: left)
            }
        }
    }

    /// Over so many groups of filemarks that follow each other.
    private mutating func spaceFilemarks(_ count: Int, together: Int) throws(DeviceSense) {
        for left in stride(from: abs(count), to: 0, by: -1) {
            var found = 0
            while found < together {
                if position == (count > 0 ? items.count : 0) {
                    throw stopped(count, together > 1 ? together : left)
                }
                position += count.signum()
                found = isFilemark(count > 0 ? position - 1 : position) ? found + 1 : 0
            }
        }
    }

    private func stopped(_ direction: Int, _ left: Int) -> DeviceSense {
        direction > 0
            ? DeviceSense(key: 8, 0x00, 0x05, information: left)
            : DeviceSense(key: 0x40, 0x00, 0x04, information: left)
    }
}
