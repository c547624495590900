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
        if reply.hasSucceeded { return }
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
        let data = status.isGood ? try? CopyStatusLID1Data(status.dataIn) : nil
        let position = tapePosition()
        let records = isBackup ? position ?? part.start / UInt64(plan.recordLength) : nil
        let blocks = records.map { blocksOnTape($0, plan) } ?? restoredBlocks(data, part, plan)
        let moved = min(plan.geometry.blockCount, blocks)
        return CopyReport(
            reply: reply, sense: sense, command: number, commandCount: plan.parts.count,
            status: data, tapePosition: position, records: records, movedBlocks: 0..<moved,
            movedByteCount: moved * UInt64(plan.geometry.blockLength),
            missingBlocks: moved..<plan.geometry.blockCount, isBackup: isBackup)
    }

    /// The blocks of which all bytes are in the first `records` tape records.
    private func blocksOnTape(_ records: UInt64, _ plan: CopyPlan) -> UInt64 {
        let header = UInt64(ArchiveHeader.byteCount)
        let (bytes, overflow) = records.multipliedReportingOverflow(by: UInt64(plan.recordLength))
        if overflow { return plan.geometry.blockCount }
        return bytes > header ? (bytes - header) / UInt64(plan.geometry.blockLength) : 0
    }

    /// The blocks that were written to the disk: those of the earlier lists, and what TRANSFER
    /// COUNT says of this one, which writes its blocks in order.
    private func restoredBlocks(
        _ data: CopyStatusLID1Data?, _ part: CopyPart, _ plan: CopyPlan
    ) -> UInt64 {
        guard let data, let unit = data.transferCountUnits.byteCount else {
            return part.blocks.lowerBound
        }
        let (bytes, overflow) = UInt64(data.transferCount).multipliedReportingOverflow(by: unit)
        let blocks = overflow ? 0 : bytes / UInt64(plan.geometry.blockLength)
        return part.blocks.lowerBound + min(blocks, UInt64(part.blocks.count))
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
