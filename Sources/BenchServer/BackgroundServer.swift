import Foundation

/// A server in a process of its own, which its starter waits for.
public enum BackgroundServer {
    /// Starts this program once more with other arguments, and returns what that one says when its
    /// bench is ready.
    ///
    /// - Throws: `ServerFault` where it ends instead; it has said why on standard error.
    public static func start(arguments: [String]) throws(ServerFault) -> String {
        let ready = NSTemporaryDirectory() + "/sanbench-ready-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: ready) }
        guard let nowhere = FileHandle(forWritingAtPath: "/dev/null") else {
            throw ServerFault("/dev/null: a device that can be written expected")
        }
        let child = try ChildProcess(
            path: "/proc/self/exe", arguments: ["sanbench"] + arguments + ["--ready-file", ready],
            environment: ProcessInfo.processInfo.environment,
            output: nowhere.fileDescriptor, isDetached: true)
        while true {
            if let text = try? String(contentsOfFile: ready, encoding: .utf8), text.hasSuffix("\n")
            {
                return String(text.dropLast())
            }
            if child.hasEnded { throw ServerFault("the bench was not served") }
            usleep(10_000)
        }
    }
}
