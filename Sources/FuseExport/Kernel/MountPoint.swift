import Glibc

/// Why something cannot be mounted.
public struct MountError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What failed, and why.
    public let description: String

    init(_ description: String) { self.description = description }

    /// With the system's reason.
    init(_ action: String, _ number: Int32) {
        self.init("\(action): \(systemReason(number))")
    }
}

/// How a mount ended.
public enum Unmounting: Equatable, Sendable {
    /// Nobody used it; it is gone.
    case complete
    /// Somebody still had a file of it open or stood in it. It is gone from its place, and what
    /// they have open answers ENOTCONN.
    case whileBusy
    /// Somebody else had unmounted it.
    case alreadyGone
}

/// A directory that something is mounted at.
public enum FuseMount {
    /// How often a busy mount is tried again: who has just read a file may hold it a moment longer.
    static let busyRetries = 20
    /// How long after each try, in microseconds.
    static let busyDelay: UInt32 = 10_000
    /// How many dead mounts may lie above one another.
    static let staleLimit = 64

    /// Takes dead mounts away from a path: those whose server ended without unmounting, which
    /// answer ENOTCONN to everything.
    ///
    /// - Returns: whether there was one.
    /// - Throws: `MountError` where one cannot be taken away.
    @discardableResult
    public static func cleanUpStale(at path: String) throws(MountError) -> Bool {
        var wasStale = false
        for _ in 0..<staleLimit {
            var status = stat()
            guard unsafe stat(path, &status) != 0, errno == ENOTCONN else { return wasStale }
            wasStale = true
            if let failure = detach(path) {
                throw MountError("cannot unmount the dead mount at \(path): \(failure)")
            }
        }
        throw MountError("more than \(staleLimit) dead mounts at \(path)")
    }

    /// Unmounts what is mounted at a path: at once where nobody uses it, and lazily otherwise.
    static func unmount(_ path: String) throws(MountError) -> Unmounting {
        for attempt in 0...busyRetries {
            if attempt > 0 { usleep(busyDelay) }
            if unsafe umount2(path, 0) == 0 { return .complete }
            if errno == EINVAL { return .alreadyGone }
            if errno == EPERM {
                // An ordinary user has a program that may.
                if run("fusermount3", ["-u", "-q", "--", path]) == 0 { return .complete }
                if !isMounted(path) { return .alreadyGone }
            } else if errno != EBUSY {
                throw MountError("cannot unmount \(path)", errno)
            }
        }
        if let failure = detach(path) { throw MountError("cannot unmount \(path): \(failure)") }
        return .whileBusy
    }

    /// Takes a mount from its place; what is open of it lives on.
    ///
    /// - Returns: why that did not work; `nil` where it did.
    private static func detach(_ path: String) -> String? {
        if unsafe umount2(path, Int32(MNT_DETACH)) == 0 { return nil }
        let reason = systemReason(errno)
        return run("fusermount3", ["-u", "-z", "-q", "--", path]) == 0 ? nil : reason
    }

    /// A mount point lies on another device than the directory above it.
    private static func isMounted(_ path: String) -> Bool {
        var (inside, outside) = (stat(), stat())
        return unsafe stat(path, &inside) == 0 && stat(path + "/..", &outside) == 0
            && inside.st_dev != outside.st_dev
    }

    /// Runs a program of the PATH to its end.
    ///
    /// - Returns: its exit status; 127 where it does not start or ends by a signal.
    private static func run(_ program: String, _ arguments: [String]) -> Int32 {
        let words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process = pid_t()
        guard unsafe posix_spawnp(&process, program, nil, nil, words, environ) == 0 else {
            return 127
        }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return 127 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 127
    }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}
