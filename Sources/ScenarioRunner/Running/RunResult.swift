import Timebase

/// What one step came to.
public struct StepOutcome: Sendable {
    /// The kind of step.
    public var kind: StepKind
    /// What it worked on, as `s0 to t0`.
    public var subject: String
    /// Whether it did what it was to do; `nil` where it was not run.
    public var isGood: Bool?
    /// What it came to, or why it failed.
    public var detail: String
    /// How long it took in virtual time.
    public var virtualTime = Nanoseconds.zero
    /// When it ended, in virtual time.
    public var end = Instant.zero
    /// How long it took in real time, in seconds.
    public var wallTime = 0.0
    /// Bytes of the volume that the copy manager moved.
    public var copiedBytes: UInt64 = 0
    /// Bytes of the volume that passed through the server.
    public var serverBytes: UInt64 = 0
    /// Further bytes to and from the server: commands' parameters, headers.
    public var controlBytes: UInt64 = 0
    /// For a verify step: whether the disks are identical.
    public var isIdentical: Bool?
}

/// An expectation that did not hold.
public struct UnmetExpectation: Sendable {
    /// Its line in the scenario file; `nil` for what every run must hold.
    public var line: Int?
    /// What was expected and what was found.
    public var text: String
}

/// What the run of one case came to.
public struct RunResult: Sendable {
    /// The scenario file.
    public var file: String
    /// The scenario's name, with the case's behind it.
    public var title: String
    /// The case's name; `nil` for a scenario without cases.
    public var caseName: String?
    /// The seed.
    public var seed: UInt64
    /// Each step.
    public var steps: [StepOutcome]
    /// What did not hold; empty for a run that passed.
    public var unmet: [UnmetExpectation]
    /// How many expectations there were.
    public var expectationCount: Int
    /// How many events the trace has.
    public var eventCount: UInt64
    /// The SHA-256 of the trace's JSON lines.
    public var traceDigest: String
    /// How long the run took in real time, in seconds.
    public var wallTime: Double

    /// Whether everything held.
    public var hasPassed: Bool { unmet.isEmpty }

    /// The command that repeats the run.
    public var repeatCommand: String {
        var words = ["sanbench run", shellQuoted(file)]
        if let caseName { words += ["--case", caseName] }
        words += ["--seed", String(seed)]
        return words.joined(separator: " ")
    }
}

/// A word as a shell takes it.
private func shellQuoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
        ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x2B && $0 <= 0x3A && $0 != 0x2C)
            || $0 == 0x5F
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
