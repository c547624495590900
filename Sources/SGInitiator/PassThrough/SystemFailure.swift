import Glibc

/// Why a system call failed: an error number of errno(3).
public struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number.
    public var number: Int32

    /// A failure of that number.
    public init(number: Int32) { self.number = number }

    /// The failure of the call before.
    static var last: Self { Self(number: errno) }

    /// Whether a device's driver does not know the ioctl that it was asked for.
    var saysWrongKind: Bool { number == ENOTTY || number == EINVAL }

    /// What strerror(3) says.
    public var description: String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
