import ArgumentParser
import DeviceSAN
import ServerlessBackup

/// How a disk that others write to is brought to rest before it is backed up.
struct LiveOptions: ParsableArguments {
    @Option(help: "Wait until a device is not written for so long: 3s by default, 0s for no wait.")
    var quiesce: String?

    @Option(help: "How long to wait for that at most: 80s by default.")
    var quiesceTimeout: String?

    @Option(
        help: """
            Take a snapshot of a device by this line of the shell, in which SANBENCH_SOURCE is the \
            device's path; it prints the path of the snapshot's device.
            """)
    var snapshotCommand: String?

    @Option(help: "Remove the snapshot afterwards by this one; SANBENCH_SNAPSHOT is its path.")
    var snapshotRemoveCommand: String?

    @Flag(help: "Read the device itself, which must not be written meanwhile.")
    var noSnapshot = false

    func validate() throws {
        if snapshotCommand != nil && noSnapshot {
            throw ValidationError("--snapshot-command and --no-snapshot exclude each other")
        }
        if snapshotRemoveCommand != nil && snapshotCommand == nil {
            throw ValidationError("--snapshot-remove-command goes with --snapshot-command")
        }
    }

    /// What is to be done with a device.
    func disk(_ path: String) throws -> LiveDisk {
        guard snapshotCommand != nil || noSnapshot else {
            throw InputFault(
                "\(path): a device, which others may write to: --snapshot-command takes a snapshot"
                    + " of it; with --no-snapshot the device itself is read, and must not be"
                    + " written meanwhile")
        }
        var disk = LiveDisk()
        let idle =
            try quiesce.map { try duration($0, "--quiesce") } ?? QuiesceWatch.defaultIdle
        let timeout =
            try quiesceTimeout.map { try duration($0, "--quiesce-timeout") }
            ?? QuiesceWatch.defaultTimeout
        disk.watch = idle > .zero ? QuiesceWatch(idleFor: idle, timeout: timeout) : nil
        disk.snapshotCommand = snapshotCommand
        disk.removalCommand = snapshotRemoveCommand
        disk.progress = { Terminal.showProgress($0) }
        return disk
    }

    /// Fails where something is said of an image file that only devices need.
    func requireNone(_ path: String) throws {
        if quiesce != nil || quiesceTimeout != nil || snapshotCommand != nil || noSnapshot {
            throw InputFault(
                "\(path): no device that takes SCSI commands; --quiesce and snapshots are for such"
            )
        }
    }
}
