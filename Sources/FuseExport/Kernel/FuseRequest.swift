import CFuse3
import Dispatch
import Glibc
import Media
import Synchronization

/// A request of the kernel, which is answered once: by whoever claims it first. One that nobody
/// answers is answered with EIO, so that no program waits for ever.
@safe final class FuseRequest: @unchecked Sendable {
    // The pointer is libfuse's and good until the answer; `claim` sees to it that there is one.
    private let raw: fuse_req_t
    private let session: FuseSession
    private let wasClaimed = Atomic(false)
    /// Whether an interrupt may come, which holds this object.
    private let isInterruptible = Atomic(false)

    /// The thread that made the request; 0 where it is of another PID namespace.
    let thread: Int32
    /// Its effective user.
    let user: UInt32

    init(_ raw: fuse_req_t, session: FuseSession) {
        unsafe self.raw = unsafe raw
        self.session = session
        let caller = unsafe fuse_req_ctx(raw)
        thread = unsafe caller?.pointee.pid ?? 0
        user = unsafe caller?.pointee.uid ?? .max
        session.requestBegan()
    }

    deinit {
        if claim() {
            _ = unsafe fuse_reply_err(raw, EIO)
            session.requestEnded()
        }
    }

    /// Whether somebody answers it or has answered it.
    var isAnswered: Bool { wasClaimed.load(ordering: .acquiring) }

    /// Makes the caller the one who answers; false where somebody else is.
    func claim() -> Bool { !wasClaimed.exchange(true, ordering: .acquiringAndReleasing) }

    /// Lets a signal end the waiting with EINTR. What the request asked for goes on, and what it
    /// comes to is dropped.
    func allowInterrupt() {
        isInterruptible.store(true, ordering: .releasing)
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe fuse_req_interrupt_func(raw, interrupted, context)
    }

    /// Answers after a successful `claim`.
    fileprivate func answer(_ reply: (fuse_req_t) -> Int32) {
        if isInterruptible.exchange(false, ordering: .acquiringAndReleasing) {
            // Waits for a callback that runs: there is none from here on.
            unsafe fuse_req_interrupt_func(raw, nil, nil)
            unsafe Unmanaged.passUnretained(self).release()
        }
        _ = unsafe reply(raw)
        session.requestEnded()
    }

    fileprivate func interrupt() {
        guard claim() else { return }
        // Not in here: libfuse holds the request's lock.
        session.queue.async { [self] in unsafe answer { unsafe fuse_reply_err($0, EINTR) } }
    }
}

/// libfuse's callback for an interrupt; the context holds the request until it is answered.
private func interrupted(_: fuse_req_t?, _ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<FuseRequest>.fromOpaque(context).takeUnretainedValue().interrupt()
}

// MARK: Answers

extension FuseRequest {
    /// Done, with nothing to say.
    func succeed() { fail(ErrorNumber(0)) }

    /// Not done.
    func fail(_ error: ErrorNumber) {
        guard claim() else { return }
        unsafe answer { unsafe fuse_reply_err($0, error.value) }
    }

    /// Done, or not.
    func end(_ error: ErrorNumber?) { fail(error ?? ErrorNumber(0)) }

    /// A directory's entry.
    func entry(_ attributes: NodeAttributes) {
        guard claim() else { return }
        var entry = fuse_entry_param()
        entry.ino = attributes.node.inode
        entry.attr = status(attributes)
        entry.attr_timeout = attributes.validity
        entry.entry_timeout = attributes.validity
        unsafe answer { unsafe fuse_reply_entry($0, &entry) }
    }

    /// What stat(2) tells.
    func attributes(_ attributes: NodeAttributes) {
        guard claim() else { return }
        var status = status(attributes)
        unsafe answer { unsafe fuse_reply_attr($0, &status, attributes.validity) }
    }

    /// An open file.
    ///
    /// - Parameters:
    ///   - handle: comes back with each request for this open file.
    ///   - isCached: whether the kernel may keep what it reads.
    func opened(handle: UInt64, isCached: Bool) {
        guard claim() else { return }
        var info = fuse_file_info()
        info.fh = handle
        info.direct_io = isCached ? 0 : 1
        info.keep_cache = isCached ? 1 : 0
        // Where the file system fails to open, the kernel does not close.
        unsafe answer { unsafe fuse_reply_open($0, &info) }
    }

    /// How many bytes were written.
    func written(_ count: Int) {
        guard claim() else { return }
        unsafe answer { unsafe fuse_reply_write($0, count) }
    }

    /// What an ioctl(2) that succeeded returns. The caller has claimed the request.
    func claimedControl(result: Int32) {
        unsafe answer { unsafe fuse_reply_ioctl($0, result, nil, 0) }
    }

    /// An ioctl(2) that failed. The caller has claimed the request.
    func claimedFail(_ error: ErrorNumber) {
        unsafe answer { unsafe fuse_reply_err($0, error.value) }
    }

    /// What statfs(2) tells: a file system without room, whose names have up to 255 bytes.
    func fileSystem() {
        guard claim() else { return }
        var facts = statvfs()
        facts.f_bsize = 4096
        facts.f_frsize = 4096
        facts.f_namemax = 255
        unsafe answer { unsafe fuse_reply_statfs($0, &facts) }
    }

    /// Entries of a directory, as many as fit into `size` bytes: each with its name, its node and
    /// the offset at which the one behind it is asked for.
    func entries(_ next: (Int64) -> (name: String, node: Node)?, from offset: Int64, size: Int) {
        guard claim() else { return }
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            var used = 0
            var position = offset
            while let (name, node) = next(position) {
                var status = stat()
                status.st_ino = UInt(node.inode)
                status.st_mode = node.isFolder ? S_IFDIR : S_IFREG
                let length = unsafe fuse_add_direntry(
                    raw, buffer.baseAddress.map { unsafe $0 + used }, size - used, name, &status,
                    off_t(position + 1))
                if length > size - used { break }
                used += length
                position += 1
            }
            unsafe answer { unsafe fuse_reply_buf($0, buffer.baseAddress, used) }
        }
    }

    private func status(_ attributes: NodeAttributes) -> stat {
        var status = stat()
        status.st_ino = UInt(attributes.node.inode)
        let isFolder = attributes.node.isFolder
        status.st_mode = (isFolder ? S_IFDIR : S_IFREG) | attributes.permissions
        status.st_nlink = isFolder ? 2 : 1
        status.st_uid = geteuid()
        status.st_gid = getegid()
        status.st_size = off_t(attributes.byteCount)
        status.st_blksize = 1 << 20
        // What du(1) counts; more than there is room for here is the most.
        status.st_blocks = Int(attributes.byteCount / 512)
        return status
    }
}

// MARK: Data

extension FuseRequest {
    /// The most pieces that one writev(2) takes, with one for libfuse's header (IOV_MAX).
    private static let pieceLimit = 1023
    /// What stands for pieces of zeros.
    private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

    /// Bytes that were read. Those in memory go to the kernel from where they are; those in a file
    /// go there by splice(2), without coming into this process, where the kernel lets them.
    func data(_ buffer: DataBuffer) {
        guard claim() else { return }
        var pieces = parts(of: buffer)
        if pieces.count > Self.pieceLimit {
            guard let bytes = try? buffer.bytes() else {
                return unsafe answer { unsafe fuse_reply_err($0, EIO) }
            }
            pieces = [.memory(bytes[...])]
        }
        let hasFile = pieces.contains { if case .file = $0 { true } else { false } }
        var found: [fuse_buf] = unsafe []
        unsafe found.reserveCapacity(pieces.count)
        unsafe withBuffers(of: pieces[...], &found) { buffers in
            unsafe answer { request in
                unsafe hasFile ? replySpliced(request, buffers) : reply(request, buffers)
            }
        }
    }

    /// The pieces, those of zeros no longer than `zeros`, those of files no longer than the file.
    private func parts(of buffer: DataBuffer) -> [DataBuffer.Piece] {
        var parts: [DataBuffer.Piece] = []
        parts.reserveCapacity(buffer.pieces.count)
        func addZeros(_ count: Int) {
            var left = count
            while left > 0 {
                let part = min(left, Self.zeros.count)
                parts.append(.memory(Self.zeros[..<part]))
                left -= part
            }
        }
        for piece in buffer.pieces {
            switch piece {
            case .memory: parts.append(piece)
            case .zeros(let count): addZeros(count)
            case .file(let file, let offset, let count):
                // What lies behind the end of a file reads as zeros.
                let length = (try? file.byteCount()) ?? 0
                let inside = Int(min(Int64(count), max(0, length - offset)))
                if inside > 0 { parts.append(.file(file, offset: offset, count: inside)) }
                addZeros(count - inside)
            }
        }
        return parts
    }

    /// Calls `body` with a description of every piece, for as long as all of them stay where they
    /// are.
    private func withBuffers(
        of pieces: ArraySlice<DataBuffer.Piece>, _ found: inout [fuse_buf],
        _ body: ([fuse_buf]) -> Void
    ) {
        guard let piece = pieces.first else { return unsafe body(found) }
        var buffer = unsafe fuse_buf()
        unsafe buffer.size = piece.count
        switch piece {
        case .memory(let bytes):
            unsafe bytes.withUnsafeBytes { memory in
                unsafe buffer.mem = UnsafeMutableRawPointer(mutating: memory.baseAddress)
                unsafe found.append(buffer)
                unsafe withBuffers(of: pieces.dropFirst(), &found, body)
            }
        case .file(let file, let offset, _):
            unsafe buffer.flags = fuse_buf_flags(
                FUSE_BUF_IS_FD.rawValue | FUSE_BUF_FD_SEEK.rawValue | FUSE_BUF_FD_RETRY.rawValue)
            unsafe buffer.fd = file.descriptor
            unsafe buffer.pos = off_t(offset)
            unsafe found.append(buffer)
            unsafe withBuffers(of: pieces.dropFirst(), &found, body)
            withExtendedLifetime(file) {}
        case .zeros: preconditionFailure("pieces of zeros have become memory")
        }
    }

    private func reply(_ request: fuse_req_t, _ buffers: [fuse_buf]) -> Int32 {
        let vector = unsafe buffers.map { unsafe iovec(iov_base: $0.mem, iov_len: $0.size) }
        return unsafe fuse_reply_iov(request, vector, Int32(vector.count))
    }

    private func replySpliced(_ request: fuse_req_t, _ buffers: [fuse_buf]) -> Int32 {
        // A fuse_bufvec ends with an array that has room for one.
        let more = unsafe buffers.count - 1
        let room =
            unsafe MemoryLayout<fuse_bufvec>.size + more * MemoryLayout<fuse_buf>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: room, alignment: MemoryLayout<fuse_bufvec>.alignment)
        defer { unsafe memory.deallocate() }
        let vector = unsafe memory.bindMemory(to: fuse_bufvec.self, capacity: 1)
        unsafe vector.initialize(to: fuse_bufvec())
        unsafe vector.pointee.count = buffers.count
        let offset = unsafe MemoryLayout<fuse_bufvec>.offset(of: \.buf) ?? 0
        let first = unsafe (memory + offset).assumingMemoryBound(to: fuse_buf.self)
        for index in unsafe buffers.indices {
            unsafe (first + index).initialize(to: buffers[index])
        }
        return unsafe fuse_reply_data(request, vector, fuse_buf_copy_flags(0))
    }
}
