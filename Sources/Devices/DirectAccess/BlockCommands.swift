import Media
import SCSI
import Timebase

extension DirectAccessUnit {
    /// The commands of SBC-4 that a disk has beside those of SPC.
    func addBlockCommands() {
        addTransfers()
        commands.add(
            ReadCapacity10CDB.self, ignoring: ["LOGICAL BLOCK ADDRESS", "PMI"]
        ) { [unowned self] _, _ in
            let data = ReadCapacity10ParameterData(
                blockCount: blockCount, logicalBlockLengthInBytes: UInt32(blockLength))
            return .good(data.encoded(), allocationLength: 8)
        }
        commands.add(
            ReadCapacity16CDB.self, serviceAction: 0x10, ignoring: ["LOGICAL BLOCK ADDRESS", "PMI"]
        ) { [unowned self] cdb, _ in
            let data = ReadCapacity16ParameterData(
                blockCount: blockCount, logicalBlockLengthInBytes: UInt32(blockLength))
            return .good(data.encoded(), allocationLength: cdb.allocationLength)
        }
        commands.add(SynchronizeCache10CDB.self, ignoring: ["GROUP NUMBER"]) {
            [unowned self] cdb, _ in
            synchronize(
                UInt64(cdb.logicalBlockAddress), UInt64(cdb.numberOfLogicalBlocks))
        }
        commands.add(SynchronizeCache16CDB.self, ignoring: ["GROUP NUMBER"]) {
            [unowned self] cdb, _ in
            synchronize(cdb.logicalBlockAddress, UInt64(cdb.numberOfLogicalBlocks))
        }
    }

    private func addTransfers() {
        commands.add(Read6CDB.self) { [unowned self] cdb, _ in
            // A length of 0 is 256 blocks (SBC-4 5.11).
            let count = cdb.transferLength == 0 ? 256 : Int(cdb.transferLength)
            return read(UInt64(cdb.logicalBlockAddress), count, lengthByte: 4)
        }
        commands.add(Read10CDB.self) { [unowned self] cdb, _ in
            protection(cdb.rdProtect)
                ?? read(UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), lengthByte: 7)
        }
        commands.add(Read12CDB.self) { [unowned self] cdb, _ in
            protection(cdb.rdProtect)
                ?? read(UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), lengthByte: 6)
        }
        commands.add(Read16CDB.self) { [unowned self] cdb, _ in
            protection(cdb.rdProtect)
                ?? read(cdb.logicalBlockAddress, Int(cdb.transferLength), lengthByte: 10)
        }
        commands.add(Write6CDB.self) { [unowned self] cdb, task in
            let count = cdb.transferLength == 0 ? 256 : Int(cdb.transferLength)
            return write(UInt64(cdb.logicalBlockAddress), count, task, false, lengthByte: 4)
        }
        commands.add(Write10CDB.self) { [unowned self] cdb, task in
            protection(cdb.wrProtect)
                ?? write(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), task, cdb.fua,
                    lengthByte: 7)
        }
        commands.add(Write12CDB.self) { [unowned self] cdb, task in
            protection(cdb.wrProtect)
                ?? write(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), task, cdb.fua,
                    lengthByte: 6)
        }
        commands.add(Write16CDB.self) { [unowned self] cdb, task in
            protection(cdb.wrProtect)
                ?? write(
                    cdb.logicalBlockAddress, Int(cdb.transferLength), task, cdb.fua,
                    lengthByte: 10)
        }
    }

    /// Protection information is not offered, so only 000b is right (SBC-4 table 66).
    private func protection(_ field: UInt8) -> Completion? {
        field == 0 ? nil : .invalidCDB(byte: 1, bit: 7)
    }

    /// The refusal of a range that is not on the disk.
    private func outOfRange(_ address: UInt64, _ count: UInt64) -> Completion? {
        if address <= blockCount, count <= blockCount - address { return nil }
        var sense = SenseData(.illegalRequest, .blockAddressOutOfRange)
        // The first address that is not there; none is better than a wrong one (SPC-4 4.5.3).
        sense.information = Int64(exactly: max(address, blockCount))
        return .check(sense)
    }

    /// Why a range cannot be transferred.
    private func refusal(_ address: UInt64, _ count: Int, lengthByte: Int) -> Completion? {
        if let refusal = outOfRange(address, UInt64(count)) { return refusal }
        guard count <= Self.maximumTransferBytes / blockLength else {
            return .invalidCDB(byte: lengthByte)
        }
        return nil
    }

    /// READ of `count` blocks.
    func read(_ address: UInt64, _ count: Int, lengthByte: Int) -> Completion {
        if let refusal = refusal(address, count, lengthByte: lengthByte) { return refusal }
        var completion = Completion.good
        do {
            completion.dataIn = try medium.read(
                at: Int64(address) * Int64(blockLength), count: count * blockLength)
        } catch {
            var sense = SenseData(.mediumError, .unrecoveredReadError)
            sense.information = Int64(address)
            return .check(sense)
        }
        completion.work = MediumWork(bytes: Int64(count * blockLength))
        return completion
    }

    /// WRITE of `count` blocks.
    func write(
        _ address: UInt64, _ count: Int, _ task: SCSITask, _ forceUnitAccess: Bool,
        lengthByte: Int
    ) -> Completion {
        if isWriteProtected { return .check(.dataProtect, .writeProtected) }
        if let refusal = refusal(address, count, lengthByte: lengthByte) { return refusal }
        let length = count * blockLength
        guard task.dataOut.count >= length else {
            return .check(.abortedCommand, .dataPhaseError)
        }
        var data = task.dataOut
        if data.count > length { data = data.takeFirst(length) }
        do {
            try medium.write(data, at: Int64(address) * Int64(blockLength))
            if forceUnitAccess || !isWriteCacheEnabled { try medium.flush() }
        } catch {
            var sense = SenseData(.mediumError, .writeError)
            sense.information = Int64(address)
            return .check(sense)
        }
        var completion = Completion.good
        completion.work = MediumWork(bytes: Int64(length))
        return completion
    }

    private func synchronize(_ address: UInt64, _ count: UInt64) -> Completion {
        if let refusal = outOfRange(address, count) { return refusal }
        do {
            try medium.flush()
            return .good
        } catch {
            return .check(.mediumError, .writeError)
        }
    }

    private var isWriteCacheEnabled: Bool {
        modeParameters.current(0x08).map { $0[2] & 0x04 != 0 } ?? false
    }
}
