import WireBytes

// Fields of sense data that the sense key gives a form of their own.

extension SenseKey {
    /// SENSE KEY SPECIFIC as a field pointer (SPC-4, Field pointer sense key specific data and
    /// Segment pointer sense key specific data).
    ///
    ///     Byte 0    b7 SKSV, b6 C/D, b5 SD, b4 reserved, b3 BPV, b2-0 BIT POINTER
    ///     Byte 1-2  FIELD POINTER
    ///
    /// - Parameters:
    ///   - offset: where its byte 0 stands in the structure.
    ///   - keyOffset: where SENSE KEY stands.
    /// - Returns: `nil` where it is not valid, is cut short, or is no field pointer.
    static func fieldPointer(
        at offset: Int, in frame: WireFrame, keyAt keyOffset: Int
    ) -> [ExplainedField]? {
        let key = frame.number(at: keyOffset).map { SenseKey(wire: $0 & 0x0F) }
        return key == .illegalRequest || key == .copyAborted
            ? fieldPointer(at: offset, in: frame) : nil
    }

    /// The same where the sense key is known to ask for it.
    static func fieldPointer(at offset: Int, in frame: WireFrame) -> [ExplainedField]? {
        guard let value = frame.number(at: offset, count: 3), value & 0x80_0000 != 0 else {
            return nil
        }
        let pointer = FieldPointer(senseKeySpecific: UInt32(value & 0x7F_FFFF))
        let bits = { (name: String, high: Int, low: Int, meaning: String) in
            explainNumber(
                name, BitPlace(offset...offset, highBit: high, lowBit: low), frame
            ) { (meaning, name == "Reserved" && $0 != 0 ? "set, though reserved" : nil) }
        }
        return bits("C/D", 6, 6, pointer.isInCDB ? "in the CDB" : "in the parameter list")
            + bits("SD", 5, 5, pointer.isInSegment ? "from the segment descriptor's beginning" : "")
            + bits("Reserved", 4, 4, "")
            + bits("BPV", 3, 3, pointer.bit == nil ? "" : "BIT POINTER is there")
            + bits("BIT POINTER", 2, 0, pointer.bit == nil ? "" : "the field's highest bit")
            + explainNumber("FIELD POINTER", BitPlace(offset + 1...offset + 2), frame) { _ in
                (pointer.text, nil)
            }
    }

    /// COMMAND-SPECIFIC INFORMATION of an EXTENDED COPY that was aborted, in fixed format (SPC-4,
    /// Errors detected during processing of segment descriptors).
    ///
    ///     Byte 0    where the copy source's status and sense data begin in the sense data
    ///     Byte 1    where the copy destination's do
    ///     Byte 2-3  the segment, counted from 0
    ///
    /// - Returns: `nil` for another sense key, and where it is cut short.
    static func copyInformation(
        at offset: Int, in frame: WireFrame, keyAt keyOffset: Int
    ) -> [ExplainedField]? {
        guard let key = frame.number(at: keyOffset),
            SenseKey(wire: key & 0x0F) == .copyAborted,
            frame.number(at: offset, count: 4) != nil
        else { return nil }
        let area = { (side: String, place: Int) in
            explainNumber("\(side) area offset", BitPlace(place...place), frame) {
                ($0 == 0 ? "none" : "status and sense data of the copy \(side.lowercased())", nil)
            }
        }
        return area("Source", offset) + area("Destination", offset + 1)
            + segmentNumber(at: offset + 2, in: frame)
    }

    /// The number of a segment.
    static func segmentNumber(at offset: Int, in frame: WireFrame) -> [ExplainedField] {
        explainNumber("Segment number", BitPlace(offset...offset + 1), frame) { _ in
            ("counted from 0", nil)
        }
    }
}

extension DescriptorFormatSenseData {
    /// Names every byte. What the sense key gives a form of its own is explained in that form.
    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        let start = offset
        var lines = explainByTable(bytes, at: &offset, end: end)
        guard start + 1 < offset else { return lines }
        let key = SenseKey(wire: UInt64(bytes[start + 1] & 0x0F))
        guard key == .illegalRequest || key == .copyAborted else { return lines }
        // Its own descriptors alone: sense data that one of them forwards has a key of its own.
        var next = start + layout.fixedLength
        let limit = offset
        while next + 1 < limit {
            let place = next
            let frame = { WireFrame(bytes: bytes, start: place, end: limit, layout: $0) }
            switch bytes[next] {
            case 0x01 where key == .copyAborted:
                let frame = frame(CommandSpecificSenseDescriptor.wireName)
                if frame.number(at: 4, count: 8) == nil { break }
                let reserved = explainNumber("Reserved", BitPlace(4...9), frame) {
                    ("", $0 == 0 ? nil : "set, though reserved")
                }
                lines.replace(
                    "COMMAND-SPECIFIC INFORMATION", at: next + 4,
                    by: reserved + SenseKey.segmentNumber(at: 10, in: frame))
            case 0x02:
                let frame = frame(SenseKeySpecificDescriptor.wireName)
                if let parts = SenseKey.fieldPointer(at: 4, in: frame) {
                    lines.replace("SENSE KEY SPECIFIC", at: next + 4, by: parts)
                }
            default:
                break
            }
            next += 2 + Int(bytes[next + 1])
        }
        return lines
    }
}

extension [ExplainedField] {
    /// Shows a field in parts; what is wrong with it is said of the last one.
    fileprivate mutating func replace(_ name: String, at byte: Int, by parts: [ExplainedField]) {
        guard let index = firstIndex(where: { $0.name == name && $0.bytes.lowerBound == byte })
        else { return }
        var parts = parts
        if let fault = self[index].fault { parts[parts.count - 1].fault = fault }
        replaceSubrange(index...index, with: parts)
    }
}
