import VolumeMap

/// The order in which an archive has a volume's names: each directory before what is in it, so that
/// extraction finds it made.
///
/// Names that no way from the root leads to, and those of directories that contain themselves, are
/// left out.
struct ArchiveWalk {
    /// A name in the order.
    struct Entry {
        /// The index of the file in the map.
        var file: Int
        /// The name's bytes in the map.
        var name: PoolRange
        /// The index of the directory's entry; nil in the root.
        var parent: Int?
        /// Whether it is chosen; else it is a directory on the way to what is.
        var isChosen: Bool
        /// Whether an earlier entry is the same file.
        var isAnotherLink: Bool
    }

    let volume: MappedVolume
    private(set) var entries: [Entry] = []
    /// The index of the entry by which each file is listed, by the file's index.
    private(set) var firstEntries: [Int32]

    /// All names of a volume; short names of NTFS are none.
    init(_ volume: MappedVolume) {
        self.volume = volume
        firstEntries = [Int32](repeating: -1, count: volume.files.count)
        guard let root = volume.root else { return }
        let children = Children(volume)
        var visited = [Bool](repeating: false, count: volume.files.count)
        visited[root] = true
        // What is still to be listed: names of a directory, and the directory's entry.
        var open: [(names: ArraySlice<Children.Name>, parent: Int?)] = [
            (children.names(of: volume.files[root].number), nil)
        ]
        while let (names, parent) = open.popLast() {
            guard let name = names.first else { continue }
            open.append((names.dropFirst(), parent))
            let file = Int(name.file)
            let isAnother = firstEntries[file] >= 0
            if !isAnother { firstEntries[file] = Int32(entries.count) }
            entries.append(
                Entry(
                    file: file, name: name.name, parent: parent, isChosen: true,
                    isAnotherLink: isAnother))
            if volume.files[file].kind == .directory, !visited[file] {
                visited[file] = true
                open.append((children.names(of: volume.files[file].number), entries.count - 1))
            }
        }
    }

    /// The path of an entry from the root on, without `/` in front.
    func path(_ index: Int) -> [UInt8] {
        var parts: [ArraySlice<UInt8>] = []
        var next: Int? = index
        while let current = next {
            parts.append(volume.nameBytes[entries[current].name.indices])
            next = entries[current].parent
        }
        return Array(parts.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// Keeps those whose path is chosen, whatever is in a chosen directory, and the directories on
    /// the way to these.
    mutating func choose(_ isChosen: (_ path: [UInt8]) -> Bool) {
        var kept = [Bool](repeating: false, count: entries.count)
        for index in entries.indices {
            let above = entries[index].parent.map { entries[$0].isChosen } ?? false
            entries[index].isChosen = above || isChosen(path(index))
            guard entries[index].isChosen else { continue }
            var next: Int? = index
            while let current = next, !kept[current] {
                kept[current] = true
                next = entries[current].parent
            }
        }
        keep(kept)
    }

    private mutating func keep(_ kept: [Bool]) {
        var places = [Int](repeating: 0, count: entries.count)
        var left: [Entry] = []
        firstEntries = [Int32](repeating: -1, count: volume.files.count)
        for index in entries.indices where kept[index] {
            places[index] = left.count
            var entry = entries[index]
            entry.parent = entry.parent.map { places[$0] }
            entry.isAnotherLink = firstEntries[entry.file] >= 0
            if !entry.isAnotherLink { firstEntries[entry.file] = Int32(left.count) }
            left.append(entry)
        }
        entries = left
    }
}

/// The names in each directory, in the order of the map.
private struct Children {
    struct Name {
        var parent: UInt64
        var file: Int32
        var name: PoolRange
    }

    private var names: [Name] = []

    init(_ volume: MappedVolume) {
        names.reserveCapacity(volume.links.count)
        for (index, file) in volume.files.enumerated() {
            for link in volume.links(of: file) where !link.isShortName {
                // A name that remembers another generation of its directory is stale.
                if link.parentGeneration != 0, let parent = volume.file(number: link.parent),
                    volume.files[parent].generation != link.parentGeneration
                {
                    continue
                }
                // The root names itself.
                if link.parent == file.number { continue }
                names.append(Name(parent: link.parent, file: Int32(index), name: link.name))
            }
        }
        let bytes = volume.nameBytes
        names.sort { left, right in
            if left.parent != right.parent { return left.parent < right.parent }
            return bytes[left.name.indices].lexicographicallyPrecedes(bytes[right.name.indices])
        }
    }

    func names(of parent: UInt64) -> ArraySlice<Name> {
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if names[middle].parent < parent { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < names.count, names[end].parent == parent { end += 1 }
        return names[low..<end]
    }
}
