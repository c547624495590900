/// Runs two sides in turn and keeps the times of each.
struct SideBySide {
    let rounds: Int

    /// The times of both sides, in seconds.
    struct Result {
        var ours: [Double] = []
        var peers: [Double] = []

        /// How many times as fast as the peer the median of our times is.
        var ratio: Double { median(peers) / median(ours) }

        func row(_ name: String, byteCount: Int, reach: Double) -> [String] {
            let speed = { (seconds: Double) in
                "\(decimal(seconds, 3)) s, \(decimal(Double(byteCount) / seconds / 1e9, 2)) GB/s"
            }
            return [
                name, speed(median(ours)), speed(median(peers)), decimal(ratio, 2),
                "at least \(decimal(reach, 2))", ratio >= reach ? "reached" : "missed",
            ]
        }
    }

    /// One round that does not count, then the rounds; who begins changes from round to round,
    /// so that neither side always finds what the other left.
    func measure(
        prepare: () throws -> Void, _ ours: () throws -> Double, peer: () throws -> Double
    ) throws -> Result {
        var result = Result()
        for round in 0...rounds {
            var times = (ours: 0.0, peer: 0.0)
            for side in 0..<2 {
                try prepare()
                if (round + side) % 2 == 0 {
                    times.ours = try ours()
                } else {
                    times.peer = try peer()
                }
            }
            if round == 0 { continue }
            result.ours.append(times.ours)
            result.peers.append(times.peer)
        }
        return result
    }
}

/// The middle of some values.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A number with a fixed number of decimal places.
func decimal(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = UInt64((value * scale).rounded())
    let whole = scaled / UInt64(scale)
    if places == 0 { return String(whole) }
    let fraction = String(scaled % UInt64(scale))
    return "\(whole)." + String(repeating: "0", count: places - fraction.count) + fraction
}

/// The time that something takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .seconds(1)
}
