import WireBytes

/// One row of a structure's table: a name, a place, and how its value gets on and off the wire.
public struct WireField<Structure>: Sendable {
    /// The field's name, as the standard names it.
    public let name: String
    /// Where it lies in the fixed part; `nil` for a part of variable length.
    public let place: BitPlace?
    /// Where the structure ends, if this field says so.
    var extent: WireExtent?
    let encode: @Sendable (Structure, inout [UInt8]) -> Void
    let decode: @Sendable (inout Structure, inout WireFrame) throws(WireError) -> Void
    let explain: @Sendable (inout WireFrame) -> [ExplainedField]
}

/// A key path that may be kept in a table that all threads read.
public typealias WirePath<Structure, Value> = WritableKeyPath<Structure, Value> & Sendable

// MARK: Fields of the fixed part

extension WireField {
    /// A number, flag or code of at most 64 bits.
    ///
    /// - Parameters:
    ///   - bytes: the bytes that the field touches.
    ///   - bits: for a part of its bytes: most significant bit of the first byte, least
    ///     significant bit of the last, for example `4...0` written as `(4, 0)`.
    ///   - meaning: a unit, or what the field is for.
    public static func number<Value: WireValue>(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        bits: (Int, Int) = (7, 0),
        _ path: WirePath<Structure, Value>,
        _ meaning: String = ""
    ) -> WireField {
        let place = BitPlace(bytes, highBit: bits.0, lowBit: bits.1)
        return WireField(
            name: name,
            place: place,
            encode: { place.store($0[keyPath: path].wire, into: &$1) },
            decode: { (structure, frame) throws(WireError) in
                structure[keyPath: path] = Value(wire: place.load(frame.bytes, start: frame.start))
            },
            explain: { frame in
                explainNumber(name, place, frame) { raw in
                    (Value(wire: raw).meaning ?? meaning, nil)
                }
            }
        )
    }

    /// A single bit.
    ///
    /// - Parameter meaning: what it says where it is one; a bit that is zero says nothing.
    public static func flag(
        _ name: String,
        _ byte: Int,
        bit: Int,
        _ path: WirePath<Structure, Bool>,
        _ meaning: String = ""
    ) -> WireField {
        number(name, byte...byte, bits: (bit, bit), path).meaning { frame in
            frame.number(at: byte).map { $0 >> UInt64(bit) & 1 == 1 ? meaning : "" }
        }
    }

    /// A field that has one value wherever the structure exists: an operation code, a page code.
    public static func constant(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        bits: (Int, Int) = (7, 0),
        _ value: UInt64,
        _ meaning: String = ""
    ) -> WireField {
        let place = BitPlace(bytes, highBit: bits.0, lowBit: bits.1)
        return WireField(
            name: name,
            place: place,
            encode: { place.store(value, into: &$1) },
            decode: { (_, frame) throws(WireError) in
                let found = place.load(frame.bytes, start: frame.start)
                if found != value {
                    throw WireError(
                        structure: frame.layout,
                        field: name,
                        offset: frame.start + bytes.lowerBound,
                        problem: .unexpectedValue(expected: value, found: found)
                    )
                }
            },
            explain: { frame in
                explainNumber(name, place, frame) { raw in
                    (meaning, raw == value ? nil : "\(hexadecimal(value)) expected")
                }
            }
        )
    }

    /// Bits that mean nothing: sent as zero, ignored when received, marked when set.
    public static func reserved(
        _ bytes: ClosedRange<Int>,
        bits: (Int, Int) = (7, 0),
        name: String = "Reserved"
    ) -> WireField {
        let place = BitPlace(bytes, highBit: bits.0, lowBit: bits.1)
        return WireField(
            name: name,
            place: place,
            encode: { _, _ in },
            decode: { (_, _) throws(WireError) in },
            explain: { frame in
                if place.bytes.count > 8 { return explainReservedBytes(name, place, frame) }
                return explainNumber(name, place, frame) { raw in
                    ("", raw == 0 ? nil : "set, though reserved")
                }
            }
        )
    }

    /// A fixed number of bytes; shorter values are filled with zeros behind.
    public static func bytes(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        _ path: WirePath<Structure, [UInt8]>,
        _ meaning: String = ""
    ) -> WireField {
        WireField(
            name: name,
            place: BitPlace(bytes),
            encode: { structure, target in
                for (index, byte) in zip(bytes, structure[keyPath: path]) { target[index] = byte }
            },
            decode: { (structure, frame) throws(WireError) in
                let first = frame.start + bytes.lowerBound
                structure[keyPath: path] = Array(frame.bytes[first..<first + bytes.count])
            },
            explain: { explainBytes(name, bytes, meaning, $0, asText: false) }
        )
    }

    /// ASCII text, left-aligned and filled with blanks; longer values are cut. Bytes beyond ASCII
    /// are carried one to one, as `WireText` says.
    public static func text(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        _ path: WirePath<Structure, String>,
        _ meaning: String = ""
    ) -> WireField {
        WireField(
            name: name,
            place: BitPlace(bytes),
            encode: { structure, target in
                for index in bytes { target[index] = 0x20 }
                for (index, byte) in zip(bytes, WireText.bytes(structure[keyPath: path])) {
                    target[index] = byte
                }
            },
            decode: { (structure, frame) throws(WireError) in
                let first = frame.start + bytes.lowerBound
                var content = frame.bytes[first..<first + bytes.count]
                while content.last == 0x20 { content.removeLast() }
                structure[keyPath: path] = WireText.text(content)
            },
            explain: { explainBytes(name, bytes, meaning, $0, asText: true) }
        )
    }
}

// MARK: Explanations

extension WireField {
    /// The same field with a meaning that other fields of the structure decide; `nil` leaves the
    /// meaning that it has.
    func meaning(_ text: @escaping @Sendable (WireFrame) -> String?) -> WireField {
        WireField(
            name: name,
            place: place,
            extent: extent,
            encode: encode,
            decode: decode,
            explain: { [explain] frame in
                var lines = explain(&frame)
                if let text = text(frame), !lines.isEmpty { lines[lines.count - 1].meaning = text }
                return lines
            }
        )
    }
}

extension WireField {
    /// The same field shown as the fields that it consists of where other fields of the structure
    /// decide so; `nil` leaves it whole.
    func shown(as parts: @escaping @Sendable (WireFrame) -> [ExplainedField]?) -> WireField {
        WireField(
            name: name,
            place: place,
            extent: extent,
            encode: encode,
            decode: decode,
            explain: { [explain] frame in parts(frame) ?? explain(&frame) }
        )
    }
}

/// One line for a number, a code or some bits.
func explainNumber(
    _ name: String,
    _ place: BitPlace,
    _ frame: WireFrame,
    _ comment: (UInt64) -> (meaning: String, fault: String?)
) -> [ExplainedField] {
    let first = frame.start + place.bytes.lowerBound
    let isWhole = place.highBit == 7 && place.lowBit == 0
    var line = ExplainedField(
        structure: frame.layout,
        name: name,
        bytes: first..<first + place.bytes.count,
        bits: isWhole ? nil : (place.highBit, place.lowBit),
        value: "",
        meaning: "",
        fault: nil
    )
    guard first + place.bytes.count <= frame.end else {
        guard first < frame.end else { return [] }
        line.bytes = first..<frame.end
        line.value = hexPairs(frame.bytes[line.bytes])
        line.fault = "cut short: \(place.bytes.count) bytes expected"
        return [line]
    }
    let raw = place.load(frame.bytes, start: frame.start)
    (line.meaning, line.fault) = comment(raw)
    line.value = place.width == 1 ? String(raw) : "\(raw)"
    if place.width > 3 && raw > 9 { line.value += " [" + hexadecimal(raw) + "]" }
    return [line]
}

private func explainReservedBytes(
    _ name: String,
    _ place: BitPlace,
    _ frame: WireFrame
) -> [ExplainedField] {
    explainBytes(name, place.bytes, "", frame, asText: false).map { line in
        var line = line
        if frame.bytes[line.bytes].contains(where: { $0 != 0 }) {
            line.fault = line.fault ?? "set, though reserved"
        }
        return line
    }
}

private func explainBytes(
    _ name: String,
    _ bytes: ClosedRange<Int>,
    _ meaning: String,
    _ frame: WireFrame,
    asText: Bool
) -> [ExplainedField] {
    let first = frame.start + bytes.lowerBound
    guard first < frame.end else { return [] }
    let range = first..<min(frame.end, first + bytes.count)
    return [
        explainPart(
            name,
            range,
            meaning,
            frame,
            asText: asText,
            fault: range.count < bytes.count ? "cut short: \(bytes.count) bytes expected" : nil
        )
    ]
}

/// One line for a run of bytes.
func explainPart(
    _ name: String,
    _ range: Range<Int>,
    _ meaning: String,
    _ frame: WireFrame,
    asText: Bool = false,
    fault: String? = nil
) -> ExplainedField {
    let content = frame.bytes[range]
    return ExplainedField(
        structure: frame.layout,
        name: name,
        bytes: range,
        bits: nil,
        value: asText ? quotedIfPrintable(content) : hexPairs(content),
        meaning: meaning,
        fault: fault
    )
}

/// Text in quotes if it is all ASCII, otherwise hexadecimal.
func quotedIfPrintable(_ content: ArraySlice<UInt8>) -> String {
    let isPrintable = content.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    return isPrintable && !content.isEmpty
        ? "\"" + WireText.text(content) + "\"" : hexPairs(content)
}
