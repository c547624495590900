import Glibc
import Testing

/// A file that is open, by the system's calls alone.
final class OpenedFile {
    let descriptor: Int32

    init(_ path: String, _ flags: Int32) throws {
        descriptor = unsafe open(path, flags | O_CLOEXEC)
        try #require(descriptor >= 0, "\(path): error \(errno)")
    }

    deinit { close(descriptor) }

    /// The bytes that one pread(2) returns, or the error number.
    func read(at offset: Int, _ count: Int) -> (bytes: [UInt8], failure: Int32) {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            let done = unsafe pread(descriptor, buffer.baseAddress, count, off_t(offset))
            if done < 0 { failure = errno }
            used = max(0, done)
        }
        return (bytes, failure)
    }

    /// How many bytes one pwrite(2) wrote, or the error number, negated.
    func write(_ bytes: [UInt8], at offset: Int) -> Int {
        let done = unsafe pwrite(descriptor, bytes, bytes.count, off_t(offset))
        return done < 0 ? -Int(errno) : done
    }
}

/// The error number with which a path does not open; 0 where it opens.
func errorOfOpening(_ path: String, _ flags: Int32) -> Int32 {
    let descriptor = unsafe open(path, flags | O_CLOEXEC)
    if descriptor < 0 { return errno }
    close(descriptor)
    return 0
}
