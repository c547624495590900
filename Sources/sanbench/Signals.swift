import DeviceSAN
import Foundation
import Glibc
import ScenarioRunner
import Synchronization

/// What SIGINT, SIGTERM and SIGHUP do: the run's temporary files and a backup's snapshot go, then the
/// program ends as the signal asks; or what else a command lets them do.
enum Signals {
    /// The exit status of a program that a signal has ended is this and the signal's number.
    private static let statusBase: Int32 = 128

    private static let action = Mutex<@Sendable (Int32) -> Void>({ number in
        RunDirectory.removeTemporary()
        CommandSnapshot.removeAll()
        _exit(statusBase + number)
    })

    /// Takes the signals from now on. The sources live as long as what is returned.
    static func take() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { action.withLock { $0 }(number) }
            source.resume()
            return source
        }
    }

    /// Lets the signals do something else from now on: end what is served, in order.
    static func replace(_ other: @escaping @Sendable (Int32) -> Void) {
        action.withLock { $0 = other }
    }
}
