import Glibc
import SCSI

extension TapeDrive {
    /// Performs one operation of MTIOCTOP that is a command, and keeps count of files and blocks.
    mutating func operate(_ operation: TapeOperation, _ count: Int32) throws(DriverFailure) {
        try requireTape()
        switch operation {
        case .noOperation: return
        case .setBlockLength, .setDensity, .setDriveBuffer:
            return try setDrive(operation, count)
        case .endOfMedium where !options.flags.contains(.fastEndOfData):
            return try moveToEndOfData()
        case .writeFilemarks, .writeFilemarksImmediately, .erase:
            if isWriteProtected { throw DriverFailure(EACCES) }
        // Setmarks are obsolete: no drive of SSC-3 or later has any.
        case .writeSetmarks: throw DriverFailure(EIO)
        default: break
        }
        guard let cdb = cdb(of: operation, count), var target = target(of: operation, count) else {
            throw DriverFailure(operation.isKnown ? EINVAL : ENOSYS)
        }
        switch send(cdb, isLong: true).ending {
        case .good:
            if operation == .endOfMedium { target.end = .endOfDataTold }
            place = target
            try finish(operation)
        case .sense(let sense):
            stopped(operation, count, target, sense)
            if !operation.isFilemarkWriting || !sense.saysFilemarksWritten {
                throw DriverFailure(EIO)
            }
            use = .idle
        case .failed:
            place = .unknown
            throw DriverFailure(EIO)
        }
    }

    /// What remains to be done after the command.
    private mutating func finish(_ operation: TapeOperation) throws(DriverFailure) {
        switch operation {
        case .backwardSpaceFilemarksAndBack: try operate(.forwardSpaceFilemarks, 1)
        case .forwardSpaceFilemarksAndBack: try operate(.backwardSpaceFilemarks, 1)
        case .writeFilemarks, .writeFilemarksImmediately: use = .idle
        default: break
        }
    }

    /// MTEOM: over all filemarks, so that the file's number is known.
    private mutating func moveToEndOfData() throws(DriverFailure) {
        do throws(DriverFailure) {
            try operate(.forwardSpaceFilemarks, Self.allFilemarks)
        } catch {
            if place.end < .endOfData { throw error }
        }
    }

    /// The command of an operation; `nil` where it cannot take that count.
    private func cdb(of operation: TapeOperation, _ count: Int32) -> [UInt8]? {
        let isImmediate = options.flags.contains(.immediate)
        func space(_ code: SpaceCode, _ count: Int32) -> [UInt8]? {
            let limited = TwosComplement24(clamping: count)
            return limited.value == count ? Space6CDB(code: code, count: limited).encoded() : nil
        }
        let back = 0 &- count
        switch operation {
        case .forwardSpaceFilemarks, .forwardSpaceFilemarksAndBack:
            return space(.filemarks, count)
        case .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack:
            return space(.filemarks, back)
        case .forwardSpaceRecords: return space(.logicalBlocks, count)
        case .backwardSpaceRecords: return space(.logicalBlocks, back)
        case .forwardSpaceSetmarks: return space(SpaceCode(rawValue: 4), count)
        case .backwardSpaceSetmarks: return space(SpaceCode(rawValue: 4), back)
        case .endOfMedium: return space(.endOfData, 0)
        case .writeFilemarks, .writeFilemarksImmediately:
            guard (0...0xFF_FFFF).contains(count) else { return nil }
            let immed =
                operation == .writeFilemarksImmediately
                || options.flags.contains(.immediateFilemarks)
            return WriteFilemarks6CDB(filemarkCount: UInt32(count), immed: immed).encoded()
        case .rewind:
            var cdb = RewindCDB()
            cdb.immed = isImmediate
            return cdb.encoded()
        case .retension:
            var cdb = LoadUnloadCDB(load: true)
            (cdb.immed, cdb.reten) = (isImmediate, true)
            return cdb.encoded()
        case .erase:
            var cdb = Erase6CDB()
            (cdb.immed, cdb.long) = (isImmediate, count != 0)
            return cdb.encoded()
        default: return nil
        }
    }

    /// Where the tape is when an operation did all that it was asked for.
    private func target(of operation: TapeOperation, _ count: Int32) -> TapePlace? {
        var target = place
        let count = Int64(count)
        target.end = .none
        switch operation {
        case .forwardSpaceFilemarks:
            target.passFilemarks(count)
            target.end = .filemark
        case .forwardSpaceFilemarksAndBack:
            target.passFilemarks(count)
            target.end = place.end
        case .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack:
            target.passFilemarks(-count)
            target.block = nil
            if operation == .backwardSpaceFilemarksAndBack { target.end = place.end }
        case .forwardSpaceRecords: target.passBlocks(count)
        case .backwardSpaceRecords: target.passBlocks(-count)
        case .forwardSpaceSetmarks, .backwardSpaceSetmarks, .endOfMedium: target = .unknown
        case .writeFilemarks, .writeFilemarksImmediately: target.passFilemarks(count)
        case .rewind, .retension: target = .beginning
        // st takes the tape for rewound, as the drive erases from there as a rule.
        case .erase: target = .beginning
        default: return nil
        }
        return target
    }

    /// Where the tape is when an operation ended with sense data.
    ///
    /// - Parameter target: where it would be had it been done.
    private mutating func stopped(
        _ operation: TapeOperation, _ count: Int32, _ target: TapePlace, _ sense: SenseData
    ) {
        let undone = sense.information ?? 0
        switch operation {
        case .forwardSpaceFilemarks, .forwardSpaceFilemarksAndBack:
            place = TapePlace(file: target.file.map { $0 - undone }, block: nil)
        case .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack:
            // The beginning of the tape stopped it.
            place = TapePlace(file: target.file.map { $0 + abs(undone) }, block: 0)
        case .forwardSpaceRecords where sense.filemark:
            place.passFilemarks()
            place.end = .filemark
        case .forwardSpaceRecords:
            place.block = target.block.flatMap { $0 >= undone ? $0 - undone : nil }
            place.end = .none
        case .backwardSpaceRecords where sense.filemark:
            place = TapePlace(file: place.file.map { $0 - 1 }, block: nil)
        case .backwardSpaceRecords:
            place.block = sense.eom ? 0 : target.block.map { $0 + abs(undone) }
            place.end = .none
        case _ where operation.isFilemarkWriting && sense.eom:
            place.file = target.file.map { $0 - max(0, undone) }
            place.block = 0
            place.end = sense.saysFilemarksWritten ? .none : .earlyWarning
        case .endOfMedium: place = TapePlace(end: .endOfDataTold, file: nil, block: nil)
        default: place.end = .none
        }
        if sense.key == .blankCheck { place.end = .endOfDataTold }
    }
}

extension TapeOperation {
    /// Has a command, so that what is wrong is its count.
    fileprivate var isKnown: Bool {
        switch self {
        case .reset, .noOperation, .seek, .setPartition, .makePartition: false
        default: true
        }
    }

    /// Writes filemarks.
    fileprivate var isFilemarkWriting: Bool {
        self == .writeFilemarks || self == .writeFilemarksImmediately
    }
}

extension SenseData {
    /// WRITE FILEMARKS met early warning, and wrote them all.
    fileprivate var saysFilemarksWritten: Bool {
        eom && (key == .noSense || key == .recoveredError)
    }
}
