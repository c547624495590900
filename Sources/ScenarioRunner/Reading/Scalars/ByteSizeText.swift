/// What a size looks like, for faults.
let sizeForm = "a size in bytes such as 512, 4KiB, 64MiB, 1GiB or 2TiB"

/// The number of bytes that `text` writes: a whole number, with KiB, MiB, GiB or TiB if it counts
/// those.
///
/// - Throws: for another form, for units of which nobody knows whether they count 1000 or 1024,
///   and for more than 63 bits.
func byteSize(text: String) throws(ScalarFault) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = String(text.dropFirst(digits.count))
    if text.hasPrefix("-") {
        throw ScalarFault(expected: "a size that is not negative")
    }
    guard !digits.isEmpty else { throw ScalarFault(expected: sizeForm) }
    guard let bytes = sizeUnits[unit] else {
        if let letter = unit.first.map(String.init), "KMGT".contains(letter.uppercased()),
            ["", "B", "b"].contains(unit.dropFirst())
        {
            let power = "\(letter.uppercased())iB"
            throw ScalarFault(
                expected: "\(power), or bytes in full: \(unit) may mean 1000 or 1024"
            )
        }
        throw ScalarFault(expected: sizeForm)
    }
    guard digits == "0" || !digits.hasPrefix("0") else {
        throw ScalarFault(expected: sizeForm + ", without leading zeros")
    }
    let (count, overflow) = (Int(digits) ?? .max).multipliedReportingOverflow(by: bytes)
    guard !overflow, Int(digits) != nil else {
        throw ScalarFault(expected: "a size below 8388608TiB")
    }
    return count
}

private let sizeUnits: [String: Int] = [
    "": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
]
