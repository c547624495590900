import SCSI

/// Sends the lists of a restore to a copy manager, and moves itself what no copy manager can.
struct RestoreCopier {
    private let tapes: [Device]
    private let target: Device
    private let header: ArchiveHeader
    private let targetFacts: DeviceFacts
    private let tapeFacts: [DeviceFacts]
    private let limits: CopyLimits
    private let manager: Device
    private var listIdentifier: UInt8 = 0

    init(tapes: [Device], target: Device, header: ArchiveHeader) throws(BackupError) {
        self.tapes = tapes
        self.target = target
        self.header = header
        targetFacts = try DeviceFacts(of: target)
        try targetFacts.require(.directAccess, of: target)
        var facts: [DeviceFacts] = []
        for tape in tapes {
            let found = try DeviceFacts(of: tape)
            try found.require(.sequentialAccess, of: tape)
            guard targetFacts.hasCopyManager || found.hasCopyManager else {
                throw .unsuitable(
                    device: "\(target.name) and \(tape.name)", what: "neither has a copy manager",
                    expected: "the 3PC bit in INQUIRY data")
            }
            facts.append(found)
        }
        tapeFacts = facts
        manager = targetFacts.hasCopyManager ? target : tapes[0]
        limits = try CopyLimits(of: manager)
        let most = Int(limits.parameters.maximumStreamDeviceTransferSize)
        if header.recordLength > most {
            throw .unsuitable(
                device: manager.name,
                what: "the copy manager moves tape records of \(most) bytes",
                expected: "\(header.recordLength) bytes")
        }
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
        var planner = try RestorePlanner(stream, limits: limits, of: manager)
        var moved: UInt64 = 0
        for piece in pieces {
            try planner.add(piece)
            for list in planner.takeLists(all: false) {
                try send(list, &summary)
                moved += list.count
                // All before it is on the disk, but for what the server still has to bring.
                if planner.forServer.isEmpty { try done(list.end, moved) }
            }
        }
        for list in planner.takeLists(all: true) {
            try send(list, &summary)
            moved += list.count
        }
        try bring(planner.forServer, stream, &summary)
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
        listIdentifier = listIdentifier == .max ? 1 : listIdentifier + 1
        var parameters = list.parameterList(
            tape: tapeFacts[list.cartridge - 1].cscdDescriptor(.stream()),
            target: targetFacts.cscdDescriptor(.block(length: UInt32(header.geometry.blockLength))),
            recordLength: header.recordLength)
        parameters.header.listIdentifier = listIdentifier
        let bytes = parameters.encoded()
        let device = targetFacts.hasCopyManager ? target : tape
        let reply = device.send(
            ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)), dataOut: bytes,
            timeout: Device.copyTimeout)
        summary.commands += 1
        guard reply.hasSucceeded else {
            let failure = CommandFailure(
                command: ExtendedCopyLID1CDB.commandName, device: device.name, reply: reply)
            throw .restore(
                RestoreFailure(
                    command: failure, number: summary.commands, copiedBytes: summary.copiedBytes))
        }
        summary.copiedBytes += list.count
    }

    /// Brings bytes that are no whole blocks through the server, where the copy manager cannot.
    private func bring(
        _ pieces: [RestorePiece], _ stream: TapeStream, _ summary: inout RestoreSummary
    ) throws(BackupError) {
        if pieces.isEmpty { return }
        let length = UInt64(header.geometry.blockLength)
        stream.forgetPositions()
        stream.isPayload = true
        defer { stream.isPayload = false }
        for piece in pieces {
            let bytes = try stream.read(at: piece.offset, count: Int(piece.count))
            let address = piece.disk / length
            var block = try target.demand(
                Read16CDB(logicalBlockAddress: address, transferLength: 1),
                dataInLength: Int(length), isPayload: true)
            let offset = Int(piece.disk % length)
            guard block.count == Int(length) else {
                throw .unsuitable(
                    device: target.name, what: "READ(16) gave \(block.count) bytes",
                    expected: "\(length)")
            }
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            try target.demand(
                Write16CDB(logicalBlockAddress: address, transferLength: 1), dataOut: block,
                isPayload: true)
            summary.serverBytes += piece.count
        }
        stream.forgetPositions()
    }
}

/// A restore whose copy failed.
public struct RestoreFailure: Sendable {
    /// The command as it came back.
    public var command: CommandFailure
    /// Which of the EXTENDED COPY commands it was, from 1.
    public var number: Int
    /// Bytes that were restored by those before it.
    public var copiedBytes: UInt64

    /// The failure in words.
    public var text: String {
        "EXTENDED COPY \(number): \(command.copyText); restored before it: \(copiedBytes) bytes"
    }
}
