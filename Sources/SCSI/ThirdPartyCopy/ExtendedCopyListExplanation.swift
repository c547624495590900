import WireBytes

/// The walk over an EXTENDED COPY parameter list of either format that names all of its bytes.
struct ExtendedCopyListExplanation {
    /// A line for each field, in the order of the bytes.
    private(set) var lines: [ExplainedField] = []

    private let bytes: [UInt8]
    private var offset = 0

    /// Walks `bytes`, which begin with a header of type `headerType`.
    ///
    /// - Parameter lengths: what the header says of CSCD descriptors, segment descriptors and
    ///   inline data, in bytes.
    init<Header: WireStructure>(
        of bytes: [UInt8], with headerType: Header.Type,
        lengths: (Header) -> (cscd: Int, segments: Int, inline: Int)
    ) {
        self.bytes = bytes
        lines = Header.explain(bytes, at: &offset, end: bytes.count)
        // A header that is cut short names all the bytes that there are.
        guard let header = try? Header(bytes) else { return }
        let length = lengths(header)
        let cscdEnd = end(of: "CSCD DESCRIPTOR LIST LENGTH", length.cscd)
        while offset < cscdEnd {
            lines += CSCDDescriptor.explain(bytes, at: &offset, end: cscdEnd)
        }
        let segmentEnd = end(of: "SEGMENT DESCRIPTOR LIST LENGTH", length.segments)
        while offset < segmentEnd {
            lines += SegmentDescriptor.explain(bytes, at: &offset, end: segmentEnd)
        }
        let inlineEnd = end(of: "INLINE DATA LENGTH", length.inline)
        append("Inline data", upTo: inlineEnd, Header.wireName)
        append(
            "Surplus bytes", upTo: bytes.count, Header.wireName,
            fault: "behind what the header counts")
    }

    /// Where the part that begins here ends by its length field, which is marked if it says more
    /// than there is.
    private mutating func end(of field: String, _ length: Int) -> Int {
        let there = bytes.count - offset
        if length > there, let line = lines.firstIndex(where: { $0.name == field }) {
            lines[line].fault = "longer than the \(there) bytes left"
        }
        return offset + min(length, there)
    }

    private mutating func append(
        _ name: String, upTo end: Int, _ structure: String, fault: String? = nil
    ) {
        guard offset < end else { return }
        lines.append(
            ExplainedField(
                structure: structure, name: name, bytes: offset..<end, bits: nil,
                value: hexPairs(bytes[offset..<end]), meaning: "", fault: fault))
        offset = end
    }
}
