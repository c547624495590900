import CFuse3
import Dispatch
import Glibc
import Synchronization

/// A mount: libfuse's session and the threads that serve it.
@safe final class FuseSession: @unchecked Sendable {
    /// The most bytes that one read or write of the kernel has.
    static let transferLimit = 1 << 20
    /// How many threads take requests: what waits for a device holds none of them.
    static let workerCount = 4
    /// How long the kernel may take for its first request, in seconds.
    private static let readyTime = 10
    /// How long requests may take to end when the mount does, in milliseconds.
    private static let endTime = 10_000

    let tree: ExportTree
    /// Where requests go on whose commands took their time.
    let queue: DispatchQueue
    /// The descriptor of /dev/fuse.
    private(set) var descriptor: Int32 = -1
    /// An event that tells the workers to end (eventfd(2)).
    let end: Int32
    // libfuse's; good until `finish`.
    private var raw: OpaquePointer?
    private var threads: [pthread_t] = []
    private let ready = DispatchSemaphore(value: 0)
    private let ended = Atomic(false)
    private let requests = Atomic(0)

    /// Mounts a tree.
    ///
    /// - Parameter path: an existing directory.
    /// - Throws: `MountError` with libfuse's or the system's reason.
    init(_ tree: ExportTree, at path: String, queue: DispatchQueue) throws(MountError) {
        self.tree = tree
        self.queue = queue
        end = fuse_end_event()
        unsafe raw = nil
        guard end >= 0 else { throw MountError("cannot make an event", errno) }
        fuse_keep_messages()
        _ = takeMessage()
        // What it holds is read with the rights of whoever mounts it; nobody else sees it.
        unsafe raw = newSession(
            "fsname=sanbench,subtype=san,default_permissions,nosuid,nodev"
                + ",max_read=\(Self.transferLimit)")
        guard let raw = unsafe raw else {
            close(end)
            throw MountError("cannot begin a FUSE session: \(takeMessage())")
        }
        guard unsafe fuse_session_mount(raw, path) == 0 else {
            unsafe fuse_session_destroy(raw)
            close(end)
            throw MountError("cannot mount at \(path): \(takeMessage())")
        }
        descriptor = unsafe fuse_session_fd(raw)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private func newSession(_ options: String) -> OpaquePointer? {
        var operations = fuseOperations()
        let texts = ["sanbench", "-o", options]
        var words = unsafe texts.map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe words.withUnsafeMutableBufferPointer { words in
            var arguments = unsafe fuse_args(
                argc: Int32(words.count), argv: words.baseAddress, allocated: 0)
            defer { unsafe fuse_opt_free_args(&arguments) }
            return unsafe fuse_session_new(
                &arguments, &operations, MemoryLayout<fuse_lowlevel_ops>.size, context)
        }
    }

    /// Starts serving, and returns when the kernel has asked its first question.
    func run() throws(MountError) {
        for _ in 0..<Self.workerCount {
            var thread = pthread_t()
            try FuseWorker(self).start(on: &thread)
            threads.append(thread)
        }
        guard ready.wait(timeout: .now() + .seconds(Self.readyTime)) == .success else {
            throw MountError("the kernel does not begin to use the mount")
        }
    }

    /// Whether the workers are to end.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// The first request came.
    func isReady() { ready.signal() }

    /// The kernel has let go of the mount.
    func connectionEnded() {
        ended.store(true, ordering: .releasing)
        fuse_signal_end(end)
    }

    /// Has a request served.
    func process(_ bytes: UnsafeRawBufferPointer) {
        var buffer = unsafe fuse_buf()
        unsafe buffer.size = bytes.count
        unsafe buffer.mem = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        unsafe buffer.fd = -1
        guard let raw = unsafe raw else { return }
        unsafe fuse_session_process_buf(raw, &buffer)
    }

    func requestBegan() { requests.add(1, ordering: .relaxed) }
    func requestEnded() { requests.subtract(1, ordering: .acquiringAndReleasing) }

    /// Ends the threads and gives up the connection: whoever still has a file of it open gets
    /// ENOTCONN from now on.
    func finish() {
        connectionEnded()
        for thread in threads { _ = pthread_join(thread, nil) }
        threads = []
        for _ in 0..<Self.endTime where requests.load(ordering: .acquiring) > 0 { usleep(1000) }
        close(end)
        if requests.load(ordering: .acquiring) > 0 {
            // Somebody will answer a request of this session: it must stay, but its connection
            // ends. The descriptor's number stays taken, so that no answer reaches another file.
            let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
            dup2(nothing, descriptor)
            close(nothing)
            return
        }
        if let raw = unsafe raw { unsafe fuse_session_destroy(raw) }
        unsafe raw = nil
    }
}

/// What libfuse last said of its own accord.
private func takeMessage() -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        guard let text = buffer.baseAddress, unsafe fuse_take_message(text, 512) > 0 else {
            return "no reason given"
        }
        let message = unsafe String(cString: text)
        return message.last == "\n" ? String(message.dropLast()) : message
    }
}
