import Devices
import SCSI
import Timebase

/// One ROD token that the copy manager made, alive or dead.
final class TokenRecord {
    /// What became of it.
    enum State {
        case alive
        /// Its lifetime has passed, or it was not used for too long.
        case expired
        /// The data were written that it stood for.
        case cancelled
        /// The logical unit whose data it stood for was reset.
        case revoked
        /// DEL_TKN.
        case deleted

        /// What the use of such a token ends with.
        var condition: CopyCondition? {
            switch self {
            case .alive: nil
            case .expired: .tokenExpired
            case .cancelled: .tokenCancelled
            case .revoked: .tokenRevoked
            case .deleted: .tokenDeleted
            }
        }
    }

    /// COPY MANAGER ROD TOKEN IDENTIFIER.
    let identifier: UInt64
    /// All of it.
    let bytes: [UInt8]
    let rod: RepresentationOfData
    let created: Instant
    /// `nil` where only the time without use counts.
    let lifetime: Nanoseconds?
    /// How long it may stay without use; `nil` for any time.
    let inactivityTimeout: Nanoseconds?
    /// The nexuses that have made or used it.
    private(set) var nexuses: Set<NexusIdentifier>
    private(set) var state = State.alive
    private var lastUse: Instant
    /// Copies that use it now.
    private var users = 0

    init(
        identifier: UInt64, bytes: [UInt8], rod: RepresentationOfData, created: Instant,
        lifetime: Nanoseconds?, inactivityTimeout: Nanoseconds?, nexus: NexusIdentifier
    ) {
        self.identifier = identifier
        self.bytes = bytes
        self.rod = rod
        self.created = created
        self.lifetime = lifetime
        self.inactivityTimeout = inactivityTimeout
        nexuses = [nexus]
        lastUse = created
        rod.hold()
    }

    /// When it expires unless it is used before: at that instant it is no longer valid.
    var expiry: Instant? {
        let byAge = lifetime.map { created + $0 }
        // A copy that goes on is use.
        guard users == 0, let inactivityTimeout else { return byAge }
        let byRest = lastUse + inactivityTimeout
        return byAge.map { min($0, byRest) } ?? byRest
    }

    /// A copy begins to use it.
    func beginUse(by nexus: NexusIdentifier, at now: Instant) {
        users += 1
        nexuses.insert(nexus)
        lastUse = max(lastUse, now)
        rod.hold()
    }

    /// A copy that used it has ended.
    func endUse(at now: Instant) {
        users -= 1
        lastUse = max(lastUse, now)
        rod.release()
    }

    /// It is no longer valid; the first cause stays.
    func die(_ cause: State) {
        guard state == .alive else { return }
        state = cause
        rod.release()
    }
}

/// Why a token cannot be used, and which of its bytes tells so.
struct TokenFault: Error, Equatable {
    let condition: CopyCondition
    let byte: Int

    /// The failure of a command whose parameter list has the token at a byte.
    func failure(tokenAt offset: Int) -> CopyFailure {
        CopyFailure(condition, at: .parameterList(offset + byte))
    }
}

/// A token that can be used.
struct UsableToken {
    let rod: RepresentationOfData
    /// `nil` for block zero, which nobody made.
    let record: TokenRecord?

    /// A copy begins to use it.
    func beginUse(by nexus: NexusIdentifier, at now: Instant) {
        record?.beginUse(by: nexus, at: now)
    }

    /// A copy that used it has ended.
    func endUse(at now: Instant) { record?.endUse(at: now) }
}
