/// The logical units that a scenario has declared so far.
struct KnownUnits {
    /// One of them, as far as it could be read.
    struct Unit {
        enum Kind { case disk, snapshot, tape }

        var id: String
        var kind: Kind
        /// In bytes; nil if the scenario does not say, or says something impossible.
        var blockSize: Int?
        /// In bytes; nil if the scenario does not say (the image does), or says something
        /// impossible.
        var size: Int?
    }

    /// What a reference may name.
    enum Role {
        /// A disk, which can be written.
        case disk
        /// A disk or a snapshot.
        case diskOrSnapshot
        case tape
        case any

        func accepts(_ kind: Unit.Kind) -> Bool {
            switch self {
            case .disk: kind == .disk
            case .diskOrSnapshot: kind != .tape
            case .tape: kind == .tape
            case .any: true
            }
        }

        var name: String {
            switch self {
            case .disk: "a disk"
            case .diskOrSnapshot: "a disk or snapshot"
            case .tape: "a tape"
            case .any: "a logical unit"
            }
        }
    }

    private(set) var units: [Unit] = []
    /// Whether a declaration could not be read: a reference may then be to that one, and is not
    /// held against the file.
    var hasUnreadable = false

    /// Declares a unit; false if its identifier is taken.
    mutating func declare(_ unit: Unit) -> Bool {
        guard self[unit.id] == nil else { return false }
        units.append(unit)
        return true
    }

    subscript(id: String) -> Unit? { units.first { $0.id == id } }

    /// Reads the identifier of a unit that is known here; nil if it is not, or is no such unit.
    func reference(_ role: Role, _ value: ValueReader) -> Unit? {
        guard let id = value.name() else { return nil }
        let names = units.filter { role.accepts($0.kind) }.map(\.id)
        let list = names.isEmpty ? "there is none" : names.joined(separator: ", ")
        let expected = "\(role.name) known here (\(list))"
        guard let unit = self[id] else {
            if hasUnreadable { return nil }
            return value.refuse(expected, nearest: nearestName(to: id, among: names))
        }
        guard role.accepts(unit.kind) else {
            return value.refuse(expected, found: "\(id), a \(unit.kind)")
        }
        return unit
    }
}
