import Glibc
import SCSI
import Synchronization

/// An open disk: Linux's sd driver under the page cache, as a program sees it.
///
/// Nothing is cached: each call is the commands that it needs, so that a bench sees writes when
/// they happen. A part of a block is written by reading the block first.
final class DiskFile: DeviceFile {
    /// The most bytes of one command, where the disk takes more.
    static let maximumTransferLength = 16 << 20
    /// O_DIRECT, which Glibc's module does not show.
    static let direct: Int32 = 0o40000

    let device: DiskDevice
    let commands: DiskCommands
    let shape: DiskShape
    let flags: Int32
    private let position = Mutex<Int64>(0)

    init(_ device: DiskDevice, flags: Int32) throws(DriverFailure) {
        self.device = device
        self.flags = flags
        let isDirect = flags & Self.direct != 0
        commands = DiskCommands(initiator: device.initiator, isDirect: isDirect)
        shape = try DiskShape(asking: DiskCommands(initiator: device.initiator))
        if flags & O_ACCMODE != O_RDONLY && shape.isWriteProtected {
            throw DriverFailure(EROFS)
        }
        if flags & O_EXCL != 0 { try device.claim() }
    }

    var mayRead: Bool { flags & O_ACCMODE != O_WRONLY }
    var mayWrite: Bool { flags & O_ACCMODE != O_RDONLY }

    /// The most blocks of one command.
    private var maximumBlocks: Int {
        let most = shape.maximumTransferBytes
        let bytes = most > 0 ? min(most, Self.maximumTransferLength) : Self.maximumTransferLength
        return max(1, bytes / shape.blockLength)
    }

    // MARK: Reading

    func read(count: Int, at offset: Int64?) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            if !mayRead { throw DriverFailure(EBADF) }
            let start = try place(offset, count)
            if start >= shape.byteCount || count <= 0 { return .read([]) }
            let length = Int(min(Int64(count), shape.byteCount - start))
            let data = try readBytes(start, length)
            if offset == nil { position.withLock { $0 = start + Int64(data.count) } }
            return .read(data)
        }
    }

    /// Where a transfer begins.
    private func place(_ offset: Int64?, _ count: Int) throws(DriverFailure) -> Int64 {
        let start = offset ?? position.withLock { $0 }
        if start < 0 { throw DriverFailure(EINVAL) }
        let unit = Int64(shape.blockLength)
        if flags & Self.direct != 0, start % unit != 0 || Int64(count) % unit != 0 {
            throw DriverFailure(EINVAL)
        }
        return start
    }

    /// Reads a range of the disk. What was read before a failure counts, if it is anything.
    private func readBytes(_ start: Int64, _ length: Int) throws(DriverFailure) -> [UInt8] {
        let unit = Int64(shape.blockLength)
        let end = start + Int64(length)
        var next = start / unit
        let last = (end + unit - 1) / unit
        var data: [UInt8] = []
        while next < last {
            let count = min(Int(last - next), maximumBlocks)
            let part: [UInt8]
            do throws(DriverFailure) {
                part = try commands.read(UInt64(next), count, shape.blockLength)
            } catch {
                if data.isEmpty { throw error }
                break
            }
            device.countRead(part.count)
            let from = Int(max(start, next * unit) - next * unit)
            let to = Int(min(end, (next + Int64(count)) * unit) - next * unit)
            if data.isEmpty && from == 0 && to == part.count {
                data = part
            } else {
                data += part[from..<to]
            }
            next += Int64(count)
        }
        return data
    }

    // MARK: Writing

    func write(_ bytes: [UInt8], at offset: Int64?) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            if !mayWrite { throw DriverFailure(EBADF) }
            var start = try place(offset, bytes.count)
            if flags & O_APPEND != 0 { start = shape.byteCount }
            if bytes.isEmpty { return FileAnswer() }
            if start >= shape.byteCount { throw DriverFailure(ENOSPC) }
            let length = Int(min(Int64(bytes.count), shape.byteCount - start))
            let data = length == bytes.count ? bytes : Array(bytes[..<length])
            let written = try device.whileWriting { () throws(DriverFailure) in
                try writeBytes(data, at: start)
            }
            if flags & O_DSYNC != 0 { try flush() }
            if offset == nil { position.withLock { $0 = start + Int64(written) } }
            return FileAnswer(result: written)
        }
    }

    /// Writes a range of the disk. What was written before a failure counts, if it is anything.
    func writeBytes(_ bytes: [UInt8], at start: Int64) throws(DriverFailure) -> Int {
        let unit = Int64(shape.blockLength)
        let end = start + Int64(bytes.count)
        let first = start / unit
        let head = Int(start % unit)
        let tail = Int(end % unit)
        var data = bytes
        if head != 0 || tail != 0 {
            data = []
            var block: [UInt8] = []
            if head != 0 {
                block = try commands.read(UInt64(first), 1, shape.blockLength)
                data += block[..<head]
            }
            data += bytes
            if tail != 0 {
                let last = end / unit
                if head == 0 || last != first {
                    block = try commands.read(UInt64(last), 1, shape.blockLength)
                }
                data += block[tail...]
            }
        }
        var next = 0
        while next < data.count {
            let count = min((data.count - next) / shape.blockLength, maximumBlocks)
            let part = count * shape.blockLength
            do throws(DriverFailure) {
                try commands.write(
                    UInt64(first) + UInt64(next / shape.blockLength), count,
                    part == data.count ? data : Array(data[next..<next + part]))
            } catch {
                if next <= head { throw error }
                return next - head
            }
            device.countWrite(part)
            next += part
        }
        return bytes.count
    }

    // MARK: The rest

    func seek(to offset: Int64, from origin: SeekOrigin) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            let target = try position.withLock { position throws(DriverFailure) in
                let base: Int64 =
                    switch origin {
                    case .start: 0
                    case .current: position
                    case .end: shape.byteCount
                    }
                let (target, overflow) = base.addingReportingOverflow(offset)
                // A block device cannot be sought beyond its end.
                if overflow || target < 0 || target > shape.byteCount {
                    throw DriverFailure(EINVAL)
                }
                position = target
                return target
            }
            return FileAnswer(result: Int(target))
        }
    }

    func synchronize() -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            try flush()
            return FileAnswer()
        }
    }

    /// SYNCHRONIZE CACHE of all blocks, where there is a cache.
    private func flush() throws(DriverFailure) {
        if !shape.hasWriteCache { return }
        let cdb = SynchronizeCache10CDB(logicalBlockAddress: 0, numberOfLogicalBlocks: 0)
        _ = try commands.perform(cdb.encoded())
    }

    func close() -> FileAnswer {
        if flags & O_EXCL != 0 { device.unclaim() }
        return FileAnswer()
    }
}
