import WireBytes

/// The bytes that `text` writes as pairs of hexadecimal digits; `;` and `#` begin comments.
///
/// - Throws: for anything else, and says at which character.
func byteString(text: String) throws(ScalarFault) -> [UInt8] {
    do {
        return try bytes(hex: text)
    } catch {
        throw ScalarFault(
            expected: "hexadecimal byte pairs such as 0a ff (character \(error.offset + 1))"
        )
    }
}

/// The pattern that `text` writes as pairs of hexadecimal digits, `??` for any byte, with blanks
/// between the pairs.
///
/// - Throws: for anything else, and says which pair it is.
func bytePattern(text: String) throws(ScalarFault) -> BytePattern {
    var pattern: [UInt8?] = []
    for word in text.split(whereSeparator: { $0.isWhitespace }) {
        if word == "??" {
            pattern.append(nil)
        } else if word.utf8.count == 2, let first = word.first, first.isHexDigit,
            let byte = UInt8(word, radix: 16)
        {
            pattern.append(byte)
        } else {
            throw ScalarFault(
                expected: "byte pairs such as 0a ?? ff with blanks between (pair "
                    + "\(pattern.count + 1) is \(shortened(String(word))))"
            )
        }
    }
    return BytePattern(bytes: pattern)
}
