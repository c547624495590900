/// Something that bytes from outside reach, and what must hold whatever the bytes are.
///
/// libFuzzer looks for bytes that break it (`tools/fuzz`), and the tests replay those that once did.
/// A crash, a hang and a memory that grows without bound are seen by whoever runs it; all else that
/// is wrong is a finding.
public struct FuzzTarget: Sendable {
    /// Its name on the command line and in file names.
    public let name: String
    /// What it reaches, in one line.
    public let summary: String
    /// The longest input that is worth trying, in bytes.
    public let maximumLength: Int
    private let body: @Sendable ([UInt8]) throws(FuzzFinding) -> Void

    /// A target.
    init(
        _ name: String, _ summary: String, maximumLength: Int,
        body: @escaping @Sendable ([UInt8]) throws(FuzzFinding) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.maximumLength = maximumLength
        self.body = body
    }

    /// What is wrong with what happens on an input; `nil` if nothing is.
    public func finding(of input: [UInt8]) -> FuzzFinding? {
        do throws(FuzzFinding) {
            try body(input)
            return nil
        } catch {
            return error
        }
    }

    /// All targets.
    public static let all = [
        structures, parameterList, results, tokens, sense, explain, volumeMap, sgProtocol,
    ]

    /// The target of that name.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// What is wrong, in words.
public struct FuzzFinding: Error, Equatable, CustomStringConvertible {
    /// The words.
    public var description: String

    init(_ description: String) { self.description = description }
}

/// Finds fault where a condition does not hold.
func require(
    _ condition: Bool, _ fault: @autoclosure () -> String
) throws(FuzzFinding) {
    if !condition { throw FuzzFinding(fault()) }
}
