import Foundation

/// What a client asks of a served bench: one JSON object, after which it sends no more.
public enum ControlRequest: Codable, Equatable, Sendable {
    /// How the bench is.
    case status
    /// A snapshot of a disk, under a name.
    case snapshot(of: String, named: String)
    /// A fault, as a scenario file has it.
    case fault(String)
    /// The cartridge of a directory, which the server must be able to enter, into an empty drive.
    case load(cartridge: String, into: String)
    /// The cartridge out of a drive.
    case unload(String)
    /// A logical unit reset.
    case reset(String)
    /// The end of serving.
    case stop

    /// The longest request, in bytes.
    public static let longest = 65536
}

/// What the server answers: one JSON object.
public enum ControlReply: Codable, Equatable, Sendable {
    /// It was done.
    case done
    /// It was done, and this is where the new device is found.
    case node(String)
    /// How the bench is.
    case status(BenchStatus)
    /// It was not done, and why.
    case refused(String)

    /// The longest reply, in bytes: the status of thousands of logical units.
    public static let longest = 16 << 20
}
