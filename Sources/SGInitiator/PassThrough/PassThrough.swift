import SCSI

/// What takes SCSI commands to a device.
protocol PassThrough: AnyObject {
    /// Sends a command and waits for its end, `seconds` at most.
    func send(_ request: CommandRequest, seconds: Int32) -> PassThroughResult
}

/// What a pass-through says of a command.
enum PassThroughResult: Equatable {
    /// The device answered. Where the transport had something to say beside it, it did not matter.
    case answered(Reply)
    /// The host adapter or its driver had no answer of the device's.
    case transport(HostStatus, text: String)
    /// The system call failed.
    case system(SystemFailure)
    /// The command cannot be sent so.
    case unsuitable(String)
}
