import SCSI
import WireBytes

/// The parts of EXTENDED COPY parameter lists, each descriptor with what refers to it: a CSCD
/// descriptor with its ID, a segment descriptor with its number.
enum ExtendedCopyParts {
    /// Fields that the walk over a list names for the bytes outside of all structures.
    private static let outsideFields = ["Inline data", "Surplus bytes"]

    /// The parts of a list with a header of 16 bytes.
    @Sendable static func ofLID1(_ bytes: [UInt8]) -> [ExplainedPart] {
        let start = ExtendedCopyLID1Header.byteCount
        guard bytes.count >= start else {
            return parts(ExtendedCopyParameterList.explain(bytes), bytes, lists: nil)
        }
        let cscdEnd = start + Int(bytes.bigEndian16(at: 2))
        let segmentEnd = cscdEnd + Int(bytes.bigEndian32(at: 8))
        return parts(
            ExtendedCopyParameterList.explain(bytes), bytes,
            lists: Lists(start: start, cscdEnd: cscdEnd, segmentEnd: segmentEnd, firstID: 0))
    }

    /// The parts of a list with a header of 48 bytes, whose header descriptor has ID 0000h.
    @Sendable static func ofLID4(_ bytes: [UInt8]) -> [ExplainedPart] {
        let start = ExtendedCopyLID4Header.byteCount
        guard bytes.count >= start else {
            return parts(ExtendedCopyLID4ParameterList.explain(bytes), bytes, lists: nil)
        }
        let cscdEnd = start + Int(bytes.bigEndian16(at: 42))
        let segmentEnd = cscdEnd + Int(bytes.bigEndian16(at: 44))
        return parts(
            ExtendedCopyLID4ParameterList.explain(bytes), bytes,
            lists: Lists(start: start, cscdEnd: cscdEnd, segmentEnd: segmentEnd, firstID: 1))
    }

    /// Where the descriptors lie, by the header's lengths.
    private struct Lists {
        var start: Int
        var cscdEnd: Int
        var segmentEnd: Int
        var firstID: Int
    }

    private static func parts(
        _ lines: [ExplainedField], _ bytes: [UInt8], lists: Lists?
    ) -> [ExplainedPart] {
        let lines = lines.map { line in
            var line = line
            if outsideFields.contains(line.name) { line.structure = line.name }
            return line
        }
        var parts = ExplainedPart.parts(of: lines)
        guard let lists else { return parts }
        var note = ""
        var segment: Int?
        for index in parts.indices {
            guard let first = parts[index].fields.first?.field else { continue }
            let offset = first.bytes.lowerBound
            guard offset >= lists.start, !outsideFields.contains(first.name) else { continue }
            guard first.name == "DESCRIPTOR TYPE CODE" else {
                parts[index].note = note.isEmpty ? "" : "of " + note
                parts[index].segment = segment
                continue
            }
            if offset < lists.cscdEnd {
                // IDs count the places of 32 bytes that descriptors have.
                let distance = (offset - lists.start) / IdentificationCSCDDescriptor.byteCount
                note =
                    "CSCD descriptor ID \(hexadecimal(lists.firstID + distance, digits: 4))"
            } else {
                segment = segment.map { $0 + 1 } ?? 0
                note = "segment \(segment ?? 0)"
            }
            parts[index].note = note
            parts[index].segment = segment
        }
        return parts
    }
}
