/// Why a medium could not do what was asked of it.
///
/// A logical unit turns it into sense data (MEDIUM ERROR or HARDWARE ERROR); a program that opens
/// a medium prints it.
public struct MediumFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file, or the medium's kind where there is no file.
    public var medium: String
    /// What was being done, as in `reading 4096 bytes at 8192`.
    public var action: String
    /// What went wrong, and what was expected.
    public var reason: String

    /// Describes one failure.
    public init(medium: String, action: String, reason: String) {
        self.medium = medium
        self.action = action
        self.reason = reason
    }

    public var description: String { "\(medium): \(action): \(reason)" }
}
