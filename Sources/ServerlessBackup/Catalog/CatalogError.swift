/// Why a catalog could not be opened, asked or written.
public enum CatalogError: Error, Equatable, Sendable {
    /// A file that is no catalog, or one of a later version of this program's.
    case notACatalog(path: String, found: String, expected: String)
    /// SQLite could not do something: the disk is full, the file is damaged or locked.
    case database(path: String, what: String)
    /// A value in the catalog that no version of this program writes.
    case damaged(path: String, what: String)
    /// What was asked for is not there.
    case notFound(path: String, what: String)
    /// What is to be recorded does not fit together.
    case unsuitable(what: String, expected: String)
}

extension CatalogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notACatalog(let path, let found, let expected):
            "\(path): \(found); expected: \(expected)"
        case .database(let path, let what): "the catalog \(path): \(what)"
        case .damaged(let path, let what):
            "the catalog \(path) is damaged: \(what); it can be rebuilt from the tapes"
        case .notFound(let path, let what): "the catalog \(path) has no \(what)"
        case .unsuitable(let what, let expected): "\(what); expected: \(expected)"
        }
    }
}
