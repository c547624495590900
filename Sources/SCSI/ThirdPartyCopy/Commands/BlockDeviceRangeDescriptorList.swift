import WireBytes

extension WireField {
    /// The block device range descriptors of a token command, as many as fit the length field. An
    /// incomplete one at the end is ignored.
    static func blockDeviceRanges(
        _ path: WirePath<Structure, [BlockDeviceRangeDescriptor]>
    ) -> WireField {
        let name = blockDeviceRangesName
        let size = BlockDeviceRangeDescriptor.layout.fixedLength
        return WireField(
            name: name, place: nil,
            encode: { structure, bytes in
                for range in structure[keyPath: path] { bytes += range.encoded() }
            },
            decode: { (structure, frame) throws(WireError) in
                let part = try frame.takePart(name)
                var ranges: [BlockDeviceRangeDescriptor] = []
                var offset = part.lowerBound
                while part.upperBound - offset >= size {
                    ranges.append(
                        try BlockDeviceRangeDescriptor(
                            from: frame.bytes, at: &offset, end: part.upperBound))
                }
                structure[keyPath: path] = ranges
            },
            explain: { frame in
                let (part, fault) = frame.cutPart(name)
                var lines: [ExplainedField] = []
                var offset = part.lowerBound
                while part.upperBound - offset >= size {
                    lines += BlockDeviceRangeDescriptor.explain(
                        frame.bytes, at: &offset, end: part.upperBound)
                }
                if offset < part.upperBound {
                    lines.append(
                        explainPart(
                            "Incomplete block device range descriptor", offset..<part.upperBound,
                            "ignored", frame))
                }
                if let fault, !lines.isEmpty { lines[lines.count - 1].fault = fault }
                return lines
            })
    }

    /// The length of what `blockDeviceRanges` carries.
    static func blockDeviceRangesLength(
        _ bytes: ClosedRange<Int>,
        _ path: KeyPath<Structure, [BlockDeviceRangeDescriptor]> & Sendable
    ) -> WireField {
        .length("BLOCK DEVICE RANGE DESCRIPTOR LENGTH", bytes, of: blockDeviceRangesName) {
            $0[keyPath: path].count * BlockDeviceRangeDescriptor.layout.fixedLength
        }
    }

    private static var blockDeviceRangesName: String { "Block device range descriptors" }
}
