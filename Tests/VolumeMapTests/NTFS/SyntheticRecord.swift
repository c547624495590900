/// Bytes of NTFS structures, written by the tests without the help of what they test.

/// Little-endian bytes of a number.
func little(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// The code units of a text, little-endian.
func units(_ text: String) -> [UInt8] { text.utf16.flatMap { little($0, 2) } }

/// Bytes that no other block has: every 512 begin with the name and the block's number.
func distinct(_ name: String, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
        var block = Array("\(name) block \(bytes.count / 512) ".utf8)
        while block.count < 512 { block.append(UInt8(truncatingIfNeeded: block.count * 7)) }
        bytes += block.prefix(min(512, count - bytes.count))
    }
    return bytes
}

/// A run of clusters, or a hole.
struct Run {
    var cluster: UInt64?
    var count: UInt64

    init(_ cluster: UInt64?, _ count: UInt64) {
        self.cluster = cluster
        self.count = count
    }

    /// Data runs, as few bytes each as hold the signed numbers.
    static func encoded(_ runs: [Run]) -> [UInt8] {
        func signed(_ value: Int64) -> [UInt8] {
            for count in 1...8 where value == (value << (64 - 8 * count)) >> (64 - 8 * count) {
                return little(value, count)
            }
            return little(value, 8)
        }
        var bytes: [UInt8] = []
        var last: Int64 = 0
        for run in runs {
            let length = signed(Int64(run.count))
            if let cluster = run.cluster {
                let delta = signed(Int64(cluster) - last)
                bytes += [UInt8(delta.count << 4 | length.count)] + length + delta
                last = Int64(cluster)
            } else {
                bytes += [UInt8(length.count)] + length
            }
        }
        return bytes + [0]
    }
}

/// An attribute of a FILE record.
struct SyntheticAttribute {
    var type: UInt32
    var name: [UInt8] = []
    var flags: UInt16 = 0
    var instance: UInt16 = 0
    private var form: Form

    private enum Form {
        case resident([UInt8])
        case runs([Run], lowest: UInt64, sizes: Sizes)
    }

    struct Sizes {
        var allocated: UInt64
        var data: UInt64
        var initialized: UInt64
        /// Written where it is given.
        var total: UInt64?
        var compressionShift: UInt8 = 0
    }

    static func resident(
        _ type: UInt32, named name: String = "", _ value: [UInt8], flags: UInt16 = 0,
        instance: UInt16 = 0
    ) -> SyntheticAttribute {
        SyntheticAttribute(
            type: type, name: units(name), flags: flags, instance: instance, form: .resident(value))
    }

    static func runs(
        _ type: UInt32, named name: String = "", _ runs: [Run], lowest: UInt64 = 0, sizes: Sizes,
        flags: UInt16 = 0, instance: UInt16 = 0
    ) -> SyntheticAttribute {
        SyntheticAttribute(
            type: type, name: units(name), flags: flags, instance: instance,
            form: .runs(runs, lowest: lowest, sizes: sizes))
    }

    var bytes: [UInt8] {
        let isResident = if case .resident = form { true } else { false }
        var body: [UInt8] = []
        switch form {
        case .resident(let value):
            let offset = (24 + name.count + 7) / 8 * 8
            body = little(value.count, 4) + little(offset, 2) + [0, 0] + name
            body += [UInt8](repeating: 0, count: offset - 16 - body.count) + value
        case .runs(let runs, let lowest, let sizes):
            let header = sizes.total == nil ? 64 : 72
            let offset = (header + name.count + 7) / 8 * 8
            let end = lowest + runs.reduce(0) { $0 + $1.count }
            body = little(lowest, 8) + little(Int64(end) - 1, 8) + little(offset, 2)
            body += [sizes.compressionShift, 0, 0, 0, 0, 0]
            body += little(sizes.allocated, 8) + little(sizes.data, 8)
            body += little(sizes.initialized, 8)
            if let total = sizes.total { body += little(total, 8) }
            body += name
            body += [UInt8](repeating: 0, count: offset - 16 - body.count) + Run.encoded(runs)
        }
        body += [UInt8](repeating: 0, count: (8 - body.count % 8) % 8)
        let nameOffset = isResident ? 24 : nameOffsetOfRuns
        var bytes = little(type, 4)
        bytes += little(16 + body.count, 4)
        bytes += [isResident ? 0 : 1, UInt8(name.count / 2)]
        bytes += little(nameOffset, 2)
        bytes += little(flags, 2)
        bytes += little(instance, 2)
        return bytes + body
    }

    private var nameOffsetOfRuns: Int {
        if case .runs(_, _, let sizes) = form, sizes.total != nil { return 72 }
        return 64
    }
}

/// A FILE record.
struct SyntheticRecord {
    var sequence: UInt16 = 1
    var flags: UInt16 = 1
    var base: UInt64 = 0
    var linkCount: UInt16?
    var attributes: [SyntheticAttribute] = []
    /// Another number in the record than its own.
    var writtenNumber: UInt32?

    /// The record as it is in memory, its update sequence not yet in use.
    func plain(number: UInt64, length: Int) -> [UInt8] {
        let sequenceBytes = 2 * (length / 512 + 1)
        let first = (48 + sequenceBytes + 7) / 8 * 8
        let links = linkCount ?? UInt16(attributes.count { $0.type == 0x30 })
        let body = attributes.flatMap(\.bytes) + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
        var bytes = Array("FILE".utf8)
        for (value, count) in [
            (48, 2), (sequenceBytes / 2, 2), (0, 8), (Int(sequence), 2), (Int(links), 2),
            (first, 2), (Int(flags), 2), (first + body.count, 4), (length, 4),
        ] {
            bytes += little(value, count)
        }
        bytes += little(base, 8)
        bytes += little(attributes.count, 4)
        bytes += little(writtenNumber ?? UInt32(truncatingIfNeeded: number), 4)
        bytes += [UInt8](repeating: 0, count: first - bytes.count) + body
        precondition(bytes.count <= length, "a record that is too full")
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }

    func bytes(number: UInt64, length: Int) -> [UInt8] {
        var bytes = plain(number: number, length: length)
        protect(&bytes, number: UInt16(truncatingIfNeeded: number &* 7 &+ 3))
        return bytes
    }
}

/// Puts an update sequence with a number of its own into a structure.
func protect(_ bytes: inout [UInt8], number: UInt16) {
    let offset = Int(bytes[4]) | Int(bytes[5]) << 8
    bytes.replaceSubrange(offset..<offset + 2, with: little(number, 2))
    for block in 0..<bytes.count / 512 {
        let end = block * 512 + 510
        let kept = offset + 2 + 2 * block
        bytes.replaceSubrange(kept..<kept + 2, with: bytes[end..<end + 2])
        bytes.replaceSubrange(end..<end + 2, with: little(number, 2))
    }
}

/// A reference to a record.
func reference(_ record: UInt64, _ sequence: UInt16 = 1) -> UInt64 {
    record | UInt64(sequence) << 48
}

extension SyntheticAttribute {
    static func standardInformation(_ ticks: Int64 = 0, attributes: UInt32 = 0x20) -> Self {
        var value: [UInt8] = []
        for offset in 0..<4 as Range<Int64> { value += little(ticks + offset, 8) }
        value += little(attributes, 4)
        value += [UInt8](repeating: 0, count: 12)
        return .resident(0x10, value)
    }

    static func fileName(
        _ name: [UInt16], in parent: UInt64 = reference(5, 5), namespace: UInt8 = 0
    ) -> Self {
        .resident(0x30, nameValue(name, in: parent, namespace: namespace))
    }

    static func fileName(_ name: String, in parent: UInt64 = reference(5, 5)) -> Self {
        fileName(Array(name.utf16), in: parent)
    }

    /// A value of $FILE_NAME, with sizes that are stale.
    static func nameValue(
        _ name: [UInt16], in parent: UInt64, namespace: UInt8 = 0
    ) -> [UInt8] {
        var value = little(parent, 8)
        value += [UInt8](repeating: 0x11, count: 32)
        value += little(0xBAD, 8)
        value += little(0xBAD, 8)
        value += little(0, 8)
        value += [UInt8(name.count), namespace]
        for unit in name { value += little(unit, 2) }
        return value
    }

    /// Unnamed or named data in clusters, all of them written.
    static func data(
        named name: String = "", _ runs: [Run], lowest: UInt64 = 0, cluster: UInt64 = 4096,
        size: UInt64? = nil, instance: UInt16 = 0
    ) -> Self {
        let all = runs.reduce(0) { $0 + $1.count } * cluster
        return .runs(
            0x80, named: name, runs, lowest: lowest,
            sizes: .init(allocated: size ?? all, data: size ?? all, initialized: size ?? all),
            instance: instance)
    }

    /// An entry of an attribute list.
    static func listEntry(
        _ type: UInt32, named name: String = "", lowest: UInt64 = 0, in holder: UInt64,
        instance: UInt16 = 0
    ) -> [UInt8] {
        var bytes = little(type, 4)
        bytes += [0, 0, UInt8(name.utf16.count), 26]
        bytes += little(lowest, 8)
        bytes += little(holder, 8)
        bytes += little(instance, 2)
        bytes += units(name)
        bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
        bytes.replaceSubrange(4..<6, with: little(bytes.count, 2))
        return bytes
    }
}
