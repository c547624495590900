import Glibc
import SCSI

extension TapeDrive {
    /// How often a blocking open asks a drive that is becoming ready, and how long it waits between.
    static let maximumPolls = 1200
    static let pollMicroseconds: UInt32 = 100_000

    /// open(2).
    ///
    /// - Throws: ENOMEDIUM and EIO where there is no tape or it cannot be used, EROFS to write on a
    ///   tape that is protected. With O_NONBLOCK it succeeds all the same.
    mutating func open(flags: Int32, isRewinding: Bool) throws(DriverFailure) {
        let access = flags & O_ACCMODE
        session = Session(
            isRewinding: isRewinding,
            mayWrite: access == O_WRONLY || access == O_RDWR,
            isNonblocking: flags & O_NONBLOCK != 0)
        use = .idle
        do throws(DriverFailure) {
            try checkTape()
        } catch {
            session = nil
            throw error
        }
    }

    /// Finds out what is in the drive, as open and MTLOAD do.
    mutating func checkTape() throws(DriverFailure) {
        let isNonblocking = session?.isNonblocking ?? true
        let isNew = try testUnitReady(waits: !isNonblocking)
        if isNew {
            place = .beginning
            use = .idle
            readAhead = []
            (hasChosenBlockLength, hasChosenDensity, hasChosenCompression) = (false, false, false)
            isPositionUnknown = false
        }
        guard readiness == .ready else {
            (density, blockLength, isWriteProtected) = (0, 0, false)
            place = .unknown
            lock = .open
            if isNonblocking { return }
            throw DriverFailure(readiness == .noTape ? ENOMEDIUM : EIO)
        }
        readBlockLimits()
        try readMode()
        if isWriteProtected && !isNonblocking && session?.mayWrite == true {
            throw DriverFailure(EROFS)
        }
        if isNew {
            if let mode = options.defaultBufferedMode { try setMode(bufferedMode: mode) }
            if !options.flags.contains(.defaultsForWrites) { try applyDefaults() }
        }
    }

    /// TEST UNIT READY until the drive has told of all that it had to tell.
    ///
    /// - Returns: whether the tape may be another one, or was rewound by a reset.
    private mutating func testUnitReady(waits: Bool) throws(DriverFailure) -> Bool {
        var isNew = readiness != .ready
        var attentions = 0
        var polls = 0
        while true {
            switch send(TestUnitReadyCDB().encoded()).ending {
            case .good:
                readiness = .ready
                return isNew
            case .failed: throw DriverFailure(EIO)
            case .sense(let sense) where sense.key == .unitAttention:
                attentions += 1
                if attentions > Self.maximumAttentions { throw DriverFailure(EIO) }
                if sense.code.movesTape { isNew = true }
            case .sense(let sense) where sense.key == .notReady:
                // 04/01: the logical unit is in process of becoming ready.
                let isBecoming = sense.code.code == 0x04 && sense.code.qualifier == 0x01
                if waits && isBecoming && polls < Self.maximumPolls {
                    polls += 1
                    usleep(Self.pollMicroseconds)
                    continue
                }
                readiness = sense.code.code == 0x3A ? .noTape : .notReady
                return isNew
            case .sense: throw DriverFailure(EIO)
            }
        }
    }

    private mutating func readBlockLimits() {
        (minimumBlockLength, maximumBlockLength) = (0, 0)
        if options.flags.contains(.withoutBlockLimits) { return }
        let (ending, data) = send(ReadBlockLimitsCDB().encoded(), dataInLength: 6)
        guard case .good = ending, let limits = try? ReadBlockLimitsData(data) else { return }
        minimumBlockLength = Int(limits.minimumBlockLengthLimit)
        maximumBlockLength = Int(limits.maximumBlockLengthLimit)
    }

    /// The header and the block descriptor of MODE SENSE(6).
    private mutating func readMode() throws(DriverFailure) {
        let cdb = ModeSense6CDB(pageCode: .vendorSpecific, allocationLength: 12)
        let data = try perform(cdb.encoded(), dataInLength: 12)
        guard data.count >= 4 else { throw DriverFailure(EIO) }
        isWriteProtected = data[2] & 0x80 != 0
        bufferedMode = data[2] >> 4 & 7
        (density, blockLength) = (0, 0)
        if data[3] == 8, data.count >= 12 {
            density = data[4]
            blockLength = Int(data[9]) << 16 | Int(data[10]) << 8 | Int(data[11])
        }
    }

    /// Gives the drive the defaults that MTSETDRVBUFFER has set and no program has overridden.
    mutating func applyDefaults() throws(DriverFailure) {
        let length = hasChosenBlockLength ? nil : options.defaultBlockLength.map { Int($0) }
        let code = hasChosenDensity ? nil : options.defaultDensity
        if length != nil || code != nil { try setMode(blockLength: length, density: code) }
        if let wanted = options.defaultCompression, !hasChosenCompression {
            try setCompression(wanted)
        }
    }

    /// The last close(2).
    ///
    /// - Throws: EIO where a filemark could not be written or the tape not be moved.
    mutating func close() throws(DriverFailure) {
        defer {
            if lock == .automatic { _ = setDoorLock(false) }
            session = nil
            use = .idle
            readAhead = []
        }
        var failure: DriverFailure?
        do throws(DriverFailure) {
            try endFile()
        } catch {
            failure = error
        }
        if session?.isRewinding == true, readiness == .ready {
            try operate(.rewind, 1)
        }
        if let failure { throw failure }
    }

    /// Ends what was written by filemarks, and gives back what was read ahead.
    private mutating func endFile() throws(DriverFailure) {
        if readiness != .ready || isPositionUnknown { return }
        if use == .writing { return try writeClosingFilemarks() }
        if session?.isRewinding == true { return }
        if options.flags.contains(.systemV) && use == .reading {
            if place.end == .none { try crossFilemark(forward: true) }
            if place.end == .none || place.end == .filemarkAhead {
                place.passFilemarks()
                place.end = .filemark
            }
        } else {
            try giveBackReadAhead()
        }
    }

    private mutating func writeClosingFilemarks() throws(DriverFailure) {
        let isDouble = options.flags.contains(.twoFilemarks)
        let cdb = WriteFilemarks6CDB(
            filemarkCount: isDouble ? 2 : 1,
            immed: options.flags.contains(.immediateFilemarks))
        switch send(cdb.encoded()).ending {
        case .good: break
        case .sense(let sense) where sense.saysWrittenAtEnd: break
        default: throw DriverFailure(EIO)
        }
        place.passFilemarks()
        place.end = .filemark
        if isDouble { try crossFilemark(forward: false) }
    }
}

extension SenseData {
    /// The end of the medium is near or there, but all was written.
    var saysWrittenAtEnd: Bool {
        eom && (key == .noSense || key == .recoveredError) && (information ?? 0) == 0
    }
}
