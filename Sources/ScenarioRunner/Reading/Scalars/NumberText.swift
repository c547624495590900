/// What a number looks like, for faults.
let numberForm = "a number such as 12, 0Ch, 0x0C or 1100b"

/// The number that `text` writes, in decimal, or as the standards write hexadecimal (`0Ch`) and
/// binary (`10b`), or as programs write hexadecimal (`0x0C`).
///
/// - Throws: for another form, and for what 64 bits do not hold.
func number(text: String) throws(ScalarFault) -> UInt64 {
    let malformed = ScalarFault(expected: numberForm)
    if text.hasPrefix("-") { throw ScalarFault(expected: "a number that is not negative") }
    let digits: Substring
    let radix: Int
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
        (digits, radix) = (text.dropFirst(2), 16)
    } else if text.hasSuffix("h") || text.hasSuffix("H") {
        (digits, radix) = (text.dropLast(), 16)
    } else if text.hasSuffix("b") {
        (digits, radix) = (text.dropLast(), 2)
    } else {
        (digits, radix) = (Substring(text), 10)
        // Other readers of YAML take such a number as octal.
        if text.count > 1 && text.hasPrefix("0") { throw malformed }
    }
    // The initializer below would take a sign.
    guard let first = digits.first, first.isHexDigit else { throw malformed }
    guard let value = UInt64(digits, radix: radix) else {
        let isNumber = digits.allSatisfy { digit in
            digit.isASCII && (digit.hexDigitValue.map { $0 < radix } ?? false)
        }
        throw isNumber ? ScalarFault(expected: "a number of at most 64 bits") : malformed
    }
    return value
}
