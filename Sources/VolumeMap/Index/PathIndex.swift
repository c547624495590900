/// The paths of a volume's files: names from the root down, with slashes between them and none in
/// front. The root's path is empty.
///
/// A name counts where its directory exists, is a directory, and is of the generation that the name
/// remembers. A directory is reached by the first of its names that counts. What cannot be reached
/// from the root this way (a lost directory, a circle of directories, a path of more than
/// `longestPath` bytes) has its place in a directory that no volume has:
/// `$OrphanFiles/<number>-<name>`, without the name where it has none; what lies below it has its own
/// names there. So every file has a path, and no chain of directories is endless.
///
/// Twelve bytes a name and twelve a file; a path is put together when it is asked for.
public struct PathIndex: Sendable {
    /// The directory of what cannot be reached from the root.
    public static let orphanDirectory = "$OrphanFiles"
    /// The longest path in bytes. Longer ones are found only on volumes that were made to harm: their
    /// paths together would have many times the volume's size.
    public static let longestPath = 65_535

    private static let none = UInt32.max
    /// A file whose place is under `orphanDirectory`.
    private static let orphan = UInt32.max - 1

    let volume: MappedVolume
    /// Of each link the index of its directory's file; `none` where the name does not count.
    private var directories: [UInt32] = []
    /// Of each file the link that it is reached by; `none` for the root, `orphan`.
    private var primary: [UInt32]
    /// The bytes of each directory's path; 0 for other files.
    private var lengths: [UInt32]
    /// The links that count, by directory; `childStarts` says where those of each file begin.
    private var children: [UInt32] = []
    private var childStarts: [UInt32] = []
    /// The files under `orphanDirectory`, ascending.
    public private(set) var orphans: [Int] = []

    /// Follows all names of a map: O(names × log files).
    public init(_ volume: MappedVolume) {
        self.volume = volume
        primary = [UInt32](repeating: Self.none, count: volume.files.count)
        lengths = [UInt32](repeating: 0, count: volume.files.count)
        resolveDirectories()
        choosePrimaryLinks()
        cutEndlessPaths()
        collectChildren()
    }

    // MARK: making

    private mutating func resolveDirectories() {
        directories = [UInt32](repeating: Self.none, count: volume.links.count)
        for (index, link) in volume.links.enumerated() where !link.isShortName {
            guard let directory = volume.file(number: link.parent) else { continue }
            let file = volume.files[directory]
            let isOfItsTime =
                link.parentGeneration == 0 || link.parentGeneration == file.generation
            if file.kind == .directory, isOfItsTime { directories[index] = UInt32(directory) }
        }
    }

    private mutating func choosePrimaryLinks() {
        for (index, file) in volume.files.enumerated() where index != volume.root {
            let link = file.links.indices.first { directories[$0] != Self.none }
            primary[index] = link.map { UInt32($0) } ?? Self.orphan
        }
        // The root's own names (NTFS: `.` in itself) lead round in a circle.
        if let root = volume.root {
            for link in volume.files[root].links.indices { directories[link] = Self.none }
        }
    }

    /// Makes an orphan of each directory that closes a circle or whose path grows too long, so that
    /// all chains end.
    private mutating func cutEndlessPaths() {
        enum State: UInt8 { case unknown, entered, done }
        var states = [State](repeating: .unknown, count: volume.files.count)
        var chain: [Int] = []
        for start in volume.files.indices where volume.files[start].kind == .directory {
            var file = start
            while states[file] == .unknown {
                states[file] = .entered
                chain.append(file)
                guard let up = directory(of: file) else { break }
                if states[up] == .entered {
                    primary[file] = Self.orphan
                    break
                }
                file = up
            }
            while let next = chain.popLast() {
                var length = orphanLength(next)
                if next == volume.root { length = 0 }
                if let up = directory(of: next) {
                    let name = Int(volume.links[Int(primary[next])].name.count)
                    let whole = Int(lengths[up]) + 1 + name
                    if whole <= Self.longestPath {
                        length = whole
                    } else {
                        primary[next] = Self.orphan
                    }
                }
                lengths[next] = UInt32(length)
                states[next] = .done
            }
        }
    }

    private func orphanLength(_ file: Int) -> Int { orphanPath(file).count }

    private mutating func collectChildren() {
        // A name of a directory that is not the one it is reached by would open a second way into
        // what lies below; it still is a path of the directory itself.
        childStarts = [UInt32](repeating: 0, count: volume.files.count + 1)
        for directory in directories where directory != Self.none {
            childStarts[Int(directory) + 1] += 1
        }
        for index in volume.files.indices { childStarts[index + 1] += childStarts[index] }
        children = [UInt32](repeating: 0, count: Int(childStarts.last ?? 0))
        owners = [UInt32](repeating: Self.none, count: children.count)
        var next = childStarts
        for (index, file) in volume.files.enumerated() {
            for link in file.links.indices where directories[link] != Self.none {
                let place = Int(next[Int(directories[link])])
                // A damaged map may give one link to two files.
                guard place < children.count else { continue }
                children[place] = UInt32(link)
                owners[place] = UInt32(index)
                next[Int(directories[link])] += 1
            }
            if primary[index] == Self.orphan { orphans.append(index) }
        }
    }

    /// The file that each of `children` names.
    private var owners: [UInt32] = []

    // MARK: asking

    /// The directory that a file is reached through; nil for the root and for an orphan.
    public func directory(of file: Int) -> Int? {
        let link = primary[file]
        if link == Self.none || link == Self.orphan { return nil }
        return Int(directories[Int(link)])
    }

    /// Whether a file has its place under `orphanDirectory`.
    public func isOrphan(_ file: Int) -> Bool { primary[file] == Self.orphan }

    /// The path of a file: that by which it is listed.
    ///
    /// - Parameter file: an index in `MappedVolume.files`.
    public func path(of file: Int) -> FileName {
        FileName(bytes: pathBytes(of: file))
    }

    /// Every path of a file, one for each of its names that count; that by which it is listed first.
    public func paths(of file: Int) -> [FileName] {
        var found = [path(of: file)]
        for link in volume.files[file].links.indices
        where directories[link] != Self.none && UInt32(link) != primary[file] {
            let directory = Int(directories[link])
            let whole = Int(lengths[directory]) + 1 + Int(volume.links[link].name.count)
            // The second name of a directory that lies below itself has no end either; cut here.
            if whole > Self.longestPath { continue }
            found.append(FileName(bytes: pathBytes(of: directory, and: link)))
        }
        return found
    }

    private func pathBytes(of directory: Int, and link: Int) -> [UInt8] {
        var bytes = pathBytes(of: directory)
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
        return bytes + volume.nameBytes[volume.links[link].name.indices]
    }

    private func pathBytes(of file: Int) -> [UInt8] {
        var links: [Int] = []
        var top = file
        while let up = directory(of: top) {
            links.append(Int(primary[top]))
            top = up
        }
        var bytes = isOrphan(top) ? orphanPath(top) : []
        for link in links.reversed() {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
            bytes += volume.nameBytes[volume.links[link].name.indices]
        }
        return bytes
    }

    private func orphanPath(_ file: Int) -> [UInt8] {
        Array(Self.orphanDirectory.utf8) + [UInt8(ascii: "/")] + orphanName(file)
    }

    /// The name of an orphan in `orphanDirectory`.
    func orphanName(_ file: Int) -> [UInt8] {
        var bytes = Array(String(volume.files[file].number).utf8)
        let links = volume.links(of: volume.files[file])
        if let link = links.first(where: { !$0.isShortName }) ?? links.first {
            bytes.append(UInt8(ascii: "-"))
            bytes += volume.nameBytes[link.name.indices]
        }
        return bytes
    }

    /// Gives every name in a directory, in the order of the files' numbers, with the file it names.
    func forEachChild(of directory: Int, _ body: (_ link: Int, _ file: Int) -> Void) {
        for place in Int(childStarts[directory])..<Int(childStarts[directory + 1])
        where owners[place] != Self.none {
            body(Int(children[place]), Int(owners[place]))
        }
    }

    /// Whether a link is the one that its file is reached by.
    func isPrimary(_ link: Int, of file: Int) -> Bool { primary[file] == UInt32(link) }

    /// The file with a path; nil where there is none.
    ///
    /// - Parameters:
    ///   - path: as `paths(of:)` gives it; slashes in front of it, behind it and doubled do not count.
    ///   - ignoringCase: whether a name that differs in the case of its letters is the same, as on
    ///     Windows. One that does not differ is preferred.
    /// - Complexity: O(names in the directories on the way).
    public func file(
        at path: some Collection<UInt8>, ignoringCase: Bool = false
    ) -> Int? {
        let parts = path.split(separator: UInt8(ascii: "/")).map { Array($0) }[...]
        if parts.first.map({ $0.elementsEqual(Self.orphanDirectory.utf8) }) ?? false,
            parts.count > 1
        {
            let wanted = parts[parts.startIndex + 1]
            if let top = orphans.first(where: { orphanName($0) == wanted }) {
                return descend(from: top, parts.dropFirst(2), ignoringCase)
            }
        }
        guard let root = volume.root else { return nil }
        return descend(from: root, parts, ignoringCase)
    }

    private func descend(
        from top: Int, _ parts: ArraySlice<[UInt8]>, _ ignoringCase: Bool
    ) -> Int? {
        var file = top
        for part in parts {
            let folded = ignoringCase ? foldedUnits(part) : []
            var exact: Int?
            var similar: Int?
            forEachChild(of: file) { link, child in
                let name = volume.nameBytes[volume.links[link].name.indices]
                if exact == nil, name.elementsEqual(part) { exact = child }
                if ignoringCase, similar == nil, foldedUnits(name) == folded { similar = child }
            }
            guard let found = exact ?? similar else { return nil }
            file = found
        }
        return file
    }
}

extension PathIndex {
    /// The files one of whose paths a pattern covers, ascending, each once.
    ///
    /// - Complexity: O(bytes of all paths × components of the patterns).
    public func files(matching globs: [PathGlob]) -> [Int] {
        volume.files.indices.filter { file in
            paths(of: file).contains { path in globs.contains { $0.covers(path.bytes) } }
        }
    }
}
