import SCSI

/// Sends EXTENDED COPY commands to the copy manager of one of two devices, and finds out what
/// was done when one fails.
final class CopyCommander {
    /// The device whose copy manager is used.
    let device: Device
    /// What it can do.
    let limits: CopyLimits
    private let tape: Device
    private let isBackup: Bool
    private var listIdentifier: UInt8 = 0

    init(
        first: Device, _ firstFacts: DeviceFacts, second: Device, _ secondFacts: DeviceFacts,
        tape: Device, isBackup: Bool
    ) throws(BackupError) {
        guard firstFacts.hasCopyManager || secondFacts.hasCopyManager else {
            throw .unsuitable(
                device: "\(first.name) and \(second.name)", what: "neither has a copy manager",
                expected: "the 3PC bit in INQUIRY data")
        }
        device = firstFacts.hasCopyManager ? first : second
        limits = try CopyLimits(of: device)
        self.tape = tape
        self.isBackup = isBackup
    }

    /// Fails unless tape records of a length can be moved.
    func requireTransferSize(_ recordLength: Int) throws(BackupError) {
        let most = Int(limits.parameters.maximumStreamDeviceTransferSize)
        if recordLength > most {
            throw .unsuitable(
                device: device.name, what: "the copy manager moves tape records of \(most) bytes",
                expected: "\(recordLength) bytes")
        }
    }

    /// Sends one list and waits for its end.
    func copy(
        _ list: ExtendedCopyParameterList, part: CopyPart, number: Int, of plan: CopyPlan
    ) throws(BackupError) {
        var list = list
        // 0 is for copies without a list identifier.
        listIdentifier = listIdentifier == .max ? 1 : listIdentifier + 1
        list.header.listIdentifier = listIdentifier
        let bytes = list.encoded()
        let reply = device.send(
            ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)), dataOut: bytes,
            timeout: Device.copyTimeout)
        if reply.isGood { return }
        throw .copy(report(reply, list, part, number, plan))
    }

    private func report(
        _ reply: Reply, _ list: ExtendedCopyParameterList, _ part: CopyPart, _ number: Int,
        _ plan: CopyPlan
    ) -> CopyReport {
        let sense = try? SenseData(reply.sense, isFromCopy: true)
        let status = device.send(
            ReceiveCopyResultsCDB(
                .copyStatus, listIdentifier: listIdentifier, allocationLength: 12),
            dataInLength: 12)
        let position = tapePosition()
        let record = UInt64(plan.recordLength)
        // On tape only whole records stand; of a disk that is restored the records that were
        // read tell what can have been written at most, so the list's start is what is certain.
        let records = isBackup ? position : part.start / record
        let header = UInt64(ArchiveHeader.byteCount)
        let bytes = (records ?? part.start / record) * record
        let blocks = bytes > header ? (bytes - header) / UInt64(plan.geometry.blockLength) : 0
        let moved = min(plan.geometry.blockCount, blocks)
        return CopyReport(
            reply: reply, sense: sense, command: number, commandCount: plan.parts.count,
            segmentsProcessed: (try? CopyStatusLID1Data(status.dataIn)).map {
                Int($0.segmentsProcessed)
            },
            tapePosition: position, records: records, movedBlocks: 0..<moved,
            missingBlocks: moved..<plan.geometry.blockCount, isBackup: isBackup)
    }

    private func tapePosition() -> UInt64? {
        var command = ReadPositionCDB()
        command.serviceAction = .longForm
        let reply = tape.send(command, dataInLength: 32)
        guard reply.isGood, let data = try? ReadPositionLongFormData(reply.dataIn) else {
            return nil
        }
        return data.logicalObjectNumber
    }
}
