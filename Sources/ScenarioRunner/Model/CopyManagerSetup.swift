import CopyManager

/// The copy manager's profile, what of its limits the scenario changes, and its pace.
public struct CopyManagerSetup: Equatable, Sendable {
    /// How many bytes the copy manager moves at once where nothing else is said: 1 MiB.
    public static let defaultStep = 1 << 20

    /// What it supports, what limits it has and how it deviates: the scenario's choice, whose
    /// limits, advertised and enforced, are changed as the scenario says.
    public var profile: CopyManagerProfile

    /// How many bytes a copy moves before anything else gets its turn; 1 or more.
    public var step: Int {
        get { profile.enforced.stepByteCount }
        set { profile.enforced.stepByteCount = newValue }
    }

    /// Creates the setup; without arguments, what a scenario gets that says nothing.
    public init(profile: CopyManagerProfile = CopyManagerProfile()) { self.profile = profile }
}
