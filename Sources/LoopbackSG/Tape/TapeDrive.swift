import Glibc
import SCSI
import Timebase
import WireBytes

/// What Linux's st driver keeps of a tape drive, and what it does with it, as a program sees it
/// (st(4); Documentation/scsi/st.rst in the kernel).
///
/// Writes are not held back: each is one command, or more in fixed mode where it is larger than
/// `maximumTransferLength`. This is what st does with direct transfers, its default.
struct TapeDrive {
    /// The longest record, which READ(6) and WRITE(6) have 24 bits for; a longer read or write in
    /// variable mode fails with EOVERFLOW.
    static let maximumRecordLength = 0xFF_FFFF
    /// The most bytes of one command in fixed mode.
    static let maximumTransferLength = 16 << 20
    /// How many unit attentions in a row open takes before it gives up.
    static let maximumAttentions = 10
    /// The largest residual that counts: no command's count has more bits.
    static let maximumResidual: Int64 = 1 << 32
    /// The most filemarks that MTEOM passes, one command's most.
    static let allFilemarks: Int32 = 0x7F_FFFF

    /// Whether the tape can be used.
    enum Readiness: Sendable {
        case ready, notReady, noTape
    }

    /// What the last calls did.
    enum Use: Sendable {
        case idle, reading, writing
    }

    /// The door's lock.
    enum Lock: Sendable {
        case open, explicit, automatic
    }

    /// How the drive was opened.
    struct Session: Sendable {
        /// Whether close rewinds, by the node's name.
        var isRewinding: Bool
        /// Whether it may be written.
        var mayWrite: Bool
        /// O_NONBLOCK.
        var isNonblocking: Bool
    }

    /// The way to the drive.
    let initiator: any Initiator & Sendable
    /// The options, which stay from one open to the next.
    var options = TapeOptions()

    var session: Session?
    var readiness = Readiness.notReady
    var use = Use.idle
    var place = TapePlace.beginning
    /// Whether a reset moved the tape while it was open: only what finds a place is allowed.
    var isPositionUnknown = false
    /// Data of a block that a read ended within, in fixed mode.
    var readAhead: ArraySlice<UInt8> = []

    /// The drive's block length in bytes; 0 in variable mode.
    var blockLength = 0
    var density: UInt8 = 0
    /// BUFFERED MODE.
    var bufferedMode: UInt8 = 0
    var isWriteProtected = false
    /// READ BLOCK LIMITS; 0 where it is not known.
    var minimumBlockLength = 0
    var maximumBlockLength = 0
    /// Whether a program chose it since the tape was put in.
    var hasChosenBlockLength = false
    var hasChosenDensity = false
    var hasChosenCompression = false
    var lock = Lock.open
    /// Errors that the drive recovered from, since the last MTIOCGET.
    var recoveredErrors: UInt16 = 0

    /// A drive that nobody has open.
    init(initiator: any Initiator & Sendable) { self.initiator = initiator }

    // MARK: Commands

    /// How a command ended.
    enum Ending {
        /// GOOD, or an error that the drive recovered from.
        case good
        /// Sense data.
        case sense(SenseData)
        /// Another status, no status, or sense data that cannot be read.
        case failed
    }

    /// Sends a command.
    mutating func send(
        _ cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0, isLong: Bool = false
    ) -> (ending: Ending, dataIn: [UInt8]) {
        let reply = initiator.executeWhenFree(
            CommandRequest(
                cdb: cdb, dataOut: dataOut, dataInLength: dataInLength,
                timeout: .seconds(Int64(isLong ? options.longTimeout : options.timeout))))
        if reply.isGood { return (.good, reply.dataIn) }
        guard reply.transportFailure == nil, reply.status == .checkCondition,
            var sense = try? SenseData(reply.sense)
        else { return (.failed, []) }
        // A residual is a part of a count, whatever the drive says.
        sense.information = sense.information.map {
            max(-Self.maximumResidual, min($0, Self.maximumResidual))
        }
        if sense.key == .unitAttention, sense.code.movesTape { isPositionUnknown = true }
        let hasFlag = sense.filemark || sense.eom || sense.ili
        if sense.key == .recoveredError && !hasFlag {
            recoveredErrors &+= 1
            return (.good, reply.dataIn)
        }
        return (.sense(sense), reply.dataIn)
    }

    /// Sends a command that must succeed, or the call fails with EIO.
    mutating func perform(
        _ cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0, isLong: Bool = false
    ) throws(DriverFailure) -> [UInt8] {
        let (ending, data) = send(
            cdb, dataOut: dataOut, dataInLength: dataInLength, isLong: isLong)
        guard case .good = ending else { throw DriverFailure(EIO) }
        return data
    }

    /// Fails where there is no tape that can be used.
    func requireTape() throws(DriverFailure) {
        switch readiness {
        case .ready: return
        case .noTape: throw DriverFailure(ENOMEDIUM)
        case .notReady: throw DriverFailure(EIO)
        }
    }

    /// Fails where nothing can be read or written.
    func requireTransfers() throws(DriverFailure) {
        try requireTape()
        if isPositionUnknown { throw DriverFailure(EIO) }
    }

    /// What a transfer does before its first command: locks the door where that is asked for.
    mutating func lockForTransfer() {
        if options.flags.contains(.automaticLock), lock == .open, setDoorLock(true) {
            lock = .automatic
        }
    }

    /// PREVENT ALLOW MEDIUM REMOVAL.
    ///
    /// - Returns: whether the drive did it.
    mutating func setDoorLock(_ isLocked: Bool) -> Bool {
        let cdb = PreventAllowMediumRemovalCDB(prevent: isLocked ? .prevent : .allow)
        guard case .good = send(cdb.encoded()).ending else { return false }
        lock = isLocked ? .explicit : .open
        return true
    }
}

extension AdditionalSenseCode {
    /// The medium may have been changed, or the drive was reset: the tape is at its beginning.
    var movesTape: Bool { code == 0x28 || code == 0x29 }
}
