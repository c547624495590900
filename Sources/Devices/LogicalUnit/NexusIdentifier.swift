/// Names the I_T nexus that a command comes through: one initiator port and one target port
/// (SAM-5 4.7).
///
/// Unit attentions, mode parameters and list identifiers are kept for each nexus.
public struct NexusIdentifier: Hashable, Sendable, Comparable {
    /// The nexus's number on its fabric; copy managers have one of their own.
    public var number: Int

    /// The nexus with that number.
    public init(_ number: Int) { self.number = number }

    /// An order, so that lists of nexuses are the same in each run.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
