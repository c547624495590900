import SCSI

/// Sends the lists of a restore to a copy manager, and moves itself what no copy manager can.
struct RestoreCopier {
    private let tapes: [Device]
    private let target: Device
    private let header: ArchiveHeader
    private let route: CopyRoute
    private var sender = CopySender()
    /// Bytes of the disk that are restored: kept for images alone, where they are few ranges.
    private var restored: [Range<UInt64>] = []

    /// How many pieces wait for the server at most: it goes back on tape for them.
    private static let mostWaiting = 4096

    init(tapes: [Device], target: Device, header: ArchiveHeader) throws(BackupError) {
        self.tapes = tapes
        self.target = target
        self.header = header
        route = try CopyRoute(disk: target, tapes: tapes, recordLength: header.recordLength)
    }

    /// Fails where the copy manager cannot do what every restore needs.
    func requireLimits(_ stream: TapeStream) throws(BackupError) {
        _ = try RestorePlanner(stream, limits: route.limits, of: route.manager)
    }

    /// Brings pieces of the stream to the disk.
    ///
    /// - Parameters:
    ///   - pieces: in the stream's order.
    ///   - done: is told after each list up to which byte of the stream all is restored, and how
    ///     many bytes in all.
    mutating func restore(
        _ pieces: [RestorePiece], _ stream: TapeStream, _ summary: inout RestoreSummary,
        done: (_ offset: UInt64, _ bytes: UInt64) throws -> Void
    ) throws {
        var planner = try RestorePlanner(stream, limits: route.limits, of: route.manager)
        var moved: UInt64 = 0
        for piece in pieces {
            var rest = piece
            while rest.count > 0 {
                try planner.add(planner.takePart(of: &rest))
                for list in planner.takeLists(all: false) {
                    try send(list, &summary)
                    moved += list.count
                    if planner.forServer.count > Self.mostWaiting {
                        try bring(planner.takeForServer(), stream, &summary)
                    }
                    // All before it is on the disk, but for what the server still has to bring.
                    if planner.forServer.isEmpty { try done(list.end, moved) }
                }
            }
        }
        for list in planner.takeLists(all: true) {
            try send(list, &summary)
            moved += list.count
        }
        try bring(planner.takeForServer(), stream, &summary)
        if let last = pieces.last { try done(last.offset + last.count, moved) }
    }

    private mutating func send(
        _ list: RestoreList, _ summary: inout RestoreSummary
    ) throws(BackupError) {
        guard list.cartridge <= tapes.count else {
            throw .notAnArchive(
                "cartridge \(list.cartridge) of \(header.name) is needed; \(tapes.count) are given")
        }
        let tape = tapes[list.cartridge - 1]
        try TapeDrive(device: tape).locate(list.object)
        let parameters = list.parameterList(
            tape: route.tapeFacts[list.cartridge - 1].cscdDescriptor(.stream()),
            target: route.diskFacts.cscdDescriptor(
                .block(length: UInt32(header.geometry.blockLength))),
            recordLength: header.recordLength)
        let device = route.receiver(list.cartridge - 1)
        let reply = sender.send(parameters, to: device)
        summary.commands += 1
        guard reply.hasSucceeded else {
            let status = sender.status(from: device)
            let bytes = min(status?.transferredBytes ?? 0, list.count)
            note(list, bytes: bytes)
            throw .restore(
                RestoreFailure(
                    command: CommandFailure(
                        command: ExtendedCopyLID1CDB.commandName, device: device.name,
                        reply: reply),
                    number: summary.commands, status: status,
                    tapePosition: try? TapeDrive(device: tape).position().object,
                    geometry: header.geometry, copiedBytes: summary.copiedBytes + bytes,
                    restoredBlocks: restoredBlocks))
        }
        note(list, bytes: list.count)
        summary.copiedBytes += list.count
    }

    // MARK: What is restored

    /// Takes note of bytes of the disk that are restored.
    mutating func note(_ bytes: Range<UInt64>) {
        guard header.content == .image, !bytes.isEmpty else { return }
        if let last = restored.last, last.upperBound == bytes.lowerBound {
            restored[restored.count - 1] = last.lowerBound..<bytes.upperBound
        } else {
            restored.append(bytes)
        }
    }

    /// Takes note of the first bytes of the disk that a list writes, which it does in order.
    private mutating func note(_ list: RestoreList, bytes: UInt64) {
        let length = UInt64(header.geometry.blockLength)
        var left = bytes
        for segment in list.segments where left > 0 {
            let (start, count): (UInt64, UInt64)
            switch segment {
            case .discard: continue
            case .blocks(let first, let blocks):
                (start, count) = (first * length, UInt64(blocks) * length)
            case .bytes(let block, let offset, let bytes):
                (start, count) = (block * length + UInt64(offset), UInt64(bytes))
            }
            note(start..<start + min(count, left))
            left -= min(count, left)
        }
    }

    /// The blocks that are restored; nil where the archive is no image.
    private var restoredBlocks: [Range<UInt64>]? {
        guard header.content == .image else { return nil }
        let length = UInt64(header.geometry.blockLength)
        return ByteRanges(restored).wholeBlocks(of: length).ranges.map {
            $0.lowerBound / length..<$0.upperBound / length
        }
    }

    /// Brings bytes through the server, where the copy manager cannot.
    private mutating func bring(
        _ pieces: [RestorePiece], _ stream: TapeStream, _ summary: inout RestoreSummary
    ) throws(BackupError) {
        if pieces.isEmpty { return }
        stream.forgetPositions()
        stream.isPayload = true
        defer { stream.isPayload = false }
        let largest = UInt64(DeviceBlockReader.largestRead)
        for piece in pieces {
            var rest = piece
            while rest.count > 0 {
                // Up to a multiple of the largest transfer, so that all but the ends are whole blocks.
                let part = rest.take(min(rest.count, largest - rest.disk % largest))
                let bytes = try stream.read(at: part.offset, count: Int(part.count))
                try write(bytes, at: part.disk)
                note(part.disk..<part.disk + part.count)
                summary.serverBytes += part.count
            }
        }
        stream.forgetPositions()
    }

    /// Writes bytes of the disk; what else is in their first and last block is kept.
    private func write(_ bytes: [UInt8], at disk: UInt64) throws(BackupError) {
        let length = UInt64(header.geometry.blockLength)
        let first = disk / length
        let end = disk + UInt64(bytes.count)
        let count = (end + length - 1) / length - first
        var blocks = bytes
        if disk % length != 0 || end % length != 0 {
            blocks = try target.demand(
                Read16CDB(logicalBlockAddress: first, transferLength: UInt32(count)),
                dataInLength: Int(count * length), isPayload: true)
            guard blocks.count == Int(count * length) else {
                throw .unsuitable(
                    device: target.name, what: "READ(16) gave \(blocks.count) bytes",
                    expected: "\(count * length)")
            }
            let offset = Int(disk % length)
            blocks.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        try target.demand(
            Write16CDB(logicalBlockAddress: first, transferLength: UInt32(count)),
            dataOut: blocks, isPayload: true)
    }
}
