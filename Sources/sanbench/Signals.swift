import DeviceSAN
import Foundation
import Glibc
import ScenarioRunner

/// What SIGINT and SIGTERM do: the run's temporary files and a backup's snapshot go, then the program ends as the signal
/// asks.
enum Signals {
    /// The exit status of a program that a signal has ended is this and the signal's number.
    private static let statusBase: Int32 = 128

    /// Takes the signals from now on. The sources live as long as what is returned.
    static func cleanUpWhenStopped() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                RunDirectory.removeTemporary()
                CommandSnapshot.removeAll()
                _exit(statusBase + number)
            }
            source.resume()
            return source
        }
    }
}
