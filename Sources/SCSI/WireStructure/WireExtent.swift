import WireBytes

/// What a structure says about its own end: PAGE LENGTH, DESCRIPTOR LENGTH, ADDITIONAL LENGTH.
///
/// Such a field counts every byte behind itself, whatever the table knows of them. The next
/// structure begins there, even if this one has grown since the table was written.
struct WireExtent: Sendable {
    let name: String
    let place: BitPlace
    /// How many bytes of the structure are not counted.
    let origin: Int
    /// Whether the value is measured on encoding, not carried by the structure.
    let isDerived: Bool

    /// How long the structure at `offset` says that it is.
    func statedLength(of bytes: [UInt8], at offset: Int) -> Int {
        let (sum, overflow) = Int(clamping: place.load(bytes, start: offset))
            .addingReportingOverflow(origin)
        return overflow ? .max : sum
    }

    /// Where the structure at `offset` ends, as far as the bytes go.
    func limit(of bytes: [UInt8], at offset: Int, end: Int) -> Int {
        guard offset + place.bytes.upperBound < end else { return end }
        return offset + min(end - offset, statedLength(of: bytes, at: offset))
    }
}

extension WireField {
    /// A field that counts the bytes of the structure from byte `origin` to its end. It is measured
    /// on encoding, and on decoding all those bytes must be there, a multiple of `unit`.
    public static func extent(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        from origin: Int,
        multipleOf unit: Int = 1
    ) -> WireField {
        let extent = WireExtent(
            name: name,
            place: BitPlace(bytes),
            origin: origin,
            isDerived: true
        )
        return WireField(
            name: name,
            place: extent.place,
            extent: extent,
            encode: { _, _ in },
            decode: { (_, frame) throws(WireError) in
                let found = Int(clamping: extent.place.load(frame.bytes, start: frame.start))
                guard found % unit == 0 else {
                    throw WireError(
                        structure: frame.layout,
                        field: name,
                        offset: frame.start + bytes.lowerBound,
                        problem: .impossibleLength(
                            found: found,
                            expected: "a multiple of \(unit)"
                        )
                    )
                }
            },
            explain: { explainExtent(extent, unit, $0) }
        )
    }

    /// A field that counts the bytes of the structure from byte `origin` to its end, and that the
    /// structure carries: a smaller value leaves out the last fields, and bytes that an allocation
    /// length has cut off may be missing.
    public static func extent<Value: WireValue>(
        _ name: String,
        _ bytes: ClosedRange<Int>,
        from origin: Int,
        _ path: WirePath<Structure, Value>
    ) -> WireField {
        let extent = WireExtent(
            name: name,
            place: BitPlace(bytes),
            origin: origin,
            isDerived: false
        )
        return WireField(
            name: name,
            place: extent.place,
            extent: extent,
            encode: { extent.place.store($0[keyPath: path].wire, into: &$1) },
            decode: { (structure, frame) throws(WireError) in
                structure[keyPath: path] = Value(
                    wire: extent.place.load(frame.bytes, start: frame.start)
                )
            },
            explain: { explainExtent(extent, 1, $0) }
        )
    }
}

extension WireLayout {
    /// Where the structure at `offset` ends at the latest.
    func limit(of bytes: [UInt8], at offset: Int, end: Int) throws(WireError) -> Int {
        guard end - offset >= shortestLength else { throw truncation(at: offset, end: end) }
        guard let extent else { return end }
        let stated = extent.statedLength(of: bytes, at: offset)
        let there = end - offset
        let problem: WireError.Problem
        if stated < shortestLength {
            problem = .impossibleLength(
                found: stated - extent.origin,
                expected: "at least \(shortestLength - extent.origin)"
            )
        } else if extent.isDerived && stated > there {
            problem = .truncated(expected: stated, found: there)
        } else {
            return offset + min(stated, there)
        }
        throw WireError(
            structure: name,
            field: extent.name,
            offset: offset + extent.place.bytes.lowerBound,
            problem: problem
        )
    }

    /// Makes encoded bytes and the field that counts them agree.
    func close(_ bytes: inout [UInt8]) {
        guard let extent else { return }
        if extent.isDerived {
            extent.place.store(UInt64(bytes.count - extent.origin), into: &bytes)
        } else {
            let stated = max(shortestLength, extent.statedLength(of: bytes, at: 0))
            if stated < bytes.count { bytes.removeLast(bytes.count - stated) }
        }
    }
}

private func explainExtent(
    _ extent: WireExtent, _ unit: Int, _ frame: WireFrame
) -> [ExplainedField] {
    explainNumber(extent.name, extent.place, frame) { raw in
        let there = frame.given - frame.start
        let count = Int(clamping: raw)
        var fault: String?
        if count > there - extent.origin {
            fault = "longer than the \(there) bytes given"
        } else if count % unit != 0 {
            fault = "a multiple of \(unit) expected"
        }
        return ("bytes that follow", fault)
    }
}
