/// Hexadecimal as storage people write it: `83h`, `0x83`, dumps of byte pairs.

private let digits: [UInt8] = Array("0123456789abcdef".utf8)

/// `value` as the standards print it: upper-case digits, an even number of them, then `h`.
public func hexadecimal(_ value: some BinaryInteger, digits count: Int = 2) -> String {
    let text = String(UInt64(truncatingIfNeeded: value), radix: 16, uppercase: true)
    let even = max(count, text.count + text.count % 2)
    return String(repeating: "0", count: even - text.count) + text + "h"
}

/// Byte pairs in lower case, one blank between two bytes: `83 00 0a`.
public func hexPairs(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// Reads byte pairs that blanks, tabs or line ends may separate; `;` and `#` begin a comment that
/// runs to the end of the line.
///
/// - Throws: `WireError` whose offset counts characters, for a character that is no hexadecimal
///   digit and for a byte with one digit only.
public func bytes(hex text: String) throws(WireError) -> [UInt8] {
    var result: [UInt8] = []
    var high: UInt8?
    var inComment = false
    for (offset, character) in text.utf8.enumerated() {
        if character == UInt8(ascii: "\n") { inComment = false }
        if inComment { continue }
        if character == UInt8(ascii: ";") || character == UInt8(ascii: "#") {
            inComment = true
        }
        let isGap = inComment || [0x20, 0x09, 0x0A, 0x0D].contains(character)
        if isGap {
            if high != nil { throw hexError("a second digit expected", offset) }
            continue
        }
        guard let digit = hexDigit(character) else {
            throw hexError("a hexadecimal digit expected", offset)
        }
        if let upper = high {
            result.append(upper << 4 | digit)
            high = nil
        } else {
            high = digit
        }
    }
    if high != nil { throw hexError("a second digit expected", text.utf8.count) }
    return result
}

private func hexError(_ what: String, _ offset: Int) -> WireError {
    WireError(
        structure: "hexadecimal text",
        field: "character",
        offset: offset,
        problem: .malformedText(what)
    )
}

private func hexDigit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
}
