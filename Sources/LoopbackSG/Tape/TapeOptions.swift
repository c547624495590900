/// What MTSETDRVBUFFER sets of the driver, not of the drive (st(4); Documentation/scsi/st.rst).
struct TapeOptions: Sendable, Equatable {
    /// The booleans, by their bits in `mt_count`.
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt32

        /// MT_ST_BUFFER_WRITES.
        static let bufferWrites = Flags(rawValue: 0x1)
        /// MT_ST_ASYNC_WRITES.
        static let asynchronousWrites = Flags(rawValue: 0x2)
        /// MT_ST_READ_AHEAD: in fixed mode a read may end within a block.
        static let readAhead = Flags(rawValue: 0x4)
        /// MT_ST_TWO_FM: two filemarks end a file that was written.
        static let twoFilemarks = Flags(rawValue: 0x10)
        /// MT_ST_FAST_MTEOM: MTEOM is one command, after which the file's number is not known.
        static let fastEndOfData = Flags(rawValue: 0x20)
        /// MT_ST_AUTO_LOCK: the first transfer locks the door, close lets go.
        static let automaticLock = Flags(rawValue: 0x40)
        /// MT_ST_DEF_WRITES: the defaults are for writing from the beginning alone.
        static let defaultsForWrites = Flags(rawValue: 0x80)
        /// MT_ST_CAN_BSR: the drive can space back over blocks.
        static let canSpaceBack = Flags(rawValue: 0x100)
        /// MT_ST_NO_BLKLIMS: READ BLOCK LIMITS is not used.
        static let withoutBlockLimits = Flags(rawValue: 0x200)
        /// MT_ST_CAN_PARTITIONS: MTSETPART and MTMKPART are allowed.
        static let partitions = Flags(rawValue: 0x400)
        /// MT_ST_SCSI2LOGICAL: MTSEEK and MTIOCPOS use logical numbers.
        static let logicalNumbers = Flags(rawValue: 0x800)
        /// MT_ST_SYSV: close goes behind the next filemark after reading.
        static let systemV = Flags(rawValue: 0x1000)
        /// MT_ST_NOWAIT: commands that move the tape have the IMMED bit.
        static let immediate = Flags(rawValue: 0x2000)
        /// MT_ST_SILI: READ in variable mode has the SILI bit.
        static let suppressIncorrectLength = Flags(rawValue: 0x4000)
        /// MT_ST_NOWAIT_EOF: WRITE FILEMARKS has the IMMED bit.
        static let immediateFilemarks = Flags(rawValue: 0x8000)

        /// All that there are; MT_ST_DEBUGGING is taken and does nothing.
        static let known = Flags(rawValue: 0xFFFF)
    }

    /// The booleans; those that are set for a drive that claims SCSI-3 or later.
    var flags: Flags = [.bufferWrites, .asynchronousWrites, .readAhead, .canSpaceBack]
    /// The block length that a new tape gets, in bytes; `nil`: what the drive has.
    var defaultBlockLength: UInt32?
    /// The density code that a new tape gets.
    var defaultDensity: UInt8?
    /// The compression that a new tape gets.
    var defaultCompression: Bool?
    /// The drive's buffered mode at a new tape.
    var defaultBufferedMode: UInt8?
    /// How long a command may take, in seconds.
    var timeout: UInt32 = 900
    /// How long one may take that moves the tape far, in seconds.
    var longTimeout: UInt32 = 14_000

    /// MT_ST_CLEAR_DEFAULT: the default is not used any more.
    private static let clearDefault: UInt32 = 0xFFFFF

    /// Takes an `mt_count` of MTSETDRVBUFFER whose upper four bits are not zero.
    ///
    /// - Returns: false where there is no such option, or no such value of it.
    mutating func set(_ word: UInt32) -> Bool {
        let value = word & 0x0FFF_FFFF
        let booleans = Flags(rawValue: value).intersection(.known)
        switch word >> 28 {
        case 0x1: flags = booleans
        case 0x3: flags.formUnion(booleans)
        case 0x4: flags.subtract(booleans)
        // The write threshold, in KiB; nothing is held back that it could let go.
        case 0x2: return value >= 1
        case 0x5: defaultBlockLength = value == Self.clearDefault ? nil : value & 0xFF_FFFF
        case 0x6: return setDefault(value)
        case 0x7:
            // The lower 20 bits are seconds; the next one tells which timeout.
            let seconds = value & 0xFFFFF
            if value & 0x100000 != 0 { longTimeout = seconds } else { timeout = seconds }
            return seconds > 0
        // How the drive asks to be cleaned; it never does.
        case 0x8: return true
        default: return false
        }
        return true
    }

    /// MT_ST_DEF_DENSITY, MT_ST_DEF_COMPRESSION and MT_ST_DEF_DRVBUFFER.
    private mutating func setDefault(_ value: UInt32) -> Bool {
        let number = value & Self.clearDefault
        let isCleared = number == Self.clearDefault
        switch value >> 20 {
        case 1: defaultDensity = isCleared ? nil : UInt8(truncatingIfNeeded: number)
        case 2: defaultCompression = isCleared || number & 0xFF == 0xFF ? nil : number & 1 != 0
        case 3: defaultBufferedMode = isCleared ? nil : UInt8(number & 7)
        default: return false
        }
        return true
    }
}
