import SCSI

/// One run of bytes, explained: what it was taken for and why, and each of its fields.
public struct ExplainedBytes: Sendable {
    /// What else the bytes could be.
    public struct Alternative: Equatable, Sendable {
        /// The name that `--as` takes.
        public var type: String
        /// The name that people use.
        public var title: String
        /// What speaks for it.
        public var reason: String
    }

    /// Where the bytes come from: `list.txt:12`.
    public var origin: String
    /// The bytes.
    public var bytes: [UInt8]
    /// What they were taken for, as `--as` names it.
    public var type: String
    /// What they were taken for, as people name it.
    public var title: String
    /// Why they were taken for that.
    public var reason: String
    /// Whether nobody said what they are.
    public var isGuess: Bool
    /// What else they could be, the likeliest first.
    public var alternatives: [Alternative]
    /// The structures in the order of their bytes, which together name every byte.
    public var parts: [ExplainedPart]
    /// The profile whose checks the bytes were put to; `nil` for bytes that none are made of.
    public var profile: String?
    /// The sense data that a copy manager of that profile would answer with.
    public var refusal: SenseData?

    /// How many marks there are.
    public var markCount: Int {
        parts.reduce(0) { $0 + $1.fields.reduce(0) { $0 + $1.marks.count } }
    }
}

/// One structure of a run of bytes.
public struct ExplainedPart: Sendable {
    /// The structure's name, as the standard names it.
    public var name: String
    /// The standard and clause that define it; empty for bytes that belong to none.
    public var source: String
    /// Which one of several it is: `CSCD descriptor ID 0001h`, `segment 3`.
    public var note = ""
    /// The segment's number, for a segment descriptor.
    public var segment: Int?
    /// The fields in the order of their bytes.
    public var fields: [MarkedField]
}

/// A field and what is to be said against it.
public struct MarkedField: Sendable {
    /// Its name, place, value and meaning.
    public var field: ExplainedField
    /// What is to be said against it.
    public var marks: [ByteMark]

    /// The field with its own fault as its only mark.
    init(_ field: ExplainedField) {
        self.field = field
        marks = field.fault.map { [ByteMark(kind: .fault, text: $0)] } ?? []
    }
}

/// What is to be said against a field.
public struct ByteMark: Equatable, Sendable {
    /// Who says so.
    public enum Kind: String, Sendable {
        /// The structure itself: a reserved bit is set, a length disagrees, bytes are missing.
        case fault
        /// The chosen profile, which would not take the value.
        case refusal
    }

    /// Who says so.
    public var kind: Kind
    /// What is wrong.
    public var text: String
}

extension ExplainedPart {
    /// The parts that lines belong to: a part begins where the structure's name changes, and where
    /// the first field of the same structure comes again.
    static func parts(of lines: [ExplainedField]) -> [ExplainedPart] {
        var parts: [ExplainedPart] = []
        for line in lines {
            let first = parts.last?.fields.first?.field.name
            let isAgainTheFirst = line.name == first && line.name != "Reserved"
            if parts.last?.name == line.structure && !isAgainTheFirst {
                parts[parts.count - 1].fields.append(MarkedField(line))
            } else {
                let source = StructureTable.source(of: line.structure) ?? parts.last?.source ?? ""
                parts.append(
                    ExplainedPart(
                        name: line.structure, source: source, fields: [MarkedField(line)]))
            }
        }
        return parts
    }

    /// The parts of a structure that begins at the first byte.
    static func parts(
        of type: any WireCodable.Type, _ bytes: [UInt8]
    ) -> [ExplainedPart] {
        var offset = 0
        var parts = parts(of: type.explain(bytes, at: &offset, end: bytes.count))
        // Two kinds of device may have structures of one name, from different standards.
        if let source = StructureTable.source(of: type) {
            for index in parts.indices where parts[index].name == type.wireName {
                parts[index].source = source
            }
        }
        return parts
    }

    /// A part of plain bytes.
    static func plain(
        _ name: String, _ field: String, _ range: Range<Int>, of bytes: [UInt8],
        source: String = "", fault: String? = nil
    ) -> ExplainedPart {
        let line = ExplainedField(
            bytes: range, of: bytes, called: field, in: name, fault: fault)
        return ExplainedPart(name: name, source: source, fields: [MarkedField(line)])
    }
}

extension Array where Element == ExplainedPart {
    /// Marks the field that holds a byte, and a bit of it if one is given: the field whose highest
    /// bit it is, else one that contains it.
    mutating func mark(byte: Int, bit: UInt8?, _ mark: ByteMark) {
        if let place = place(byte: byte, bit: bit) {
            self[place.part].fields[place.field].marks.append(mark)
        }
    }

    /// The field that holds a byte, and a bit of it.
    func place(byte: Int, bit: UInt8?) -> (part: Int, field: Int)? {
        var found: (part: Int, field: Int)?
        for (partIndex, part) in enumerated() {
            for (index, marked) in part.fields.enumerated() {
                guard marked.field.bytes.contains(byte) else { continue }
                if let bit, !marked.field.holds(bit: Int(bit), ofByte: byte) { continue }
                // Without a bit the first field of the byte that is not reserved is meant.
                if found == nil || (bit == nil && isReserved(found)) {
                    found = (partIndex, index)
                }
            }
        }
        return found
    }

    private func isReserved(_ place: (part: Int, field: Int)?) -> Bool {
        place.map { self[$0.part].fields[$0.field].field.name == "Reserved" } ?? false
    }
}
