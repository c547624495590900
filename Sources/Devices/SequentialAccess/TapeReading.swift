import Media
import SCSI

extension SequentialAccessUnit {
    /// READ(6) (SSC-4 7.4): the FIXED bit chooses between one block of any length and a number of
    /// blocks of the length in the block descriptor.
    func read(_ cdb: ReadStream6CDB) -> Completion {
        withMedium { medium in
            if cdb.fixed && cdb.sili { return .invalidCDB(byte: 1, bit: 1) }
            if cdb.fixed && blockLength == 0 { return .invalidCDB(byte: 1, bit: 0) }
            let length = Int(cdb.transferLength)
            if length == 0 { return .good }
            if !cdb.fixed { return readVariable(length, cdb.sili, medium) }
            guard length <= Self.maximumTransferBytes / blockLength else {
                return .invalidCDB(byte: 2)
            }
            return readFixed(length, medium)
        }
    }

    /// Reads the next block, of which `length` bytes are wanted.
    private func readVariable(
        _ length: Int, _ suppressesIncorrectLength: Bool, _ medium: any TapeMedium
    ) -> Completion {
        if let stop = stopBeforeBlock(residual: Int64(length), medium) { return stop }
        var data: DataBuffer
        do {
            data = try medium.read(position)
            position += 1
        } catch {
            position += 1
            return .residual(.mediumError, .unrecoveredReadError, Int64(length))
        }
        let actual = data.count
        if actual > length { data = data.takeFirst(length) }
        // SILI hides a block that is shorter; one that is longer only where the block length in
        // the block descriptor is zero, so that it may be expected.
        let isHidden = suppressesIncorrectLength && (actual < length || blockLength == 0)
        var completion = Completion.good
        if actual != length && !isHidden {
            completion = .residual(.noSense, .none, Int64(length) - Int64(actual))
            completion.sense?.ili = true
        }
        completion.dataIn = data
        return completion.with(work: MediumWork(bytes: Int64(actual)))
    }

    /// Reads `count` blocks of the block descriptor's length.
    private func readFixed(_ count: Int, _ medium: any TapeMedium) -> Completion {
        var data = DataBuffer()
        var completion = Completion.good
        for done in 0..<count {
            let residual = Int64(count - done)
            if let stop = stopBeforeBlock(residual: residual, medium) {
                completion = stop
                break
            }
            defer { position += 1 }
            // A block of another length is passed over, and counts as not read.
            if case .record(let length) = medium.object(position), length != blockLength {
                completion = .residual(.noSense, .none, residual)
                completion.sense?.ili = true
                break
            }
            do {
                data.append(try medium.read(position))
            } catch {
                completion = .residual(.mediumError, .unrecoveredReadError, residual)
                break
            }
        }
        completion.work = MediumWork(bytes: Int64(data.count))
        completion.dataIn = data
        return completion
    }

    /// What stops a READ before it gets to a block: end of data, a filemark, an object that is
    /// lost. The position is behind the filemark or the lost object then.
    private func stopBeforeBlock(residual: Int64, _ medium: any TapeMedium) -> Completion? {
        guard position < medium.objectCount else {
            return endOfData(residual: residual, medium)
        }
        switch medium.object(position) {
        case .record: return nil
        case .filemark:
            position += 1
            return .filemark(residual: residual)
        case .unknown:
            position += 1
            return .residual(.mediumError, .unrecoveredReadError, residual)
        }
    }

    /// End of data was met; on a damaged cartridge what is there is not the end of data.
    func endOfData(residual: Int64?, _ medium: any TapeMedium) -> Completion {
        var sense =
            medium.condition == .good
            ? SenseData(.blankCheck, .endOfData) : SenseData(.mediumError, .endOfDataNotFound)
        sense.information = residual
        return .check(sense)
    }
}
