/// Why a bench cannot be built, or a step cannot be done, though the scenario is well written:
/// an image that is not there, a cartridge that is damaged.
public struct BenchFault: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var description: String
    /// The line of the scenario file that asks for what cannot be; `nil` where none does.
    public var line: Int?

    /// A fault with its words.
    public init(_ description: String, line: Int? = nil) {
        self.description = description
        self.line = line
    }

    /// The fault with the place in the scenario file before its words.
    func placed(in file: String) -> BenchFault {
        let place = line.map { "\(file):\($0)" } ?? file
        return BenchFault("\(place): \(description)", line: line)
    }
}
