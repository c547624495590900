import Devices
import Fabric
import Glibc
import Media
import SCSI
import Synchronization

/// The files of the mount: which there are, and what is done with each.
final class ExportTree: Sendable {
    /// How long the kernel may believe what it knows of files that never change, in seconds.
    static let lastingValidity = 3600.0
    /// How many files may be open that something is kept for.
    static let openFileLimit = 65_536

    let sender: CommandSender
    private let units = Mutex<[ExportedUnit]>([])
    let openFiles = OpenFiles(limit: ExportTree.openFileLimit)

    init(_ sender: CommandSender) { self.sender = sender }

    /// The logical units, by LUN. None ever goes; snapshots may have come.
    func currentUnits() -> [ExportedUnit] {
        let visible = sender.fabric.logicalUnits(of: sender.nexus).prefix(Node.unitLimit)
        return units.withLock { units in
            for lun in units.count..<max(units.count, visible.count) {
                units.append(ExportedUnit(visible[lun], lun: lun, sender: sender))
            }
            return units
        }
    }

    /// A logical unit that the kernel has heard of.
    func unit(_ number: Int) -> ExportedUnit? {
        units.withLock { $0.indices.contains(number) ? $0[number] : nil }
    }

    /// The logical unit that a node belongs to.
    func unit(of node: Node) -> ExportedUnit? { node.unit.flatMap { unit($0) } }

    // MARK: Names

    func lookUp(_ name: String, in folder: Node, _ request: FuseRequest) {
        guard let node = node(named: name, in: folder) else {
            return request.fail(ErrorNumber(ENOENT))
        }
        describe(node, request.fail) { request.entry($0) }
    }

    func attributes(of node: Node, _ request: FuseRequest) {
        describe(node, request.fail) { request.attributes($0) }
    }

    private func node(named name: String, in folder: Node) -> Node? {
        switch folder {
        case .root:
            return Node.Folder.allCases.first { self.name(of: $0) == name }.map { .folder($0) }
        case .folder(let folder):
            if folder == .status, name == "copies.json" { return .copiesStatus }
            return currentUnits().first { self.name(of: $0, in: folder) == name }
                .flatMap { node(of: $0, in: folder) }
        case .tapeFolder(let number):
            guard let unit = unit(number), let tape = unit.tape else { return nil }
            if name == unit.name + ".tap" { return .tapeImage(unit: number) }
            return tape.node(named: name, unit: number)
        default: return nil
        }
    }

    private func name(of folder: Node.Folder) -> String { "\(folder)" }

    /// What a logical unit is called in a folder; `nil` where it is not in it.
    private func name(of unit: ExportedUnit, in folder: Node.Folder) -> String? {
        switch folder {
        case .disks, .snapshots:
            unit.image != nil && unit.imageFolder == folder ? unit.name + ".img" : nil
        case .tapes: unit.tape == nil ? nil : unit.name
        case .sg: unit.name
        case .status: unit.name + ".json"
        }
    }

    private func node(of unit: ExportedUnit, in folder: Node.Folder) -> Node {
        switch folder {
        case .disks, .snapshots: .image(unit: unit.lun)
        case .tapes: .tapeFolder(unit: unit.lun)
        case .sg: .passThrough(unit: unit.lun)
        case .status: .unitStatus(unit: unit.lun)
        }
    }

    // MARK: Lists

    func list(_ node: Node, from offset: Int64, size: Int, _ request: FuseRequest) {
        guard node.isFolder, size > 0, size <= FuseSession.transferLimit, offset >= 0 else {
            return request.fail(ErrorNumber(EINVAL))
        }
        let entry = entries(of: node)
        request.entries(
            { position in
                switch position {
                case 0: (".", node)
                case 1: ("..", .root)
                default: entry(position - 2)
                }
            }, from: offset, size: size)
    }

    /// A folder's entries by their places, from 0 on.
    private func entries(of folder: Node) -> (Int64) -> (name: String, node: Node)? {
        var all: [(name: String, node: Node)] = []
        switch folder {
        case .root: all = Node.Folder.allCases.map { (name(of: $0), .folder($0)) }
        case .folder(let folder):
            if folder == .status { all.append(("copies.json", .copiesStatus)) }
            for unit in currentUnits() {
                guard let name = name(of: unit, in: folder) else { continue }
                all.append((name, node(of: unit, in: folder)))
            }
        case .tapeFolder(let number):
            guard let unit = unit(number), let tape = unit.tape else { break }
            let fileCount = tape.fileCount()
            return { place in
                if place == 0 { return (unit.name + ".tap", .tapeImage(unit: number)) }
                let file = (place - 1) / 2
                guard file < fileCount else { return nil }
                let node: Node =
                    place % 2 == 1
                    ? .tapeFile(unit: number, number: file)
                    : .tapeRecords(unit: number, number: file)
                return TapeExport.name(of: node).map { ($0, node) }
            }
        default: break
        }
        return { all.indices.contains(Int($0)) ? all[Int($0)] : nil }
    }

    // MARK: Attributes

    private func describe(
        _ node: Node, _ refuse: (ErrorNumber) -> Void, _ body: (NodeAttributes) -> Void
    ) {
        switch attributes(of: node) {
        case .success(let attributes): body(attributes)
        case .failure(let error): refuse(error)
        }
    }

    private func attributes(of node: Node) -> Result<NodeAttributes, ErrorNumber> {
        var attributes = NodeAttributes(node: node, permissions: 0o400)
        switch node {
        case .root, .folder:
            attributes.permissions = 0o500
        case .tapeFolder(let number):
            guard unit(number)?.tape != nil else { return .failure(ErrorNumber(ENOENT)) }
            attributes.permissions = 0o500
        case .image(let number):
            guard let unit = unit(number), let image = unit.image else {
                return .failure(ErrorNumber(ENOENT))
            }
            attributes.permissions = image.isWriteProtected ? 0o400 : 0o600
            attributes.byteCount = image.byteCount
            attributes.validity = Self.lastingValidity
        case .passThrough(let number):
            guard unit(number) != nil else { return .failure(ErrorNumber(ENOENT)) }
            attributes.permissions = 0o600
            attributes.validity = Self.lastingValidity
        case .unitStatus, .copiesStatus, .tapeRecords:
            return text(of: node).map { text in
                attributes.byteCount = Int64(text.count)
                return attributes
            }
        case .tapeImage, .tapeFile:
            guard let tape = unit(of: node)?.tape else { return .failure(ErrorNumber(ENOENT)) }
            return tape.open(node).map { file in
                attributes.byteCount = file.byteCount
                return attributes
            }
        }
        return .success(attributes)
    }

    /// What stands in a file that is made when it is opened.
    func text(of node: Node) -> Result<[UInt8], ErrorNumber> {
        switch node {
        case .copiesStatus: return .success(StatusReport.copies(sender.fabric))
        case .unitStatus(let number):
            guard let unit = unit(number) else { return .failure(ErrorNumber(ENOENT)) }
            return .success(StatusReport.unit(unit, sender.fabric))
        case .tapeRecords(let number, let file):
            guard let tape = unit(number)?.tape else { return .failure(ErrorNumber(ENOENT)) }
            return tape.records(ofFile: file)
        default: return .failure(ErrorNumber(EINVAL))
        }
    }
}
