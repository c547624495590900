import VolumeMap

/// Compares some tape records of a backup that was broken off with what they would be if it were
/// made now: a disk that has changed must not continue it.
///
/// The header tells other files from those that were there. An image has no map that could tell, and
/// a file may change without a trace in the map.
struct ResumeCheck {
    /// How many records are compared, the last one among them.
    private static let sampleCount: UInt64 = 16

    private let recordLength: UInt64
    /// The first bytes of the records in the stream, ascending.
    private var starts: [UInt64] = []
    /// What the records would be; as many as were met, the last one not whole yet.
    private var expected: [[UInt8]] = []

    /// A check of a stream of which whole records up to `end` are on tape.
    init(end: UInt64, recordLength: Int) {
        self.recordLength = UInt64(recordLength)
        let records = end / self.recordLength
        let step = max(1, records / Self.sampleCount)
        var next = records
        while next > 0, starts.count < Int(Self.sampleCount) {
            starts.append((next - 1) * self.recordLength)
            next -= min(step, next)
        }
        starts.reverse()
        expected = starts.map { _ in [] }
    }

    /// Takes note of a piece of the stream, which begins at `position`.
    mutating func add(
        _ piece: StreamPiece, at position: UInt64, reader: DeviceBlockReader
    ) throws(BackupError) {
        let end = position + piece.count
        for (index, start) in starts.enumerated() {
            let first = max(start, position)
            let last = min(start + recordLength, end)
            guard first < last else { continue }
            let skipped = first - position
            switch piece {
            case .inline(let bytes):
                expected[index] += bytes[Int(skipped)..<Int(last - position)]
            case .disk(let place, _):
                expected[index] += try reader.bytes(
                    at: place + skipped, count: Int(last - first))
            }
        }
    }

    /// Fails where a record on tape is another one. Further calls do nothing.
    mutating func require(_ backup: BackupOnTape, on tapes: [Device]) throws(BackupError) {
        if starts.isEmpty { return }
        let stream = backup.stream(tapes)
        stream.isPayload = true
        for (start, bytes) in zip(starts, expected) {
            // The stream's end may fill its last record in part.
            let found = try stream.read(at: start, count: bytes.count)
            guard let place = found.indices.first(where: { found[$0] != bytes[$0] }) else {
                continue
            }
            throw .unsuitable(
                device: tapes[0].name,
                what: "byte \(start + UInt64(place)) of the backup \(backup.header.name) is not"
                    + " what the disk gives now",
                expected: "the snapshot with which it was begun")
        }
        starts = []
        guard let last = backup.spans.last else { return }
        let end = last.firstObject + last.recordCount
        try TapeDrive(device: tapes[last.cartridge - 1]).locate(end)
    }
}
