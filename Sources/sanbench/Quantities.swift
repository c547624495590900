import Timebase

/// A number of bytes from the command line.
func byteCount(
    _ text: String, _ option: String, _ range: ClosedRange<UInt64>
) throws -> UInt64 {
    let units: [(String, UInt64)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("", 1),
    ]
    for (unit, factor) in units where text.hasSuffix(unit) {
        guard let number = UInt64(text.dropLast(unit.count)) else { break }
        let (count, overflow) = number.multipliedReportingOverflow(by: factor)
        if overflow || !range.contains(count) { break }
        return count
    }
    throw InputFault(
        "\(option): found \(text); expected \(range.lowerBound) to \(range.upperBound) bytes, such"
            + " as 65536, 64KiB or 1MiB")
}

/// A time from the command line, in seconds.
func seconds(_ text: String) throws -> Int64 {
    let units: [(Character, Int64)] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]
    guard let unit = units.first(where: { $0.0 == text.last }),
        let number = Int64(text.dropLast()), number >= 0, number <= 100_000_000
    else {
        throw InputFault("--keep: found \(text); expected a time such as 90m, 12h or 30d")
    }
    return number * unit.1
}

/// A length of time from the command line, a day at most.
func duration(_ text: String, _ option: String) throws -> Nanoseconds {
    let units: [(String, Nanoseconds)] = [
        ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
    ]
    let longest = Nanoseconds.seconds(86400)
    for (unit, length) in units where text.hasSuffix(unit) {
        guard let number = Int64(text.dropLast(unit.count)), number >= 0 else { break }
        let (count, overflow) = number.multipliedReportingOverflow(by: length.count)
        if overflow || count > longest.count { break }
        return Nanoseconds(count)
    }
    throw InputFault("\(option): found \(text); expected a time such as 500ms, 3s or 2m")
}
