import WireBytes

// Structures of a fixed length that lie at a fixed place inside another.

extension WireField {
    /// A structure at a fixed place, of exactly that length.
    public static func structure<Element: WireStructure>(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        _ path: WirePath<Structure, Element>
    ) -> WireField {
        WireField(
            name: name,
            place: BitPlace(bytes),
            encode: { structure, target in
                for (index, byte) in zip(bytes, structure[keyPath: path].encoded()) {
                    target[index] = byte
                }
            },
            decode: { (structure, frame) throws(WireError) in
                var offset = frame.start + bytes.lowerBound
                structure[keyPath: path] = try Element(
                    from: frame.bytes,
                    at: &offset,
                    end: frame.start + bytes.upperBound + 1
                )
            },
            explain: { explainNested(Element.self, name, bytes, $0) }
        )
    }

    /// The same bytes of the fixed part, explained as the structure that they are where `condition`
    /// holds.
    func explained<Element: WireCodable>(
        as type: Element.Type,
        where condition: @escaping @Sendable (WireFrame) -> Bool = { _ in true }
    ) -> WireField {
        guard let place else { return self }
        return WireField(
            name: name,
            place: place,
            extent: extent,
            encode: encode,
            decode: decode,
            explain: { [name, explain] frame in
                condition(frame)
                    ? explainNested(type, name, place.bytes, frame) : explain(&frame)
            }
        )
    }
}

/// The lines of a structure at a fixed place; bytes that it leaves over are called `name`.
private func explainNested<Element: WireCodable>(
    _ type: Element.Type,
    _ name: String,
    _ bytes: ClosedRange<Int>,
    _ frame: WireFrame
) -> [ExplainedField] {
    var offset = frame.start + bytes.lowerBound
    let end = min(frame.end, frame.start + bytes.upperBound + 1)
    guard offset < end else { return [] }
    let lines = type.explain(frame.bytes, at: &offset, end: end)
    return offset < end ? lines + [explainPart(name, offset..<end, "", frame)] : lines
}
