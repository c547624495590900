import CLoopbackSG
import Glibc

/// Starts a thread of its own for what may wait. Nobody waits for its end.
///
/// - Returns: whether the system had one.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, threadStackBytes)
    var thread = pthread_t()
    let error = unsafe pthread_create(&thread, &attributes, runThread, box.toOpaque())
    unsafe pthread_attr_destroy(&attributes)
    if error != 0 { unsafe box.release() }
    return error == 0
}

/// Enough for the deepest command; a thousand of them are no burden.
private let threadStackBytes = 2 << 20

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}

/// What wakes a thread that waits for descriptors.
final class WakeDescriptor: Sendable {
    /// It is ready to be read from `wake` to `clear`.
    let descriptor: Int32

    /// One that is not ready.
    init() throws(LoopbackFailure) {
        descriptor = lsg_make_wake()
        if descriptor < 0 { throw LoopbackFailure("no descriptor to wake: error \(errno)") }
    }

    deinit { close(descriptor) }

    func wake() { lsg_wake_up(descriptor) }

    func clear() { lsg_clear_wake(descriptor) }
}
