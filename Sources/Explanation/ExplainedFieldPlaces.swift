import SCSI

extension ExplainedField {
    /// Whether the field has a bit, 7 to 0, of one of its bytes.
    func holds(bit: Int, ofByte byte: Int) -> Bool {
        guard bytes.contains(byte) else { return false }
        guard let bits else { return true }
        if byte == bytes.lowerBound && bit > bits.high { return false }
        return !(byte == bytes.upperBound - 1 && bit < bits.low)
    }

    /// `0010-0013`, and the bits of a part of a byte: `0001 b4-0`.
    var placeText: String {
        var text = Self.padded(bytes.lowerBound)
        if bytes.count > 1 { text += "-" + Self.padded(bytes.upperBound - 1) }
        if let bits {
            text += bits.high == bits.low ? " b\(bits.high)" : " b\(bits.high)-\(bits.low)"
        }
        return text
    }

    private static func padded(_ offset: Int) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    }
}
