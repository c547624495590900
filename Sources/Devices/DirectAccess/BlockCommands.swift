import Media
import SCSI
import Timebase

extension DirectAccessUnit {
    /// The commands of SBC-4 that a disk has beside those of SPC.
    func addBlockCommands() {
        addTransfers()
        addVerification()
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

    /// READ and WRITE of each length. Groups, duration limits and rebuilding are not offered.
    private func addTransfers() {
        let ignored: Set<String> = ["RARC", "DLD2", "DLD1", "DLD0", "GROUP NUMBER"]
        commands.add(Read6CDB.self) { [unowned self] cdb, _ in
            read(UInt64(cdb.logicalBlockAddress), cdb.blockCount, lengthByte: 4)
        }
        commands.add(Read10CDB.self, ignoring: ignored) { [unowned self] cdb, _ in read(cdb) }
        commands.add(Read12CDB.self, ignoring: ignored) { [unowned self] cdb, _ in
            protection(cdb.rdProtect)
                ?? read(UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), lengthByte: 6)
        }
        commands.add(Read16CDB.self, ignoring: ignored) { [unowned self] cdb, _ in read(cdb) }
        commands.add(Write6CDB.self) { [unowned self] cdb, task in
            write(UInt64(cdb.logicalBlockAddress), cdb.blockCount, task, false, lengthByte: 4)
        }
        commands.add(Write10CDB.self, ignoring: ignored) { [unowned self] cdb, task in
            write(cdb, task)
        }
        commands.add(Write12CDB.self, ignoring: ignored) { [unowned self] cdb, task in
            protection(cdb.wrProtect)
                ?? write(
                    UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), task, cdb.fua,
                    lengthByte: 6)
        }
        commands.add(Write16CDB.self, ignoring: ignored) { [unowned self] cdb, task in
            write(cdb, task)
        }
    }

    /// Performs a READ(10), READ(16), WRITE(10), WRITE(16) or TEST UNIT READY without the command
    /// table; `nil` for other commands, and for what the table refuses.
    func transfer(_ task: SCSITask) -> Completion? {
        // The NACA bit is refused for every command alike.
        switch OperationCode(rawValue: task.cdb.first ?? 0) {
        case .testUnitReady:
            guard task.cdb.count == 6, task.cdb.allSatisfy({ $0 == 0 }) else { return nil }
            return readiness().map { .check($0) } ?? .good
        case .read10:
            guard let cdb = Read10CDB(fast: task.cdb), cdb.control & 0x04 == 0 else { return nil }
            return read(cdb)
        case .read16:
            guard let cdb = Read16CDB(fast: task.cdb), cdb.control & 0x04 == 0 else { return nil }
            return read(cdb)
        case .write10:
            guard let cdb = Write10CDB(fast: task.cdb), cdb.control & 0x04 == 0 else { return nil }
            return write(cdb, task)
        case .write16:
            guard let cdb = Write16CDB(fast: task.cdb), cdb.control & 0x04 == 0 else { return nil }
            return write(cdb, task)
        default:
            return nil
        }
    }

    private func read(_ cdb: Read10CDB) -> Completion {
        protection(cdb.rdProtect)
            ?? read(UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), lengthByte: 7)
    }

    private func read(_ cdb: Read16CDB) -> Completion {
        protection(cdb.rdProtect)
            ?? read(cdb.logicalBlockAddress, Int(cdb.transferLength), lengthByte: 10)
    }

    private func write(_ cdb: Write10CDB, _ task: SCSITask) -> Completion {
        protection(cdb.wrProtect)
            ?? write(
                UInt64(cdb.logicalBlockAddress), Int(cdb.transferLength), task, cdb.fua,
                lengthByte: 7)
    }

    private func write(_ cdb: Write16CDB, _ task: SCSITask) -> Completion {
        protection(cdb.wrProtect)
            ?? write(
                cdb.logicalBlockAddress, Int(cdb.transferLength), task, cdb.fua, lengthByte: 10)
    }

    /// Protection information is not offered, so only 000b is right (SBC-4 table 66).
    func protection(_ field: UInt8) -> Completion? {
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
    func refusal(_ address: UInt64, _ count: Int, lengthByte: Int) -> Completion? {
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
}
