import Media
import SCSI
import WireBytes

extension DirectAccessUnit {
    /// How many bytes VERIFY holds in memory at a time; a multiple of every block length.
    private static let verificationStep = 1 << 20

    /// VERIFY of each length (SBC-4). Groups are not offered.
    func addVerification() {
        commands.add(Verify10CDB.self, ignoring: ["GROUP NUMBER"]) { [unowned self] cdb, task in
            protection(cdb.vrProtect)
                ?? verify(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.verificationLength), cdb.byteCheck,
                    task, lengthByte: 7)
        }
        commands.add(Verify12CDB.self, ignoring: ["GROUP NUMBER"]) { [unowned self] cdb, task in
            protection(cdb.vrProtect)
                ?? verify(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.verificationLength), cdb.byteCheck,
                    task, lengthByte: 6)
        }
        commands.add(Verify16CDB.self, ignoring: ["GROUP NUMBER"]) { [unowned self] cdb, task in
            protection(cdb.vrProtect)
                ?? verify(
                    cdb.logicalBlockAddress, Int(cdb.verificationLength), cdb.byteCheck, task,
                    lengthByte: 10)
        }
    }

    /// VERIFY of `count` blocks: what the cache holds goes to the medium, all blocks are read from
    /// there, and they are compared with the Data-Out Buffer as BYTCHK says.
    private func verify(
        _ address: UInt64, _ count: Int, _ check: ByteCheck, _ task: SCSITask, lengthByte: Int
    ) -> Completion {
        // 10b is reserved.
        guard [.none, .blocks, .oneBlock].contains(check) else {
            return .invalidCDB(byte: 1, bit: 2)
        }
        if let refusal = refusal(address, count, lengthByte: lengthByte) { return refusal }
        let length = count * blockLength
        let needed = check == .none ? 0 : check == .blocks ? length : min(length, blockLength)
        guard task.dataOut.count >= needed else {
            return .check(.abortedCommand, .dataPhaseError)
        }
        if count == 0 { return .good }
        do { try medium.flush() } catch { return .check(.mediumError, .writeError) }
        var sent = task.dataOut
        do {
            var expected: [UInt8] = []
            if check == .oneBlock {
                let block = try sent.takeFirst(blockLength).bytes()
                let steps = min(Self.verificationStep, length) / blockLength
                expected = Array(repeatElement(block, count: steps).joined())
            }
            for start in stride(from: 0, to: length, by: Self.verificationStep) {
                let step = min(Self.verificationStep, length - start)
                let first = address + UInt64(start / blockLength)
                guard let stored = stored(first, step) else {
                    return unreadable(first, step / blockLength)
                }
                if check == .blocks { expected = try sent.takeFirst(step).bytes() }
                if check != .none, let block = difference(stored, expected) {
                    var sense = SenseData(.miscompare, .miscompareDuringVerify)
                    sense.information = Int64(exactly: first + UInt64(block))
                    return .check(sense)
                }
            }
        } catch {
            return .check(.hardwareError, .internalTargetFailure)
        }
        var completion = Completion.good
        completion.work = MediumWork(bytes: Int64(length))
        return completion
    }

    /// What is stored from a block on; `nil` where it cannot be read.
    private func stored(_ address: UInt64, _ count: Int) -> [UInt8]? {
        try? medium.read(at: Int64(address) * Int64(blockLength), count: count).bytes()
    }

    /// MEDIUM ERROR with the first of the blocks that cannot be read.
    private func unreadable(_ address: UInt64, _ count: Int) -> Completion {
        let bad = (0..<UInt64(count)).first { stored(address + $0, blockLength) == nil }
        var sense = SenseData(.mediumError, .unrecoveredReadError)
        sense.information = Int64(exactly: address + (bad ?? 0))
        return .check(sense)
    }

    /// The first block of `stored` that differs from what stands at its place in `expected`, which is
    /// no shorter.
    private func difference(_ stored: [UInt8], _ expected: [UInt8]) -> Int? {
        let found = stored.span
        let wanted = expected.span
        // Eight bytes at a time: a block has a multiple of that.
        var place = 0
        while place < found.count {
            if found.littleEndian64(at: place) != wanted.littleEndian64(at: place) {
                return place / blockLength
            }
            place += 8
        }
        return nil
    }
}
