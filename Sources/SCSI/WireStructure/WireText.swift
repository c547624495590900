/// Text on the wire: one character a byte, ISO 8859-1.
///
/// The standards allow ASCII alone, but devices send what they please. Carrying every byte as the
/// character of the same number loses none of them, so that what was decoded encodes to the same
/// bytes again.
enum WireText {
    /// The text that those bytes are.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(UnicodeScalar(byte)) }
        return String(scalars)
    }

    /// The bytes of a text; a character that no byte can carry becomes a question mark.
    static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
    }
}
