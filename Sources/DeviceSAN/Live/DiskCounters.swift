import Foundation
import SGInitiator
import ServerlessBackup
import Timebase

/// Tells when a disk of this machine was last written, from what the kernel counts of it.
///
/// The kernel counts when a request ends; somebody must look. The last write is taken to have been
/// when a look showed other counts than the look before: later than it was by at most the time
/// between two looks, never earlier. Commands that programs send by SG_IO are not counted, nor is what
/// other machines write to the same disk.
public final class DiskCounters: WriteActivity {
    /// What the kernel has counted so far (Documentation/block/stat.rst).
    struct Counts: Equatable {
        /// Writes that ended.
        var writes: UInt64
        /// Units of 512 bytes that they wrote.
        var sectors: UInt64
        /// Discards that ended: they change what is read, too.
        var discards: UInt64
        /// Units of 512 bytes that they discarded.
        var discardedSectors: UInt64

        /// Reads the line of `/sys/block/sdX/stat`; nil where it is no such line.
        ///
        /// Kernels before 4.18 count no discards.
        init?(_ line: String) {
            let words = line.split { $0 == " " || $0 == "\n" || $0 == "\t" }
            guard words.count >= 11 else { return nil }
            let numbers = words.map { UInt64($0) }
            guard let writes = numbers[4], let sectors = numbers[6] else { return nil }
            self.writes = writes
            self.sectors = sectors
            guard words.count >= 14 else {
                (discards, discardedSectors) = (0, 0)
                return
            }
            guard let discards = numbers[11], let discardedSectors = numbers[13] else {
                return nil
            }
            self.discards = discards
            self.discardedSectors = discardedSectors
        }
    }

    private let path: String
    private let clock: any WaitingClock
    private var counts: Counts
    private var last: Instant?
    /// Why the counts could not be read; the disk counts as written since.
    public private(set) var failure: DeviceFault?

    /// Counters of a disk.
    ///
    /// - Parameters:
    ///   - path: of the disk's node, or of the sg or bsg node that leads to it.
    ///   - sysfs: where sysfs is mounted.
    /// - Throws: where the kernel knows no disk behind the node, or counts nothing.
    public init(
        of path: String, clock: any WaitingClock, sysfs: String = "/sys"
    ) throws(DeviceFault) {
        let folder = try Self.folder(of: path, sysfs: sysfs)
        self.path = folder + "/stat"
        self.clock = clock
        counts = try Self.counts(self.path)
    }

    public var lastWrite: Instant? {
        poll()
        return last
    }

    /// Looks at the counts.
    public func poll() {
        do throws(DeviceFault) {
            let found = try Self.counts(path)
            if found != counts {
                counts = found
                last = clock.now
            }
        } catch {
            failure = error
            last = clock.now
        }
    }

    private static func counts(_ path: String) throws(DeviceFault) -> Counts {
        guard let text = FileManager.default.contents(atPath: path),
            let counts = Counts(String(decoding: text, as: UTF8.self))
        else {
            throw DeviceFault(path, "the counts of a disk expected: at least 11 numbers")
        }
        return counts
    }

    /// The folder of sysfs that belongs to the disk.
    private static func folder(of path: String, sysfs: String) throws(DeviceFault) -> String {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let name = real.lastPathComponent
        let manager = FileManager.default
        let own = "\(sysfs)/block/\(name)"
        if manager.fileExists(atPath: own + "/stat") { return own }
        let classes =
            real.deletingLastPathComponent().lastPathComponent == "bsg"
            ? ["bsg"] : ["scsi_generic", "bsg"]
        for kind in classes {
            let folder = "\(sysfs)/class/\(kind)/\(name)/device/block"
            let disks = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
            if let disk = disks.filter({ !$0.hasPrefix(".") }).min() {
                return "\(sysfs)/block/\(disk)"
            }
        }
        throw DeviceFault(
            path,
            "no disk in \(sysfs)/class/scsi_generic/\(name)/device/block, whose writes the"
                + " kernel counts; the node of a disk expected, or --quiesce 0s")
    }
}
