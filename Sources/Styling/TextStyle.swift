/// How text is set off on a terminal; not at all elsewhere.
public struct TextStyle: Sendable {
    private let isColoured: Bool

    /// A style with or without colour.
    public init(isColoured: Bool) { self.isColoured = isColoured }

    /// What went well.
    public func good(_ text: String) -> String { wrapped(text, "32") }
    /// What did not.
    public func bad(_ text: String) -> String { wrapped(text, "31") }
    /// Headings.
    public func strong(_ text: String) -> String { wrapped(text, "1") }
    /// What stands in the background.
    public func faint(_ text: String) -> String { wrapped(text, "2") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
