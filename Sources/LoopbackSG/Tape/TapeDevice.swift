import Glibc
import SCSI
import Synchronization

/// A tape drive of the loopback host, behind stN and nstN.
final class TapeDevice: Sendable {
    private let drive: Mutex<TapeDrive>
    /// Whether it is open: who comes second is told at once, however long the first one waits.
    private let isOpen = Mutex(false)
    /// The options after the last call, which do not wait for the present one.
    private let shownOptions = Mutex(TapeOptions())

    /// The drive behind an initiator.
    init(initiator: any Initiator & Sendable) {
        drive = Mutex(TapeDrive(initiator: initiator))
    }

    /// open(2): EBUSY where it is open already; see `TapeDrive.open`.
    func open(flags: Int32, isRewinding: Bool) -> Result<any DeviceFile, DeviceOpenFailure> {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = true }
            return isOpen
        }
        if wasOpen { return .failure(DeviceOpenFailure(error: EBUSY)) }
        do throws(DriverFailure) {
            try use { drive throws(DriverFailure) in
                try drive.open(flags: flags, isRewinding: isRewinding)
            }
            return .success(TapeFile(self, access: flags & O_ACCMODE))
        } catch {
            isOpen.withLock { $0 = false }
            return .failure(DeviceOpenFailure(error: error.error))
        }
    }

    /// The last close(2); see `TapeDrive.close`.
    fileprivate func close() throws(DriverFailure) {
        defer { isOpen.withLock { $0 = false } }
        try use { drive throws(DriverFailure) in try drive.close() }
    }

    /// The options as `options` of /sys/class/scsi_tape shows them.
    var options: TapeOptions { shownOptions.withLock { $0 } }

    /// Calls the driver. One call at a time: another waits, as it does for st.
    fileprivate func use<Result>(
        _ body: (inout TapeDrive) throws(DriverFailure) -> sending Result
    ) throws(DriverFailure) -> sending Result {
        try drive.withLock { drive throws(DriverFailure) in
            defer { shownOptions.withLock { [options = drive.options] in $0 = options } }
            return try body(&drive)
        }
    }
}

/// An open tape.
private final class TapeFile: DeviceFile {
    private let device: TapeDevice
    private let access: Int32

    init(_ device: TapeDevice, access: Int32) {
        self.device = device
        self.access = access
    }

    func read(count: Int, at offset: Int64?) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            if offset != nil { throw DriverFailure(ESPIPE) }
            if access == O_WRONLY { throw DriverFailure(EBADF) }
            return .read(
                try device.use { drive throws(DriverFailure) in try drive.read(count) })
        }
    }

    func write(_ bytes: [UInt8], at offset: Int64?) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            if offset != nil { throw DriverFailure(ESPIPE) }
            if access == O_RDONLY { throw DriverFailure(EBADF) }
            return FileAnswer(
                result: try device.use { drive throws(DriverFailure) in try drive.write(bytes) })
        }
    }

    /// A tape cannot be sought in: st opens it so.
    func seek(to offset: Int64, from origin: SeekOrigin) -> FileAnswer { .failure(ESPIPE) }

    func control(_ request: UInt, argument: [UInt8], value: UInt) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            switch request {
            case TapeRequest.operate:
                guard argument.count >= TapeRequest.operateLength else {
                    throw DriverFailure(EFAULT)
                }
                let operation = Int16(bitPattern: UInt16(argument[1]) << 8 | UInt16(argument[0]))
                let count = argument[4..<8].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                try device.use { drive throws(DriverFailure) in
                    try drive.request(operation, Int32(bitPattern: count))
                }
                return FileAnswer()
            case TapeRequest.status:
                guard argument.count >= TapeRequest.statusLength else {
                    throw DriverFailure(EFAULT)
                }
                return FileAnswer(
                    data: try device.use { drive throws(DriverFailure) in try drive.status() })
            case TapeRequest.position:
                guard argument.count >= TapeRequest.positionLength else {
                    throw DriverFailure(EFAULT)
                }
                return FileAnswer(
                    data: [UInt8](
                        native: try device.use { drive throws(DriverFailure) in
                            try drive.position()
                        }))
            default: throw DriverFailure(ENOTTY)
            }
        }
    }

    /// st has no fsync.
    func synchronize() -> FileAnswer { .failure(EINVAL) }

    func close() -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            try device.close()
            return FileAnswer()
        }
    }
}
