/// Collects what is damaged. A volume of garbage would give millions of findings that say nothing
/// more than the first ones: behind `limit` they are only counted.
struct ExtFindings {
    static let limit = 10_000
    private(set) var list: [MapFinding] = []
    private var others = 0

    mutating func add(
        _ structure: @autoclosure () -> String, at byte: UInt64, file: UInt32? = nil,
        _ problem: @autoclosure () -> String
    ) {
        guard list.count < Self.limit else {
            others += 1
            return
        }
        list.append(
            MapFinding(
                structure: structure(), byte: byte, file: file.map(UInt64.init),
                problem: problem()))
    }

    /// What could not be read is damaged as well.
    mutating func add(
        _ structure: @autoclosure () -> String, at byte: UInt64, file: UInt32? = nil,
        error: VolumeError
    ) {
        add(structure(), at: byte, file: file, error.description)
    }

    mutating func append(contentsOf more: [MapFinding]) {
        let room = max(0, Self.limit - list.count)
        list += more.prefix(room)
        others += max(0, more.count - room)
    }

    /// All of them, and last how many there are beyond the limit.
    var all: [MapFinding] {
        if others == 0 { return list }
        let rest = MapFinding(
            structure: "volume", byte: 0, problem: "\(others) more findings that are not listed")
        return list + [rest]
    }
}
