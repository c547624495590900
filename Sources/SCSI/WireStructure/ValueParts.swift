import WireBytes

// Parts of variable length that hold plain values, text, or a structure that may be missing.

extension WireField {
    /// Values of `width` bytes each, one behind the other, as many as fit the length field for this
    /// name; to the end where there is none.
    public static func values<Value: WireValue>(
        _ name: String,
        width: Int = 1,
        _ path: WirePath<Structure, [Value]>,
        _ meaning: String = ""
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { structure, bytes in
                for value in structure[keyPath: path] {
                    bytes.appendBigEndian(value.wire, count: width)
                }
            },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                guard range.count % width == 0 else {
                    throw WireError(
                        structure: frame.layout,
                        field: name,
                        offset: range.lowerBound,
                        problem: .impossibleLength(
                            found: range.count,
                            expected: "a multiple of \(width) bytes"
                        )
                    )
                }
                structure[keyPath: path] = stride(
                    from: range.lowerBound,
                    to: range.upperBound,
                    by: width
                ).map { Value(wire: frame.bytes.bigEndian(at: $0, count: width)) }
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                var lines: [ExplainedField] = []
                for first in stride(from: range.lowerBound, to: range.upperBound, by: width) {
                    let place = BitPlace(first - frame.start...first - frame.start + width - 1)
                    var part = frame
                    part.limitTo(range.upperBound)
                    lines += explainNumber(name, place, part) { raw in
                        (Value(wire: raw).meaning ?? meaning, nil)
                    }
                }
                if let fault, !lines.isEmpty { lines[lines.count - 1].fault = fault }
                return lines
            }
        )
    }

    /// Text as long as the length field for this name says; to the end where there is none.
    public static func textPart(
        _ name: String,
        _ path: WirePath<Structure, String>,
        _ meaning: String = ""
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { $1 += WireText.bytes($0[keyPath: path]) },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                structure[keyPath: path] = WireText.text(frame.bytes[range])
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                if range.isEmpty && fault == nil { return [] }
                return [explainPart(name, range, meaning, frame, asText: true, fault: fault)]
            }
        )
    }

    /// A structure that is there if the length field for this name gives it bytes; where there is
    /// no such field, if any bytes are left.
    public static func optional<Element: WireCodable>(
        _ name: String,
        _ path: WirePath<Structure, Element?>
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { $1 += $0[keyPath: path]?.encoded() ?? [] },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                structure[keyPath: path] = nil
                if range.isEmpty { return }
                var offset = range.lowerBound
                structure[keyPath: path] = try Element(
                    from: frame.bytes,
                    at: &offset,
                    end: range.upperBound
                )
                if offset < range.upperBound {
                    throw WireError(
                        structure: frame.layout,
                        field: name,
                        offset: range.lowerBound,
                        problem: .impossibleLength(
                            found: range.count,
                            expected: "\(offset - range.lowerBound) bytes"
                        )
                    )
                }
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                if range.isEmpty { return [] }
                var offset = range.lowerBound
                var lines = Element.explain(frame.bytes, at: &offset, end: range.upperBound)
                if offset < range.upperBound {
                    lines.append(explainPart(name, offset..<range.upperBound, "", frame))
                }
                if let fault, !lines.isEmpty { lines[lines.count - 1].fault = fault }
                return lines
            }
        )
    }
}

extension Array where Element: WireCodable {
    /// How many bytes the elements take, one behind the other.
    var encodedLength: Int { reduce(0) { $0 + $1.encoded().count } }
}
