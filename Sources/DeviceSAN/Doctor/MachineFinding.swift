/// One thing that a machine has or lacks.
public struct MachineFinding: Encodable, Equatable, Sendable {
    /// How it stands.
    public enum State: String, Encodable, Sendable {
        case ok
        /// There, but not for everything.
        case limited
        case missing
    }

    /// What it belongs to.
    public enum Area: String, Encodable, Sendable, CaseIterable {
        case sg
        case loopback
        case fuse
        case loop
        case programs

        /// The heading above it.
        var heading: String {
            switch self {
            case .sg: "SCSI devices of this machine"
            case .loopback: "loopback: the bench's /dev/sg for other programs"
            case .fuse: "FUSE: the bench's disks and tapes as files"
            case .loop: "loop devices"
            case .programs: "programs that tests and examples use"
            }
        }
    }

    /// What it belongs to.
    public var area: Area
    /// What it is.
    public var name: String
    /// How it stands.
    public var state: State
    /// What was found.
    public var detail: String
    /// What to do where it is missing and wanted; nil where there is nothing to do.
    public var remedy: String?

    init(
        _ area: Area, _ name: String, _ state: State, _ detail: String, remedy: String? = nil
    ) {
        self.area = area
        self.name = name
        self.state = state
        self.detail = detail
        self.remedy = remedy
    }
}
