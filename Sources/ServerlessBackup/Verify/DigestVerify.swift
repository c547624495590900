import VolumeMap

/// Compares the files of a disk with the digests that were made when they were backed up: the files
/// are read through the server, and counted; the contents on tape are not read.
public struct DigestVerify {
    /// A file that is not as it was.
    public struct Mismatch: Equatable, Sendable {
        /// The path.
        public var path: [UInt8]
        /// What is wrong: it is missing, or its digest differs.
        public var problem: String
    }

    /// What was found.
    public struct Result: Equatable, Sendable {
        /// How many files and streams were compared.
        public var compared = 0
        /// How many bytes went through the server.
        public var serverBytes: UInt64 = 0
        /// Those that differ, in the order of the archive.
        public var mismatches: [Mismatch] = []
    }

    let disk: Device

    /// A comparison to come.
    public init(disk: Device) { self.disk = disk }

    /// Does it: each member that has a digest.
    ///
    /// - Parameter members: of a backup, with digests.
    public func run(_ members: [ArchivedMember]) throws -> Result {
        let map = try DiskMap(try DeviceBlockReader(disk), name: disk.name)
        var files: [[UInt8]: (volume: Int, entry: Int)] = [:]
        var walks: [ArchiveWalk] = []
        for (index, volume) in map.volumes.enumerated() {
            let walk = ArchiveWalk(volume.map)
            let prefix = map.prefix(of: volume)
            for entry in walk.entries.indices { files[prefix + walk.path(entry)] = (index, entry) }
            walks.append(walk)
        }
        var result = Result()
        for member in members {
            guard let digest = member.digest else { continue }
            result.compared += 1
            let (path, stream) = member.fileAndStream
            guard let place = files[path] else {
                result.mismatches.append(
                    Mismatch(path: member.volumePath, problem: "no such file on \(disk.name)"))
                continue
            }
            let volume = map.volumes[place.volume]
            let file = volume.map.files[walks[place.volume].entries[place.entry].file]
            let attribute = volume.map.attributes(of: file).first {
                $0.role == .data && Array(volume.map.nameBytes[$0.name.indices]) == stream
            }
            guard let attribute else {
                result.mismatches.append(
                    Mismatch(path: member.volumePath, problem: "no such stream on \(disk.name)"))
                continue
            }
            let found: ContentDigest
            do throws(VolumeError) {
                found = try ContentDigest(attribute, of: volume.map, reader: volume.reader)
            } catch {
                result.mismatches.append(
                    Mismatch(path: member.volumePath, problem: error.description))
                continue
            }
            if !attribute.isResident { result.serverBytes += attribute.size }
            if found.bytes != digest {
                result.mismatches.append(
                    Mismatch(
                        path: member.volumePath,
                        problem: "SHA-256 \(hexadecimalText(digest)) expected,"
                            + " \(hexadecimalText(found.bytes)) found"))
            }
        }
        return result
    }
}

extension ArchivedMember {
    /// The path of the file, and the name of its stream; empty for its content.
    fileprivate var fileAndStream: (path: [UInt8], stream: [UInt8]) {
        let path = volumePath
        let slash = UInt8(ascii: "/")
        switch role {
        case .stream:
            guard let place = path.lastIndex(of: slash) else { return (path, []) }
            return (Array(path[..<place]), Array(path[(place + 1)...]))
        case .raw:
            let mark = Array(".streams/".utf8)
            guard let place = path.lastIndex(of: slash), place + 1 >= mark.count,
                Array(path[(place + 1 - mark.count)...place]) == mark
            else { return (path, []) }
            return (Array(path[..<(place + 1 - mark.count)]), Array(path[(place + 1)...]))
        default: return (path, [])
        }
    }
}
