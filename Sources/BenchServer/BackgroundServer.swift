import Foundation

/// A server in a process of its own, which its starter waits for.
public enum BackgroundServer {
    /// Starts this program once more with other arguments, and returns what that one says when its
    /// bench is ready.
    ///
    /// - Throws: `ServerFault` where it ends instead, with what it has said of that.
    public static func start(arguments: [String]) throws(ServerFault) -> String {
        let manager = FileManager.default
        let ready = NSTemporaryDirectory() + "/sanbench-ready-" + UUID().uuidString
        let complaints = ready + ".errors"
        defer {
            try? manager.removeItem(atPath: ready)
            try? manager.removeItem(atPath: complaints)
        }
        guard let nowhere = FileHandle(forUpdatingAtPath: "/dev/null") else {
            throw ServerFault("/dev/null: a device that can be written expected")
        }
        // A file, not this process's own stream: a server that lives on must not hold that open.
        guard manager.createFile(atPath: complaints, contents: nil),
            let errors = FileHandle(forWritingAtPath: complaints)
        else { throw ServerFault("\(complaints): a file that can be written expected") }
        let child = try ChildProcess(
            path: "/proc/self/exe", arguments: ["sanbench"] + arguments + ["--ready-file", ready],
            environment: ProcessInfo.processInfo.environment,
            streams: [nowhere, nowhere, errors].map(\.fileDescriptor), isDetached: true)
        while true {
            if let text = try? String(contentsOfFile: ready, encoding: .utf8), text.hasSuffix("\n")
            {
                return String(text.dropLast())
            }
            if child.hasEnded {
                let said = (try? String(contentsOfFile: complaints, encoding: .utf8)) ?? ""
                throw ServerFault(
                    said.hasPrefix(complaint)
                        ? said.dropFirst(complaint.count).trimmingCharacters(in: .newlines)
                        : "the bench was not served" + (said.isEmpty ? "" : ": \(said)"))
            }
            usleep(10_000)
        }
    }

    /// What a message on standard error begins with.
    private static let complaint = "Error: "
}
