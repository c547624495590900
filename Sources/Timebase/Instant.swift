/// A point in time, in whole nanoseconds since its clock's zero.
///
/// On the bench zero is the start of the scenario; on a machine it is the start of the program.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's zero; never negative on a clock of the bench.
    public var nanoseconds: Int64

    /// The instant `nanoseconds` after the clock's zero.
    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The clock's zero.
    public static let zero = Instant(nanoseconds: 0)

    /// The last instant that can be expressed, about 292 years after zero.
    public static let farthest = Instant(nanoseconds: .max)

    /// Whether one instant is before another.
    @inlinable public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `duration` later; the farthest one where the sum cannot be expressed.
    @inlinable public static func + (instant: Instant, duration: Nanoseconds) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.count)
        return overflow ? .farthest : Instant(nanoseconds: sum)
    }

    /// The time from `right` to `left`.
    @inlinable public static func - (left: Instant, right: Instant) -> Nanoseconds {
        Nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}

/// A length of time in whole nanoseconds.
public struct Nanoseconds: Comparable, Hashable, Sendable {
    /// How many nanoseconds.
    public var count: Int64

    /// A length of `count` nanoseconds.
    @inlinable public init(_ count: Int64) { self.count = count }

    /// No time at all.
    public static let zero = Nanoseconds(0)

    /// A number of whole seconds.
    @inlinable public static func seconds(_ count: Int64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000_000)
    }

    /// A number of whole milliseconds.
    @inlinable public static func milliseconds(_ count: Int64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000)
    }

    /// A number of whole microseconds.
    @inlinable public static func microseconds(_ count: Int64) -> Nanoseconds {
        Nanoseconds(count * 1000)
    }

    /// Whether one length is shorter than another.
    @inlinable public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool {
        left.count < right.count
    }

    /// The sum of two lengths; the longest length where the sum cannot be expressed.
    @inlinable public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        let (sum, overflow) = left.count.addingReportingOverflow(right.count)
        return Nanoseconds(overflow ? .max : sum)
    }

    /// Lengthens a length by another.
    @inlinable public static func += (left: inout Nanoseconds, right: Nanoseconds) {
        left = left + right
    }
}

extension Nanoseconds: CustomStringConvertible {
    /// The length in the largest unit that needs no rounding, as scenario files write it: `2.9 s`.
    public var description: String {
        let magnitude = count.magnitude
        let sign = count < 0 ? "-" : ""
        let (unit, divisor, places): (String, UInt64, Int) =
            switch magnitude {
            case 0: ("s", 1_000_000_000, 9)
            case 1_000_000_000...: ("s", 1_000_000_000, 9)
            case 1_000_000...: ("ms", 1_000_000, 6)
            case 1000...: ("us", 1000, 3)
            default: ("ns", 1, 0)
            }
        return sign + decimal(magnitude, divisor, places) + " " + unit
    }
}

extension Instant: CustomStringConvertible {
    /// Seconds with all nine places, so that columns of instants align: `12.000000001 s`.
    public var description: String {
        let magnitude = nanoseconds.magnitude
        let fraction = String(magnitude % 1_000_000_000)
        let zeros = String(repeating: "0", count: 9 - fraction.count)
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / 1_000_000_000).\(zeros)\(fraction) s"
    }
}

/// `value / divisor` with at most `places` decimal places and no trailing zeros.
private func decimal(_ value: UInt64, _ divisor: UInt64, _ places: Int) -> String {
    var fraction = String(value % divisor)
    fraction = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let whole = String(value / divisor)
    return fraction.isEmpty || places == 0 ? whole : whole + "." + fraction
}
