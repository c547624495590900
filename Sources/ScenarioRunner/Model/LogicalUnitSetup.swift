import Fabric
import SCSI
import Timebase

/// A disk or a tape of the simulated SAN, as a scenario describes it.
public struct LogicalUnitSetup: Equatable, Sendable {
    /// What kind of device it is, and what only that kind has.
    public enum Device: Equatable, Sendable {
        /// A direct access block device (peripheral device type 00h).
        case disk(DiskSetup)
        /// A sequential access device (peripheral device type 01h).
        case tape(TapeSetup)
    }

    /// The name by which the scenario refers to it; unique within a case.
    public var id: String
    /// The kind of device.
    public var device: Device
    /// Its NAA designator of 16 bytes (NAA 6h) or 8 bytes (NAA 2h or 5h); nil if the bench is to
    /// derive one from the identifier.
    public var naa: [UInt8]?
    /// The ports that lead to it, by which CSCD descriptors may name it.
    public var ports: [TargetPort]
    /// The LUN that it has behind each of its ports.
    public var lun: LogicalUnitNumber
    /// How long its commands take, in virtual time.
    public var timing: ServiceTiming
    /// Whether the scenario itself says so: on the real clock a device takes no longer than its
    /// medium does, unless it is told to.
    public var isTimingGiven: Bool
    /// The line in the file, counted from 1.
    public var line: Int
}

/// Where a virtual device keeps what it stores.
public enum StoreKind: String, CaseIterable, Equatable, Sendable {
    /// In memory.
    case memory
    /// In the run's directory: a disk as a sparse file, a cartridge as a directory.
    case file
}

/// A file or directory that a scenario names.
public struct ScenarioPath: Equatable, Sendable {
    /// As the scenario file has it.
    public var written: String
    /// Relative paths count from the scenario file's directory; this one counts from where the
    /// scenario file's own name does.
    public var resolved: String
}

/// How long a device's commands take: a fixed part and a part by the bytes moved.
public struct ServiceTiming: Equatable, Sendable {
    /// What each command takes, however little it moves; from 0 to an hour.
    public var perCommand: Nanoseconds
    /// What each MiB that is moved takes on top, in proportion; from 0 to an hour.
    public var perMebibyte: Nanoseconds

    /// Creates the timing of a device.
    public init(perCommand: Nanoseconds, perMebibyte: Nanoseconds) {
        self.perCommand = perCommand
        self.perMebibyte = perMebibyte
    }

    /// The longest time that a scenario may name for either part: an hour.
    public static let longest = Nanoseconds.seconds(3600)

    /// A disk's timing where the scenario says nothing: 100 us a command, 200 MiB a second.
    public static let diskDefault = ServiceTiming(
        perCommand: .microseconds(100),
        perMebibyte: .milliseconds(5)
    )
    /// A tape's timing where the scenario says nothing: 200 us a command, 250 MiB a second.
    public static let tapeDefault = ServiceTiming(
        perCommand: .microseconds(200),
        perMebibyte: .milliseconds(4)
    )
}
