import WireBytes

extension WireField {
    /// A length field that lies behind parts of variable length: its `byteCount` bytes say how many
    /// bytes the part called `part` has. It is derived on encoding.
    public static func lengthPart(
        _ name: String,
        byteCount: Int,
        of part: String,
        _ measure: @escaping @Sendable (Structure) -> Int
    ) -> WireField {
        WireField(
            name: name,
            place: nil,
            encode: { $1.appendBigEndian(UInt64(measure($0)), count: byteCount) },
            decode: { (_, frame) throws(WireError) in
                frame.announced[name] = byteCount
                let range = try frame.takePart(name)
                let found = frame.bytes.bigEndian(at: range.lowerBound, count: byteCount)
                frame.announced[part] = Int(clamping: found)
            },
            explain: { frame in
                frame.announced[name] = byteCount
                let (range, fault) = frame.cutPart(name)
                if range.isEmpty { return [] }
                if fault != nil { return [explainPart(name, range, "", frame, fault: fault)] }
                let there = frame.end - frame.next
                let place = BitPlace(
                    range.lowerBound - frame.start...range.upperBound - 1 - frame.start
                )
                let count = Int(clamping: place.load(frame.bytes, start: frame.start))
                frame.announced[part] = count
                return explainNumber(name, place, frame) { _ in
                    ("\(part), bytes", count > there ? "longer than the \(there) bytes left" : nil)
                }
            }
        )
    }
}
