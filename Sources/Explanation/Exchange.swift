import SCSI
import WireBytes

/// What one source has shown so far of a command: its CDB, what was sent, so that what comes later
/// can be held to it.
struct Exchange {
    /// The last CDB.
    private(set) var command: [UInt8]?
    private var commandIndex: Int?
    private var parameterListIndex: Int?

    /// Remembers what was explained, which stands at `index` among all.
    mutating func add(_ explained: ExplainedBytes, at index: Int) {
        if explained.type == "cdb" {
            command = explained.bytes
            commandIndex = index
            parameterListIndex = nil
        } else if explained.type == "extended-copy-lid1" || explained.type == "extended-copy-lid4"
            || explained.type == "populate-token" || explained.type == "write-using-token"
        {
            parameterListIndex = index
        }
    }

    /// Marks lengths of a CDB that disagree with its data, and says in words where the field
    /// pointer of sense data points.
    func compare(
        _ explained: inout ExplainedBytes, _ role: FoundBytes.Role,
        with others: inout [ExplainedBytes]
    ) {
        switch explained.type {
        case "cdb": compareLength(&explained)
        case "sense": resolvePointer(&explained, others)
        default:
            if let commandIndex, role == .data || role == .dataOut || role == .dataIn {
                compare(explained.bytes.count, with: &others[commandIndex])
            }
        }
    }

    /// The length that the group of the operation code asks for.
    private func compareLength(_ explained: inout ExplainedBytes) {
        guard let first = explained.bytes.first,
            let length = OperationCode.cdbLength(of: OperationCode(rawValue: first)),
            length > explained.bytes.count
        else { return }
        explained.parts.mark(
            byte: 0, bit: nil,
            ByteMark(
                kind: .fault,
                text: "CDBs of this group have \(length) bytes, \(explained.bytes.count) are given"
            ))
    }

    private func compare(_ count: Int, with command: inout ExplainedBytes) {
        let isOut = CommandData.direction(of: command.bytes) == .out
        let name = isOut ? "PARAMETER LIST LENGTH" : "ALLOCATION LENGTH"
        for (index, part) in command.parts.enumerated() {
            guard let place = part.fields.firstIndex(where: { $0.field.name == name }) else {
                continue
            }
            let range = part.fields[place].field.bytes
            guard range.count <= 8, part.fields[place].field.bits == nil else { return }
            let stated = command.bytes.bigEndian(at: range.lowerBound, count: range.count)
            if isOut ? stated == UInt64(count) : stated >= UInt64(count) { return }
            command.parts[index].fields[place].marks.append(
                ByteMark(kind: .fault, text: "\(count) bytes of data are given"))
            return
        }
    }

    private func resolvePointer(_ explained: inout ExplainedBytes, _ others: [ExplainedBytes]) {
        let isFromCopy =
            command?.first == OperationCode.extendedCopy.rawValue || parameterListIndex != nil
        guard let sense = try? SenseData(explained.bytes, isFromCopy: isFromCopy),
            let pointer = sense.fieldPointer,
            sense.key == .illegalRequest || sense.key == .copyAborted
        else { return }
        var text = pointer.text
        if let target = target(of: pointer, sense, others) { text += ", that is " + target }
        for (part, content) in explained.parts.enumerated() {
            guard
                let field = content.fields.firstIndex(where: { $0.field.name == "FIELD POINTER" })
            else { continue }
            explained.parts[part].fields[field].field.meaning = text
            return
        }
    }

    /// The field that a pointer points to: `NUL in Identification descriptor CSCD descriptor`.
    private func target(
        of pointer: FieldPointer, _ sense: SenseData, _ others: [ExplainedBytes]
    ) -> String? {
        guard let index = pointer.isInCDB ? commandIndex : parameterListIndex else { return nil }
        let parts = others[index].parts
        var byte = Int(pointer.byte)
        if pointer.isInSegment {
            guard let segment = sense.segment,
                let first = parts.first(where: { $0.segment == Int(segment) })?.fields.first
            else { return nil }
            byte += first.field.bytes.lowerBound
        }
        guard let place = parts.place(byte: byte, bit: pointer.bit) else { return nil }
        let part = parts[place.part]
        let note = part.note.isEmpty ? "" : ", " + part.note
        return "\(part.fields[place.field].field.name) in \(part.name)\(note)"
    }
}
