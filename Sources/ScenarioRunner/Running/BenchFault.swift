/// Why a bench cannot be built, or a step cannot be done, though the scenario is well written:
/// an image that is not there, a cartridge that is damaged.
public struct BenchFault: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var description: String

    /// A fault with its words.
    public init(_ description: String) { self.description = description }
}
