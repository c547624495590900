import Foundation
import Synchronization

/// Answers requests on a Unix socket, one a connection. Only the user who serves is heard.
final class ControlServer: Sendable {
    /// How many connections are answered at once; others wait.
    static let connectionLimit = 16
    /// How long a client may take to say what it wants, in seconds.
    static let patience = 10

    private let socket: UnixSocket
    private let answer: @Sendable (ControlRequest) -> ControlReply
    private let room = DispatchSemaphore(value: ControlServer.connectionLimit)

    /// Listens from now on.
    ///
    /// - Throws: `ServerFault` where the socket cannot be made.
    init(
        at path: String, answer: @escaping @Sendable (ControlRequest) -> ControlReply
    ) throws(ServerFault) {
        socket = try .listening(at: path, backlog: Int32(Self.connectionLimit))
        self.answer = answer
        let thread = Thread { [self] in acceptAll() }
        thread.name = "control"
        thread.start()
    }

    /// Listens no longer.
    func stop() { socket.end() }

    private func acceptAll() {
        while let connection = socket.accept() {
            room.wait()
            DispatchQueue.global().async { [self] in
                serve(connection)
                room.signal()
            }
        }
    }

    private func serve(_ connection: UnixSocket) {
        guard connection.peer == getuid() else { return }
        connection.limit(seconds: Self.patience)
        let reply: ControlReply
        if let bytes = connection.readAll(limit: ControlRequest.longest) {
            do {
                reply = answer(
                    try JSONDecoder().decode(ControlRequest.self, from: Data(bytes)))
            } catch {
                reply = .refused("a request as JSON expected; \(bytes.count) bytes of none found")
            }
        } else {
            reply = .refused(
                "a request of at most \(ControlRequest.longest) bytes within"
                    + " \(Self.patience) s expected")
        }
        guard let bytes = try? JSONEncoder().encode(reply) else { return }
        _ = connection.write(Array(bytes))
    }
}

/// Asks a served bench.
public struct ControlClient: Sendable {
    private let directory: ServerDirectory

    /// A client of the bench that is served from a directory.
    public init(_ directory: ServerDirectory) { self.directory = directory }

    /// Asks, and waits for the answer.
    ///
    /// - Throws: `ServerFault` where nobody answers, or where the server refuses.
    public func ask(_ request: ControlRequest) throws(ServerFault) -> ControlReply {
        let socket: UnixSocket
        do throws(ServerFault) {
            try directory.check()
            socket = try .connected(to: directory.controlSocket)
        } catch {
            throw ServerFault("\(directory.path): no bench is served from it (\(error))")
        }
        guard let bytes = try? JSONEncoder().encode(request), socket.write(Array(bytes)) else {
            throw ServerFault("\(directory.path): the bench does not listen")
        }
        socket.endSending()
        guard let answer = socket.readAll(limit: ControlReply.longest),
            let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(answer))
        else { throw ServerFault("\(directory.path): the bench ended before it answered") }
        if case .refused(let reason) = reply { throw ServerFault(reason) }
        return reply
    }
}
