import CLinuxFile
import Glibc

/// A file that is read and written at offsets; the end of every byte's way into the kernel.
///
/// All calls retry after a signal, go on after a short transfer, and name the file, the offset and
/// the system's reason when they fail. The descriptor closes with the last reference.
public final class RandomAccessFile: Sendable {
    /// How a file is opened.
    public enum Mode: Sendable {
        /// An existing file, which is never changed.
        case reading
        /// An existing file.
        case updating
        /// A new file; it must not exist yet.
        case creating
    }

    /// The path that it was opened by, for messages.
    public let path: String
    /// The descriptor, for calls that move the file's bytes in ways of their own; it is open as
    /// long as this object lives.
    public let descriptor: Int32

    /// Opens or creates a regular file.
    public init(path: String, mode: Mode) throws(MediumFailure) {
        let flags: Int32 =
            switch mode {
            case .reading: O_RDONLY
            case .updating: O_RDWR
            case .creating: O_RDWR | O_CREAT | O_EXCL
            }
        // Without O_NONBLOCK a FIFO would be waited for before it can be refused; regular files do
        // not mind it.
        let opened = unsafe open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard opened >= 0 else {
            throw systemFailure(path, mode == .creating ? "creating it" : "opening it")
        }
        var status = stat()
        let isRegular = unsafe fstat(opened, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        guard isRegular else {
            close(opened)
            throw MediumFailure(
                medium: path,
                action: "opening it",
                reason: "a regular file was expected"
            )
        }
        self.path = path
        descriptor = opened
    }

    /// A file that is open.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // A process that is being started at this moment has a copy of the descriptor until it runs
        // its own program, and the copy would keep the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The file's length in bytes.
    public func byteCount() throws(MediumFailure) -> Int64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw systemFailure(path, "asking its size")
        }
        return Int64(status.st_size)
    }

    /// Bytes that really are there: shorter than `count` only at the end of the file.
    public func read(at offset: Int64, upTo count: Int) throws(MediumFailure) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = 0
            while done < count {
                let part = unsafe pread(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + done },
                    count - done,
                    Int(offset) + done
                )
                if part == 0 { return }
                if part < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    return
                }
                done += part
            }
        }
        guard failure == 0 else {
            throw systemFailure(path, "reading \(count) bytes at \(offset)", failure)
        }
        return bytes
    }

    /// Fills `range` of `bytes` from the file; what lies behind the end of the file reads as zeros.
    public func read(
        at offset: Int64,
        into bytes: inout [UInt8],
        range: Range<Int>
    ) throws(MediumFailure) {
        let failure = unsafe bytes.withUnsafeMutableBytes { unsafe fill($0, range, at: offset) }
        if failure != 0 { throw readFailure(range.count, offset, failure) }
    }

    /// Fills `range` of memory that is no array, as `read(at:into:range:)` does.
    public func read(
        at offset: Int64, into bytes: inout MutableRawSpan, range: Range<Int>
    ) throws(MediumFailure) {
        let failure = unsafe bytes.withUnsafeMutableBytes { unsafe fill($0, range, at: offset) }
        if failure != 0 { throw readFailure(range.count, offset, failure) }
    }

    private func readFailure(_ count: Int, _ offset: Int64, _ code: Int32) -> MediumFailure {
        systemFailure(path, "reading \(count) bytes at \(offset)", code)
    }

    /// Returns 0, or why it failed.
    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer, _ range: Range<Int>, at offset: Int64
    ) -> Int32 {
        precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
        var done = 0
        while done < range.count {
            let target = unsafe buffer.baseAddress.map { unsafe $0 + range.lowerBound + done }
            let part = unsafe pread(descriptor, target, range.count - done, Int(offset) + done)
            if part == 0 {
                if let target = unsafe target { unsafe memset(target, 0, range.count - done) }
                return 0
            }
            if part < 0 {
                if errno == EINTR { continue }
                return errno
            }
            done += part
        }
        return 0
    }

    /// Writes all of `bytes` at `offset`.
    public func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) throws(MediumFailure) {
        var failure: Int32 = 0
        unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let part = unsafe pwrite(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + done },
                    buffer.count - done,
                    Int(offset) + done
                )
                if part < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    return
                }
                done += part
            }
        }
        guard failure == 0 else {
            throw systemFailure(path, "writing \(bytes.count) bytes at \(offset)", failure)
        }
    }

    /// Copies bytes of another file without bringing them into this process where the kernel can
    /// (`copy_file_range`), else through a buffer. What lies behind the other's end is zeros.
    public func copy(
        from source: RandomAccessFile,
        at start: Int64,
        count: Int64,
        to offset: Int64
    ) throws(MediumFailure) {
        var done: Int64 = 0
        while done < count {
            let part = linux_copy_file_range(
                source.descriptor, start + done, descriptor, offset + done,
                UInt64(count - done))
            if part < 0 && errno == EINTR { continue }
            // Other file systems, kernels and overlapping ranges refuse in different ways, and a
            // source that ends early copies nothing: the buffer does all of these right.
            if part <= 0 { break }
            done += part
        }
        let bufferSize: Int64 = 1 << 20
        while done < count {
            let length = Int(min(bufferSize, count - done))
            var buffer = [UInt8](repeating: 0, count: length)
            try source.read(at: start + done, into: &buffer, range: 0..<length)
            try write(buffer[...], at: offset + done)
            done += Int64(length)
        }
    }

    /// Makes the file `count` bytes long; new bytes are a hole of zeros.
    public func setByteCount(_ count: Int64) throws(MediumFailure) {
        while ftruncate(descriptor, off_t(count)) != 0 {
            if errno != EINTR { throw systemFailure(path, "setting its length to \(count)") }
        }
    }

    /// Turns a range into a hole of zeros, so that it takes no space; writes zeros where the file
    /// system has no holes. The file grows where the range reaches behind its end.
    public func clear(at offset: Int64, count: Int64) throws(MediumFailure) {
        let size = try byteCount()
        if offset + count > size { try setByteCount(offset + count) }
        let inside = min(count, max(0, size - offset))
        if inside == 0 { return }
        if linux_punch_hole(descriptor, offset, inside) == 0 { return }
        let zeros = [UInt8](repeating: 0, count: Int(min(inside, 1 << 20)))
        var done: Int64 = 0
        while done < inside {
            let length = min(Int64(zeros.count), inside - done)
            try write(zeros[..<Int(length)], at: offset + done)
            done += length
        }
    }

    /// Returns when everything written is on stable storage.
    public func synchronize() throws(MediumFailure) {
        while fsync(descriptor) != 0 {
            if errno != EINTR { throw systemFailure(path, "flushing it") }
        }
    }
}

/// A failure with the system's own words for `errno`.
func systemFailure(_ path: String, _ action: String, _ code: Int32 = errno) -> MediumFailure {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return MediumFailure(medium: path, action: action, reason: reason)
}

extension RandomAccessFile {
    /// Keeps other programs from using the file until it is closed, if they ask the same.
    ///
    /// - Parameter exclusively: whether this program will write; readers may share a file.
    /// - Throws: `MediumFailure` where another one has it.
    func lock(exclusively: Bool) throws(MediumFailure) {
        while flock(descriptor, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK {
                throw MediumFailure(
                    medium: path, action: "locking it", reason: "it is in use already")
            }
            throw systemFailure(path, "locking it")
        }
    }
}
