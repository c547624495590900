import WireBytes

/// What one field of a structure says, for a person.
public struct ExplainedField: Equatable, Sendable {
    /// The structure that the field belongs to.
    public var structure: String
    /// The field's name, as the standard names it.
    public var name: String
    /// The field's bytes, counted from the first byte that was given.
    public var bytes: Range<Int>
    /// The field's bits within its first and last byte; `nil` for whole bytes.
    public var bits: (high: Int, low: Int)?
    /// The value: a number, text, or hexadecimal bytes.
    public var value: String
    /// What the value means, or what unit it has.
    public var meaning: String
    /// What is wrong with it, if anything.
    public var fault: String?

    init(
        structure: String, name: String, bytes: Range<Int>, bits: (high: Int, low: Int)?,
        value: String, meaning: String, fault: String?
    ) {
        self.structure = structure
        self.name = name
        self.bytes = bytes
        self.bits = bits
        self.value = value
        self.meaning = meaning
        self.fault = fault
    }

    /// Bytes that no structure has a table for, or that lie behind what one has.
    public init(
        bytes: Range<Int>, of content: [UInt8], called name: String, in structure: String,
        fault: String? = nil
    ) {
        self.init(
            structure: structure, name: name, bytes: bytes, bits: nil,
            value: hexPairs(content[bytes]), meaning: "", fault: fault)
    }

    /// Whether two explanations say the same.
    public static func == (left: ExplainedField, right: ExplainedField) -> Bool {
        left.description == right.description && left.structure == right.structure
    }
}

extension ExplainedField: CustomStringConvertible {
    /// `0010-0013  PARAMETER LIST LENGTH = 104  (bytes)`; a part of a byte has its bits behind it.
    public var description: String {
        var place = pad(bytes.lowerBound)
        if bytes.count > 1 { place += "-" + pad(bytes.upperBound - 1) }
        if let bits {
            place += bits.high == bits.low ? " b\(bits.high)" : " b\(bits.high)-\(bits.low)"
        }
        var text = place + "  " + name + " = " + value
        if !meaning.isEmpty { text += "  (" + meaning + ")" }
        if let fault { text += "  ! " + fault }
        return text
    }

    private func pad(_ offset: Int) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
