/// A name for people to read, on one line and without loss: `\\` is a backslash, `\xNN` a byte that is
/// no part of valid UTF-8, and `\u{N}` a character that would not show or would move what follows:
/// controls, line and paragraph separators, marks that change the direction of writing.
public func shown(_ bytes: some Collection<UInt8>) -> String {
    // Nearly every name is plain.
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) {
        return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    for unit in nameUnits(bytes) {
        guard let scalar = Unicode.Scalar(unit) else {
            text += "\\x" + twoDigits(UInt8(truncatingIfNeeded: unit))
            continue
        }
        if scalar == "\\" {
            text += "\\\\"
        } else if isUnseen(scalar) {
            text += "\\u{" + String(unit, radix: 16, uppercase: true) + "}"
        } else {
            text.unicodeScalars.append(scalar)
        }
    }
    return text
}

/// A byte that is no part of valid UTF-8, as a unit of `nameUnits(_:)`: this and the byte.
let invalidByteUnit: UInt32 = 0x11_0000

/// The scalars of a name; each byte that is no part of valid UTF-8 is a unit of its own, behind all
/// scalars.
func nameUnits(_ bytes: some Collection<UInt8>) -> [UInt32] {
    let all = Array(bytes)
    var units: [UInt32] = []
    units.reserveCapacity(all.count)
    var index = 0
    while index < all.count {
        let lead = all[index]
        let count = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = count == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(count))
        var isValid = count > 0 && lead < 0xF5 && index + count <= all.count
        if isValid {
            for byte in all[index + 1..<index + count] {
                isValid = isValid && byte & 0xC0 == 0x80
                value = value << 6 | UInt32(byte & 0x3F)
            }
        }
        let least: UInt32 = count == 4 ? 0x10000 : count == 3 ? 0x800 : 0
        if isValid, value >= least, Unicode.Scalar(value) != nil {
            units.append(value)
            index += count
        } else {
            units.append(invalidByteUnit + UInt32(lead))
            index += 1
        }
    }
    return units
}

private func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
        0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
        true
    // Two of the last of each plane are no characters.
    case let value: value & 0xFFFE == 0xFFFE
    }
}

/// Two hexadecimal digits in upper case.
func twoDigits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count == 1 ? "0" + text : text
}
