/// What tells the time, and lets it pass.
///
/// On the bench waiting runs the event loop, so that virtual time passes and the rest of the SAN
/// goes on; on a machine it sleeps.
public protocol WaitingClock: AnyObject {
    /// The present instant.
    var now: Instant { get }

    /// Returns when `instant` has come; at once if it has passed.
    func wait(until instant: Instant)
}
