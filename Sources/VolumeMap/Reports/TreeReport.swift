/// A map as a tree of names for people, each with its size and where it lies:
///
///     NTFS "data", 64.0 MiB
///     /
///     ├── docs/
///     │   ├── big.bin  3.0 MiB, 5 extents
///     │   │   └── :thumbnail  700 B, resident
///     │   └── note.txt  12 B, resident
///     └── notes.txt  12 B, resident, 2 names
///
/// Names are shown on one line and without loss (see `shown(_:)`), in the order of their bytes.
public struct TreeReport {
    /// Deeper directories are drawn no further to the right, but with their depth.
    private static let deepestIndent = 60

    let volume: MappedVolume
    let paths: PathIndex

    /// A report of a map.
    public init(_ volume: MappedVolume, paths: PathIndex) {
        self.volume = volume
        self.paths = paths
    }

    /// A name in a directory, or a named stream below a file.
    private struct Node {
        let name: ArraySlice<UInt8>
        /// The index of the file; of the attribute where it is a stream.
        let index: Int
        let isStream: Bool
        /// Whether what lies below is drawn here: a directory's second name shows nothing twice.
        let isPrimary: Bool
    }

    private struct Level {
        var nodes: [Node]
        var next = 0
    }

    /// Writes the report, piece by piece.
    public func write(to sink: (String) -> Void) {
        let label = volume.label.isEmpty ? "" : " \"\(shown(volume.label.utf8))\""
        sink("\(volume.fileSystem.text)\(label), \(byteText(volume.part.byteCount))\n")
        if let root = volume.root {
            sink("/\n")
            write(below: nodes(ofFile: root), to: sink)
        } else {
            sink("The root directory is lost.\n")
        }
        if paths.orphans.isEmpty { return }
        sink("\(PathIndex.orphanDirectory)/\n")
        let orphans = paths.orphans.map {
            Node(name: paths.orphanName($0)[...], index: $0, isStream: false, isPrimary: true)
        }
        write(below: orphans, to: sink)
    }

    private func write(below nodes: [Node], to sink: (String) -> Void) {
        var levels = [Level(nodes: nodes)]
        var indent = ""
        var indents: [Int] = []
        var text = ""
        while let depth = levels.indices.last {
            guard levels[depth].next < levels[depth].nodes.count else {
                levels.removeLast()
                if let length = indents.popLast() { indent.removeLast(length) }
                continue
            }
            let node = levels[depth].nodes[levels[depth].next]
            levels[depth].next += 1
            let isLast = levels[depth].next == levels[depth].nodes.count
            let deep = depth >= Self.deepestIndent ? "(\(depth)) " : ""
            text += indent + deep + (isLast ? "└── " : "├── ") + line(node) + "\n"
            if text.utf8.count >= 1 << 16 {
                sink(text)
                text = ""
            }
            if node.isStream || !node.isPrimary { continue }
            let below = self.nodes(ofFile: node.index)
            if below.isEmpty { continue }
            let step = depth >= Self.deepestIndent ? "" : isLast ? "    " : "│   "
            indent += step
            indents.append(step.count)
            levels.append(Level(nodes: below))
        }
        if !text.isEmpty { sink(text) }
    }

    private func nodes(ofFile file: Int) -> [Node] {
        var nodes: [Node] = []
        for index in volume.files[file].attributes.indices {
            let attribute = volume.attributes[index]
            guard attribute.role == .data, !attribute.name.isEmpty else { continue }
            let name = volume.nameBytes[attribute.name.indices]
            nodes.append(Node(name: name, index: index, isStream: true, isPrimary: false))
        }
        let streams = nodes.count
        if volume.files[file].kind == .directory {
            paths.forEachChild(of: file) { link, child in
                let name = volume.nameBytes[volume.links[link].name.indices]
                let isPrimary = paths.isPrimary(link, of: child)
                nodes.append(
                    Node(name: name, index: child, isStream: false, isPrimary: isPrimary))
            }
            nodes[streams...].sort { $0.name.lexicographicallyPrecedes($1.name) }
        }
        return nodes
    }

    private func line(_ node: Node) -> String {
        let name = shown(node.name)
        if node.isStream { return ":\(name)  " + extentText(volume.attributes[node.index]) }
        let file = volume.files[node.index]
        var parts: [String] = []
        if file.kind == .directory {
            if !node.isPrimary { parts.append("another name of file \(file.number)") }
        } else {
            if file.kind != .regular { parts.append(kindName(file.kind)) }
            let content = volume.attributes(of: file).first {
                $0.role == .data && $0.name.isEmpty
            }
            if let content { parts.append(extentText(content)) }
            let names = volume.links(of: file).count { !$0.isShortName }
            if names > 1 { parts.append("\(names) names") }
        }
        let tail = parts.isEmpty ? "" : "  " + parts.joined(separator: ", ")
        return name + (file.kind == .directory ? "/" : "") + tail
    }

    private func extentText(_ attribute: FileAttribute) -> String {
        let extents = volume.extents(of: attribute).count { $0.kind != .hole }
        let place =
            attribute.isResident ? "resident" : counted(UInt64(extents), "extent", "extents")
        return ([byteText(attribute.size), place] + flagNames(attribute.flags))
            .joined(separator: ", ")
    }
}
