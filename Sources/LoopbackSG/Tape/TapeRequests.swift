import Glibc
import SCSI

extension TapeDrive {
    /// MTIOCTOP.
    ///
    /// - Throws: ENOSYS for an operation that there is not, EINVAL for a count that it does not
    ///   take, EACCES to write on a protected tape, ENOMEDIUM without a tape, EIO where the drive
    ///   refuses and where the position is not known after a reset.
    mutating func request(_ number: Int16, _ count: Int32) throws(DriverFailure) {
        guard let operation = TapeOperation(rawValue: number), operation != .reset else {
            throw DriverFailure(ENOSYS)
        }
        var count = count
        if isPositionUnknown {
            guard operation.findsPosition else { throw DriverFailure(EIO) }
            (place, use, readAhead, isPositionUnknown) = (.unknown, .idle, [], false)
        } else {
            try prepare(operation, &count)
        }
        if !operation.leavesWriting { use = .idle }
        switch operation {
        case .setDriveBuffer where UInt32(bitPattern: count) >> 28 != 0:
            if !options.set(UInt32(bitPattern: count)) { throw DriverFailure(EINVAL) }
        case .setPartition: try setPartition(count)
        case .makePartition: try makePartition()
        case .seek: try seek(to: count)
        case .unload, .offline: try loadUnload(nil)
        case .load: try loadUnload(count)
        case .lock, .unlock:
            if !setDoorLock(operation == .lock) { throw DriverFailure(EIO) }
        case .compression:
            try requireTape()
            try setCompression(count & 1 != 0)
            hasChosenCompression = true
        default: try operate(operation, count)
        }
    }

    /// Brings the tape to where the caller believes it is, and ends a file that was written.
    private mutating func prepare(
        _ operation: TapeOperation, _ count: inout Int32
    ) throws(DriverFailure) {
        let isBehindFilemark = place.end == .filemarkAhead
        if isBehindFilemark {
            switch operation {
            case .forwardSpaceFilemarks, .forwardSpaceFilemarksAndBack, .endOfMedium:
                count = count &- 1
            case .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack: count = count &+ 1
            default: break
            }
        }
        if operation.passesReadAhead || operation == .seek {
            readAhead = []
            if isBehindFilemark {
                place.passFilemarks()
                place.end = .none
            }
        } else if readiness == .ready {
            try giveBackReadAhead()
        }
        if use == .writing && operation.endsWriting {
            try operate(.writeFilemarks, 1)
            switch operation {
            case .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack: count = count &+ 1
            default: break
            }
        }
    }

    /// MTSEEK: to a block by its number, after which file and block are not known.
    private mutating func seek(to number: Int32) throws(DriverFailure) {
        try requireTape()
        var cdb = Locate10CDB()
        cdb.bt = !options.flags.contains(.logicalNumbers)
        cdb.logicalObjectIdentifier = UInt32(bitPattern: number)
        place = .unknown
        _ = try perform(cdb.encoded(), isLong: true)
        if number == 0 { place = .beginning }
    }

    /// MTIOCPOS: the drive's own number of the block.
    mutating func position() throws(DriverFailure) -> Int64 {
        try requireTape()
        try giveBackReadAhead()
        let isLogical = options.flags.contains(.logicalNumbers)
        let cdb = ReadPositionCDB(
            serviceAction: isLogical ? .shortFormBlockID : .shortFormVendorSpecific)
        let data = try perform(cdb.encoded(), dataInLength: 20)
        guard let found = try? ReadPositionShortFormData(data), !found.lolu else {
            throw DriverFailure(EIO)
        }
        return Int64(found.firstLogicalObjectLocation)
    }

    /// MTLOAD with its count, or MTOFFL and MTUNLOAD.
    private mutating func loadUnload(_ load: Int32?) throws(DriverFailure) {
        if load == nil {
            try requireTape()
            if lock != .open { _ = setDoorLock(false) }
        }
        var cdb = LoadUnloadCDB(load: load != nil)
        cdb.immed = options.flags.contains(.immediate)
        var bytes = cdb.encoded()
        // MT_ST_HPLOADER_OFFSET: a magazine's slot, which a drive with one takes in a reserved byte.
        if let load, (10_001...10_006).contains(load) { bytes[3] = UInt8(load - 10_000) }
        switch send(bytes, isLong: true).ending {
        case .good: break
        case .sense(let sense) where sense.code.code == 0x3A:
            readiness = .noTape
            throw DriverFailure(ENOMEDIUM)
        default:
            place = .unknown
            throw DriverFailure(EIO)
        }
        if load == nil {
            readiness = .noTape
            place = .unknown
        } else {
            readiness = .notReady
            try checkTape()
        }
    }

    /// MTSETPART. A drive has one partition here, so that there is none to change to.
    private func setPartition(_ number: Int32) throws(DriverFailure) {
        guard options.flags.contains(.partitions), number == 0 else { throw DriverFailure(EINVAL) }
    }

    /// MTMKPART: first asks for the medium partition page, which a drive with partitions has.
    private mutating func makePartition() throws(DriverFailure) {
        guard options.flags.contains(.partitions) else { throw DriverFailure(EINVAL) }
        try requireTape()
        try operate(.rewind, 1)
        let cdb = ModeSense6CDB(
            pageCode: ModePageCode(rawValue: 0x11), allocationLength: 0xFF)
        _ = try perform(cdb.encoded(), dataInLength: 0xFF)
        // Partitions could be made of what the page says; no drive of the bench gets here.
        throw DriverFailure(EIO)
    }
}
