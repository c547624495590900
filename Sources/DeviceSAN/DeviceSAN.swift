import CopyManager
import FileSAN
import SCSI
import SGInitiator
import ServerlessBackup
import Timebase
import VolumeMap

/// Disks and tapes as a command line names them: devices of this machine, or files that stand for
/// them.
///
/// A path that leads to a device which takes SCSI commands is that device; any other is an image
/// file or a cartridge's directory, on a `FileSAN`. Whoever uses the devices cannot tell which.
public final class DeviceSAN {
    private let files: FileSAN
    private var devicePaths: [String] = []
    /// Devices that were written to by blocks, and may still hold them in a cache.
    private var written: [(path: String, initiator: any Initiator)] = []

    /// Neither disks nor tapes yet.
    ///
    /// - Parameter profile: of the copy manager that serves files.
    public init(profile: CopyManagerProfile) { files = FileSAN(profile: profile) }

    /// Whether a path leads to a device of this machine that is meant for SCSI commands. Other
    /// nodes, such as those of loop devices, are not.
    public static func isDevice(_ path: String) -> Bool {
        DeviceNode(path: path).isMeantForCommands
    }

    /// A disk.
    ///
    /// - Parameters:
    ///   - blockLength: 512 or 4096, for a file; a device says it itself.
    ///   - access: for a file; a device that is there is never made.
    /// - Throws: what names the path.
    public func disk(
        _ path: String, blockLength: Int = 512, access: FileSAN.DiskAccess
    ) throws -> Device {
        guard Self.isDevice(path) else {
            return try files.addDisk(path, blockLength: blockLength, access: access)
        }
        return try add(SGInitiator(path: path), path: path, isWritten: access != .reading)
    }

    /// A tape drive with a cartridge in it.
    ///
    /// - Parameters:
    ///   - capacity: bytes of a new cartridge in a directory; nil where it must exist.
    ///   - isWriteProtected: whether a cartridge in a directory is only read.
    /// - Throws: what names the path.
    public func tape(
        _ path: String, capacity: Int64? = nil, isWriteProtected: Bool = false
    ) throws -> Device {
        guard Self.isDevice(path) else {
            return try files.addTape(
                path, capacity: capacity, isWriteProtected: isWriteProtected)
        }
        return try add(SGInitiator(path: path), path: path)
    }

    /// A device that is open.
    ///
    /// - Parameter isWritten: whether it is a disk that is written to.
    func add(
        _ initiator: any Initiator, path: String, isWritten: Bool = false
    ) throws(DeviceFault) -> Device {
        if devicePaths.contains(path) { throw DeviceFault(path, "given twice") }
        devicePaths.append(path)
        if isWritten { written.append((path, initiator)) }
        return Device(name: path, initiator: initiator)
    }

    /// A disk to be mapped: an image file is read without a SAN.
    ///
    /// - Parameter blockLength: 512 or 4096, for a file.
    public func blockReader(_ path: String, blockLength: Int) throws -> any BlockReader {
        if Self.isDevice(path) { return try DeviceBlockReader(disk(path, access: .reading)) }
        return try ImageBlockReader(path: path, blockLength: blockLength)
    }

    /// Fails where some paths lead to devices and others do not: no copy manager reaches both.
    public static func requireOneKind(_ paths: [String]) throws(DeviceFault) {
        guard let device = paths.first(where: isDevice),
            let file = paths.first(where: { !isDevice($0) })
        else { return }
        throw DeviceFault(
            file,
            "no device that takes SCSI commands, and \(device) is one; EXTENDED COPY moves blocks"
                + " only between devices that one copy manager reaches: files alone or devices"
                + " alone expected")
    }

    /// Brings everything that was written to stable storage.
    public func close() throws {
        try files.close()
        for (path, initiator) in written {
            let way = RetryingInitiator(initiator)
            let reply = way.execute(
                CommandRequest(
                    cdb: SynchronizeCache10CDB().encoded(), timeout: Self.flushTimeout))
            // A disk without a cache need not know the command.
            if reply.hasSucceeded || reply.checkConditionSense?.key == .illegalRequest { continue }
            throw DeviceFault(
                path, "SYNCHRONIZE CACHE(10): \(reply.text(sense: reply.checkConditionSense))")
        }
        written = []
    }

    /// A large cache takes its time.
    private static let flushTimeout = CommandRequest.defaultTimeout + .seconds(240)
}
