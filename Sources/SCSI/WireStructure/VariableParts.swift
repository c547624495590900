import WireBytes

// Parts of variable length follow the fixed part in the order of the table. Each is measured by a
// length field of the fixed part, named as the part is, or reaches to the end of what was given.

extension WireField {
    /// A field that says how many bytes the part called `part` has, plus `extra`, in units of
    /// `unit` bytes. It is derived on encoding.
    public static func length(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        bits: (Int, Int) = (7, 0),
        of part: String,
        plus extra: Int = 0,
        unit: Int = 1,
        _ measure: @escaping @Sendable (Structure) -> Int
    ) -> WireField {
        let place = BitPlace(bytes, highBit: bits.0, lowBit: bits.1)
        return WireField(
            name: name,
            place: place,
            encode: { place.store(UInt64((measure($0) + extra) / unit), into: &$1) },
            decode: { (_, frame) throws(WireError) in
                let found = Int(clamping: place.load(frame.bytes, start: frame.start))
                let (count, overflow) = found.multipliedReportingOverflow(by: unit)
                guard !overflow, count >= extra else {
                    throw WireError(
                        structure: frame.layout,
                        field: name,
                        offset: frame.start + bytes.lowerBound,
                        problem: .impossibleLength(
                            found: found,
                            expected: "at least \(extra / unit)"
                        )
                    )
                }
                frame.announced[part] = count - extra
            },
            explain: { frame in
                let first = frame.start + bytes.lowerBound
                guard first + bytes.count <= frame.end else {
                    return first < frame.end
                        ? [
                            explainPart(
                                name,
                                first..<frame.end,
                                "",
                                frame,
                                fault: "cut short: \(bytes.count) bytes expected"
                            )
                        ] : []
                }
                let found = Int(clamping: place.load(frame.bytes, start: frame.start))
                let (product, overflow) = found.multipliedReportingOverflow(by: unit)
                let count = overflow ? Int.max : product
                frame.announced[part] = max(0, count - extra)
                let isWhole = place.highBit == 7 && place.lowBit == 0
                let there = frame.end - frame.start
                var line = ExplainedField(
                    structure: frame.layout,
                    name: name,
                    bytes: first..<first + bytes.count,
                    bits: isWhole ? nil : (place.highBit, place.lowBit),
                    value: found > 9 ? "\(found) [\(hexadecimal(found))]" : "\(found)",
                    meaning: "\(part), \(unit == 1 ? "bytes" : "units of \(unit) bytes")",
                    fault: nil
                )
                if count < extra {
                    line.fault = "at least \(extra / unit) expected"
                } else if count - extra > there {
                    line.fault = "longer than the \(there) bytes given"
                }
                return [line]
            }
        )
    }

    /// Bytes as many as the length field for this name says; to the end where there is none.
    public static func rest(
        _ name: String,
        _ path: WirePath<Structure, [UInt8]>,
        _ meaning: String = "",
        asText: Bool = false
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { $1 += $0[keyPath: path] },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                structure[keyPath: path] = Array(frame.bytes[range])
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                if range.isEmpty && fault == nil { return [] }
                return [explainPart(name, range, meaning, frame, asText: asText, fault: fault)]
            }
        )
    }

    /// Zero bytes that fill the structure up to a multiple of `unit` bytes, counted in no length.
    public static func fill(toMultipleOf unit: Int) -> WireField {
        WireField(
            name: "Fill",
            place: nil,
            encode: { (_, bytes) in while bytes.count % unit != 0 { bytes.append(0) } },
            decode: { (_, frame) throws(WireError) in frame.next = frame.filled(unit).upperBound },
            explain: { frame in
                let range = frame.filled(unit)
                frame.next = range.upperBound
                return range.isEmpty ? [] : [explainPart("Fill", range, "", frame)]
            }
        )
    }

    /// Structures, one behind the other, as many as fit the length field for this name.
    public static func list<Element: WireCodable>(
        _ name: String,
        _ path: WirePath<Structure, [Element]>
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { structure, bytes in
                for element in structure[keyPath: path] { bytes += element.encoded() }
            },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                var elements: [Element] = []
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let before = offset
                    elements.append(
                        try Element(from: frame.bytes, at: &offset, end: range.upperBound)
                    )
                    precondition(offset > before, "an element of a list takes bytes")
                }
                structure[keyPath: path] = elements
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                var lines: [ExplainedField] = []
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let before = offset
                    lines += Element.explain(frame.bytes, at: &offset, end: range.upperBound)
                    precondition(offset > before, "an element of a list takes bytes")
                }
                if let fault, !lines.isEmpty { lines[lines.count - 1].fault = fault }
                return lines
            }
        )
    }
}

extension WireFrame {
    /// The bytes of the part, all of which must be there.
    mutating func takePart(_ name: String) throws(WireError) -> Range<Int> {
        let there = end - next
        let count = announced[name] ?? there
        guard count <= there else {
            throw WireError(
                structure: layout,
                field: name,
                offset: next,
                problem: .truncated(expected: count, found: there)
            )
        }
        defer { next += count }
        return next..<next + count
    }

    /// As much of the part as is there.
    mutating func cutPart(_ name: String) -> (range: Range<Int>, fault: String?) {
        let there = max(0, end - next)
        let count = announced[name] ?? there
        defer { next += min(count, there) }
        return (
            next..<next + min(count, there),
            count > there ? "cut short: \(count) bytes expected" : nil
        )
    }

    func filled(_ unit: Int) -> Range<Int> {
        let length = next - start
        let missing = (unit - length % unit) % unit
        return next..<min(end, next + missing)
    }
}
