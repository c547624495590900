import Glibc
import SCSI

extension TapeDrive {
    // MARK: Reading

    /// read(2).
    ///
    /// - Returns: nothing at a filemark and, twice in a row, at the end of data.
    /// - Throws: EINVAL for a part of a block in fixed mode without read-ahead, EOVERFLOW for more
    ///   than the longest record, ENOMEM where the record is longer than `count`, EIO behind the
    ///   end of data and for all else.
    mutating func read(_ count: Int) throws(DriverFailure) -> [UInt8] {
        try requireTransfers()
        if count <= 0 { return [] }
        let isFixed = blockLength != 0
        if isFixed && count % blockLength != 0 && !options.flags.contains(.readAhead) {
            throw DriverFailure(EINVAL)
        }
        if !isFixed && count > Self.maximumRecordLength { throw DriverFailure(EOVERFLOW) }
        lockForTransfer()
        use = .reading
        if readAhead.isEmpty && place.end >= .endOfData { return try readBehindEnd() }

        var data: [UInt8] = []
        var isStopped = false
        while data.count < count && !isStopped {
            if readAhead.isEmpty { isStopped = try readRecords(count - data.count) }
            let taken = readAhead.prefix(count - data.count)
            data += taken
            readAhead = readAhead.dropFirst(taken.count)
            if !isFixed { break }
        }
        if !data.isEmpty {
            if place.end == .filemark { place.end = .none }
        } else if place.end == .filemarkAhead {
            place.end = .filemark
            place.passFilemarks()
        } else if place.end == .endOfData {
            place.end = .endOfDataOnce
            place.passFilemarks()
        } else if place.end == .endOfDataOnce {
            place.end = .endOfDataTold
        }
        return data
    }

    /// Nothing, as long as that tells of the end of data; then failures.
    private mutating func readBehindEnd() throws(DriverFailure) -> [UInt8] {
        guard let next = TapePlace.End(rawValue: place.end.rawValue + 1) else {
            throw DriverFailure(EIO)
        }
        place.end = next
        return []
    }

    /// One READ(6): in variable mode one record of at most `wanted` bytes, in fixed mode as many
    /// blocks as `wanted` begins. What it read is in `readAhead` then.
    ///
    /// - Returns: whether something was met that ends the call's reading.
    private mutating func readRecords(_ wanted: Int) throws(DriverFailure) -> Bool {
        if place.end == .filemarkAhead { return true }
        let isFixed = blockLength != 0
        let unit = isFixed ? blockLength : 1
        var units = (wanted + unit - 1) / unit
        if isFixed { units = min(units, max(1, Self.maximumTransferLength / unit)) }
        let cdb = ReadStream6CDB(
            transferLength: UInt32(units), fixed: isFixed,
            sili: !isFixed && options.flags.contains(.suppressIncorrectLength))
        let (ending, data) = send(cdb.encoded(), dataInLength: units * unit)
        switch ending {
        case .good:
            readAhead = data[...]
            place.passBlocks(isFixed ? Int64(data.count / unit) : 1)
            return data.count < units * unit
        case .failed:
            place.block = nil
            throw DriverFailure(EIO)
        case .sense(let sense):
            try readStopped(sense, data, units)
            return true
        }
    }

    /// What stopped a READ of so many blocks, or of so many bytes in variable mode.
    private mutating func readStopped(
        _ sense: SenseData, _ data: [UInt8], _ units: Int
    ) throws(DriverFailure) {
        let isFixed = blockLength != 0
        let residual = sense.information ?? 0
        // Never more than there is, whatever the drive says.
        let done = max(0, min(Int64(units) - max(0, residual), Int64(units)))
        let arrived = data.prefix(Int(done) * (isFixed ? blockLength : 1))
        if sense.key != .mediumError && sense.ili {
            if !isFixed {
                place.passBlocks(1)
                if residual < 0 { throw DriverFailure(ENOMEM) }
                readAhead = arrived
                return
            }
            // The drive is behind the block of another length; the next read is to find it again.
            place.passBlocks(done + 1)
            try operate(.backwardSpaceRecords, 1)
            if done == 0 { throw DriverFailure(EIO) }
            readAhead = arrived
        } else if sense.key != .mediumError && sense.filemark {
            place.end = .filemarkAhead
            readAhead = isFixed ? arrived : []
            if isFixed { place.passBlocks(done) }
        } else if sense.key != .mediumError && sense.eom {
            place.end = place.end == .filemark ? .endOfData : .earlyWarning
            readAhead = arrived
            place.passBlocks(isFixed ? done : 1)
        } else if sense.key == .blankCheck && isFixed && done > 0 && sense.information != nil {
            // The blocks before the end of data count; st drops them.
            readAhead = arrived
            place.passBlocks(done)
        } else {
            place.block = nil
            guard place.end == .filemark, sense.key == .blankCheck else {
                throw DriverFailure(EIO)
            }
            // The first end of data behind a filemark reads as an empty file.
            place.end = .endOfDataOnce
        }
    }

    /// Goes back before what was read ahead: before the filemark that no read has told of. A rest
    /// of a block is gone.
    mutating func giveBackReadAhead() throws(DriverFailure) {
        readAhead = []
        if place.end == .filemarkAhead {
            try crossFilemark(forward: false)
            place.end = .none
        }
    }

    /// Goes over one filemark, without a change of what is known of the place.
    mutating func crossFilemark(forward: Bool) throws(DriverFailure) {
        _ = try perform(
            Space6CDB(code: .filemarks, count: forward ? 1 : -1).encoded(), isLong: true)
    }

    // MARK: Writing

    /// write(2).
    ///
    /// - Returns: how many bytes are on the tape, in fixed mode at its end maybe fewer.
    /// - Throws: EACCES where the tape is protected, EINVAL for a length that no block has,
    ///   ENOSPC behind early warning, every other time, and where nothing fits, EIO for all else.
    mutating func write(_ bytes: [UInt8]) throws(DriverFailure) -> Int {
        try requireTransfers()
        if bytes.isEmpty { return 0 }
        if isWriteProtected { throw DriverFailure(EACCES) }
        let isFixed = blockLength != 0
        if isFixed && bytes.count % blockLength != 0 { throw DriverFailure(EINVAL) }
        if !isFixed {
            if bytes.count > Self.maximumRecordLength { throw DriverFailure(EOVERFLOW) }
            let isOutside = bytes.count < minimumBlockLength || bytes.count > maximumBlockLength
            if maximumBlockLength > 0 && isOutside { throw DriverFailure(EINVAL) }
        }
        lockForTransfer()
        if use == .reading { try giveBackReadAhead() }
        if use != .writing && place.file == 0 && place.block == 0 {
            try applyDefaults()
            // The defaults may have brought another mode.
            if blockLength != 0 && bytes.count % blockLength != 0 { throw DriverFailure(EINVAL) }
        }
        // After a warning one write fails; the next is for a trailer (st.rst, EOM Behaviour).
        if place.end == .earlyWarning {
            place.end = .earlyWarningTold
            throw DriverFailure(ENOSPC)
        }
        use = .writing
        return try writeRecords(bytes)
    }

    private mutating func writeRecords(_ bytes: [UInt8]) throws(DriverFailure) -> Int {
        let isFixed = blockLength != 0
        let unit = isFixed ? blockLength : bytes.count
        let most = isFixed ? max(1, Self.maximumTransferLength / unit) * unit : unit
        var written = 0
        while written < bytes.count {
            let part = min(most, bytes.count - written)
            let cdb = WriteStream6CDB(
                transferLength: UInt32(isFixed ? part / unit : part), fixed: isFixed)
            let data = part == bytes.count ? bytes : Array(bytes[written..<written + part])
            switch send(cdb.encoded(), dataOut: data).ending {
            case .good:
                written += part
                place.passBlocks(Int64(part / unit))
                place.end = .none
            case .sense(let sense) where sense.saysEndOfMedium:
                let left = sense.unwritten(of: part, unit: unit, isFixed: isFixed)
                written += part - left
                place.passBlocks(Int64((part - left) / unit))
                place.end = .earlyWarning
                if written == 0 { throw DriverFailure(ENOSPC) }
                return written
            default:
                place.block = nil
                throw DriverFailure(EIO)
            }
        }
        return written
    }
}

extension SenseData {
    /// A WRITE met early warning or the end of the medium.
    fileprivate var saysEndOfMedium: Bool {
        eom && (key == .noSense || key == .recoveredError || key == .volumeOverflow)
            || key == .volumeOverflow
    }

    /// How many of `count` bytes are not on the tape. A record is there as a whole or not at all.
    fileprivate func unwritten(of count: Int, unit: Int, isFixed: Bool) -> Int {
        guard let information else { return key == .volumeOverflow ? count : 0 }
        if !isFixed { return information > 0 ? count : 0 }
        return Int(min(max(0, information), Int64(count / unit))) * unit
    }
}
