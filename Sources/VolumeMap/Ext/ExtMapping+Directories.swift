import WireBytes

// MARK: Directories

extension ExtMapping {
    /// Reads the blocks of all directories in the order of their places.
    mutating func mapDirectories() {
        mapInlineDirectories()
        directoryPieces.sort { ($0.physical, $0.file) < ($1.physical, $1.file) }
        cutDirectoryPieces()
        var start = 0
        while start < directoryPieces.count {
            let first = directoryPieces[start].physical
            var behind = first + directoryPieces[start].count
            var end = start + 1
            while end < directoryPieces.count {
                let piece = directoryPieces[end]
                guard piece.physical - behind <= 32,
                    piece.physical + piece.count - first <= blocks.largestRead
                else { break }
                behind = piece.physical + piece.count
                end += 1
            }
            readDirectories(first..<behind, directoryPieces[start..<end])
            start = end
        }
    }

    /// Adds the names of the directories whose entries lie in the inode.
    private mutating func mapInlineDirectories() {
        let bytes = inlineInodes
        let size = superblock.inodeSize
        let area = ExtInode.blockArea
        for (index, item) in inlineDirectories.enumerated() {
            let inode = bytes.span.extracting(index * size..<(index + 1) * size)
            let directory = ExtDirectoryContext(
                number: UInt32(truncatingIfNeeded: volume.files[Int(item.file)].number),
                file: item.file, seed: nil, isIndexed: false)
            // Four bytes for the parent's number stand where other directories have `.` and `..`.
            addEntries(
                inode, from: area.lowerBound + 4, to: area.upperBound, at: item.record, directory)
            if let rest = item.rest {
                addEntries(
                    inode, from: rest.lowerBound, to: rest.upperBound, at: item.record, directory)
            }
        }
        (inlineInodes, inlineDirectories) = ([], [])
    }

    /// Leaves out blocks that belong to two directories: only the first is read, so that no more is
    /// read than the volume has; and cuts long pieces.
    private mutating func cutDirectoryPieces() {
        var pieces: [ExtDirectoryPiece] = []
        pieces.reserveCapacity(directoryPieces.count)
        var end: UInt64 = 0
        for piece in directoryPieces {
            var rest = piece
            if rest.physical < end {
                let skipped = min(rest.count, end - rest.physical)
                let file = volume.files[Int(piece.file)]
                findings.add(
                    "directory \(file.number)", at: blocks.byte(of: rest.physical),
                    file: UInt32(truncatingIfNeeded: file.number),
                    "\(skipped) of its blocks belong to another directory as well")
                rest.physical += skipped
                rest.logical += skipped
                rest.count -= skipped
            }
            end = max(end, rest.physical + rest.count)
            while rest.count > 0 {
                var part = rest
                part.count = min(rest.count, blocks.largestRead)
                pieces.append(part)
                rest.physical += part.count
                rest.logical += part.count
                rest.count -= part.count
            }
        }
        directoryPieces = pieces
    }

    private mutating func readDirectories(
        _ range: Range<UInt64>, _ pieces: ArraySlice<ExtDirectoryPiece>
    ) {
        let (bytes, bad) = readTolerantly(range, as: "directory")
        let length = blocks.blockLength
        for piece in pieces {
            let directory = context(of: piece.file)
            let size = directorySize(of: piece.file)
            for index in 0..<piece.count {
                let block = piece.physical + index
                if !bad.isEmpty, bad.contains(block) { continue }
                let offset = Int(block - range.lowerBound) * length
                addBlock(
                    bytes.span.extracting(offset..<offset + length),
                    logical: piece.logical + index, at: blocks.byte(of: block), size: size,
                    directory)
            }
        }
    }

    private func context(of file: UInt32) -> ExtDirectoryContext {
        let found = volume.files[Int(file)]
        let number = UInt32(truncatingIfNeeded: found.number)
        let seed = checksumSeed.map {
            ExtChecksum.inodeSeed(volume: $0, number: number, generation: found.generation)
        }
        return ExtDirectoryContext(
            number: number, file: file, seed: seed,
            isIndexed: found.flags & ExtInode.Flags.indexed.rawValue != 0)
    }

    private func directorySize(of file: UInt32) -> UInt64 {
        let index = volume.attributes(of: volume.files[Int(file)]).first { $0.role == .index }
        return blockCount(of: index?.size ?? 0)
    }

    /// Adds the names of one block.
    private mutating func addBlock(
        _ block: Span<UInt8>, logical: UInt64, at byte: UInt64, size: UInt64,
        _ directory: ExtDirectoryContext
    ) {
        if directory.isIndexed {
            if let node = ExtHashNode(block, logical: logical) {
                if let problem = node.problem(block, seed: directory.seed, blockCount: size) {
                    findings.add(
                        "hash tree of directory \(directory.number)", at: byte,
                        file: directory.number, problem)
                }
                // Of a root the entry `.` is checked; `..` has the rest of the block.
                addEntries(block, from: 0, to: logical == 0 ? 12 : 0, at: byte, directory)
                return
            }
            if logical == 0 {
                findings.add(
                    "hash tree of directory \(directory.number)", at: byte,
                    file: directory.number, "its first block holds no root")
            }
        }
        if let seed = directory.seed { checkTail(block, seed: seed, at: byte, directory) }
        addEntries(block, from: 0, to: block.count, at: byte, directory)
    }

    private mutating func checkTail(
        _ block: Span<UInt8>, seed: UInt32, at byte: UInt64, _ directory: ExtDirectoryContext
    ) {
        let tail = block.count - ExtDirectoryEntry.tailByteCount
        guard block.littleEndian32(at: tail) == 0, block.littleEndian16(at: tail + 4) == 12,
            block.littleEndian16(at: tail + 6) == UInt16(ExtDirectoryEntry.tailKind) << 8
        else {
            findings.add(
                "directory \(directory.number)", at: byte + UInt64(tail), file: directory.number,
                "the block has no checksum at its end")
            return
        }
        var sum = ExtChecksum(seed: seed)
        sum.add(block, 0..<tail)
        let found = block.littleEndian32(at: tail + 8)
        if found != sum.value {
            findings.add(
                "directory \(directory.number)", at: byte + UInt64(tail + 8),
                file: directory.number, checksumProblem(found, sum.value))
        }
    }

    /// Adds the names of a list of entries between two places.
    mutating func addEntries(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, at byte: UInt64,
        _ directory: ExtDirectoryContext
    ) {
        let hasKind = superblock.incompatible.contains(.fileType)
        var place = start
        while place + 8 <= end {
            let entry = ExtDirectoryEntry(
                bytes, at: place, blockLength: blocks.blockLength, hasKind: hasKind)
            if let problem = entry.problem(room: end - place) {
                findings.add(
                    "directory \(directory.number)", at: byte + UInt64(place),
                    file: directory.number, problem)
                return
            }
            if entry.inode != 0 { addName(bytes, entry, at: place, byte: byte, directory) }
            place += entry.length
        }
    }

    private mutating func addName(
        _ bytes: Span<UInt8>, _ entry: ExtDirectoryEntry, at place: Int, byte: UInt64,
        _ directory: ExtDirectoryContext
    ) {
        let first = place + 8
        if bytes[first] == 0x2E, entry.nameLength <= 2 {
            if entry.nameLength == 1 {
                if entry.inode == directory.number { return }
                findings.add(
                    "directory \(directory.number)", at: byte + UInt64(place),
                    file: directory.number, "its own entry names inode \(entry.inode)")
                return
            }
            if bytes[first + 1] == 0x2E { return }
        }
        guard let child = fileIndex(of: entry.inode) else {
            findings.add(
                "directory \(directory.number)", at: byte + UInt64(place), file: directory.number,
                "an entry names inode \(entry.inode), which is not in use")
            return
        }
        let kind = ExtDirectoryEntry.kindCode(volume.files[child].kind)
        if entry.kind != 0, kind != entry.kind {
            findings.add(
                "directory \(directory.number)", at: byte + UInt64(place + 7),
                file: directory.number,
                "file_type of inode \(entry.inode) is \(entry.kind), \(kind) expected")
        }
        let start = volume.nameBytes.count
        for index in first..<first + entry.nameLength {
            volume.nameBytes.append(bytes[index])
        }
        namedFiles.append(UInt32(child))
        foundLinks.append(
            FileLink(
                parent: UInt64(directory.number),
                name: PoolRange(from: start, to: volume.nameBytes.count)))
    }
}

// MARK: Links

extension ExtMapping {
    /// Sorts the names by file, and checks that each file has as many as its inode counts.
    mutating func finishLinks() {
        var starts = [UInt32](repeating: 0, count: volume.files.count + 1)
        for file in namedFiles { starts[Int(file) + 1] += 1 }
        for index in volume.files.indices {
            let count = starts[index + 1]
            starts[index + 1] += starts[index]
            volume.files[index].links = PoolRange(start: starts[index], count: count)
            if volume.files[index].number == 2, volume.files[index].kind == .directory {
                volume.root = index
            } else {
                checkLinks(index, count: count)
            }
        }
        if let empty = foundLinks.first {
            volume.links = Array(repeating: empty, count: foundLinks.count)
            for (link, file) in zip(foundLinks, namedFiles) {
                volume.links[Int(starts[Int(file)])] = link
                starts[Int(file)] += 1
            }
        }
        if volume.root == nil {
            findings.add(
                "inode 2", at: inodeRecord(2) ?? 0, file: 2, "there is no root directory")
        }
        (foundLinks, namedFiles, linkCounts) = ([], [], [])
    }

    private mutating func checkLinks(_ index: Int, count: UInt32) {
        let file = volume.files[index]
        let number = UInt32(truncatingIfNeeded: file.number)
        if file.isMetadata || orphans.contains(number) { return }
        let expected = linkCounts[index]
        if count == 0 {
            findings.add(
                "inode \(number)", at: inodeRecord(number) ?? 0, file: number,
                "in use, but no directory names it and no list of orphans")
        } else if file.kind == .directory ? count > 1 : count != expected {
            findings.add(
                "inode \(number)", at: (inodeRecord(number) ?? 0) + 0x1A, file: number,
                "\(count) names found, \(file.kind == .directory ? 1 : expected) expected")
        }
    }
}
