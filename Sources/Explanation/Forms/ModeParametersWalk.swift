import SCSI
import WireBytes

/// Walks what MODE SENSE returns and MODE SELECT sends: header, block descriptors, mode pages.
struct ModeParametersWalk {
    private let bytes: [UInt8]
    private var parts: [ExplainedPart] = []
    private var offset = 0

    /// The parts of mode parameters with the header of the 6-byte commands.
    static func parts6(of bytes: [UInt8]) -> [ExplainedPart] {
        var walk = ModeParametersWalk(bytes: bytes)
        walk.add(ModeParameterHeader6.self, end: bytes.count)
        guard bytes.count >= 4 else { return walk.parts }
        walk.compareLength(stated: Int(bytes[0]) + 1)
        walk.walk(blockDescriptorLength: Int(bytes[3]), isLong: false)
        return walk.parts
    }

    /// The parts of mode parameters with the header of the 10-byte commands.
    static func parts10(of bytes: [UInt8]) -> [ExplainedPart] {
        var walk = ModeParametersWalk(bytes: bytes)
        walk.add(ModeParameterHeader10.self, end: bytes.count)
        guard bytes.count >= 8 else { return walk.parts }
        walk.compareLength(stated: Int(bytes.bigEndian16(at: 0)) + 2)
        walk.walk(
            blockDescriptorLength: Int(bytes.bigEndian16(at: 6)), isLong: bytes[4] & 1 == 1)
        return walk.parts
    }

    /// The parts of one mode page.
    static func page(of bytes: [UInt8]) -> [ExplainedPart] {
        var walk = ModeParametersWalk(bytes: bytes)
        walk.addPage()
        return walk.parts
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func compareLength(stated: Int) {
        // MODE SELECT sends zero.
        if stated == bytes.count || parts[0].fields[0].field.value == "0" { return }
        let text = "\(stated) bytes in all, \(bytes.count) are given"
        parts[0].fields[0].marks.append(ByteMark(kind: .fault, text: text))
    }

    private mutating func walk(blockDescriptorLength: Int, isLong: Bool) {
        let end = offset + min(blockDescriptorLength, bytes.count - offset)
        let short: any WireCodable.Type =
            isOfTape(pagesFrom: end)
            ? GeneralModeParameterBlockDescriptor.self : ShortLBAModeParameterBlockDescriptor.self
        while offset < end {
            let size = isLong ? 16 : 8
            add(
                isLong ? LongLBAModeParameterBlockDescriptor.self : short,
                end: min(end, offset + size))
        }
        while offset < bytes.count { addPage() }
    }

    /// Whether a page that only tapes have is among the pages.
    private func isOfTape(pagesFrom start: Int) -> Bool {
        var next = start
        while next + 1 < bytes.count {
            let code = bytes[next] & 0x3F
            if [0x0F, 0x10, 0x11].contains(code) { return true }
            let isSubpage = bytes[next] & 0x40 != 0
            if isSubpage && next + 4 > bytes.count { return false }
            next +=
                isSubpage ? 4 + Int(bytes.bigEndian16(at: next + 2)) : 2 + Int(bytes[next + 1])
        }
        return false
    }

    private mutating func addPage() {
        guard offset < bytes.count else { return }
        if bytes[offset] & 0x40 != 0 {
            return add(UnknownModeSubpage.self, end: bytes.count)
        }
        let end =
            offset + 1 < bytes.count
            ? min(bytes.count, offset + 2 + Int(bytes[offset + 1])) : bytes.count
        let found = StructureTable.best(
            of: StructureTable.modePages(bytes[offset] & 0x3F), for: bytes, at: offset,
            end: bytes.count)
        guard let found else { return add(UnknownModePage.self, end: bytes.count) }
        let start = offset
        add(found, end: end)
        if offset < end {
            let line = ExplainedField(
                bytes: offset..<end, of: bytes, called: "Further bytes",
                in: parts[parts.count - 1].name)
            parts[parts.count - 1].fields.append(MarkedField(line))
            offset = end
        } else if start + 2 <= bytes.count, start + 2 + Int(bytes[start + 1]) > bytes.count {
            parts.mark(
                byte: start + 1, bit: nil,
                ByteMark(kind: .fault, text: "longer than the bytes given"))
        }
    }

    /// Adds the structure that begins here; it always takes bytes.
    private mutating func add(_ type: any WireCodable.Type, end: Int) {
        let start = offset
        parts += ExplainedPart.parts(of: type.explain(bytes, at: &offset, end: end))
        if offset <= start && start < end {
            parts.append(.plain(type.wireName, "Bytes", start..<end, of: bytes))
            offset = end
        }
    }
}
