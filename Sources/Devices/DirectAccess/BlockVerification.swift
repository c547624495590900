import Media
import SCSI

extension DirectAccessUnit {
    /// VERIFY(10) and VERIFY(16).
    func addVerification() {
        commands.add(Verify10CDB.self, ignoring: ["GROUP NUMBER"]) { [unowned self] cdb, task in
            protection(cdb.vrProtect)
                ?? verify(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.verificationLength),
                    BlockComparison(rawValue: cdb.bytchk), task, lengthByte: 7)
        }
        commands.add(Verify16CDB.self, ignoring: ["GROUP NUMBER"]) { [unowned self] cdb, task in
            protection(cdb.vrProtect)
                ?? verify(
                    cdb.logicalBlockAddress, Int(cdb.verificationLength),
                    BlockComparison(rawValue: cdb.bytchk), task, lengthByte: 10)
        }
    }

    /// VERIFY of `count` blocks: what the cache holds of them goes to the medium first, and what is
    /// read comes from there (SBC-4, VERIFY(10) command).
    private func verify(
        _ address: UInt64, _ count: Int, _ comparison: BlockComparison?, _ task: SCSITask,
        lengthByte: Int
    ) -> Completion {
        guard let comparison else { return .invalidCDB(byte: 1, bit: 2) }
        if let refusal = refusal(address, count, lengthByte: lengthByte) { return refusal }
        if count == 0 { return .good }
        let wanted = comparison.blocksOfData(count) * blockLength
        guard task.dataOut.count >= wanted else {
            return .check(.abortedCommand, .dataPhaseError)
        }
        do {
            try medium.flush()
        } catch {
            return .check(.mediumError, .writeError)
        }
        var verified = read(address, count, lengthByte: lengthByte)
        let stored: [UInt8]
        let data: [UInt8]
        do {
            // What is in a file is read here: to have been asked for is not to have been read.
            stored = try verified.dataIn.bytes()
            data = try task.dataOut.bytes()
        } catch {
            var sense = SenseData(.mediumError, .unrecoveredReadError)
            sense.information = Int64(address)
            return .check(sense)
        }
        if verified.status != .good { return verified }
        let isEqual =
            switch comparison {
            case .none: true
            case .eachBlock: stored.elementsEqual(data.prefix(wanted))
            case .oneBlockForAll:
                (0..<count).allSatisfy { block in
                    stored[block * blockLength..<(block + 1) * blockLength]
                        .elementsEqual(data.prefix(blockLength))
                }
            }
        if !isEqual { return .check(.miscompare, .miscompareDuringVerify) }
        verified.dataIn = DataBuffer()
        return verified
    }
}

/// BYTCHK of VERIFY: what the blocks are compared with (SBC-4, VERIFY(10) command).
private enum BlockComparison: UInt8 {
    /// Nothing: that they can be read is enough.
    case none = 0
    /// Data-out, block by block.
    case eachBlock = 1
    /// One block of data-out, each of them.
    case oneBlockForAll = 3

    /// How many blocks of data come with a command that verifies `count`.
    func blocksOfData(_ count: Int) -> Int {
        switch self {
        case .none: 0
        case .eachBlock: count
        case .oneBlockForAll: 1
        }
    }
}
