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

    /// Fails where a member's file has other blocks now than it had, another size, or is gone.
    func require(_ members: [ArchivedMember]) throws(BackupError) {
        for member in members {
            let path = String(decoding: member.path, as: UTF8.self)
            guard let number = member.file else {
                throw .notAnArchive("\(path): its record does not say which file it was")
            }
            if isInPlace(member, number) { continue }
            let wanted = ByteRanges(member.regions.map { $0.disk..<$0.disk + $0.count })
            let strange = wanted.subtracting(ByteRanges(ranges(of: number))).ranges.first
            let what =
                strange.map {
                    "byte \($0.lowerBound) of the disk does not belong to file \(number) any more"
                } ?? "file \(number) has other blocks or another size now"
            throw .unsuitable(
                device: device.name, what: "\(path): \(what)",
                expected: "the blocks that the file had; it can be restored to a directory")
        }
    }

    /// Whether a file of the number has an attribute of exactly the member's blocks and size.
    private func isInPlace(_ member: ArchivedMember, _ number: UInt64) -> Bool {
        for volume in disk.volumes {
            let map = volume.map
            // The file system's own blocks are no file's, whatever an archive says.
            guard let index = map.file(number: number), !map.files[index].isMetadata else {
                continue
            }
            for attribute in map.attributes(of: map.files[index])
            where !attribute.isResident && isSame(map.storedPieces(of: attribute), member) {
                return true
            }
        }
        return false
    }

    private func isSame(_ pieces: StoredPieces, _ member: ArchivedMember) -> Bool {
        guard pieces.byteCount == member.size else { return false }
        var next = 0
        for case .stored(let bytes) in pieces {
            guard next < member.regions.count else { return false }
            let region = member.regions[next]
            // The archive has the last sector whole.
            let count = bytes.upperBound - bytes.lowerBound
            guard region.disk == bytes.lowerBound,
                region.count == count || region.count == count.tarRounded
            else { return false }
            next += 1
        }
        return next == member.regions.count
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
