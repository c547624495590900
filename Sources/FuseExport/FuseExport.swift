import Devices
import Dispatch
import Fabric
import Synchronization

/// A fabric as a file system, for programs that know nothing of SCSI, and for some that do:
///
///     disks/ID.img          a disk's blocks; reads, writes and fsync are commands to it
///     snapshots/ID.img      the same of a snapshot, which never changes
///     tapes/ID/ID.tap       what is on a tape, as SIMH's programs read it
///     tapes/ID/00000.file   the records up to the first filemark, joined; then 00001.file, …
///     tapes/ID/00000.records  how long these records are, as JSON
///     sg/ID                 answers the ioctl SG_IO (versions 3 and 4) and sg's simple ones
///     status/ID.json        what a logical unit is and has done
///     status/copies.json    the copies that are running
///
/// Everything comes through one I_T nexus, as all programs of one host do. Snapshots that are taken
/// while it is mounted appear: the kernel keeps no note of names that are not there, nor of lists.
///
/// Reads and writes of disks bypass the kernel's page cache (`direct_io`): the copy manager and
/// other ways in change a disk behind the kernel's back, and a page that was kept would show what
/// the disk held once. It also saves a copy. What such a file cannot have is a shared writable
/// mapping (ENODEV); private mappings, loop devices, O_DIRECT, pread and pwrite work. Snapshots
/// never change, so the kernel keeps what it has read of them, and they can be mapped in every way
/// that is for reading.
///
/// Disks cannot be made shorter or longer: O_TRUNC is ignored as by a block device, ftruncate(2)
/// to another length is EINVAL. Holes and zeroed ranges (fallocate(2)) become WRITEs of zeros.
public final class FuseExport: Sendable {
    private let fabric: RealTimeFabric
    private let nexus: NexusIdentifier
    /// Where requests go on whose commands took their time. A serial queue has a thread of its own
    /// when it needs one; a concurrent one waits where other code of the process blocks the threads
    /// that it would share. Nothing that is done here waits.
    private let queue = DispatchQueue(label: "sanbench.fuse", qos: .userInitiated)
    private let mounted = Mutex<Mounted?>(nil)

    private struct Mounted {
        let session: FuseSession
        let path: String
    }

    /// Makes what a nexus sees of a fabric ready to be mounted.
    public init(fabric: RealTimeFabric, nexus: NexusIdentifier) {
        self.fabric = fabric
        self.nexus = nexus
    }

    /// Mounts it and serves it on threads of its own, until `unmount`.
    ///
    /// Root mounts by itself, an ordinary user through fusermount3(1). Only the user who mounts it
    /// can use it.
    ///
    /// - Parameter path: an existing directory. Whatever is mounted there is hidden; a dead mount
    ///   is to be cleaned up before: see `FuseMount`.
    /// - Throws: `MountError` where it is mounted already or cannot be.
    public func mount(at path: String) throws(MountError) {
        try mounted.withLock { mounted throws(MountError) in
            if let mounted { throw MountError("it is mounted at \(mounted.path) already") }
            let sender = CommandSender(fabric: fabric, nexus: nexus, queue: queue)
            let session = try FuseSession(ExportTree(sender), at: path, queue: queue)
            do throws(MountError) {
                try session.run()
            } catch {
                _ = try? FuseMount.unmount(path)
                session.finish()
                throw error
            }
            mounted = Mounted(session: session, path: path)
        }
    }

    /// Unmounts it, brings what was written through it onto stable storage, and ends its threads.
    ///
    /// - Returns: whether somebody still used it; `nil` where it was not mounted.
    /// - Throws: `MountError` where it stays mounted and is still served, or where it is unmounted
    ///   and a disk cannot bring onto stable storage what was written.
    @discardableResult
    public func unmount() throws(MountError) -> Unmounting? {
        try mounted.withLock { mounted throws(MountError) in
            guard let current = mounted else { return nil }
            // While it is being unmounted the kernel still writes what programs have left to it.
            let how = try FuseMount.unmount(current.path)
            current.session.finish()
            mounted = nil
            var lost: [String] = []
            for unit in current.session.tree.currentUnits() {
                guard let failure = unit.image?.synchronizeRest() else { continue }
                lost.append("\(unit.unit.id): \(systemReason(failure.value))")
            }
            guard lost.isEmpty else {
                throw MountError("SYNCHRONIZE CACHE fails: " + lost.joined(separator: "; "))
            }
            return how
        }
    }
}
