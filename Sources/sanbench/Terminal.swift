import Foundation
import Glibc
import Synchronization

/// The two streams that a person reads.
enum Terminal {
    /// What has become of standard output.
    private enum Output {
        case open
        /// Nobody reads it any more, as behind `| head`.
        case unread
        case broken(InputFault)
    }

    private static let output = Mutex(Output.open)

    /// Lets a reader that has gone away show as an error of the write, not as a signal: the run
    /// goes on, for its files and its exit status, and leaves no temporary file behind.
    static func outliveReaders() { _ = signal(SIGPIPE, SIG_IGN) }

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
    static func say(_ line: String) { write(Data((line + "\n").utf8)) }

    /// Writes bytes to standard output.
    static func write(_ bytes: Data) {
        output.withLock { state in
            guard case .open = state else { return }
            do {
                try FileHandle.standardOutput.write(contentsOf: bytes)
            } catch {
                state =
                    error.isBrokenPipe
                    ? .unread : .broken(InputFault(unwritable: "standard output"))
            }
        }
    }

    /// Fails where standard output did not take what was written to it, as on a full disk.
    static func checkOutput() throws {
        let state = output.withLock { $0 }
        if case .broken(let fault) = state { throw fault }
    }

    /// Writes a line to standard error.
    static func complain(_ line: String) { writeError(line + "\n") }

    /// Overwrites the progress line, or removes it.
    static func showProgress(_ text: String?) {
        if showsProgress { writeError("\r\u{1B}[K" + (text ?? "")) }
    }

    /// Where standard error cannot be written there is nobody left to tell.
    private static func writeError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Ends the program.
    static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}

extension Error {
    /// Whether a write failed because the pipe's reader has gone away.
    fileprivate var isBrokenPipe: Bool {
        let error = self as NSError
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return cause.domain == NSPOSIXErrorDomain && cause.code == Int(EPIPE)
    }
}
