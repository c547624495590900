import VolumeMap
import WireBytes

/// A disk with the maps of its volumes, as an archive is made from it.
public struct DiskMap {
    /// A volume that was mapped.
    public struct Volume {
        /// The partition's number; 0 where the volume is the whole disk.
        public var partition: Int
        /// The map.
        public var map: MappedVolume
        /// What made it.
        public var reader: any FileSystemReader
    }

    /// The disk's size.
    public var geometry: DiskGeometry
    /// The volumes, by their places.
    public var volumes: [Volume] = []
    /// The partitions whose content could not be mapped, and why. They are copied whole.
    public var unmapped: [(partition: Int, reason: VolumeError)] = []
    /// Where these partitions lie.
    var unmappedParts: [DiskPart] = []
    /// What is damaged in the partition tables.
    public var findings: [MapFinding] = []

    /// A disk of which nothing is known but its size.
    public init(geometry: DiskGeometry) { self.geometry = geometry }

    /// Maps all volumes of a disk.
    ///
    /// - Throws: `BackupError.unsuitable` where the disk cannot be read.
    public init(_ reader: any BlockReader, name: String) throws(BackupError) {
        geometry = DiskGeometry(blockLength: reader.blockLength, blockCount: reader.blockCount)
        let layout: DiskLayout
        do {
            layout = try DiskLayout(reader)
        } catch {
            throw .unsuitable(
                device: name, what: error.description, expected: "a disk that can be read")
        }
        findings = layout.findings
        for partition in layout.partitions {
            do throws(VolumeError) {
                let volume = try openVolume(reader, partition.part)
                volumes.append(
                    Volume(partition: partition.number, map: try volume.map(), reader: volume))
            } catch {
                unmapped.append((partition.number, error))
                unmappedParts.append(partition.part)
            }
        }
    }

    /// The bytes that are in use, or of which nothing is known.
    var inUse: ByteRanges {
        ByteRanges.inUse(of: geometry, volumes: volumes.map(\.map), others: unmappedParts)
    }

    /// What stands before the paths of a volume's files in an archive.
    func prefix(of volume: Volume) -> [UInt8] {
        volumes.count > 1 ? Array("partition-\(volume.partition)/".utf8) : []
    }

    /// CRC-32C of what an archive is made from: the files, names, attributes and extents.
    public var checksum: UInt32 {
        var checksum = CRC32C()
        for volume in volumes { volume.map.add(to: &checksum) }
        return checksum.value
    }
}

extension MappedVolume {
    fileprivate func add(to checksum: inout CRC32C) {
        var bytes: [UInt8] = []
        func flush() {
            checksum.add(bytes.span)
            bytes.removeAll(keepingCapacity: true)
        }
        func add(_ values: UInt64...) {
            for value in values { bytes.appendBigEndian(value, count: 8) }
            if bytes.count > 1 << 16 { flush() }
        }
        add(part.start, part.byteCount, UInt64(blockLength), blockCount)
        func add(_ time: FileTime) {
            add(UInt64(bitPattern: time.seconds), UInt64(time.nanoseconds))
        }
        for file in files {
            add(
                file.number, UInt64(file.generation), UInt64(file.kind.rawValue),
                UInt64(file.flags), file.isMetadata ? 1 : 0, UInt64(file.links.count),
                UInt64(file.attributes.count))
            // All that headers say; the time of the last change tells what no map has: the values
            // of resident attributes.
            add(
                file.permissions.map { UInt64($0) } ?? UInt64.max, UInt64(file.owner),
                UInt64(file.group), UInt64(file.device.major), UInt64(file.device.minor))
            add(file.times.modified)
            add(file.times.changed)
            add(file.times.accessed)
            if let created = file.times.created { add(created) }
        }
        for link in links { add(link.parent, UInt64(link.name.count), link.isShortName ? 1 : 0) }
        for attribute in attributes {
            add(
                UInt64(attribute.typeCode), UInt64(attribute.flags.rawValue), attribute.size,
                attribute.initializedSize, UInt64(attribute.name.count),
                UInt64(attribute.extents.count))
        }
        for extent in extents {
            add(extent.logical, extent.physical, extent.count, UInt64(extent.kind.rawValue))
        }
        for blocks in overlaidBlocks { add(blocks.lowerBound, blocks.upperBound) }
        flush()
        checksum.add(nameBytes.span)
        checksum.add(allocation.bytes.span)
    }
}
