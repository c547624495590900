/// Directories as their indexes show them. A map takes the names from the files; what the indexes
/// say has to be the same, and is what other programs show.
extension NTFSReader {
    /// The entries of a directory's index, in its order.
    ///
    /// - Parameters:
    ///   - directory: a file of `volume`.
    ///   - volume: a map that this reader has made.
    /// - Throws: `VolumeError.damaged`, with the first thing that is wrong with the index.
    public func indexEntries(
        of directory: MappedFile, in volume: MappedVolume
    ) throws(VolumeError) -> [DirectoryIndexEntry] {
        let index = walk(directory, in: volume)
        if let finding = index.findings.first { throw .damaged(finding) }
        return index.entries
    }

    public func crossCheck(_ map: MappedVolume) -> [MapFinding] {
        checkIndexes(of: map) + checkAttributeLists(of: map)
    }

    /// Compares the indexes of all directories with the names of all files.
    ///
    /// - Returns: what is damaged of the indexes, names that are in no index, and entries whose file
    ///   has no such name.
    public func checkIndexes(of volume: MappedVolume) -> [MapFinding] {
        var findings: [MapFinding] = []
        let names = namesByDirectory(volume)
        // The blocks of all indexes are somewhere on the volume, each once.
        var budget = volume.blockCount * UInt64(volume.blockLength)
        var next = 0
        for directory in volume.files where directory.kind == .directory {
            // A name in what is no directory is a finding of the map itself.
            while next < names.count, names[next].parent < directory.number { next += 1 }
            let start = next
            while next < names.count, names[next].parent == directory.number { next += 1 }
            let size = indexSize(directory, volume)
            guard size <= budget else {
                findings.append(
                    MapFinding(
                        structure: "$INDEX_ALLOCATION", byte: place(of: directory),
                        file: directory.number,
                        problem: "\(size) bytes, but the volume has room for \(budget) more of all"
                            + " indexes"))
                continue
            }
            budget -= size
            compare(directory, names[start..<next], volume, &findings)
        }
        return findings
    }

    /// A name, and whose it is.
    private struct Name {
        var parent: UInt64
        /// The index of the file in the map.
        var file: Int
        /// The index of the link in the map.
        var link: Int
    }

    private struct Key: Hashable {
        var file: UInt64
        var name: FileName
        var isShortName: Bool
    }

    private func namesByDirectory(_ volume: MappedVolume) -> [Name] {
        var names: [Name] = []
        for (index, file) in volume.files.enumerated() {
            for link in file.links.indices {
                names.append(
                    Name(parent: volume.links[link].parent, file: index, link: link))
            }
        }
        names.sort { ($0.parent, $0.link) < ($1.parent, $1.link) }
        return names
    }

    private func compare(
        _ directory: MappedFile, _ names: ArraySlice<Name>, _ volume: MappedVolume,
        _ findings: inout [MapFinding]
    ) {
        let index = walk(directory, in: volume)
        findings += index.findings
        var listed: [Key: DirectoryIndexEntry] = [:]
        for entry in index.entries {
            let key = Key(file: entry.file, name: entry.name, isShortName: entry.isShortName)
            if listed.updateValue(entry, forKey: key) != nil {
                findings.append(finding(directory, entry, "is there twice"))
            }
        }
        for name in names {
            let file = volume.files[name.file]
            let link = volume.links[name.link]
            let text = volume.name(link.name)
            let key = Key(file: file.number, name: text, isShortName: link.isShortName)
            guard let entry = listed.removeValue(forKey: key) else {
                findings.append(
                    MapFinding(
                        structure: "FILE record \(file.number)", byte: place(of: file),
                        file: file.number,
                        problem: "$FILE_NAME \(text): not in the index of directory"
                            + " \(directory.number)"))
                continue
            }
            if entry.generation != 0, entry.generation != file.generation {
                findings.append(
                    finding(
                        directory, entry,
                        "has sequence number \(entry.generation), the file"
                            + " \(file.generation)"))
            }
        }
        for entry in index.entries {
            let key = Key(file: entry.file, name: entry.name, isShortName: entry.isShortName)
            if listed.removeValue(forKey: key) != nil {
                findings.append(finding(directory, entry, "is no name of that file"))
            }
        }
    }

    private func finding(
        _ directory: MappedFile, _ entry: DirectoryIndexEntry, _ problem: String
    ) -> MapFinding {
        MapFinding(
            structure: "index of directory \(directory.number)", byte: place(of: directory),
            file: directory.number, problem: "\(entry.name) of file \(entry.file) \(problem)")
    }

    /// Bytes of a directory's index blocks.
    private func indexSize(_ directory: MappedFile, _ volume: MappedVolume) -> UInt64 {
        var size: UInt64 = 0
        for attribute in volume.attributes(of: directory)
        where attribute.typeCode == AttributeType.indexAllocation {
            size = max(size, attribute.size)
        }
        return size
    }

    private func walk(_ directory: MappedFile, in volume: MappedVolume) -> DirectoryIndex {
        var root: FileAttribute?
        var blocks: (runs: ClusterRuns, size: UInt64)?
        for attribute in volume.attributes(of: directory)
        where volume.name(attribute.name).bytes == Array("$I30".utf8) {
            switch attribute.typeCode {
            case AttributeType.indexRoot where attribute.isResident: root = root ?? attribute
            case AttributeType.indexAllocation where !attribute.isResident:
                blocks = (
                    ClusterRuns(Array(volume.extents(of: attribute))),
                    min(attribute.size, attribute.initializedSize)
                )
            default: break
            }
        }
        let place = self.place(of: directory)
        var index = DirectoryIndex(disk, directory: directory, blocks: blocks, place: place)
        if let root {
            do {
                index.walk(root: try residentValue(of: root))
            } catch {
                index.addFinding(error.description)
            }
        } else {
            index.addFinding("there is none that is resident")
        }
        return index
    }

    /// The place of a file's record on the volume; 0 where it is not known.
    private func place(of file: MappedFile) -> UInt64 {
        let offset = file.number.multipliedReportingOverflow(
            by: UInt64(disk.geometry.recordLength))
        return offset.overflow ? 0 : layout?.place(offset.partialValue, disk.geometry) ?? 0
    }
}

extension DirectoryIndex {
    /// Adds what is wrong with the root.
    mutating func addFinding(_ problem: String) {
        report("$INDEX_ROOT", at: place, problem)
    }
}
