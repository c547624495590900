/// A scenario file: what a run sets up, what happens, and what must hold afterwards.
///
/// `read(file:)` makes one; each of its cases is complete and is run by itself.
public struct Scenario: Equatable, Sendable {
    /// The version of the vocabulary that this program reads; files name it under `schema`.
    public static let schema: UInt64 = 1

    /// The file it was read from, as the caller named it.
    public var file: String
    /// Its name, of small letters, digits and hyphens.
    public var name: String
    /// What it shows, for people; empty if the file says nothing.
    public var description: String
    /// What is run, in the file's order: never empty; one case without a name if the file has none.
    public var cases: [ScenarioCase]

    /// Creates a scenario of cases that were already put together.
    public init(file: String, name: String, description: String, cases: [ScenarioCase]) {
        self.file = file
        self.name = name
        self.description = description
        self.cases = cases
    }
}
