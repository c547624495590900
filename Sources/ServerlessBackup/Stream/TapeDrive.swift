import SCSI

/// A tape drive with a cartridge in it, as the engine moves it.
struct TapeDrive {
    let device: Device

    /// Where the tape is.
    struct Position: Equatable {
        /// The logical object number.
        var object: UInt64
        /// How many filemarks stand before it.
        var file: UInt64
        /// Whether it is at the beginning of the partition.
        var isAtBeginning: Bool
        /// Whether it is past early warning.
        var isPastEarlyWarning: Bool
    }

    /// Asks READ POSITION, long form.
    func position() throws(BackupError) -> Position {
        let data = try device.ask(
            ReadPositionCDB(serviceAction: .longForm), length: 32,
            as: ReadPositionLongFormData.self)
        return Position(
            object: data.logicalObjectNumber, file: data.logicalFileIdentifier,
            isAtBeginning: data.bop, isPastEarlyWarning: data.eop)
    }

    func rewind() throws(BackupError) { try device.demand(RewindCDB()) }

    /// Goes to an object by its number.
    func locate(_ object: UInt64) throws(BackupError) {
        try device.demand(Locate16CDB(logicalIdentifier: object))
    }

    /// Goes behind everything that is recorded.
    func spaceToEndOfData() throws(BackupError) {
        try device.demand(Space6CDB(code: .endOfData))
    }

    /// Goes behind the next filemark.
    ///
    /// - Returns: whether there is one; else the tape is at its end of data.
    func spaceOverFilemark() throws(BackupError) -> Bool {
        let command = Space6CDB(code: .filemarks, count: 1)
        let reply = device.send(command)
        if reply.hasSucceeded { return true }
        if (try? SenseData(reply.sense))?.key == .blankCheck { return false }
        throw .command(CommandFailure(command: "SPACE(6)", device: device.name, reply: reply))
    }

    /// Writes filemarks, and with them everything that the drive still holds.
    func writeFilemarks(_ count: UInt32) throws(BackupError) {
        let reply = device.send(WriteFilemarks6CDB(filemarkCount: count))
        if reply.hasSucceeded || reply.isEarlyWarning { return }
        throw .command(
            CommandFailure(command: "WRITE FILEMARKS(6)", device: device.name, reply: reply))
    }

    /// Writes one record.
    func write(_ record: [UInt8]) throws(BackupError) {
        let reply = device.send(
            WriteStream6CDB(transferLength: UInt32(record.count)), dataOut: record)
        if reply.hasSucceeded || reply.isEarlyWarning { return }
        throw .command(CommandFailure(command: "WRITE(6)", device: device.name, reply: reply))
    }

    /// What a READ found.
    enum Found: Equatable {
        case record([UInt8])
        case filemark
        case endOfData
    }

    /// Reads the next record, whatever its length, up to `most` bytes.
    ///
    /// - Returns: a record, of which at most `most` bytes; its length is told beside it.
    func read(
        upTo most: Int, isPayload: Bool = false
    ) throws(BackupError) -> (found: Found, length: Int) {
        var command = ReadStream6CDB()
        command.transferLength = UInt32(most)
        let reply = device.send(command, dataInLength: most, isPayload: isPayload)
        if reply.hasSucceeded { return (.record(reply.dataIn), reply.dataIn.count) }
        guard reply.transportFailure == nil, reply.status == .checkCondition,
            let sense = try? SenseData(reply.sense)
        else {
            throw .command(CommandFailure(command: "READ(6)", device: device.name, reply: reply))
        }
        if sense.filemark { return (.filemark, 0) }
        if sense.key == .blankCheck { return (.endOfData, 0) }
        if sense.ili, sense.key == .noSense {
            let length = Int64(most) - (sense.information ?? 0)
            let count = min(Int(clamping: length), reply.dataIn.count)
            return (.record(Array(reply.dataIn.prefix(max(0, count)))), Int(clamping: length))
        }
        throw .command(CommandFailure(command: "READ(6)", device: device.name, reply: reply))
    }
}

extension Reply {
    /// Whether a write was done, past early warning (SSC-4 4.2.6).
    var isEarlyWarning: Bool {
        guard transportFailure == nil, status == .checkCondition,
            let sense = try? SenseData(self.sense)
        else { return false }
        return sense.eom && sense.key == .noSense && !sense.isDeferred
    }
}
