import WireBytes

/// Attributes: from the header of their first piece to the sums that have to be right.
extension NTFSMapping {
    /// An attribute whose pieces are being gathered.
    struct OpenAttribute {
        var attribute = FileAttribute(role: .metadata, size: 0)
        var extentStart = 0
        /// The VCN where the next piece has to begin.
        var nextVCN: UInt64 = 0
        /// What the header says is allocated, with the holes.
        var allocated: UInt64 = 0
        var hasTotal = false
        var isBadClusterList = false
    }

    /// What all attributes have.
    private mutating func begun(
        _ header: AttributeHeader, in bytes: Span<UInt8>
    ) -> FileAttribute {
        var attribute = FileAttribute(role: Self.role(header), size: 0)
        attribute.typeCode = header.type
        attribute.name = name(header, in: bytes)
        if header.isEncrypted { attribute.flags.insert(.encrypted) }
        if header.isSparse { attribute.flags.insert(.sparse) }
        return attribute
    }

    /// Adds a resident attribute, and takes what its value says of the file.
    mutating func addResident(
        _ header: AttributeHeader, in bytes: Span<UInt8>, at place: UInt64, _ draft: inout Draft
    ) {
        guard hasRoom() else { return }
        var attribute = begun(header, in: bytes)
        attribute.flags.insert(.resident)
        attribute.size = UInt64(header.valueLength)
        attribute.initializedSize = attribute.size
        attribute.place = ResidentPlace(record: place, offset: UInt32(header.valueOffset))
        volume.attributes.append(attribute)
        takeValue(header, in: bytes, at: place, &draft)
    }

    /// Begins an attribute that is not resident by its first piece.
    mutating func open(
        _ open: inout OpenAttribute, _ header: AttributeHeader, in bytes: Span<UInt8>,
        at place: UInt64, _ draft: Draft
    ) {
        open.extentStart = volume.extents.count
        open.nextVCN = 0
        guard hasRoom() else { return }
        var attribute = begun(header, in: bytes)
        attribute.size = UInt64(header.dataSize)
        attribute.initializedSize = UInt64(header.initialized)
        attribute.allocatedSize = UInt64(header.totalAllocated ?? header.allocated)
        open.allocated = UInt64(header.allocated)
        open.hasTotal = header.totalAllocated != nil
        if header.isCompressed {
            attribute.flags.insert(.compressed)
            if (1...16).contains(header.compressionShift) {
                attribute.compressionUnit = 1 << UInt32(header.compressionShift)
            } else if header.lowestVCN == 0 {
                report(
                    record: draft.file.number, at: place,
                    "\(AttributeType.text(header.type)): a compression unit of"
                        + " 2^\(header.compressionShift) clusters")
                attribute.flags.insert(.incomplete)
            }
        }
        open.attribute = attribute
        open.isBadClusterList =
            draft.file.number == SystemRecord.badClusters && header.type == AttributeType.data
            && header.isNamed("$Bad", in: bytes)
        if header.type <= AttributeType.fileName {
            // The list may be; the others may not.
            if header.type != AttributeType.attributeList {
                report(
                    record: draft.file.number, at: place,
                    "\(AttributeType.text(header.type)): not resident, which it may not be")
            }
        }
        extend(&open, by: header, in: bytes, at: place, of: draft)
    }

    /// Adds the runs of a piece to an attribute.
    mutating func extend(
        _ open: inout OpenAttribute, by header: AttributeHeader, in bytes: Span<UInt8>,
        at place: UInt64, of draft: Draft
    ) {
        guard hasRoom() else { return }
        let text = AttributeType.text(header.type)
        if header.lowestVCN < open.nextVCN {
            report(
                record: draft.file.number, at: place,
                "\(text): a second piece from VCN \(header.lowestVCN) on")
            open.attribute.flags.insert(.incomplete)
            return
        }
        if header.lowestVCN > open.nextVCN {
            report(
                record: draft.file.number, at: place,
                "\(text): nothing is known of the VCNs from \(open.nextVCN) to"
                    + " \(header.lowestVCN - 1)")
            open.attribute.flags.insert(.incomplete)
        }
        if let problem = DataRuns.decode(
            bytes, of: header, on: disk.geometry, into: &volume.extents)
        {
            report(record: draft.file.number, at: place, "\(text): \(problem.text)")
            open.attribute.flags.insert(.incomplete)
        }
        open.nextVCN = header.endVCN
    }

    /// Ends an attribute: all its pieces are there.
    mutating func close(_ open: inout OpenAttribute, of draft: Draft) {
        var stored: UInt64 = 0
        for index in open.extentStart..<volume.extents.count
        where volume.extents[index].kind == .stored {
            // Each is at most a volume; wrapped sums are no sizes that could be right.
            stored &+= volume.extents[index].count
        }
        if open.isBadClusterList {
            takeBadClusters(from: open.extentStart)
            open.attribute.allocatedSize = 0
        } else if !open.attribute.flags.contains(.incomplete) {
            check(open, stored: stored, of: draft)
        }
        open.attribute.extents = PoolRange(from: open.extentStart, to: volume.extents.count)
        volume.attributes.append(open.attribute)
    }

    /// Compares the sizes of an attribute with each other and with its runs.
    private mutating func check(_ open: OpenAttribute, stored: UInt64, of draft: Draft) {
        let attribute = open.attribute
        let length = UInt64(disk.geometry.clusterLength)
        // The VCNs are known to be below 2^63 bytes.
        let all = open.nextVCN * length
        let real = stored.multipliedReportingOverflow(by: length)
        let isRight =
            all == open.allocated && attribute.size <= open.allocated
            && attribute.initializedSize <= attribute.size
            && (!open.hasTotal
                || !real.overflow && real.partialValue == attribute.allocatedSize)
        if isRight { return }
        var text = AttributeType.text(attribute.typeCode)
        if !attribute.name.isEmpty { text += " \(volume.name(attribute.name))" }
        report(
            record: draft.file.number, at: draft.place,
            "\(text): initialized size \(attribute.initializedSize), data size \(attribute.size),"
                + " allocated size \(open.allocated), total allocated \(attribute.allocatedSize),"
                + " but \(all) bytes in runs, \(real.partialValue) of them in clusters")
    }

    /// Clusters of $BadClus:$Bad are no file's; nothing else of it is anywhere.
    private mutating func takeBadClusters(from start: Int) {
        for extent in volume.extents[start...] where extent.kind == .stored {
            volume.areas.append(
                MetadataArea(
                    kind: .badBlocks, blocks: extent.physical..<extent.physical + extent.count,
                    owner: SystemRecord.badClusters))
        }
        volume.extents.removeSubrange(start...)
    }

    private static func role(_ header: AttributeHeader) -> FileAttribute.Role {
        switch header.type {
        case AttributeType.data: .data
        case AttributeType.indexRoot, AttributeType.indexAllocation: .index
        // An index's bitmap has its name; $MFT's has none.
        case AttributeType.bitmap: header.nameUnits > 0 ? .index : .metadata
        default: .metadata
        }
    }

    /// What a resident value says of its file.
    private mutating func takeValue(
        _ header: AttributeHeader, in bytes: Span<UInt8>, at place: UInt64, _ draft: inout Draft
    ) {
        let value = header.valueOffset
        switch header.type {
        case AttributeType.standardInformation:
            if header.valueLength >= StandardInformation.length {
                let information = StandardInformation(bytes, at: value)
                draft.file.times = information.times
                draft.file.flags = information.attributes
            } else {
                reportValue(header, at: place, draft)
            }
        case AttributeType.fileName:
            guard let name = FileNameValue(bytes, at: value, count: header.valueLength) else {
                reportValue(header, at: place, draft)
                return
            }
            let start = volume.nameBytes.count
            volume.nameBytes.appendWTF8(bytes, at: name.nameOffset, units: name.nameUnits)
            volume.links.append(
                FileLink(
                    parent: name.parent.record, parentGeneration: UInt32(name.parent.sequence),
                    name: PoolRange(from: start, to: volume.nameBytes.count),
                    isShortName: name.isShortName))
        case AttributeType.reparsePoint:
            if header.valueLength >= 8 {
                draft.reparseTag = bytes.littleEndian32(at: value)
            } else {
                reportValue(header, at: place, draft)
            }
        case AttributeType.volumeName, AttributeType.volumeInformation:
            if draft.file.number == SystemRecord.volume { takeVolume(header, in: bytes) }
        default: break
        }
    }

    private mutating func reportValue(_ header: AttributeHeader, at place: UInt64, _ draft: Draft) {
        report(
            record: draft.file.number, at: place,
            "\(AttributeType.text(header.type)): a value of \(header.valueLength) bytes that"
                + " cannot be")
    }

    /// The label, or what $VOLUME_INFORMATION says: 8 bytes of nothing, the version, two bytes of
    /// flags, of which 1 means dirty.
    private mutating func takeVolume(_ header: AttributeHeader, in bytes: Span<UInt8>) {
        if header.type == AttributeType.volumeInformation {
            guard header.valueLength >= 12 else { return }
            hasVolumeInformation = true
            if bytes.littleEndian16(at: header.valueOffset + 10) & 1 != 0 { volume.isDirty = true }
            return
        }
        let units = (0..<header.valueLength / 2).map {
            bytes.littleEndian16(at: header.valueOffset + 2 * $0)
        }
        volume.label = String(decoding: units, as: UTF16.self)
    }
}
