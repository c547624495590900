import CLinuxFile
import Glibc

/// A Unix stream socket in the file system (unix(7)).
///
/// It is closed when the last reference to it goes.
final class UnixSocket: Sendable {
    let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A socket that listens; one that a former server left behind is replaced.
    ///
    /// - Throws: `ServerFault` that names the path.
    static func listening(at path: String, backlog: Int32) throws(ServerFault) -> UnixSocket {
        unsafe unlink(path)
        let socket = try bare(path)
        var address = try address(path)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, unsafe chmod(path, 0o600) == 0, listen(socket.descriptor, backlog) == 0
        else { throw failure(path) }
        return socket
    }

    /// A connection to a server.
    ///
    /// - Throws: `ServerFault` where nobody listens there.
    static func connected(to path: String) throws(ServerFault) -> UnixSocket {
        let socket = try bare(path)
        var address = try address(path)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw failure(path) }
        return socket
    }

    private static func bare(_ path: String) throws(ServerFault) -> UnixSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(path) }
        return UnixSocket(descriptor)
    }

    private static func address(_ path: String) throws(ServerFault) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else {
            throw ServerFault("\(path): a path shorter than \(room) bytes expected")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            unsafe buffer.copyBytes(from: bytes)
        }
        return address
    }

    private static func failure(_ path: String) -> ServerFault {
        unsafe ServerFault("\(path): \(String(cString: strerror(errno)))")
    }

    /// The next connection; `nil` where the socket was shut down.
    func accept() -> UnixSocket? {
        while true {
            let accepted = linux_accept(descriptor)
            if accepted >= 0 { return UnixSocket(accepted) }
            // A connection that went before it was accepted, or a lack that will pass.
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(10_000)
            default: return nil
            }
        }
    }

    /// The user at the other end (SO_PEERCRED, unix(7)).
    var peer: uid_t? { uid_t(exactly: linux_peer_user(descriptor)) }

    /// Lets reads and writes fail that take longer.
    func limit(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// Ends what waits for the socket, in whichever thread.
    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Tells the other end that no more is sent.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// All that comes until the other end sends no more; `nil` where that is more than `limit`
    /// bytes, or where it takes too long.
    func readAll(limit: Int) -> [UInt8]? {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe recv(descriptor, &part, part.count, 0)
            if count == 0 { return all }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            all += part[..<count]
            if all.count > limit { return nil }
        }
    }

    /// Sends bytes; whether all went.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
