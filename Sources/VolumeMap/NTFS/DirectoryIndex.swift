import WireBytes

/// An entry of a directory's index: a name and the file that has it.
public struct DirectoryIndexEntry: Equatable, Sendable {
    /// The file's number.
    public var file: UInt64
    /// The sequence number that the file had when the entry was made.
    public var generation: UInt32
    /// The directory's number, as the name says it.
    public var parent: UInt64
    /// The name.
    public var name: FileName
    /// Whether it is the short name of another entry (namespace 2, DOS).
    public var isShortName: Bool

    /// An entry.
    public init(
        file: UInt64, generation: UInt32, parent: UInt64, name: FileName,
        isShortName: Bool = false
    ) {
        self.file = file
        self.generation = generation
        self.parent = parent
        self.name = name
        self.isShortName = isShortName
    }
}

/// The index `$I30` of a directory: a B-tree of names.
///
/// Its root is the value of $INDEX_ROOT:
///
///     byte  length
///     0     4       type code of the attribute that is the key: 30h, $FILE_NAME
///     4     4       collation rule
///     8     4       bytes of an index block
///     12    4       clusters of an index block, or 512-byte units, signed
///     16            node header
///
/// Its other nodes are index blocks in the value of $INDEX_ALLOCATION:
///
///     0     4       INDX
///     4     4       update sequence
///     8     8       $LogFile sequence number
///     16    8       VCN of this block
///     24            node header
///
/// A node header, whose offsets count from itself:
///
///     0     4       offset of the first entry
///     4     4       bytes in use
///     8     4       bytes allocated
///     12    4       1 where entries have nodes below them
///
/// An entry, whose key is a value of $FILE_NAME:
///
///     0     8       file reference
///     8     2       length of the entry
///     10    2       length of the key
///     12    2       1 a node is below, with smaller names; 2 the last entry, which has no key
///     16            key
///     -8    8       VCN of the node below, in the entry's last bytes
struct DirectoryIndex {
    /// A step of the walk.
    private enum Step {
        case node(UInt64)
        case entry(DirectoryIndexEntry)
    }

    let disk: NTFSDisk
    let directory: MappedFile
    /// Where the blocks are; nil where the directory has none.
    let blocks: (runs: ClusterRuns, size: UInt64)?
    /// The place that findings name where a node has none of its own.
    let place: UInt64

    /// In the order of the index.
    private(set) var entries: [DirectoryIndexEntry] = []
    private(set) var findings: [MapFinding] = []

    private var blockLength = 0
    private var seen: Set<UInt64> = []
    private var steps: [Step] = []
    /// All blocks; empty where they are read one by one.
    private var all: [UInt8]?
    /// The most bytes of blocks that are read at once.
    private static let mostAtOnce: UInt64 = 32 << 20

    init(
        _ disk: NTFSDisk, directory: MappedFile, blocks: (runs: ClusterRuns, size: UInt64)?,
        place: UInt64
    ) {
        self.disk = disk
        self.directory = directory
        self.blocks = blocks
        self.place = place
    }

    mutating func report(_ structure: String, at place: UInt64, _ problem: String) {
        findings.append(
            MapFinding(
                structure: structure, byte: place, file: directory.number, problem: problem))
    }

    /// Walks the whole tree.
    ///
    /// - Parameter root: the value of $INDEX_ROOT.
    mutating func walk(root: [UInt8]) {
        let bytes = root.span
        guard bytes.count >= 32, bytes.littleEndian32(at: 0) == AttributeType.fileName else {
            report("$INDEX_ROOT", at: place, "too short, or no index of names")
            return
        }
        blockLength = Int(bytes.littleEndian32(at: 8))
        guard blockLength >= 512, blockLength <= 65_536, blockLength & (blockLength - 1) == 0
        else {
            report("$INDEX_ROOT", at: place, "length of an index block: \(blockLength)")
            return
        }
        takeNode(bytes, at: 16, in: "$INDEX_ROOT", place: place)
        // The steps of a node are pushed backwards, so that the first of them is next.
        while let step = steps.popLast() {
            switch step {
            case .entry(let entry): entries.append(entry)
            case .node(let vcn): takeBlock(vcn)
            }
        }
    }

    private mutating func takeBlock(_ vcn: UInt64) {
        let name = "index block at VCN \(vcn)"
        let unit = UInt64(disk.geometry.indexUnit(blockLength: blockLength))
        let offset = vcn.multipliedReportingOverflow(by: unit)
        guard let blocks, !offset.overflow, offset.partialValue <= blocks.size,
            blocks.size - offset.partialValue >= UInt64(blockLength)
        else {
            report(name, at: place, "beyond the end of $INDEX_ALLOCATION")
            return
        }
        guard seen.insert(vcn).inserted else {
            report(name, at: place, "two entries lead to it")
            return
        }
        var start = place
        if case .stored(let byte, _) = blocks.runs.piece(
            at: offset.partialValue, clusterLength: disk.geometry.clusterLength)
        {
            start = byte
        }
        var bytes: [UInt8]
        do {
            bytes = try read(blocks, at: offset.partialValue)
        } catch {
            report(name, at: start, error.description)
            return
        }
        let outcome = UpdateSequence.restore(&bytes, signature: UpdateSequence.index)
        guard outcome == .restored else {
            report(name, at: start, outcome.text)
            return
        }
        let own = bytes.span.littleEndian64(at: 16)
        guard own == vcn else {
            report(name, at: start, "VCN of this block: \(own)")
            return
        }
        takeNode(bytes.span, at: 24, in: name, place: start)
    }

    /// One index block. A tree's order is not that of its blocks, so all of them are read at once
    /// where they are not too many.
    private mutating func read(
        _ blocks: (runs: ClusterRuns, size: UInt64), at offset: UInt64
    ) throws(BlockReadFailure) -> [UInt8] {
        if all == nil {
            all = []
            if blocks.size <= Self.mostAtOnce,
                let bytes = try? disk.read(blocks.runs, at: 0, count: Int(blocks.size))
            {
                all = bytes
            }
        }
        guard let all, !all.isEmpty else {
            return try disk.read(blocks.runs, at: offset, count: blockLength)
        }
        return Array(all[Int(offset)..<Int(offset) + blockLength])
    }

    private mutating func takeNode(
        _ bytes: Span<UInt8>, at header: Int, in name: String, place: UInt64
    ) {
        let first = header + Int(bytes.littleEndian32(at: header))
        let end = header + Int(bytes.littleEndian32(at: header + 4))
        guard first >= header + 16, end <= bytes.count, first <= end else {
            report(name, at: place, "node header: its entries lie outside of the node")
            return
        }
        var found: [Step] = []
        var next = first
        while true {
            guard next + 16 <= end else {
                report(name, at: place, "the node ends without a last entry")
                break
            }
            let length = Int(bytes.littleEndian16(at: next + 8))
            let keyLength = Int(bytes.littleEndian16(at: next + 10))
            let flags = bytes.littleEndian16(at: next + 12)
            let below = flags & 1 != 0 ? 8 : 0
            guard length >= 16 + below, length & 7 == 0, length <= end - next,
                flags & 2 != 0 || keyLength <= length - 16 - below
            else {
                report(name, at: place, "entry at byte \(next): its length or its key's cannot be")
                break
            }
            if below > 0 {
                found.append(.node(bytes.littleEndian64(at: next + length - 8)))
            }
            if flags & 2 != 0 { break }
            if let key = FileNameValue(bytes, at: next + 16, count: keyLength) {
                found.append(.entry(entry(bytes, next, key)))
            } else {
                report(name, at: place, "entry at byte \(next): its key is no $FILE_NAME")
            }
            next += length
        }
        steps += found.reversed()
    }

    private func entry(
        _ bytes: Span<UInt8>, _ place: Int, _ key: FileNameValue
    ) -> DirectoryIndexEntry {
        let file = FileReference(bytes.littleEndian64(at: place))
        var name: [UInt8] = []
        name.appendWTF8(bytes, at: key.nameOffset, units: key.nameUnits)
        return DirectoryIndexEntry(
            file: file.record, generation: UInt32(file.sequence), parent: key.parent.record,
            name: FileName(bytes: name), isShortName: key.isShortName)
    }
}
