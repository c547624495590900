import Fabric

/// What a device node of the loopback host is.
///
/// The raw value is the word that stands for it in the file of the tree that stands for the node:
/// see `DeviceFileProvider`.
public enum DeviceKind: String, CaseIterable, Sendable {
    /// The SCSI generic driver's, `/dev/sgN`.
    case generic = "sg"
    /// The same device through the block layer's generic driver, `/dev/bsg/H:C:T:L`.
    case blockGeneric = "bsg"
    /// A tape that is rewound when it is closed, `/dev/stN`.
    case tape = "st"
    /// The same tape, left where it is, `/dev/nstN`.
    case tapeWithoutRewind = "nst"
    /// A disk, `/dev/sdX`; number 0 is sda.
    case disk = "sd"
    /// A file whose content is made when it is opened, as those of sysfs and procfs are.
    case madeFile = "made"
}

/// How a call on an open file ended.
public struct FileAnswer: Equatable, Sendable {
    /// The `errno` that the call fails with; 0 where it succeeds.
    public var error: Int32
    /// What the call returns: a number of bytes, a position, or what an ioctl returns. Not used
    /// where it fails.
    public var result: Int
    /// What `read` returns, or what `control` writes back to where its argument points. A failed
    /// ioctl may write back too.
    public var data: [UInt8]

    /// A success.
    public init(result: Int = 0, data: [UInt8] = []) {
        error = 0
        self.result = result
        self.data = data
    }

    /// Bytes that were read: the call returns how many.
    public static func read(_ data: [UInt8]) -> FileAnswer {
        FileAnswer(result: data.count, data: data)
    }

    /// A failure with an `errno`.
    public static func failure(_ error: Int32, data: [UInt8] = []) -> FileAnswer {
        var answer = FileAnswer(data: data)
        answer.error = error
        return answer
    }
}

/// From where `DeviceFile.seek` counts.
public enum SeekOrigin: Int32, Sendable {
    /// The file's beginning: SEEK_SET.
    case start = 0
    /// The present position: SEEK_CUR.
    case current = 1
    /// The file's end: SEEK_END.
    case end = 2
}

/// An open file of a driver above SCSI: st's or sd's.
///
/// It is what open(2) makes: descriptors that dup(2) and fork(2) made share it and its position.
/// The server calls it from one thread at a time, which may wait as long as the device takes.
public protocol DeviceFile: AnyObject, Sendable {
    /// read(2), and pread(2) where there is an offset.
    ///
    /// - Parameters:
    ///   - count: how many bytes the caller has room for, 0 or more.
    ///   - offset: from where; `nil` for the file's own position. It can be negative.
    func read(count: Int, at offset: Int64?) -> FileAnswer

    /// write(2), and pwrite(2) where there is an offset.
    func write(_ bytes: [UInt8], at offset: Int64?) -> FileAnswer

    /// lseek(2): `result` is the new position.
    func seek(to offset: Int64, from origin: SeekOrigin) -> FileAnswer

    /// ioctl(2), for all requests but SG_IO and SCSI_IOCTL_*, which the server answers itself.
    ///
    /// - Parameters:
    ///   - request: the request's number as the caller gave it, of 32 bits.
    ///   - argument: the bytes that the caller's argument points to, as many as the request has;
    ///     none where the request is not known or its argument is no pointer. Those that the
    ///     request only returns are there too, whatever they are.
    ///   - value: the argument itself, for requests whose argument is a number.
    /// - Returns: in `data` the bytes to write back, at most as many as `argument` has. An unknown
    ///   request fails with ENOTTY.
    func control(_ request: UInt, argument: [UInt8], value: UInt) -> FileAnswer

    /// fsync(2) and fdatasync(2).
    func synchronize() -> FileAnswer

    /// The last descriptor was closed. A failure is what close(2) returns, where the one who closed
    /// it waits for it. Nothing else is called afterwards.
    func close() -> FileAnswer
}

/// Where a logical unit is on the loopback host.
public struct DevicePlace: Sendable {
    /// The logical unit.
    public var unit: RealTimeUnit
    /// Its LUN. Its address is 0:0:0:LUN.
    public var lun: Int

    /// A place.
    public init(unit: RealTimeUnit, lun: Int) {
        self.unit = unit
        self.lun = lun
    }
}

/// The loopback host's devices by kind and number: what the server opens.
///
/// The server's private directory holds what programs see of it:
///
/// - `root/`: files and directories by the paths that they stand for: `root/dev/sg0`,
///   `root/sys/class/scsi_generic`. Symbolic links in it are relative, so that they stay inside.
/// - A device node in it is a regular file with the sticky bit (mode 1660, say; its other bits
///   are the node's) whose content is one line: kind, number, and for stat(2) the node's major
///   and minor number: `sg 0 21:0`, `nst 1 9:129`, `sd 1 8:16`, `bsg 0 251:0`. The name does not
///   matter, so `root/dev/char/21:0` has the same content as `root/dev/sg0` or is a link to it.
/// - A file whose content is made at open is a regular file with the sticky bit too (mode 1444,
///   say), with the line `made N 0:0`. stat(2) shows it as a regular file of 4096 bytes.
/// - `redirects`: the paths that are looked up in `root/`, one a line, each with all that is below
///   it. Behind a `+`, as in `+/dev`, what is not in `root/` is the machine's own.
public protocol DeviceFileProvider: AnyObject, Sendable {
    /// Where the logical unit behind a node is; `nil` where there is none (ENXIO).
    func place(of kind: DeviceKind, number: Int) -> DevicePlace?

    /// Opens a tape or a disk. It may wait.
    ///
    /// - Parameter flags: open(2)'s.
    /// - Returns: the file, or an `errno`.
    func open(
        _ kind: DeviceKind, number: Int, flags: Int32
    ) -> Result<any DeviceFile, DeviceOpenFailure>

    /// The content of a made file as it is now; `nil` where there is none of that number.
    func content(ofMadeFile number: Int) -> [UInt8]?
}

/// Why a device could not be opened.
public struct DeviceOpenFailure: Error, Equatable, Sendable {
    /// The `errno` that open(2) fails with.
    public var error: Int32

    /// An `errno`.
    public init(error: Int32) { self.error = error }
}
