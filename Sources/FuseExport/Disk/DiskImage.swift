import Devices
import Dispatch
import Fabric
import Glibc
import Media
import SCSI
import Synchronization

/// A disk as a file: bytes at any offset, made of READ and WRITE commands of whole blocks.
///
/// A range that does not begin and end with a block is written by reading the blocks at its ends
/// first. That is one with the write for everybody who comes through this object; a command that
/// another way in sends in between to one of these blocks is lost, as it would be between two hosts
/// of one disk.
final class DiskImage: Sendable {
    /// How many bytes of zeros one WRITE brings.
    static let zerosPerCommand: Int64 = 32 << 20

    let unit: RealTimeUnit
    /// The LOGICAL BLOCK LENGTH in bytes.
    let blockLength: Int64
    /// The capacity in bytes.
    let byteCount: Int64
    /// Whether WRITE commands are refused.
    let isWriteProtected: Bool
    /// Whether something was written through this object that has not been synchronized.
    private let isDirty = Atomic(false)
    private let sender: CommandSender
    private let ranges: RangeLock
    /// A snapshot shares blocks with the disk that it was taken of: what is still in a file when
    /// its READ ends must be read before the disk is written again. A disk's own blocks may as well
    /// be read a moment later, when they may hold what was written meanwhile: no initiator can tell
    /// that from its READ having been served later.
    private let filePieces: CommandSender.FilePieces

    /// The image of a disk; `nil` where the logical unit is none.
    init?(_ unit: RealTimeUnit, sender: CommandSender) {
        let facts = sender.fabric.withUnit(unit) { unit -> (Int, UInt64, Bool)? in
            guard let disk = unit.logicalUnit as? DirectAccessUnit else { return nil }
            return (disk.blockLength, disk.blockCount, disk.isWriteProtected)
        }
        guard let (blockLength, blockCount, isWriteProtected) = facts else { return nil }
        self.unit = unit
        self.blockLength = Int64(blockLength)
        self.isWriteProtected = isWriteProtected
        // A capacity that no file can have is cut off: nothing behind it could be named.
        let (bytes, overflow) = Int64(clamping: blockCount).multipliedReportingOverflow(
            by: Int64(blockLength))
        byteCount = overflow ? Int64.max / Int64(blockLength) * Int64(blockLength) : bytes
        self.sender = sender
        ranges = RangeLock(queue: sender.queue)
        filePieces = isWriteProtected ? .readAtOnce : .left
    }

    /// Reads up to `count` bytes; fewer only at the end of the disk.
    ///
    /// - Parameters:
    ///   - offset: at least 0.
    ///   - ended: gets the bytes. Until it returns, pieces that still are in a file are not
    ///     overwritten through this object.
    func read(
        at offset: Int64, count: Int,
        _ ended: @escaping @Sendable (Result<DataBuffer, ErrorNumber>) -> Void
    ) {
        let length = min(Int64(count), max(0, byteCount - offset))
        guard length > 0 else { return ended(.success(DataBuffer())) }
        let blocks = blocks(around: offset..<offset + length)
        ranges.acquire(blocks, exclusively: false) { [self] hold in
            read(blocks) { [self] result in
                ended(
                    result.flatMap { data in
                        var data = data
                        guard data.count >= Int(offset - blocks.lowerBound + length) else {
                            return .failure(ErrorNumber(EIO))
                        }
                        _ = data.takeFirst(Int(offset - blocks.lowerBound))
                        return .success(data.takeFirst(Int(length)))
                    })
                ranges.release(hold)
            }
        }
    }

    /// Writes bytes; those behind the end of the disk are left out.
    ///
    /// - Parameters:
    ///   - offset: at least 0.
    ///   - ended: gets how many bytes were written, or ENOSPC where all lie behind the end.
    func write(
        _ data: DataBuffer, at offset: Int64,
        _ ended: @escaping @Sendable (Result<Int, ErrorNumber>) -> Void
    ) {
        if data.isEmpty { return ended(.success(0)) }
        let length = min(Int64(data.count), byteCount - offset)
        guard length > 0 else { return ended(.failure(ErrorNumber(ENOSPC))) }
        var data = data
        let written = data.count > Int(length) ? data.takeFirst(Int(length)) : data
        let blocks = blocks(around: offset..<offset + length)
        ranges.acquire(blocks, exclusively: true) { [self] hold in
            complete(written, at: offset, to: blocks) { [self] result in
                switch result {
                case .success(let whole):
                    isDirty.store(true, ordering: .releasing)
                    write(whole, blocks) { [self] failure in
                        ranges.release(hold)
                        ended(failure.map { .failure($0) } ?? .success(Int(length)))
                    }
                case .failure(let failure):
                    ranges.release(hold)
                    ended(.failure(failure))
                }
            }
        }
    }

    /// Makes a range read as zeros; the part behind the end of the disk is left out.
    func clear(
        at offset: Int64, count: Int64, _ ended: @escaping @Sendable (ErrorNumber?) -> Void
    ) {
        let length = min(count, byteCount - offset)
        guard length > 0 else { return ended(nil) }
        let part = min(length, Self.zerosPerCommand)
        write(DataBuffer(.zeros(count: Int(part))), at: offset) { [self] result in
            switch result {
            case .success(let done):
                clear(at: offset + Int64(done), count: length - Int64(done), ended)
            case .failure(let failure): ended(failure)
            }
        }
    }

    /// Brings everything that was written onto stable storage: SYNCHRONIZE CACHE(16).
    func synchronize(_ ended: @escaping @Sendable (ErrorNumber?) -> Void) {
        let cdb = SynchronizeCache16CDB(logicalBlockAddress: 0, numberOfLogicalBlocks: 0)
        // What is written from now on may or may not be included.
        isDirty.store(false, ordering: .releasing)
        sender.sendPatiently(SCSITask(nexus: sender.nexus, cdb: cdb.encoded()), to: unit) {
            [self] completion in
            let failure = ErrorNumber(completion)
            if failure != nil { isDirty.store(true, ordering: .releasing) }
            ended(failure)
        }
    }

    /// The same, and waits for it; does nothing where nothing was written.
    ///
    /// - Returns: why it failed; `nil` where it did not.
    func synchronizeRest() -> ErrorNumber? {
        guard isDirty.load(ordering: .acquiring) else { return nil }
        let outcome = SynchronizationOutcome()
        synchronize { outcome.put($0) }
        return outcome.wait()
    }

    /// The range of whole blocks around a range.
    private func blocks(around range: Range<Int64>) -> Range<Int64> {
        let last = range.upperBound - 1
        return range.lowerBound / blockLength * blockLength..<(last / blockLength + 1) * blockLength
    }

    private func read(
        _ blocks: Range<Int64>,
        _ ended: @escaping @Sendable (Result<DataBuffer, ErrorNumber>) -> Void
    ) {
        let cdb = Read16CDB(
            logicalBlockAddress: UInt64(blocks.lowerBound / blockLength),
            transferLength: UInt32((blocks.upperBound - blocks.lowerBound) / blockLength))
        sender.sendPatiently(
            SCSITask(nexus: sender.nexus, cdb: cdb.encoded()), to: unit,
            dataInLength: Int(blocks.upperBound - blocks.lowerBound), filePieces: filePieces
        ) { completion in
            if let failure = ErrorNumber(completion) { return ended(.failure(failure)) }
            ended(.success(completion?.dataIn ?? DataBuffer()))
        }
    }

    private func write(
        _ data: DataBuffer, _ blocks: Range<Int64>,
        _ ended: @escaping @Sendable (ErrorNumber?) -> Void
    ) {
        let cdb = Write16CDB(
            logicalBlockAddress: UInt64(blocks.lowerBound / blockLength),
            transferLength: UInt32((blocks.upperBound - blocks.lowerBound) / blockLength))
        sender.sendPatiently(
            SCSITask(nexus: sender.nexus, cdb: cdb.encoded(), dataOut: data), to: unit
        ) {
            ended(ErrorNumber($0))
        }
    }

    /// Adds what the first and the last block hold beside the data.
    private func complete(
        _ data: DataBuffer, at offset: Int64, to blocks: Range<Int64>,
        _ ended: @escaping @Sendable (Result<DataBuffer, ErrorNumber>) -> Void
    ) {
        let head = Int(offset - blocks.lowerBound)
        let tail = Int(blocks.upperBound - offset) - data.count
        if head == 0 && tail == 0 { return ended(.success(data)) }
        let first = blocks.lowerBound..<blocks.lowerBound + blockLength
        let last = blocks.upperBound - blockLength..<blocks.upperBound
        part(of: head == 0 ? nil : first, 0..<head) { [self] before in
            guard case .success(let before) = before else { return ended(before) }
            let kept = Int(blockLength) - tail..<Int(blockLength)
            part(of: tail == 0 ? nil : last, kept) { after in
                ended(
                    after.map { after in
                        var whole = before
                        whole.append(data)
                        whole.append(after)
                        return whole
                    })
            }
        }
    }

    /// A part of a block's bytes, in memory: they are written to the file that they may be in.
    private func part(
        of block: Range<Int64>?, _ range: Range<Int>,
        _ ended: @escaping @Sendable (Result<DataBuffer, ErrorNumber>) -> Void
    ) {
        guard let block else { return ended(.success(DataBuffer())) }
        read(block) { result in
            ended(
                result.flatMap { data in
                    guard let bytes = try? data.bytes(), bytes.count >= range.upperBound else {
                        return .failure(ErrorNumber(EIO))
                    }
                    return .success(DataBuffer(.memory(bytes[range])))
                })
        }
    }
}

/// Where a thread waits for the end of a SYNCHRONIZE CACHE.
private final class SynchronizationOutcome: Sendable {
    /// How long it may take, in seconds.
    private static let timeout = 60

    private let failure = Mutex<ErrorNumber?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    func put(_ value: ErrorNumber?) {
        failure.withLock { $0 = value }
        isDone.signal()
    }

    func wait() -> ErrorNumber? {
        guard isDone.wait(timeout: .now() + .seconds(Self.timeout)) == .success else {
            return ErrorNumber(ETIMEDOUT)
        }
        return failure.withLock { $0 }
    }
}
