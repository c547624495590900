import Foundation
import Glibc

/// A server in a process of its own, which its starter waits for.
public enum BackgroundServer {
    /// The flag that tells a server that it is one of these.
    public static let flag = "--in-background"

    /// What such a server does when it is ready: nobody reads its standard error any more, and
    /// whoever waits for the end of it must not wait for the server.
    public static func leaveStandardError() {
        guard let nowhere = FileHandle(forWritingAtPath: "/dev/null") else { return }
        dup2(nowhere.fileDescriptor, STDERR_FILENO)
    }

    /// Starts this program once more with other arguments, and returns what that one says when its
    /// bench is ready.
    ///
    /// - Throws: `ServerFault` where it ends instead; it has said why on standard error.
    public static func start(arguments: [String]) throws(ServerFault) -> ServingReport {
        let ready = NSTemporaryDirectory() + "/sanbench-ready-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: ready) }
        guard let nowhere = FileHandle(forWritingAtPath: "/dev/null") else {
            throw ServerFault("/dev/null: a device that can be written expected")
        }
        let child = try ChildProcess(
            path: "/proc/self/exe",
            arguments: ["sanbench"] + arguments + ["--ready-file", ready, flag],
            environment: ProcessInfo.processInfo.environment,
            output: nowhere.fileDescriptor, isDetached: true)
        while true {
            if let data = try? Data(contentsOf: URL(fileURLWithPath: ready)),
                let report = try? JSONDecoder().decode(ServingReport.self, from: data)
            {
                return report
            }
            if child.hasEnded { throw ServerFault("the bench was not served") }
            usleep(10_000)
        }
    }
}
