extension SenseData {
    /// Names every byte of sense data of either format between `start` and `end`; bytes that are
    /// no sense data are called `name`.
    static func explain(
        _ bytes: [UInt8], from start: Int, to end: Int, in frame: WireFrame, name: String
    ) -> [ExplainedField] {
        if start >= end { return [] }
        var offset = start
        let lines: [ExplainedField] =
            switch bytes[start] & 0x7F {
            case 0x70, 0x71: FixedFormatSenseData.explain(bytes, at: &offset, end: end)
            case 0x72, 0x73: DescriptorFormatSenseData.explain(bytes, at: &offset, end: end)
            default: []
            }
        return offset < end ? lines + [explainPart(name, offset..<end, "", frame)] : lines
    }
}

extension WireField {
    /// Sense data inside another structure, as long as the length field for this name says, and
    /// explained as what it is.
    static func senseData(
        _ name: String, _ path: WirePath<Structure, [UInt8]>
    ) -> WireField {
        let field = rest(name, path)
        return WireField(
            name: name, place: nil, encode: field.encode, decode: field.decode,
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                var lines = SenseData.explain(
                    frame.bytes, from: range.lowerBound, to: range.upperBound, in: frame,
                    name: name)
                if let fault, !lines.isEmpty { lines[lines.count - 1].fault = fault }
                return lines
            })
    }
}

extension FixedFormatSenseData {
    /// Names every byte. Behind EXTENDED COPY the additional sense bytes are what the copy source
    /// and the copy destination reported: for each its status, then its sense data.
    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        let start = offset
        var lines = explainByTable(bytes, at: &offset, end: end)
        guard let index = lines.lastIndex(where: { $0.name == "Additional sense bytes" }),
            SenseKey(rawValue: bytes[start + 2]) == .copyAborted
        else { return lines }
        let range = lines[index].bytes
        // The areas may come in either order, and each ends where the other begins.
        let areas = [("copy source", 8), ("copy destination", 9)]
            .map { (name: $0.0, start: start + Int(bytes[start + $0.1])) }
            .filter { range.contains($0.start) }
            .sorted { $0.start < $1.start }
        guard let first = areas.first else { return lines }
        let frame = WireFrame(bytes: bytes, start: start, end: end, layout: layout.name)
        var parts: [ExplainedField] = []
        if first.start > range.lowerBound {
            parts.append(
                explainPart(lines[index].name, range.lowerBound..<first.start, "", frame))
        }
        for (number, area) in areas.enumerated() {
            let areaEnd = number + 1 < areas.count ? areas[number + 1].start : range.upperBound
            if areaEnd == area.start { continue }
            let status = BitPlace(area.start - start...area.start - start)
            parts += explainNumber("Status of the \(area.name)", status, frame) {
                (SCSIStatus(wire: $0).meaning ?? "", nil)
            }
            parts += SenseData.explain(
                bytes, from: area.start + 1, to: areaEnd, in: frame,
                name: "Sense data of the \(area.name)")
        }
        parts[parts.count - 1].fault = lines[index].fault
        lines.replaceSubrange(index...index, with: parts)
        return lines
    }
}
