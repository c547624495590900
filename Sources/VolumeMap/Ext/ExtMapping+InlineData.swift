import WireBytes

// MARK: Inline data

extension ExtMapping {
    /// Adds a value that lies in the inode: its first 60 bytes in i_block, what is more in the
    /// extended attribute `system.data` of the same inode.
    /// Source: Linux, Documentation/filesystems/ext4/inlinedata.rst.
    mutating func mapInlineData(
        _ inode: ExtInode, _ bytes: Span<UInt8>, kind: MappedFile.Kind, _ attribute: inout FileAttribute
    ) {
        let area = ExtInode.blockArea
        attribute.flags.insert(.resident)
        attribute.place = ResidentPlace(record: inode.record, offset: UInt32(area.lowerBound))
        let rest = ExtAttributeList.inlineRemainder(bytes, extraSize: inode.extraSize)
        let room = UInt64(area.count + (rest?.count ?? 0))
        if inode.size > room {
            attribute.flags.insert(.incomplete)
            findings.add(
                "inline data of inode \(inode.number)", at: inode.record + 0x28,
                file: inode.number, "i_size is \(inode.size), but there are \(room) bytes")
        }
        guard kind == .directory else { return }
        // Its entries are read when all inodes are known.
        for place in 0..<bytes.count { inlineInodes.append(bytes[place]) }
        inlineDirectories.append((UInt32(volume.files.count), inode.record, rest))
    }
}

/// Reading a value again after the map was made.
extension ExtBlocks {
    /// The value of a resident attribute.
    func residentValue(
        of attribute: FileAttribute, inodeSize: Int
    ) throws(VolumeError) -> [UInt8] {
        let record = attribute.place.record
        let offset = UInt64(attribute.place.offset)
        let (place, overflow) = record.addingReportingOverflow(offset)
        let inBlock = ExtInode.blockArea.count
        guard attribute.isResident, !overflow, attribute.size <= UInt64(blockLength) else {
            throw .damaged(
                MapFinding(
                    structure: "resident value", byte: record,
                    problem: "\(attribute.size) bytes at \(offset) cannot be resident"))
        }
        let isInode = offset == UInt64(ExtInode.blockArea.lowerBound)
        guard isInode, attribute.role != .extendedAttribute, attribute.size > UInt64(inBlock) else {
            return Array(try read(at: place, count: Int(attribute.size)))
        }
        let inode = Array(try read(at: record, count: inodeSize))
        let bytes = inode.span
        let extra = inodeSize > 128 ? Int(bytes.littleEndian16(at: 0x80)) : 0
        var value = Array(inode[ExtInode.blockArea])
        if let rest = ExtAttributeList.inlineRemainder(bytes, extraSize: extra) {
            value += inode[rest].prefix(Int(attribute.size) - inBlock)
        }
        guard value.count == Int(attribute.size) else {
            throw .damaged(
                MapFinding(
                    structure: "inline data", byte: record,
                    problem: "\(attribute.size) bytes expected, \(value.count) found"))
        }
        return value
    }
}
