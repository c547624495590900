import Foundation

/// A program that finds the devices of a served bench: one run with the preload library.
public struct PreloadedProgram: Sendable {
    /// The library's file name.
    public static let libraryName = "libSGPreload.so"
    /// The environment variable that names the library where it is not beside the program.
    public static let libraryVariable = "SANBENCH_PRELOAD"
    /// The environment variable that the library finds the bench by.
    public static let directoryVariable = "SANBENCH_SG"

    private let directory: ServerDirectory
    private let library: String

    /// A program to be run on the bench that is served from a directory.
    ///
    /// - Throws: `ServerFault` where the library is nowhere.
    public init(on directory: ServerDirectory) throws(ServerFault) {
        self.directory = directory
        guard let found = Self.findLibrary() else {
            throw ServerFault(
                "\(Self.libraryName): expected beside the program, in ../lib/sanbench, or where"
                    + " \(Self.libraryVariable) says")
        }
        guard !found.contains(where: { $0 == " " || $0 == ":" }) else {
            throw ServerFault(
                "\(found): a path without spaces and colons expected, which ld.so cannot preload")
        }
        try directory.check()
        library = found
    }

    /// The preload library's path, if it is there.
    public static func findLibrary() -> String? {
        let environment = ProcessInfo.processInfo.environment
        var places: [URL] = []
        if let named = environment[libraryVariable] { places.append(URL(fileURLWithPath: named)) }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let folder = program.deletingLastPathComponent()
        places.append(folder.appendingPathComponent(libraryName))
        places.append(
            folder.deletingLastPathComponent().appendingPathComponent("lib/sanbench/" + libraryName)
        )
        return places.map(\.path).first { FileManager.default.isReadableFile(atPath: $0) }
    }

    /// What a program's environment has on top of this process's.
    public var environment: [String: String] {
        let present = ProcessInfo.processInfo.environment["LD_PRELOAD"] ?? ""
        return [
            "LD_PRELOAD": present.isEmpty ? library : library + ":" + present,
            Self.directoryVariable: directory.path,
        ]
    }

    /// Runs a program to its end, with this process's standard streams and in its process group.
    ///
    /// - Parameters:
    ///   - command: the program, found as a shell finds it, and its arguments.
    ///   - started: gets a way to send it signals.
    /// - Returns: its exit status; 128 and the signal's number where a signal ended it, as a shell
    ///   has it.
    /// - Throws: `ServerFault` where there is no such program.
    public func run(
        _ command: [String], started: (@escaping @Sendable (Int32) -> Void) -> Void = { _ in }
    ) throws(ServerFault) -> Int32 {
        guard let name = command.first, let path = Self.find(name) else {
            throw ServerFault(
                "\(command.first ?? ""): not found where PATH leads; a program expected")
        }
        let child = try ChildProcess(
            path: path, arguments: command,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        started { child.send($0) }
        return child.wait()
    }

    private static func find(_ name: String) -> String? {
        if name.contains("/") { return name }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        // Programs for the administrator are where an ordinary user's PATH does not lead.
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        return folders.map { $0 + "/" + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}
