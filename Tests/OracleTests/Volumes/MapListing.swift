import VolumeMap

/// A map told in the way of the listers.
struct MapListing {
    let volume: MappedVolume

    init(_ volume: MappedVolume) { self.volume = volume }

    /// All values of each file, with NTFS's holes, and without those of ext, which no lister tells.
    func files(where isWanted: (MappedFile) -> Bool = { _ in true }) -> Listing {
        var listing: Listing = [:]
        for file in volume.files where isWanted(file) {
            listing[file.number] = volume.attributes(of: file).map(listed)
        }
        return listing
    }

    private func listed(_ attribute: FileAttribute) -> ListedValue {
        var value = ListedValue(
            type: attribute.typeCode, name: volume.name(attribute.name).description,
            isResident: attribute.isResident, size: attribute.size,
            initializedSize: attribute.initializedSize, allocatedSize: attribute.allocatedSize)
        for extent in volume.extents(of: attribute)
        where extent.kind != .hole || volume.fileSystem == .ntfs {
            value.add(extent)
        }
        return value
    }

    /// The paths of all files, each with its file's number; short names are no paths.
    func paths() -> [ListedPath] {
        var folders: [UInt64: String] = [:]
        var paths: [ListedPath] = []
        for file in volume.files {
            for link in volume.links(of: file) where !link.isShortName {
                let folder = path(ofFolder: link.parent, &folders)
                let name = volume.name(link.name).description
                paths.append(ListedPath(number: file.number, path: folder + name))
            }
        }
        return paths.filter { $0.number != volume.root.map { volume.files[$0].number } }
    }

    /// With the slash at its end, but for the root; what has no root above it has `?/` there.
    private func path(
        ofFolder number: UInt64, _ known: inout [UInt64: String]
    ) -> String {
        if let path = known[number] { return path }
        guard let index = volume.file(number: number) else { return "?/" }
        if volume.root == index { return "" }
        known[number] = "?/"
        guard let link = volume.links(of: volume.files[index]).first(where: { !$0.isShortName })
        else { return "?/" }
        let path =
            path(ofFolder: link.parent, &known) + volume.name(link.name).description + "/"
        known[number] = path
        return path
    }
}

/// A path and the number of the file that it leads to. Compared byte by byte: names that only look
/// the same are two.
struct ListedPath: Hashable, Comparable, CustomStringConvertible {
    var number: UInt64
    var bytes: [UInt8]

    init(number: UInt64, path: String) {
        self.number = number
        bytes = Array(path.utf8)
    }

    var description: String { "\(number) \(String(decoding: bytes, as: UTF8.self))" }

    static func < (left: ListedPath, right: ListedPath) -> Bool {
        (left.number, left.description) < (right.number, right.description)
    }
}

/// What only one of two lists of paths has; nothing where they agree.
func differences(_ ours: [ListedPath], _ theirs: [ListedPath]) -> [String] {
    let (mine, told) = (Set(ours), Set(theirs))
    var lines = mine.subtracting(told).sorted().map { "only the map has \($0)" }
    lines += told.subtracting(mine).sorted().map { "only the lister has \($0)" }
    if lines.isEmpty, ours.count != theirs.count {
        lines.append("\(ours.count) paths in the map, \(theirs.count) in the lister")
    }
    return lines
}
