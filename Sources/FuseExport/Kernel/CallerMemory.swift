import CLinuxSG
import Glibc

/// The memory of the thread that waits for an ioctl. It waits until it is answered, so that its
/// number is that of no other thread; all that it says of its memory is checked by the kernel.
struct CallerMemory: Sendable {
    /// The thread's number in this process's PID namespace.
    let thread: Int32

    /// The bytes at an address.
    ///
    /// - Throws: EFAULT where they are not there, EPERM where they may not be read.
    func read(_ address: UInt64, _ count: Int) throws(ErrorNumber) -> [UInt8] {
        if count == 0 { return [] }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            used = 0
            let done = unsafe linux_read_process_memory(
                thread, address, buffer.baseAddress, UInt64(count))
            if done < 0 { failure = errno } else { used = Int(done) }
        }
        if failure != 0 { throw ErrorNumber(failure == EPERM ? EPERM : EFAULT) }
        // Less than all is there where the range goes on behind what is mapped.
        if bytes.count < count { throw ErrorNumber(EFAULT) }
        return bytes
    }

    /// Overwrites the bytes at an address.
    ///
    /// - Throws: as `read` does; a part may have been overwritten.
    func write(_ bytes: ArraySlice<UInt8>, at address: UInt64) throws(ErrorNumber) {
        if bytes.isEmpty { return }
        let done = unsafe bytes.withUnsafeBytes { buffer in
            unsafe linux_write_process_memory(
                thread, address, buffer.baseAddress, UInt64(buffer.count))
        }
        if done < 0 && errno == EPERM { throw ErrorNumber(EPERM) }
        if done != bytes.count { throw ErrorNumber(EFAULT) }
    }
}
