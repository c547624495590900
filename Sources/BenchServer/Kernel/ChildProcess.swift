import CLinuxFile
import Glibc

/// A program that runs in this process's own process group, with its standard streams: what a
/// terminal sends with Ctrl-C reaches both, and it may read from the terminal. (Foundation's
/// `Process` makes a group of its own.)
struct ChildProcess: Sendable {
    /// POSIX_SPAWN_SETSID of spawn.h, which is shown to GNU sources only.
    private static let newSession: Int32 = 0x80
    /// Its process identifier.
    let identifier: pid_t

    /// Starts a program (posix_spawn(3)); signals are as a new program expects them.
    ///
    /// - Parameters:
    ///   - path: the program's file.
    ///   - arguments: `argv`, the program's name included.
    ///   - environment: the whole of its environment.
    ///   - output: the descriptor that its standard output goes to; nil for this process's.
    ///   - isDetached: whether it gets a session of its own, which no terminal's signals reach, and
    ///     none of this process's open files but the standard streams.
    /// - Throws: `ServerFault` that names the program.
    init(
        path: String, arguments: [String], environment: [String: String], output: Int32? = nil,
        isDetached: Bool = false
    ) throws(ServerFault) {
        var attributes = posix_spawnattr_t()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&actions)
        defer {
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&actions)
        }
        var changed = sigset_t()
        unsafe sigemptyset(&changed)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { unsafe sigaddset(&changed, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &changed)
        let flags = POSIX_SPAWN_SETSIGDEF | (isDetached ? Self.newSession : 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        if let output {
            unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        }
        if isDetached {
            _ = unsafe linux_close_descriptors(&actions, STDERR_FILENO + 1)
        }
        let words = unsafe Self.copies(arguments)
        let settings = unsafe Self.copies(
            environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })
        defer {
            unsafe (words + settings).forEach { unsafe free($0) }
        }
        var started = pid_t()
        let result = unsafe posix_spawn(&started, path, &actions, &attributes, words, settings)
        guard result == 0 else {
            throw unsafe ServerFault("\(path): \(String(cString: strerror(result)))")
        }
        identifier = started
    }

    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    /// Waits for its end.
    ///
    /// - Returns: its exit status; 128 and the signal's number where a signal ended it, as a shell
    ///   has it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0 {
            if errno != EINTR { return 127 }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// Whether it has ended; it cannot be waited for any more then.
    var hasEnded: Bool {
        var status: Int32 = 0
        return unsafe waitpid(identifier, &status, WNOHANG) != 0
    }

    /// Sends it a signal.
    func send(_ signal: Int32) { kill(identifier, signal) }
}
