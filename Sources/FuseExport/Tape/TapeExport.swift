import Devices
import Fabric
import Glibc
import Media
import Synchronization

/// What is on the tape in a drive, as files. The cartridge is read, not the drive: its position
/// stays where it is, and nothing of it shows in the drive's commands.
final class TapeExport: Sendable {
    /// How many runs of objects are looked at before the fabric is given to others.
    static let runsPerTurn = 4096

    private let unit: RealTimeUnit
    private let fabric: RealTimeFabric
    /// What was on the tape when somebody last asked.
    private let known = Mutex<TapeMap?>(nil)

    init(_ unit: RealTimeUnit, fabric: RealTimeFabric) {
        self.unit = unit
        self.fabric = fabric
    }

    /// What is on the tape; `nil` where no cartridge is in the drive.
    func map() -> TapeMap? {
        known.withLock { known in
            var map = known
            known = nil
            // What is written while this looks is left for the next time.
            var end: Int64?
            while true {
                let isComplete = fabric.withUnit(unit) { unit -> Bool? in
                    guard let medium = (unit.logicalUnit as? SequentialAccessUnit)?.cartridge
                    else { return nil }
                    let source = TapeMap.Source(medium)
                    if map?.source != source {
                        map = TapeMap(source)
                        end = nil
                    }
                    let goal = end ?? medium.objectCount
                    end = goal
                    return map?.extend(medium, to: goal, limit: Self.runsPerTurn)
                }
                guard let isComplete else { return nil }
                if isComplete { break }
            }
            known = map
            return map
        }
    }

    /// How many groups of records there are.
    func fileCount() -> Int64 { min(map()?.fileCount ?? 0, Node.tapeFileLimit) }

    /// The content of a file of this tape, as it is now.
    func open(_ node: Node) -> Result<TapeReader, ErrorNumber> {
        guard let map = map() else { return .failure(ErrorNumber(ENOMEDIUM)) }
        switch node {
        case .tapeImage: return .success(TapeReader(map, .image, unit, fabric: fabric))
        case .tapeFile(_, let number):
            guard let objects = map.objects(ofFile: number) else {
                return .failure(ErrorNumber(ENOENT))
            }
            return .success(TapeReader(map, .joined(objects), unit, fabric: fabric))
        default: return .failure(ErrorNumber(EINVAL))
        }
    }

    /// How long the records of a group are, as JSON.
    func records(ofFile number: Int64) -> Result<[UInt8], ErrorNumber> {
        guard let map = map() else { return .failure(ErrorNumber(ENOMEDIUM)) }
        guard let objects = map.objects(ofFile: number) else {
            return .failure(ErrorNumber(ENOENT))
        }
        let records = map.runs(in: objects).map { object, count -> JSONValue in
            guard case .record(let length) = object else { return .object([("lost", .of(count))]) }
            return .object([("length", .of(length)), ("count", .of(count))])
        }
        let document = JSONValue.object([
            ("file", .of(number)),
            ("first_object", .of(objects.lowerBound)),
            ("ends_with_filemark", .truth(objects.upperBound < map.objectCount)),
            ("records", .list(records)),
        ])
        return .success(document.document)
    }

    // MARK: Names

    /// The name of one of the files: five digits at least.
    static func name(of node: Node) -> String? {
        switch node {
        case .tapeFile(_, let number): padded(number) + ".file"
        case .tapeRecords(_, let number): padded(number) + ".records"
        default: nil
        }
    }

    /// The file of that name, where it is there.
    func node(named name: String, unit: Int) -> Node? {
        let digits = name.prefix { $0 != "." }
        guard let number = Int64(digits), number >= 0, number < fileCount() else { return nil }
        return [
            Node.tapeFile(unit: unit, number: number), .tapeRecords(unit: unit, number: number),
        ]
        .first { Self.name(of: $0) == name }
    }

    private static func padded(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
