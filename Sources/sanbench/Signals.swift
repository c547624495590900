import Foundation
import Glibc
import ScenarioRunner
import Synchronization

/// What SIGINT and SIGTERM do: the run's temporary files go, then the program ends as the signal
/// asks.
enum Signals {
    /// The exit status of a program that a signal has ended is this and the signal's number.
    private static let statusBase: Int32 = 128

    /// Takes the signals from now on.
    static func cleanUpWhenStopped() {
        for number in [SIGINT, SIGTERM] { _ = signal(number, SIG_IGN) }
        replace { number in
            RunDirectory.removeTemporary()
            _exit(statusBase + number)
        }
    }

    private static let replaced = Mutex<[any DispatchSourceSignal]>([])

    /// Lets SIGINT and SIGTERM do something else from now on: end what is served, in order.
    static func replace(_ action: @escaping @Sendable (Int32) -> Void) {
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { action(number) }
            source.resume()
            return source
        }
        let former = replaced.withLock { kept in
            defer { kept = sources }
            return kept
        }
        former.forEach { $0.cancel() }
    }
}
