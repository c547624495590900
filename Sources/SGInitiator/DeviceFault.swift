import Glibc

/// A device that cannot be used.
public struct DeviceFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong; it begins with the device's path.
    public let description: String

    /// What is wrong with the device at a path.
    public init(_ path: String, _ what: String) { description = "\(path): \(what)" }

    /// A node that could not be opened.
    init(opening path: String, _ failure: SystemFailure) {
        let advice: String? =
            switch failure.number {
            case EACCES, EPERM:
                "read and write permission is needed, which the group of the node has, or root"
            case ENOENT, ENODEV, ENXIO: "the node of a device that is there is expected"
            case EBUSY: "another program has it for itself"
            default: nil
            }
        self.init(path, "opening it: \(failure)" + (advice.map { "; " + $0 } ?? ""))
    }
}
