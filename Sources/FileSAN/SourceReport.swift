/// Where a backup's blocks came from, and what was done before they were read.
public struct SourceReport: Encodable, Sendable {
    /// A wait for a period without writes.
    public struct Quiesce: Encodable, Sendable {
        /// How long there had to be no write, in seconds.
        public var idleSeconds: Double
        /// How long such a period was waited for at most, in seconds.
        public var timeoutSeconds: Double
        /// How long the wait was, in seconds.
        public var waitedSeconds: Double
        /// How often a write made the period begin anew.
        public var restarts: Int

        /// What a wait was.
        public init(
            idleSeconds: Double, timeoutSeconds: Double, waitedSeconds: Double, restarts: Int
        ) {
            self.idleSeconds = idleSeconds
            self.timeoutSeconds = timeoutSeconds
            self.waitedSeconds = waitedSeconds
            self.restarts = restarts
        }
    }

    /// A snapshot that was read in the disk's place.
    public struct Snapshot: Encodable, Sendable {
        /// The path of its device.
        public var path: String
        /// How long it took, in seconds.
        public var seconds: Double

        /// A snapshot's place.
        public init(path: String, seconds: Double) {
            self.path = path
            self.seconds = seconds
        }
    }

    /// The path of the disk.
    public var path: String
    /// The wait; nil where there was none.
    public var quiesce: Quiesce?
    /// The snapshot; nil where the disk itself was read.
    public var snapshot: Snapshot?
    /// How long the backup itself took, in seconds; nil where that was not measured.
    public var backupSeconds: Double?

    /// A disk that was read as it is.
    public init(path: String) { self.path = path }

    /// Lines for people.
    var lines: [String] {
        var lines = ["  source                     \(path)"]
        if let quiesce {
            let restarts = quiesce.restarts == 1 ? "1 write" : "\(quiesce.restarts) writes"
            lines.append(
                "  quiet                      after \(tenths(quiesce.waitedSeconds)) s"
                    + " (\(tenths(quiesce.idleSeconds)) s without writes, at most"
                    + " \(tenths(quiesce.timeoutSeconds)) s to wait; begun anew after"
                    + " \(restarts))")
        }
        if let snapshot {
            lines.append(
                "  snapshot                   \(snapshot.path), \(tenths(snapshot.seconds)) s")
        }
        if let backupSeconds {
            lines.append("  backup                     \(tenths(backupSeconds)) s")
        }
        return lines
    }
}

/// A number with one decimal place.
private func tenths(_ value: Double) -> String {
    let count = Int((value * 10).rounded())
    return "\(count / 10).\(count % 10)"
}
