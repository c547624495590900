import VolumeMap

/// Proves that files still lie where a backup found them, before their blocks are overwritten.
struct PlaceCheck {
    private let device: Device
    private let disk: DiskMap

    /// Maps the disk.
    init(_ device: Device) throws(BackupError) {
        self.device = device
        disk = try DiskMap(try DeviceBlockReader(device), name: device.name)
    }

    /// Fails where bytes of a member belong to another file now, or to none.
    func require(_ members: [ArchivedMember]) throws(BackupError) {
        var places: [UInt64: ByteRanges] = [:]
        for member in members {
            let path = String(decoding: member.path, as: UTF8.self)
            guard let number = member.file else {
                throw .notAnArchive("\(path): its record does not say which file it was")
            }
            let owned = places[number] ?? ByteRanges(ranges(of: number))
            places[number] = owned
            let wanted = ByteRanges(member.regions.map { $0.disk..<$0.disk + $0.count })
            let strange = wanted.subtracting(owned)
            guard let first = strange.ranges.first else { continue }
            throw .unsuitable(
                device: device.name,
                what: "\(path): byte \(first.lowerBound) of the disk does not belong to file"
                    + " \(number) any more",
                expected: "the blocks that the file had; it can be restored to a directory")
        }
    }

    /// The bytes of the disk that belong to files of a number.
    private func ranges(of number: UInt64) -> [Range<UInt64>] {
        var found: [Range<UInt64>] = []
        for volume in disk.volumes {
            let map = volume.map
            guard let index = map.file(number: number) else { continue }
            let length = UInt64(map.blockLength)
            for attribute in map.attributes(of: map.files[index]) {
                for extent in map.extents(of: attribute) {
                    guard let blocks = extent.blocks else { continue }
                    let start = map.part.start + blocks.lowerBound * length
                    found.append(start..<map.part.start + blocks.upperBound * length)
                }
            }
        }
        return found
    }
}
