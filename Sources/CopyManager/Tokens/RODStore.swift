import Devices
import SCSI
import Timebase

/// The representations of data that a copy manager keeps, and their tokens.
public final class RODStore {
    let profile: CopyManagerProfile
    unowned let resolver: any CopyTargetResolver
    private let random: () -> UInt64

    /// An empty store.
    ///
    /// - Parameter random: gives the bytes of tokens that nobody can guess.
    init(
        profile: CopyManagerProfile, resolver: any CopyTargetResolver,
        random: @escaping () -> UInt64
    ) {
        self.profile = profile
        self.resolver = resolver
        self.random = random
    }

    /// Numbers for a copy manager that has no source of random ones.
    public static func countingNumbers() -> () -> UInt64 {
        var last: UInt64 = 0
        return {
            last += 1
            return last
        }
    }
}
