import Timebase

/// What a duration looks like, for faults.
let durationForm = "a duration such as 3s, 2.9s, 20ms, 5us, 1ns, 2min or 1h"

/// The length of time that `text` writes: a decimal number and a unit without a blank between
/// them, exact to the nanosecond.
///
/// - Throws: for another form, for more digits than a nanosecond needs, and for what is longer
///   than 63 bits of nanoseconds (about 292 years).
func duration(text: String) throws(ScalarFault) -> Nanoseconds {
    let malformed = ScalarFault(expected: durationForm)
    guard !text.hasPrefix("-") else {
        throw ScalarFault(expected: "a duration that is not negative, such as 0s or 2.9s")
    }
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let unit = durationUnits[String(text.dropFirst(number.count))],
        let whole = parts.first, !whole.isEmpty, parts.count <= 2
    else { throw malformed }
    var count = try nanoseconds(digits: whole, each: unit.nanoseconds)
    if parts.count == 2 {
        guard !parts[1].isEmpty else { throw malformed }
        guard parts[1].count <= unit.places else {
            throw ScalarFault(expected: unit.precision)
        }
        let scale = (0..<parts[1].count).reduce(UInt64(1)) { scale, _ in scale * 10 }
        // Every unit with decimal places is a multiple of ten to their number.
        count += try nanoseconds(digits: parts[1], each: unit.nanoseconds / scale)
    }
    guard let result = Int64(exactly: count) else { throw durationTooLong }
    return Nanoseconds(result)
}

private struct DurationUnit {
    var nanoseconds: UInt64
    /// How many decimal places a nanosecond needs.
    var places: Int

    var precision: String {
        places == 0
            ? "whole nanoseconds" : "at most \(places) decimal places (a nanosecond) in this unit"
    }
}

private let durationUnits = [
    "ns": DurationUnit(nanoseconds: 1, places: 0),
    "us": DurationUnit(nanoseconds: 1000, places: 3),
    "ms": DurationUnit(nanoseconds: 1_000_000, places: 6),
    "s": DurationUnit(nanoseconds: 1_000_000_000, places: 9),
    "min": DurationUnit(nanoseconds: 60_000_000_000, places: 9),
    "h": DurationUnit(nanoseconds: 3_600_000_000_000, places: 9),
]

private let durationTooLong = ScalarFault(expected: "at most 2562047h (292 years)")

private func nanoseconds(
    digits: Substring,
    each unit: UInt64
) throws(ScalarFault) -> UInt64 {
    guard let number = UInt64(digits) else { throw durationTooLong }
    let (count, overflow) = number.multipliedReportingOverflow(by: unit)
    // Half of the range, so that the caller may add two of them.
    guard !overflow, count <= UInt64(Int64.max) else { throw durationTooLong }
    return count
}
