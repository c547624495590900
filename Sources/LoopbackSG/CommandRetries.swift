import Glibc
import SCSI

/// What Linux's SCSI layer does for all drivers: a command that a device had no room for is sent
/// again.
extension Initiator {
    /// Sends a command, again and again while the device answers BUSY or TASK SET FULL.
    func executeWhenFree(_ request: CommandRequest) -> Reply {
        var reply = execute(request)
        var tries = 1
        while reply.transportFailure == nil, tries < CommandRetries.maximumBusyTries,
            reply.status == .busy || reply.status == .taskSetFull
        {
            usleep(CommandRetries.busyPause)
            reply = execute(request)
            tries += 1
        }
        return reply
    }
}

/// The limits of sending a command again.
enum CommandRetries {
    /// How often a busy device is asked.
    static let maximumBusyTries = 200
    /// How long a busy device is left alone, in microseconds.
    static let busyPause: UInt32 = 10_000
}
