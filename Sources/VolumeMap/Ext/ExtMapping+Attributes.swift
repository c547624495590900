import WireBytes

/// A list of extended attributes: behind the extra fields of an inode, or behind the 32 bytes of a
/// block's header.
///
///     a block's header             an entry (16 bytes, then the name, then up to 3 bytes of padding)
///     00h   h_magic, EA020000h     00h   e_name_len, 1
///     04h   h_refcount             01h   e_name_index, 1: which prefix the name has
///     08h   h_blocks, 1            02h   e_value_offs, 2
///     0Ch   h_hash                 04h   e_value_inum
///     10h   h_checksum             08h   e_value_size
///                                  0Ch   e_hash
///
/// Four zero bytes end the list. In an inode the list follows on h_magic alone, and values are
/// counted from the first entry; in a block they are counted from the block's beginning.
/// Source: Linux, Documentation/filesystems/ext4/attributes.rst.
struct ExtAttributeList {
    static let magic: UInt32 = 0xEA02_0000
    static let headerByteCount = 32

    /// The prefixes of names by e_name_index.
    static func prefix(_ index: UInt8) -> String? {
        switch index {
        case 0: ""
        case 1: "user."
        case 2: "system.posix_acl_access"
        case 3: "system.posix_acl_default"
        case 4: "trusted."
        case 5: "lustre."
        case 6: "security."
        case 7: "system."
        case 8: "system.richacl"
        case 9: "encryption."
        case 10: "gnu."
        default: nil
        }
    }

    /// Where the first entry of an inode's list is; nil where it has no list.
    static func start(inInode bytes: Span<UInt8>, extraSize: Int) -> Int? {
        let place = 128 + extraSize
        guard bytes.count > 128, extraSize >= 0, place + 8 <= bytes.count,
            bytes.littleEndian32(at: place) == magic
        else { return nil }
        return place + 4
    }

    /// The value of `system.data`: what of inline data does not fit into i_block.
    static func inlineRemainder(_ bytes: Span<UInt8>, extraSize: Int) -> Range<Int>? {
        guard let start = start(inInode: bytes, extraSize: extraSize) else { return nil }
        var place = start
        while let entry = ExtAttributeEntry(bytes, at: place) {
            if entry.isInlineData(bytes), entry.inode == 0 {
                return entry.value(from: start, limit: bytes.count)
            }
            place = entry.end
        }
        return nil
    }
}

/// An entry of a list of extended attributes.
struct ExtAttributeEntry {
    var index: UInt8
    var name: Range<Int>
    var valueOffset: Int
    var inode: UInt32
    var size: UInt32
    /// Where the next entry begins.
    var end: Int

    /// Nil at the list's end, and where it is damaged.
    init?(_ bytes: Span<UInt8>, at place: Int) {
        guard place + 16 <= bytes.count, bytes.littleEndian32(at: place) != 0 else {
            return nil
        }
        let length = Int(bytes[place])
        index = bytes[place + 1]
        name = place + 16..<place + 16 + length
        valueOffset = Int(bytes.littleEndian16(at: place + 2))
        inode = bytes.littleEndian32(at: place + 4)
        size = bytes.littleEndian32(at: place + 8)
        end = (place + 16 + length + 3) & ~3
        if end > bytes.count { return nil }
    }

    /// Whether it is `system.data`.
    func isInlineData(_ bytes: Span<UInt8>) -> Bool {
        index == 7 && name.count == 4 && bytes.littleEndian32(at: name.lowerBound) == 0x6174_6164
    }

    /// Where the value lies; nil where that cannot be.
    func value(from base: Int, limit: Int) -> Range<Int>? {
        let first = base + valueOffset
        guard size <= UInt32(limit), first + Int(size) <= limit else { return nil }
        return first..<first + Int(size)
    }
}

// MARK: Extended attributes

extension ExtMapping {
    /// Adds a file's extended attributes: those in the inode, then those in its block.
    mutating func mapExtendedAttributes(_ inode: ExtInode, _ bytes: Span<UInt8>) {
        if let start = ExtAttributeList.start(inInode: bytes, extraSize: inode.extraSize) {
            addAttributes(
                bytes, from: start, base: start, structure: "extended attributes",
                record: inode.record, inode)
        }
        if inode.attributeBlock != 0 { addAttributeBlock(inode) }
    }

    private mutating func addAttributeBlock(_ inode: ExtInode) {
        let block = inode.attributeBlock
        guard isValid(block) else {
            findings.add(
                "inode \(inode.number)", at: inode.record + 0x68, file: inode.number,
                "i_file_acl is block \(block), outside of the volume")
            return
        }
        guard let found = node(block, inode: inode) else { return }
        let bytes = found.bytes.span.extracting(
            found.offset..<found.offset + blocks.blockLength)
        let place = blocks.byte(of: block)
        let count = bytes.littleEndian32(at: 4)
        guard bytes.littleEndian32(at: 0) == ExtAttributeList.magic,
            bytes.littleEndian32(at: 8) == 1, count > 0, count <= 1024
        else {
            findings.add(
                "extended attributes", at: place, file: inode.number,
                "h_magic \(hexadecimal(bytes.littleEndian32(at: 0))), h_refcount \(count),"
                    + " h_blocks \(bytes.littleEndian32(at: 8)), which cannot be")
            return
        }
        let met = (attributeBlocks[block]?.met ?? 0) + 1
        attributeBlocks[block] = (met, count)
        if met == 1 {
            addArea(
                .extendedAttributes, block..<block + 1, owner: count == 1 ? inode.number : nil)
            checkAttributeBlock(bytes, block, file: inode.number)
        }
        // More owners than it counts are damage; their attributes are not theirs.
        guard met <= count else { return }
        addAttributes(
            bytes, from: ExtAttributeList.headerByteCount, base: 0,
            structure: "extended attributes", record: place, inode)
    }

    private mutating func checkAttributeBlock(_ bytes: Span<UInt8>, _ block: UInt64, file: UInt32) {
        guard let checksumSeed else { return }
        var sum = ExtChecksum(seed: checksumSeed)
        sum.add(littleEndian: block)
        sum.add(bytes, 0..<0x10)
        sum.addZeros(4)
        sum.add(bytes, 0x14..<bytes.count)
        let found = bytes.littleEndian32(at: 0x10)
        if found != sum.value {
            findings.add(
                "extended attributes", at: blocks.byte(of: block) + 0x10, file: file,
                checksumProblem(found, sum.value))
        }
    }

    private mutating func addAttributes(
        _ bytes: Span<UInt8>, from start: Int, base: Int, structure: String, record: UInt64,
        _ inode: ExtInode
    ) {
        var place = start
        while let entry = ExtAttributeEntry(bytes, at: place) {
            let byte = record + UInt64(place)
            place = entry.end
            if inode.flags.contains(.inlineData), base != 0, entry.isInlineData(bytes) { continue }
            var attribute = FileAttribute(role: .extendedAttribute, size: UInt64(entry.size))
            attribute.name = intern(entry, bytes)
            if entry.inode != 0 {
                pendingValues.append((volume.attributes.count, entry.inode, inode.number))
            } else if let value = entry.value(from: base, limit: bytes.count) {
                attribute.flags.insert(.resident)
                attribute.place = ResidentPlace(record: record, offset: UInt32(value.lowerBound))
            } else if entry.size == 0 {
                attribute.flags.insert(.resident)
                attribute.place = ResidentPlace(record: record, offset: UInt32(base))
            } else {
                attribute.flags.insert(.incomplete)
                findings.add(
                    structure, at: byte, file: inode.number,
                    "a value of \(entry.size) bytes at \(entry.valueOffset) cannot be")
            }
            volume.attributes.append(attribute)
        }
        if place + 4 <= bytes.count, bytes.littleEndian32(at: place) != 0 {
            findings.add(
                structure, at: record + UInt64(place), file: inode.number,
                "an entry goes beyond the end")
        }
    }

    /// The attribute's name with its prefix; one that was met lately is not kept again.
    private mutating func intern(_ entry: ExtAttributeEntry, _ bytes: Span<UInt8>) -> PoolRange {
        for (index, range) in recentNames where index == entry.index {
            let prefix = ExtAttributeList.prefix(index)?.utf8.count ?? 0
            guard Int(range.count) - prefix == entry.name.count else { continue }
            let first = Int(range.start) + prefix
            var isSame = true
            for place in 0..<entry.name.count
            where volume.nameBytes[first + place] != bytes[entry.name.lowerBound + place] {
                isSame = false
                break
            }
            if isSame { return range }
        }
        let start = volume.nameBytes.count
        let prefix = ExtAttributeList.prefix(entry.index)
        volume.nameBytes += (prefix ?? "index\(entry.index).").utf8
        for place in entry.name { volume.nameBytes.append(bytes[place]) }
        let range = PoolRange(from: start, to: volume.nameBytes.count)
        if prefix != nil {
            if recentNames.count == 8 { recentNames.removeFirst() }
            recentNames.append((entry.index, range))
        }
        return range
    }

    /// Gives attributes whose value is in an inode of its own the extents of that inode's content.
    /// The blocks are the EA inode's, which is listed as a file of its own; several attributes may
    /// share them.
    mutating func resolveAttributeInodes() {
        for (index, number, file) in pendingValues {
            let size = volume.attributes[index].size
            if let owner = fileIndex(of: number),
                volume.files[owner].flags & ExtInode.Flags.attributeValue.rawValue != 0,
                let value = volume.attributes(of: volume.files[owner]).first(where: {
                    $0.role == .data
                }), value.size == size
            {
                volume.attributes[index].flags.formUnion(value.flags)
                volume.attributes[index].flags.insert(.shared)
                volume.attributes[index].allocatedSize = value.allocatedSize
                volume.attributes[index].extents = value.extents
                volume.attributes[index].place = value.place
                continue
            }
            volume.attributes[index].flags.insert(.incomplete)
            findings.add(
                "extended attributes", at: inodeRecord(number) ?? 0, file: file,
                "inode \(number) does not hold a value of \(size) bytes")
        }
    }

    /// Blocks that fewer or more files have than they count.
    mutating func checkAttributeBlocks() {
        for (block, item) in attributeBlocks.sorted(by: { $0.key < $1.key })
        where item.met != item.count {
            findings.add(
                "extended attributes", at: blocks.byte(of: block) + 4,
                "h_refcount is \(item.count), but \(item.met) files have them")
        }
    }
}
