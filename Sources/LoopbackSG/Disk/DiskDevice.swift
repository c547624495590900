import Glibc
import SCSI
import Synchronization

/// A disk of the loopback host, behind sdX.
final class DiskDevice: Sendable {
    let initiator: any Initiator & Sendable
    /// Held by whoever writes: a block of which a part is written is read first, and nothing may
    /// change it in between.
    private let writing = Mutex(())
    /// Whether it is open with O_EXCL.
    private let isClaimed = Mutex(false)

    private let counters = Mutex(DiskTraffic())

    /// The disk behind an initiator.
    init(initiator: any Initiator & Sendable) { self.initiator = initiator }

    /// open(2): EROFS to write on a disk that is protected, EBUSY with O_EXCL where another has it
    /// open so, EIO where the disk does not answer.
    func open(flags: Int32) -> Result<any DeviceFile, DeviceOpenFailure> {
        do throws(DriverFailure) {
            return .success(try DiskFile(self, flags: flags))
        } catch {
            return .failure(DeviceOpenFailure(error: error.error))
        }
    }

    /// Keeps other writers out.
    func whileWriting<Result>(
        _ body: () throws(DriverFailure) -> sending Result
    ) throws(DriverFailure) -> sending Result {
        try writing.withLock { _ throws(DriverFailure) in try body() }
    }

    /// What went through sd since the disk was found.
    var traffic: DiskTraffic { counters.withLock { $0 } }

    /// Counts a READ that ended well.
    func countRead(_ bytes: Int) {
        counters.withLock { counters in
            counters.reads &+= 1
            counters.bytesRead &+= UInt64(bytes)
        }
    }

    /// Counts a WRITE that ended well.
    func countWrite(_ bytes: Int) {
        counters.withLock { $0.bytesWritten &+= UInt64(bytes) }
    }

    /// Takes the disk for one that opens it with O_EXCL.
    func claim() throws(DriverFailure) {
        let wasClaimed = isClaimed.withLock { claimed in
            defer { claimed = true }
            return claimed
        }
        if wasClaimed { throw DriverFailure(EBUSY) }
    }

    /// Lets others take it.
    func unclaim() { isClaimed.withLock { $0 = false } }
}

/// What the block layer counts of a disk.
struct DiskTraffic: Equatable, Sendable {
    /// How many READ commands.
    var reads: UInt64 = 0
    var bytesRead: UInt64 = 0
    var bytesWritten: UInt64 = 0
}
