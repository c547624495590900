import CFuse3
import Glibc

/// A thread that takes requests from the kernel and has them served.
///
/// It reads into an array of its own, so that the bytes of a write go from there to the disk: a
/// slice of the array is handed on, and the array is given up where somebody keeps the slice.
@safe final class FuseWorker {
    /// The largest request: a write with its headers (FUSE_BUFFER_HEADER_SIZE of libfuse).
    private static let bufferSize = FuseSession.transferLimit + 4096

    private unowned let session: FuseSession
    private var buffer: [UInt8]
    /// Where the buffer is while its request is being served.
    private var start: UnsafeRawPointer?
    private let waiter: Int32
    /// Whether the buffer can take the next request.
    var keepsBuffer = true

    init(_ session: FuseSession) throws(MountError) {
        self.session = session
        unsafe start = nil
        buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        waiter = fuse_make_waiter(session.descriptor, session.end)
        guard waiter >= 0 else { throw MountError("cannot wait for requests", errno) }
    }

    deinit { if waiter >= 0 { close(waiter) } }

    /// Starts the thread, which runs until the session ends.
    func start(on thread: inout pthread_t) throws(MountError) {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let failure = unsafe pthread_create(&thread, nil, runWorker, context)
        guard failure == 0 else {
            unsafe Unmanaged<FuseWorker>.fromOpaque(context).release()
            throw MountError("cannot start a thread", failure)
        }
    }

    /// The worker whose thread this is.
    static var current: FuseWorker? {
        guard let context = unsafe pthread_getspecific(currentKey) else { return nil }
        return unsafe Unmanaged<FuseWorker>.fromOpaque(context).takeUnretainedValue()
    }

    /// The bytes at a place within the request that is being served.
    func received(_ bytes: UnsafeRawPointer, _ count: Int) -> ArraySlice<UInt8> {
        guard let start = unsafe start else { return [] }
        let offset = unsafe bytes - start
        precondition(offset >= 0 && count <= buffer.count - offset, "bytes of the request")
        return buffer[offset..<offset + count]
    }

    fileprivate func run() {
        unsafe pthread_setspecific(currentKey, Unmanaged.passUnretained(self).toOpaque())
        while !session.hasEnded {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe read(session.descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                serve(count)
            } else if count < 0 && errno == EAGAIN {
                fuse_wait(waiter)
            } else if count == 0 || (errno != EINTR && errno != ENOENT) {
                // Unmounted (ENODEV), or aborted. An interrupted request vanishes (ENOENT).
                session.connectionEnded()
                break
            }
        }
        pthread_setspecific(currentKey, nil)
    }

    private func serve(_ count: Int) {
        unsafe buffer.withUnsafeBytes { bytes in
            unsafe start = bytes.baseAddress
            unsafe session.process(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            unsafe start = nil
        }
        if keepsBuffer { return }
        keepsBuffer = true
        buffer = unsafe [UInt8](unsafeUninitializedCapacity: Self.bufferSize) { _, used in
            // The kernel writes what is then read of it.
            used = Self.bufferSize
        }
    }
}

private func runWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
        unsafe Unmanaged<FuseWorker>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}

/// Where each thread keeps its worker.
private let currentKey: pthread_key_t = {
    var key = pthread_key_t()
    let failure = unsafe pthread_key_create(&key, nil)
    precondition(failure == 0, "a key for what each thread has of its own")
    return key
}()
