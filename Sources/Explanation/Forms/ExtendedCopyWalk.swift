import SCSI
import WireBytes

/// Walks an EXTENDED COPY parameter list: header, CSCD descriptors, segment descriptors, inline
/// data. It goes as far as the bytes do, whatever the lengths say.
struct ExtendedCopyWalk {
    /// Which of the two headers the list begins with.
    enum Header {
        /// 16 bytes, one byte of list identifier.
        case lid1
        /// 48 bytes, whose first descriptor names the list.
        case lid4
    }

    private let bytes: [UInt8]
    private var parts: [ExplainedPart] = []
    private var offset = 0

    /// The parts of a list.
    static func parts(of bytes: [UInt8], _ header: Header) -> [ExplainedPart] {
        var walk = ExtendedCopyWalk(bytes: bytes)
        switch header {
        case .lid1: walk.walkLID1()
        case .lid4: walk.walkLID4()
        }
        return walk.parts
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func walkLID1() {
        add(ExtendedCopyLID1Header.self, end: bytes.count)
        guard bytes.count >= ExtendedCopyLID1Header.byteCount else { return }
        walkLists(
            cscd: (Int(bytes.bigEndian16(at: 2)), "CSCD DESCRIPTOR LIST LENGTH"),
            segments: (Int(bytes.bigEndian32(at: 8)), "SEGMENT DESCRIPTOR LIST LENGTH"),
            inline: (Int(bytes.bigEndian32(at: 12)), "INLINE DATA LENGTH"), firstID: 0)
    }

    private mutating func walkLID4() {
        guard let header = StructureTable.extendedCopyLID4Header else { return }
        add(header, end: min(bytes.count, 48))
        guard bytes.count >= 48 else { return }
        offset = 48
        walkLists(
            cscd: (Int(bytes.bigEndian16(at: 42)), "CSCD DESCRIPTOR LIST LENGTH"),
            segments: (Int(bytes.bigEndian16(at: 44)), "SEGMENT DESCRIPTOR LIST LENGTH"),
            inline: (Int(bytes.bigEndian16(at: 46)), "INLINE DATA LENGTH"), firstID: 1)
    }

    private typealias Announced = (length: Int, field: String)

    private mutating func walkLists(
        cscd: Announced, segments: Announced, inline: Announced, firstID: Int
    ) {
        var end = limit(cscd)
        var identifier = firstID
        while offset < end {
            let note = "CSCD descriptor ID \(hexadecimal(identifier, digits: 4))"
            addCSCDDescriptor(end: end, note)
            identifier += 1
        }
        end = limit(segments)
        var segment = 0
        while offset < end {
            addSegmentDescriptor(end: end, segment)
            segment += 1
        }
        end = limit(inline)
        if offset < end {
            parts.append(.plain("Inline data", "Inline data", offset..<end, of: bytes))
            parts[parts.count - 1].source = parts[0].source
            offset = end
        }
    }

    /// The end of a list that begins here; a length that goes beyond the bytes is marked.
    private mutating func limit(_ announced: Announced) -> Int {
        let there = bytes.count - offset
        if announced.length <= there { return offset + announced.length }
        for index in parts[0].fields.indices.reversed()
        where parts[0].fields[index].field.name == announced.field {
            let text = "goes beyond the bytes given: \(announced.length) announced, \(there) there"
            parts[0].fields[index].marks.append(ByteMark(kind: .fault, text: text))
            break
        }
        return bytes.count
    }

    private mutating func addCSCDDescriptor(end: Int, _ note: String) {
        let start = offset
        let limit = min(end, offset + IdentificationCSCDDescriptor.byteCount)
        let found = StructureTable.best(
            of: StructureTable.cscdDescriptors(bytes[offset]), for: bytes, at: offset, end: limit)
        add(found ?? UnknownCSCDDescriptor.self, end: limit, note)
        if limit - start < IdentificationCSCDDescriptor.byteCount {
            parts.mark(
                byte: start, bit: nil,
                ByteMark(kind: .fault, text: "cut short: CSCD descriptors have 32 bytes"))
        }
    }

    private mutating func addSegmentDescriptor(end: Int, _ number: Int) {
        let first = parts.count
        let found = StructureTable.best(
            of: StructureTable.segmentDescriptors(bytes[offset]), for: bytes, at: offset, end: end)
        let start = offset
        add(found ?? UnknownSegmentDescriptor.self, end: end, "segment \(number)")
        // What a DESCRIPTOR LENGTH counts beyond the type's own fields belongs to the descriptor.
        if found != nil, start + 4 <= end {
            let limit = min(end, start + 4 + Int(bytes.bigEndian16(at: start + 2)))
            if limit > offset {
                let line = ExplainedField(
                    bytes: offset..<limit, of: bytes, called: "Further bytes",
                    in: parts[first].name,
                    fault: "more than a descriptor of this type has")
                parts[parts.count - 1].fields.append(MarkedField(line))
                offset = limit
            }
        }
        for index in first..<parts.count { parts[index].segment = number }
    }

    /// Adds the structure that begins here; it always takes bytes.
    private mutating func add(_ type: any WireCodable.Type, end: Int, _ note: String = "") {
        let start = offset
        var added = ExplainedPart.parts(of: type.explain(bytes, at: &offset, end: end))
        if offset <= start {
            offset = end
            added.append(.plain(type.wireName, "Bytes", start..<end, of: bytes))
        }
        for index in added.indices where !note.isEmpty {
            added[index].note = index == 0 ? note : "of " + note
        }
        parts += added
    }
}
