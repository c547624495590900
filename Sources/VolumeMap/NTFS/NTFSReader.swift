import WireBytes

/// Maps an NTFS volume.
///
/// Everything begins with the boot sector, which says where $MFT is. $MFT has a FILE record for
/// every file, and one of its first records describes $MFT itself. So a volume is mapped by reading
/// $MFT from its beginning to its end; only attribute lists that have clusters of their own, $Bitmap
/// and copies that are to be compared lie elsewhere.
///
///     sector 0          boot sector, part of $Boot
///     cluster n         $MFT: FILE records 0 $MFT, 1 $MFTMirr, 2 $LogFile, 3 $Volume, 4 $AttrDef,
///                       5 the root directory, 6 $Bitmap, 7 $Boot, 8 $BadClus, 9 $Secure,
///                       10 $UpCase, 11 $Extend, then others
///     cluster m         $MFTMirr: the first records of $MFT again
///     ...
///     last sector       the boot sector again, in no cluster
///
/// In the map that this makes, every cluster that $Bitmap has as used is in exactly one stored
/// extent of exactly one attribute, or in a `MetadataArea` of bad clusters, if the volume is sound.
///
/// Source: Microsoft publishes no description of the format; this follows the documentation of the
/// Linux-NTFS project.
public final class NTFSReader: FileSystemReader {
    let disk: NTFSDisk
    /// Where $MFT is, when that was once found.
    private(set) var layout: MFTLayout?
    /// What the boot sector made it necessary to say.
    private let bootFindings: [MapFinding]
    /// Bytes of the volume around the record that was read last, and where they begin.
    private var window: (start: UInt64, bytes: [UInt8]) = (0, [])

    /// Reads the boot sector, or where that is damaged its copy in the last sector.
    ///
    /// - Throws: `VolumeError.unknownFileSystem` where there is no OEM ID of NTFS, `.damaged` where
    ///   neither sector can be used, `.unreadable` where the first one cannot be read.
    public init(reader: any BlockReader, part: DiskPart) throws(VolumeError) {
        let first: [UInt8]
        do {
            first = try part.read(reader, at: 0, count: NTFSGeometry.bootSectorLength)
        } catch {
            throw .unreadable(error)
        }
        guard NTFSGeometry.isMarked(first) else {
            throw .unknownFileSystem(
                at: part.start, found: "the OEM ID \(hexPairs(first[3..<11]))")
        }
        var findings: [MapFinding] = []
        var geometry: NTFSGeometry
        do {
            geometry = try NTFSGeometry(bootSector: first, at: 0)
            findings += Self.compareBackup(first, geometry, reader, part)
        } catch {
            guard case .damaged(let finding) = error,
                let copy = Self.backup(reader, part)
            else { throw error }
            findings.append(finding)
            geometry = copy
        }
        let there = part.byteCount / UInt64(geometry.clusterLength)
        if geometry.clusterCount > there {
            findings.append(
                MapFinding(
                    structure: "boot sector", byte: 0,
                    problem: "total sectors: \(geometry.sectorCount) of"
                        + " \(geometry.sectorLength) bytes, but the partition has"
                        + " \(part.byteCount) bytes"))
            geometry.clusterCount = there
            guard geometry.mftCluster < there else { throw .damaged(findings[0]) }
        }
        disk = NTFSDisk(reader: reader, part: part, geometry: geometry)
        bootFindings = findings
    }

    /// The geometry that the last sector of the partition gives; nil where it holds no copy.
    private static func backup(_ reader: any BlockReader, _ part: DiskPart) -> NTFSGeometry? {
        for length in [512, 1024, 2048, 4096] as [UInt64] where length <= part.byteCount {
            let place = part.byteCount - length
            if let bytes = try? part.read(
                reader, at: place, count: NTFSGeometry.bootSectorLength),
                let geometry = try? NTFSGeometry(bootSector: bytes, at: place),
                geometry.sectorLength == Int(length)
            {
                return geometry
            }
        }
        return nil
    }

    /// Compares the copy of the boot sector behind the last sector that counts.
    private static func compareBackup(
        _ first: [UInt8], _ geometry: NTFSGeometry, _ reader: any BlockReader, _ part: DiskPart
    ) -> [MapFinding] {
        let place = geometry.sectorCount * UInt64(geometry.sectorLength)
        let problem: String
        do {
            let copy = try part.read(reader, at: place, count: first.count)
            if copy == first { return [] }
            problem = NTFSGeometry.isMarked(copy) ? "differs from the first sector" : "is not there"
        } catch {
            problem = "cannot be read: \(error.description)"
        }
        return [MapFinding(structure: "backup boot sector", byte: place, problem: problem)]
    }

    public func map() throws(VolumeError) -> MappedVolume {
        let boot = try MFTBootstrap(disk)
        layout = boot.layout
        var mapping = NTFSMapping(disk, layout: boot.layout)
        mapping.volume.findings = bootFindings + boot.findings
        let digits = String(disk.geometry.serialNumber, radix: 16, uppercase: true)
        mapping.volume.identifier = String(repeating: "0", count: 16 - digits.count) + digits
        scan(into: &mapping)
        mapping.assembleHeld()
        if mapping.isFull {
            throw .unsupported(
                MapFinding(
                    structure: "$MFT", byte: disk.geometry.mftCluster * blockLength,
                    problem: "more than 2^32 attributes, extents or bytes of names"))
        }
        mapping.finishFiles()
        mapping.readAllocation()
        mapping.compareMirror()
        mapping.checkLog()
        return mapping.volume
    }

    private var blockLength: UInt64 { UInt64(disk.geometry.clusterLength) }

    /// Reads $MFT from its beginning to its end, as much at a time as may be.
    private func scan(into mapping: inout NTFSMapping) {
        let length = UInt64(disk.geometry.recordLength)
        let end = mapping.layout.recordCount * length
        var place: UInt64 = 0
        var most = UInt64(DiskPart.largestRead)
        while place < end, !mapping.isFull {
            var count = length
            switch mapping.layout.runs.piece(at: place, clusterLength: disk.geometry.clusterLength)
            {
            case .stored(_, let together):
                count = max(length, min(together, end - place, most) / length * length)
            case .zeros(let missing), .lost(.some(let missing)):
                reportLost(place, min(missing, end - place), into: &mapping)
                place += (min(missing, end - place) + length - 1) / length * length
                continue
            case .lost(.none):
                reportLost(place, end - place, into: &mapping)
                return
            }
            do {
                var chunk = try disk.read(mapping.layout.runs, at: place, count: Int(count))
                add(&chunk, from: place, to: &mapping)
                place += count
                most = UInt64(DiskPart.largestRead)
            } catch {
                if count > length {
                    // Smaller, so that only what cannot be read is lost.
                    most = max(length, count / 2)
                    continue
                }
                mapping.report(
                    record: place / length, at: mapping.layout.place(place, disk.geometry),
                    error.description)
                place += length
            }
        }
    }

    private func reportLost(_ place: UInt64, _ count: UInt64, into mapping: inout NTFSMapping) {
        let length = UInt64(disk.geometry.recordLength)
        mapping.volume.findings.append(
            MapFinding(
                structure: "$MFT", byte: disk.geometry.mftCluster * blockLength,
                file: SystemRecord.mft,
                problem: "records \(place / length) to \((place + count - 1) / length) are lost:"
                    + " nothing says where they are"))
    }

    /// Restores the records of a chunk and hands them on, each while it is at hand.
    private func add(_ chunk: inout [UInt8], from place: UInt64, to mapping: inout NTFSMapping) {
        let length = disk.geometry.recordLength
        let start = mapping.layout.place(place, disk.geometry)
        let first = place / UInt64(length)
        for index in 0..<chunk.count / length {
            var span = chunk.mutableSpan
            let outcome = UpdateSequence.restore(
                &span, at: index * length, length: length, signature: UpdateSequence.file)
            mapping.add(
                chunk, at: index * length, number: first + UInt64(index),
                place: start + UInt64(index * length), outcome: outcome)
        }
    }

    public func read(blocks: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        let length = blockLength
        guard blocks.upperBound <= disk.geometry.clusterCount,
            UInt64(blocks.count) <= UInt64(DiskPart.largestRead) / length
        else {
            throw .unreadable(
                BlockReadFailure(
                    blocks: blocks,
                    reason: "not among the \(disk.geometry.clusterCount) clusters of the volume,"
                        + " or more than 4 MiB"))
        }
        do {
            return try disk.read(
                at: blocks.lowerBound * length, count: blocks.count * Int(length))
        } catch {
            throw .unreadable(error)
        }
    }

    public func residentValue(of attribute: FileAttribute) throws(VolumeError) -> [UInt8] {
        let bytes = try record(at: attribute.place.record)
        let offset = Int(attribute.place.offset)
        guard attribute.isResident, attribute.size <= UInt64(bytes.count),
            offset <= bytes.count - Int(attribute.size)
        else {
            throw .damaged(
                MapFinding(
                    structure: "FILE record", byte: attribute.place.record,
                    problem: "no value of \(attribute.size) bytes at byte \(offset)"))
        }
        return Array(bytes[offset..<offset + Int(attribute.size)])
    }

    /// A FILE record, restored. Records near to each other cost one READ.
    func record(at place: UInt64) throws(VolumeError) -> [UInt8] {
        let length = disk.geometry.recordLength
        var bytes: [UInt8]
        do {
            bytes = try recordBytes(at: place)
        } catch {
            throw .unreadable(error)
        }
        let outcome = UpdateSequence.restore(&bytes, signature: UpdateSequence.file)
        guard outcome == .restored, bytes.count == length else {
            throw .damaged(
                MapFinding(structure: "FILE record", byte: place, problem: outcome.text))
        }
        return bytes
    }

    private func recordBytes(at place: UInt64) throws(BlockReadFailure) -> [UInt8] {
        let length = disk.geometry.recordLength
        if disk.geometry.clusterLength < length, let layout,
            let offset = layout.offset(of: place, disk.geometry),
            case .stored(_, let together) = layout.runs.piece(
                at: offset, clusterLength: disk.geometry.clusterLength), together < length
        {
            // It goes on in another run.
            return try disk.read(layout.runs, at: offset, count: length)
        }
        let size: UInt64 = 1 << 20
        let end = place.addingReportingOverflow(UInt64(length))
        let isInside =
            place >= window.start && !end.overflow
            && end.partialValue <= window.start + UInt64(window.bytes.count)
        if !isInside {
            let start = place / size * size
            let count = min(
                size + UInt64(length), disk.part.byteCount - min(start, disk.part.byteCount))
            guard let bytes = try? disk.read(at: start, count: Int(count)),
                !end.overflow, end.partialValue <= start + count
            else { return try disk.read(at: place, count: length) }
            window = (start, bytes)
        }
        let first = Int(place - window.start)
        return Array(window.bytes[first..<first + length])
    }
}

extension MFTLayout {
    /// Where a byte of $MFT is on the volume; 0 where that is not known.
    func place(_ offset: UInt64, _ geometry: NTFSGeometry) -> UInt64 {
        if case .stored(let place, _) = runs.piece(
            at: offset, clusterLength: geometry.clusterLength)
        {
            return place
        }
        return 0
    }

    /// The byte of $MFT that is at a place of the volume; nil where none is.
    func offset(of place: UInt64, _ geometry: NTFSGeometry) -> UInt64? {
        let length = UInt64(geometry.clusterLength)
        for extent in runs.extents where extent.kind == .stored {
            let start = extent.physical * length
            if place >= start, place - start < extent.count * length {
                return extent.logical * length + (place - start)
            }
        }
        return nil
    }
}
