/// What the host adapter says of a command (Linux, include/scsi/scsi_status.h, `enum
/// scsi_host_status`).
public struct HostStatus: RawRepresentable, Hashable, Sendable {
    /// The number.
    public var rawValue: UInt32

    /// The status of that number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nothing to say.
    public static let ok = Self(rawValue: 0x00)
    /// Nobody answers at the device's address.
    public static let noConnect = Self(rawValue: 0x01)
    /// The bus stayed busy.
    public static let busBusy = Self(rawValue: 0x02)
    /// The command did not end in time.
    public static let timeOut = Self(rawValue: 0x03)
    /// There is no such target.
    public static let badTarget = Self(rawValue: 0x04)
    /// The command was aborted for another reason.
    public static let abort = Self(rawValue: 0x05)
    /// A parity error.
    public static let parity = Self(rawValue: 0x06)
    /// An error inside the host adapter.
    public static let error = Self(rawValue: 0x07)
    /// Something was reset: the bus, the target.
    public static let reset = Self(rawValue: 0x08)
    /// The low-level driver wants it tried again.
    public static let softError = Self(rawValue: 0x0B)
    /// To be tried again at once, without counting.
    public static let immediateRetry = Self(rawValue: 0x0C)
    /// To be put back into the queue: it was not sent.
    public static let requeue = Self(rawValue: 0x0D)
    /// The way to the device broke and may come back.
    public static let transportDisrupted = Self(rawValue: 0x0E)
    /// The way to the device is gone.
    public static let transportFailFast = Self(rawValue: 0x0F)
    /// The kernel's reading of a device's lasting failure.
    public static let targetFailure = Self(rawValue: 0x10)
    /// The kernel's reading of a reservation conflict.
    public static let nexusFailure = Self(rawValue: 0x11)
    /// The kernel's reading of a lack of space.
    public static let allocationFailure = Self(rawValue: 0x12)
    /// The kernel's reading of a medium error.
    public static let mediumError = Self(rawValue: 0x13)
    /// The way to the device is known to be bad.
    public static let transportMarginal = Self(rawValue: 0x14)

    /// Whether it says nothing that the SCSI status does not.
    var repeatsTheStatus: Bool {
        [.ok, .targetFailure, .nexusFailure, .allocationFailure, .mediumError].contains(self)
    }

    /// What is to be done about it.
    enum Consequence {
        /// The command did not reach the device and may be sent again, whatever it is.
        case notSent
        /// Nobody knows whether the device carried it out.
        case uncertain
        /// There is no way to the device.
        case unreachable
        /// It took too long.
        case timedOut
    }

    /// What is to be done about it.
    var consequence: Consequence {
        switch self {
        case .busBusy, .immediateRetry, .requeue: .notSent
        case .noConnect, .badTarget, .transportFailFast, .transportMarginal: .unreachable
        case .timeOut: .timedOut
        default: .uncertain
        }
    }

    /// Whether trying again may help where nobody knows what became of a command.
    var mayPass: Bool {
        [.abort, .parity, .error, .reset, .softError, .transportDisrupted].contains(self)
    }
}
