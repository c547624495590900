import Media
import SCSI

extension SequentialAccessUnit {
    /// Adds the commands that move data.
    func addReadingAndWriting() {
        commands.add(ReadBlockLimitsCDB.self) { [unowned self] cdb, _ in readBlockLimits(cdb) }
        commands.add(ReadStream6CDB.self) { [unowned self] cdb, _ in read(cdb) }
        commands.add(WriteStream6CDB.self) { [unowned self] cdb, task in write(cdb, task) }
        commands.add(WriteFilemarks6CDB.self) { [unowned self] cdb, _ in writeFilemarks(cdb) }
        commands.add(Erase6CDB.self) { [unowned self] cdb, _ in erase(cdb) }
    }

    /// READ BLOCK LIMITS (SSC-4 7.5): any length from 1 byte to 2^24−1.
    private func readBlockLimits(_ cdb: ReadBlockLimitsCDB) -> Completion {
        // The maximum logical object identifier is optional, and not offered.
        if cdb.mloi { return .invalidCDB(byte: 1, bit: 0) }
        let data = ReadBlockLimitsData(
            maximumBlockLengthLimit: UInt32(maximumRecordLength), minimumBlockLengthLimit: 1)
        return .good(data.encoded(), allocationLength: ReadBlockLimitsData.layout.fixedLength)
    }

    /// WRITE(6) (SSC-4 7.13).
    private func write(_ cdb: WriteStream6CDB, _ task: SCSITask) -> Completion {
        withMedium { medium in
            if cdb.fixed && blockLength == 0 { return .invalidCDB(byte: 1, bit: 0) }
            let length = Int(cdb.transferLength)
            if length == 0 { return .good }
            let block = cdb.fixed ? blockLength : length
            let count = cdb.fixed ? length : 1
            guard count <= Self.maximumTransferBytes / block else { return .invalidCDB(byte: 2) }
            if medium.isWriteProtected { return .check(.dataProtect, .writeProtected) }
            guard task.dataOut.count >= count * block else {
                return .check(.abortedCommand, .dataPhaseError)
            }
            return write(count, of: block, task.dataOut, isFixed: cdb.fixed, medium)
        }
    }

    /// Writes as many blocks as the tape takes. A residual is in blocks, or in bytes for a block
    /// of variable length.
    private func write(
        _ count: Int, of block: Int, _ data: DataBuffer, isFixed: Bool, _ medium: any TapeMedium
    ) -> Completion {
        let room = medium.geometry.capacity - medium.usedByteCount(before: position)
        let accepted = Int(min(Int64(count), max(0, room) / Int64(block)))
        let unit = Int64(isFixed ? 1 : block)
        if accepted > 0 {
            var rest = data
            do {
                try medium.append(
                    rest.takeFirst(accepted * block), recordLength: block, at: position)
                if bufferedMode == .unbuffered { try medium.flush() }
            } catch {
                return .residual(.mediumError, .writeError, Int64(count) * unit)
            }
            position += Int64(accepted)
        }
        return written(residual: Int64(count - accepted) * unit, medium)
            .with(work: MediumWork(bytes: Int64(accepted * block)))
    }

    /// WRITE FILEMARKS(6) (SSC-4 7.14). Without IMMED, or with no filemarks to write, all that was
    /// written is on stable storage when it ends.
    private func writeFilemarks(_ cdb: WriteFilemarks6CDB) -> Completion {
        withMedium { medium in
            let count = Int(cdb.filemarkCount)
            if count == 0 { return cdb.immed ? .good : flushEarlier(medium) ?? .good }
            if medium.isWriteProtected { return .check(.dataProtect, .writeProtected) }
            let room = medium.geometry.capacity - medium.usedByteCount(before: position)
            let accepted = Int(
                min(Int64(count), max(0, room) / TapeGeometry.filemarkByteCount))
            do {
                if accepted > 0 { try medium.append(filemarks: accepted, at: position) }
                if !cdb.immed || bufferedMode == .unbuffered { try medium.flush() }
            } catch {
                return .residual(.mediumError, .writeError, Int64(count))
            }
            position += Int64(accepted)
            return written(residual: Int64(count - accepted), medium)
        }
    }

    /// How a command ends that has written what the tape takes: with VOLUME OVERFLOW where
    /// something is left, else with a warning behind early warning. Either comes when all that was
    /// accepted is on stable storage (the SEW bit of mode page 10h).
    private func written(residual: Int64, _ medium: any TapeMedium) -> Completion {
        let isWarned = isBehindEarlyWarning(medium)
        if residual == 0 && !isWarned { return .good }
        if let failure = flushEarlier(medium) { return failure }
        return .endOfPartition(residual > 0 ? .volumeOverflow : .noSense, residual: residual)
    }

    /// Whether the logical position is between early warning and the end of the partition.
    func isBehindEarlyWarning(_ medium: any TapeMedium) -> Bool {
        medium.usedByteCount(before: position) >= medium.geometry.earlyWarning
    }

    /// ERASE(6) (SSC-4 7.2): long or short, the tape ends at the logical position, which stays.
    private func erase(_ cdb: Erase6CDB) -> Completion {
        withMedium { medium in
            if medium.isWriteProtected { return .check(.dataProtect, .writeProtected) }
            do {
                try medium.endData(at: position)
                return .good
            } catch {
                return .check(.mediumError, .writeError)
            }
        }
    }
}
