import Fabric
import Glibc
import Synchronization

/// An open file: a connection, the memory that belongs to it, and what it was opened as.
final class OpenFile: Sendable {
    let hello: Hello
    let place: DevicePlace
    let socket: ClientSocket
    let area: SharedArea
    private let isEndingFlag = Atomic(false)

    init(_ hello: Hello, _ place: DevicePlace, _ socket: ClientSocket, _ area: SharedArea) {
        self.hello = hello
        self.place = place
        self.socket = socket
        self.area = area
    }

    /// Whether nobody has it open any more.
    var isEnding: Bool { isEndingFlag.load(ordering: .acquiring) }

    /// Lets the file's thread close it.
    func end() {
        isEndingFlag.store(true, ordering: .releasing)
        area.ring()
    }
}

/// The open files of a server, which many threads look for.
final class OpenFiles: Sendable {
    private struct State {
        /// By the server's end of their sockets.
        var files: [Int32: OpenFile] = [:]
        /// Connections that are becoming open files.
        var opening = 0
        var isStopping = false
    }

    private let state = Mutex(State())
    private let limit: Int

    /// None.
    init(limit: Int) { self.limit = limit }

    /// How many are open.
    var count: Int { state.withLock { $0.files.count } }

    /// Those whose programs the server has to watch.
    var watched: [OpenFile] { state.withLock { $0.files.values.filter { !$0.isEnding } } }

    /// Reserves a place for a connection that wants to open a file. Files that are being closed
    /// take none.
    ///
    /// - Throws: ENFILE where there is no place, ENODEV where the server is about to end.
    func beginOpening() throws(DeviceOpenFailure) {
        let error: Int32 = state.withLock { state in
            if state.isStopping { return ENODEV }
            if state.files.count + state.opening >= limit {
                let open = state.files.values.count { !$0.isEnding && !$0.socket.hasEnded }
                if open + state.opening >= limit { return ENFILE }
            }
            state.opening += 1
            return 0
        }
        if error != 0 { throw DeviceOpenFailure(error: error) }
    }

    /// Gives the place back.
    func cancelOpening() { state.withLock { $0.opening -= 1 } }

    /// What hinders a file from being opened.
    enum Hindrance {
        case none, exclusive, stopping
    }

    /// Puts a file at the reserved place, unless another one keeps sg from it: O_EXCL means that
    /// there is no other open file on the device.
    func finishOpening(_ file: OpenFile) -> Hindrance {
        state.withLock { state in
            if state.isStopping { return .stopping }
            if file.hello.kind == .generic {
                let others = state.files.values.filter {
                    $0.hello.kind == .generic && $0.place.unit.id == file.place.unit.id
                }
                let isHindered =
                    file.hello.isExclusive
                    ? !others.isEmpty : others.contains { $0.hello.isExclusive }
                if isHindered { return .exclusive }
            }
            state.files[file.socket.descriptor] = file
            state.opening -= 1
            return .none
        }
    }

    /// Takes a file away that has been closed.
    func remove(_ file: OpenFile) {
        state.withLock { _ = $0.files.removeValue(forKey: file.socket.descriptor) }
    }

    /// The open file whose socket has a name.
    func named(_ name: String) -> OpenFile? {
        if name.isEmpty { return nil }
        // A name can come again when its first bearer has gone, which the server may not know yet.
        return state.withLock { state in
            state.files.values.first { $0.socket.name == name && !$0.isEnding }
        }
    }

    /// The open files on a logical unit, whatever they were opened as.
    func files(on unit: RealTimeUnit) -> [OpenFile] {
        state.withLock { $0.files.values.filter { $0.place.unit.id == unit.id } }
    }

    /// How many files sg has open on a logical unit.
    func accessCount(_ unit: RealTimeUnit) -> Int {
        files(on: unit).count { $0.hello.kind == .generic }
    }

    /// Lets all of them end, and no other begin.
    func stop() {
        let files = state.withLock { state in
            state.isStopping = true
            return Array(state.files.values)
        }
        for file in files {
            file.area.leave()
            file.end()
        }
    }

    /// Whether nothing is left, of those that were opening too.
    var isEmpty: Bool { state.withLock { $0.files.isEmpty && $0.opening == 0 } }
}
