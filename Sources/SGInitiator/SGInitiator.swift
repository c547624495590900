import Glibc
import SCSI
import Timebase

/// An initiator on a device of this machine: each command is an SG_IO.
///
/// It does what lies below SCSI: timeouts, residuals, errors of the host adapter and of the operating
/// system. A command that did not reach the device is sent again, and so is one of which nobody knows
/// what became, if it may be repeated (`CommandRepetition`). Unit attentions are answers, and those
/// who send the commands deal with them.
public final class SGInitiator: Initiator {
    /// How often a command is sent again that did not reach the device, or that the device had no
    /// room for; as often as Linux's disk driver does so.
    public static let transportRetries = 5
    /// How long it waits before it sends a command again.
    public static let retryPause = Nanoseconds.milliseconds(200)
    /// The longest timeout in seconds: the driver counts milliseconds in 32 bits, signed in places.
    static let longestTimeout: Int64 = 2_147_483

    /// The path of the device's node.
    public let path: String
    private let passThrough: any PassThrough
    private let clock: any WaitingClock

    /// Opens a device.
    ///
    /// - Parameter path: of a node of sg, bsg, st or sd, or of another file that answers SG_IO.
    /// - Throws: where it cannot be opened, or takes no SCSI commands.
    public convenience init(path: String) throws(DeviceFault) {
        switch DeviceNode(path: path) {
        case .scsi: break
        case .partition:
            throw DeviceFault(
                path, "a partition; the whole disk expected: SCSI commands know no partitions")
        case .otherDevice(let failure) where !failure.saysWrongKind:
            throw DeviceFault(opening: path, failure)
        case .otherDevice, .noDevice:
            throw DeviceFault(
                path, "nothing there takes SCSI commands; a node of sg, bsg, st or sd expected")
        }
        self.init(path: path, passThrough: try SGPassThrough(path: path), clock: SystemClock())
    }

    init(path: String, passThrough: any PassThrough, clock: any WaitingClock) {
        self.path = path
        self.passThrough = passThrough
        self.clock = clock
    }

    public func execute(_ request: CommandRequest) -> Reply {
        let seconds = Self.seconds(request.timeout)
        // What kind of device it is, is not known here.
        let isRepeatable = CommandRepetition(of: request.cdb, on: nil).isRepeatable
        var result = passThrough.send(request, seconds: seconds)
        for _ in 0..<Self.transportRetries where Self.isWorthAnotherTry(result, isRepeatable) {
            clock.wait(until: clock.now + Self.retryPause)
            result = passThrough.send(request, seconds: seconds)
        }
        return reply(to: request, result)
    }

    /// Whole seconds, rounded up: the library takes no less.
    static func seconds(_ timeout: Nanoseconds) -> Int32 {
        let second = Nanoseconds.seconds(1).count
        let whole = timeout.count / second + (timeout.count % second > 0 ? 1 : 0)
        return Int32(min(max(whole, 1), longestTimeout))
    }

    private static func isWorthAnotherTry(_ result: PassThroughResult, _ isRepeatable: Bool) -> Bool
    {
        switch result {
        // Neither was begun (SAM-5, Status codes).
        case .answered(let reply): reply.status == .busy || reply.status == .taskSetFull
        case .transport(let host, _):
            host.consequence == .notSent
                || host.consequence == .uncertain && host.mayPass && isRepeatable
        case .system(let failure):
            // The driver had no room; EINTR: a signal came, and nobody knows what became of it.
            [EAGAIN, EBUSY].contains(failure.number) || failure.number == EINTR && isRepeatable
        case .unsuitable: false
        }
    }

    private func reply(to request: CommandRequest, _ result: PassThroughResult) -> Reply {
        switch result {
        case .answered(let reply): return reply
        case .transport(let host, let text):
            switch host.consequence {
            case .unreachable: return Reply(transportFailure: .unreachable)
            case .timedOut: return Reply(transportFailure: .timedOut)
            case .notSent, .uncertain:
                return Reply(transportFailure: .notDelivered("\(path): the host adapter: \(text)"))
            }
        case .system(let failure):
            return Reply(
                transportFailure: .notDelivered("\(path): \(Self.text(failure, request))"))
        case .unsuitable(let why):
            return Reply(transportFailure: .notDelivered("\(path): \(why)"))
        }
    }

    /// An error of the operating system, with what it most likely means here.
    private static func text(_ failure: SystemFailure, _ request: CommandRequest) -> String {
        let count = max(request.dataOut.count, request.dataInLength)
        let meaning: String? =
            switch failure.number {
            case ENODEV, ENXIO: "the device has gone"
            case ENOMEM, EINVAL, E2BIG:
                count > 0
                    ? "a transfer of \(count) bytes, of which the driver or the host adapter may"
                        + " take less at once" : nil
            case EPERM, EACCES:
                "the kernel lets this command pass for few: write permission and CAP_SYS_RAWIO"
            case EINTR: "a signal came in between; what became of the command is not known"
            default: nil
            }
        return "SG_IO: \(failure)" + (meaning.map { "; " + $0 } ?? "")
    }
}
