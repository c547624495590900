import Foundation
import ServerlessBackup

/// A line of the shell that somebody gave to be run.
struct ShellLine: Sendable {
    private let command: String
    private let variables: [String: String]

    /// A line, and the variables of the environment that it gets beside the program's own.
    init(_ command: String, _ variables: [String: String]) {
        self.command = command
        self.variables = variables
    }

    /// Runs it; what it says on standard error is seen by who runs this program.
    ///
    /// - Returns: what it prints.
    /// - Throws: `BackupError.noSnapshot` unless it ends with 0.
    func run() throws(BackupError) -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let bytes: Data
        do {
            try process.run()
            bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        } catch {
            throw .noSnapshot("\(command): \(error.localizedDescription)")
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let how = process.terminationReason == .exit ? "exit status" : "signal"
            throw .noSnapshot(
                "\(command): ended with \(how) \(process.terminationStatus); 0 expected")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
