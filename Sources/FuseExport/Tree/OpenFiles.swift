import Synchronization

/// An open file that something is kept for.
enum OpenFile: Sendable {
    /// What a status file said when it was opened.
    case text([UInt8])
    /// A tape as it was when the file was opened.
    case tape(TapeReader)
    /// What an open sg file remembers.
    case passThrough(PassThroughFile)
}

/// The open files, by the handle that the kernel has for each. Handle 0 stands for files that
/// nothing is kept for.
final class OpenFiles: Sendable {
    private struct State {
        var last: UInt64 = 0
        var files: [UInt64: OpenFile] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// A handle for a file; `nil` where too many are open.
    func add(_ file: OpenFile) -> UInt64? {
        state.withLock { state in
            guard state.files.count < limit else { return nil }
            state.last += 1
            state.files[state.last] = file
            return state.last
        }
    }

    subscript(handle: UInt64) -> OpenFile? { state.withLock { $0.files[handle] } }

    func remove(_ handle: UInt64) { state.withLock { _ = $0.files.removeValue(forKey: handle) } }
}
