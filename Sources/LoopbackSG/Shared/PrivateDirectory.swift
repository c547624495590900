import CLoopbackSG
import Glibc

/// The server's directory, which only its user can enter, and the socket in it.
final class PrivateDirectory: Sendable {
    /// The socket that listens.
    let listener: Int32
    private let socketPath: String

    /// The socket's name in it.
    static let socketName = "sg.sock"

    /// Makes the directory where it is not there, checks it, and listens in it. A socket that an
    /// earlier server left is replaced.
    init(_ path: String) throws(LoopbackFailure) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw LoopbackFailure("\(path): creating it: \(words(errno))")
        }
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            throw LoopbackFailure("\(path): looking at it: \(words(errno))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw LoopbackFailure("\(path): is no directory")
        }
        guard status.st_uid == geteuid() else {
            throw LoopbackFailure("\(path): belongs to user \(status.st_uid)")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw LoopbackFailure("\(path): mode 700 expected, \(mode) found")
        }
        let place = path + "/" + Self.socketName
        if unsafe lsg_is_served(place) != 0 {
            throw LoopbackFailure("\(place): a server is there already")
        }
        _ = unsafe unlink(place)
        listener = unsafe lsg_listen(place)
        guard listener >= 0 else {
            throw LoopbackFailure("\(place): listening: \(words(errno))")
        }
        socketPath = place
    }

    /// Lets nobody connect any more; who has and was not accepted is sent away.
    func leave() {
        _ = unsafe unlink(socketPath)
        shutdown(listener, Int32(SHUT_RDWR))
        while ClientSocket.accept(from: listener) != nil {}
    }

    deinit { close(listener) }
}

/// Why a server could not be started.
public struct LoopbackFailure: Error, Equatable, CustomStringConvertible {
    /// The words.
    public var description: String

    init(_ description: String) { self.description = description }
}

private func words(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}

/// Lets this process open as many files as the system lets it: each open file of the server takes
/// two.
func raiseDescriptorLimit() {
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
