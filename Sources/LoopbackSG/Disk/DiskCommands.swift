import Glibc
import SCSI

/// How sd sends commands: what another try may mend, it tries again.
struct DiskCommands: Sendable {
    /// How often a command is sent again after a unit attention or ABORTED COMMAND.
    static let maximumRetries = 8

    /// The way to the disk.
    let initiator: any Initiator & Sendable
    /// Whether a failure says more than EIO, as it does without the page cache.
    var isDirect = false

    /// Sends a command that must succeed.
    ///
    /// - Throws: EIO; without the page cache ENODATA for MEDIUM ERROR, EREMOTEIO for other errors
    ///   of the disk, EBADE for a reservation conflict, ETIMEDOUT, ENOLINK where nothing answers.
    func perform(
        _ cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0
    ) throws(DriverFailure) -> [UInt8] {
        var retries = 0
        while true {
            let reply = initiator.executeWhenFree(
                CommandRequest(cdb: cdb, dataOut: dataOut, dataInLength: dataInLength))
            if reply.isGood { return reply.dataIn }
            let sense = reply.status == .checkCondition ? try? SenseData(reply.sense) : nil
            let mayMend =
                reply.transportFailure == nil
                && (sense?.key == .unitAttention || sense?.key == .abortedCommand)
            if reply.transportFailure == nil && sense?.key == .recoveredError {
                return reply.dataIn
            }
            if !mayMend || retries == Self.maximumRetries {
                throw isDirect ? failure(reply, sense) : DriverFailure(EIO)
            }
            retries += 1
        }
    }

    private func failure(_ reply: Reply, _ sense: SenseData?) -> DriverFailure {
        switch reply.transportFailure {
        case .unreachable, .notDelivered: return DriverFailure(ENOLINK)
        case .timedOut: return DriverFailure(ETIMEDOUT)
        case nil: break
        }
        if reply.status == .reservationConflict { return DriverFailure(EBADE) }
        switch sense?.key {
        case .mediumError: return DriverFailure(ENODATA)
        case .illegalRequest, .hardwareError, .dataProtect: return DriverFailure(EREMOTEIO)
        default: return DriverFailure(EIO)
        }
    }

    // MARK: Blocks

    /// READ(10), or READ(16) where that is too short.
    func read(_ address: UInt64, _ count: Int, _ blockLength: Int) throws(DriverFailure) -> [UInt8]
    {
        let cdb =
            if let short = Self.short(address, count) {
                Read10CDB(logicalBlockAddress: short.0, transferLength: short.1).encoded()
            } else {
                Read16CDB(logicalBlockAddress: address, transferLength: UInt32(count)).encoded()
            }
        let data = try perform(cdb, dataInLength: count * blockLength)
        if data.count != count * blockLength { throw DriverFailure(EIO) }
        return data
    }

    /// WRITE(10), or WRITE(16) where that is too short.
    func write(_ address: UInt64, _ count: Int, _ data: [UInt8]) throws(DriverFailure) {
        let cdb =
            if let short = Self.short(address, count) {
                Write10CDB(logicalBlockAddress: short.0, transferLength: short.1).encoded()
            } else {
                Write16CDB(logicalBlockAddress: address, transferLength: UInt32(count)).encoded()
            }
        _ = try perform(cdb, dataOut: data)
    }

    private static func short(_ address: UInt64, _ count: Int) -> (UInt32, UInt16)? {
        guard let address = UInt32(exactly: address), let count = UInt16(exactly: count) else {
            return nil
        }
        return (address, count)
    }

    /// UNMAP of one range (SBC-4, UNMAP command).
    func unmap(_ address: UInt64, _ count: UInt32) throws(DriverFailure) {
        var list: [UInt8] = [0, 22, 0, 16, 0, 0, 0, 0]
        for shift in stride(from: 56, through: 0, by: -8) {
            list.append(UInt8(truncatingIfNeeded: address >> UInt64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            list.append(UInt8(truncatingIfNeeded: count >> UInt32(shift)))
        }
        list += [0, 0, 0, 0]
        let cdb: [UInt8] = [0x42, 0, 0, 0, 0, 0, 0, 0, UInt8(list.count), 0]
        _ = try perform(cdb, dataOut: list)
    }
}

extension DriverFailure {
    /// What the disk says of itself makes no sense.
    static let unreadable = DriverFailure(EIO)
}
