import Foundation
import Glibc

/// The two streams that a person reads.
enum Terminal {
    /// Whether standard output is a terminal that wants colour.
    static var wantsColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        // NO_COLOR counts when it is there and not empty (no-color.org).
        return isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
    }

    /// Whether progress can be shown.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a line to standard output at once, so that what happens is seen as it happens.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Writes a line to standard error.
    static func complain(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Overwrites the progress line, or removes it.
    static func showProgress(_ text: String?) {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data(("\r\u{1B}[K" + (text ?? "")).utf8))
    }

    /// Ends the program.
    static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
