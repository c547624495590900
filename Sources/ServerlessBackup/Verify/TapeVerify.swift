import SCSI
import VolumeMap

/// Where a disk differs from a backup.
public struct BackupDifference: Equatable, Sendable {
    /// The first difference: the block of the disk, the byte in it, and both sides.
    public var place: Difference
    /// The member of the archive whose byte it is.
    public var path: [UInt8]

    /// The difference in words.
    public var text: String {
        "\(String(decoding: path, as: UTF8.self)): \(place.text)"
    }
}

/// Compares a disk with a backup on tape, byte for byte: both are read through the server, and
/// counted.
public struct TapeVerify {
    let backup: BackupOnTape
    let tapes: [Device]
    let disk: Device
    /// Is told how many bytes were compared.
    public var progress: (UInt64) -> Void = { _ in }

    /// A comparison to come.
    public init(_ backup: BackupOnTape, on tapes: [Device], with disk: Device) {
        self.backup = backup
        self.tapes = tapes
        self.disk = disk
    }

    /// Compares every byte that the backup took from the disk with what is at its place now.
    ///
    /// - Parameters:
    ///   - members: what the archive holds, as a catalog knows it; nil where it is to be read from
    ///     tape.
    /// - Returns: the first difference, nil where there is none; and how many bytes were compared.
    public func run(
        members: [ArchivedMember]? = nil, isChosen: ([UInt8]) -> Bool = { _ in true }
    ) throws -> (difference: BackupDifference?, byteCount: UInt64) {
        let reader = try DeviceBlockReader(disk, isPayload: true)
        guard reader.blockLength == backup.header.geometry.blockLength else {
            throw BackupError.unsuitable(
                device: disk.name, what: "blocks of \(reader.blockLength) bytes",
                expected: "\(backup.header.geometry.blockLength) bytes, as the backup has")
        }
        var all: [ArchivedMember] = members ?? []
        if members == nil {
            try backup.forEachMember(on: tapes, isWhole: true) { all.append($0) }
        }
        let stream = backup.stream(tapes)
        stream.isPayload = true
        var compared: UInt64 = 0
        for member in all where isChosen(member.volumePath) {
            for region in member.regions {
                var done: UInt64 = 0
                while done < region.count {
                    let count = Int(min(region.count - done, UInt64(FileExtraction.chunk)))
                    let expected = try stream.read(
                        at: member.contentOffset + region.offset + done, count: count)
                    let found = try reader.bytes(at: region.disk + done, count: count)
                    if let place = Difference(
                        found, expected, at: region.disk + done, blockLength: reader.blockLength)
                    {
                        return (BackupDifference(place: place, path: member.volumePath), compared)
                    }
                    done += UInt64(count)
                    compared += UInt64(count)
                    progress(compared)
                }
            }
        }
        return (nil, compared)
    }
}

extension Difference {
    /// The first place at which bytes of a disk differ; nil where they do not.
    ///
    /// - Parameter start: the first byte's place on the disk.
    init?(_ found: [UInt8], _ expected: [UInt8], at start: UInt64, blockLength: Int) {
        guard let index = expected.indices.first(where: { found[$0] != expected[$0] }) else {
            return nil
        }
        let byte = start + UInt64(index)
        let end = min(expected.count, index + 16)
        self.init(
            block: byte / UInt64(blockLength), byte: Int(byte % UInt64(blockLength)),
            found: Array(found[index..<end]), expected: Array(expected[index..<end]))
    }
}
