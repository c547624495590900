/// The operations of MTIOCTOP: `mt_op` of `struct mtop` (linux/mtio.h).
enum TapeOperation: Int16, Sendable {
    case reset = 0
    case forwardSpaceFilemarks = 1
    case backwardSpaceFilemarks = 2
    case forwardSpaceRecords = 3
    case backwardSpaceRecords = 4
    case writeFilemarks = 5
    case rewind = 6
    case offline = 7
    case noOperation = 8
    case retension = 9
    case backwardSpaceFilemarksAndBack = 10
    case forwardSpaceFilemarksAndBack = 11
    case endOfMedium = 12
    case erase = 13
    case setBlockLength = 20
    case setDensity = 21
    case seek = 22
    case setDriveBuffer = 24
    case forwardSpaceSetmarks = 25
    case backwardSpaceSetmarks = 26
    case writeSetmarks = 27
    case lock = 28
    case unlock = 29
    case load = 30
    case unload = 31
    case compression = 32
    case setPartition = 33
    case makePartition = 34
    case writeFilemarksImmediately = 35

    /// Moves that start from where the tape is, so that what was read ahead does not matter: a
    /// filemark that was read over is counted instead.
    var passesReadAhead: Bool {
        switch self {
        case .rewind, .offline, .retension, .endOfMedium, .lock, .load, .forwardSpaceFilemarks,
            .forwardSpaceFilemarksAndBack, .backwardSpaceFilemarks,
            .backwardSpaceFilemarksAndBack, .compression:
            true
        default: false
        }
    }

    /// Moves back over what was just written: a filemark has to end it first (st.rst, Basics).
    var endsWriting: Bool {
        switch self {
        case .rewind, .offline, .seek, .backwardSpaceFilemarks, .backwardSpaceFilemarksAndBack:
            true
        default: false
        }
    }

    /// Moves to a place that does not depend on where the tape is: what is allowed when that is
    /// not known any more.
    var findsPosition: Bool {
        switch self {
        case .rewind, .offline, .retension, .erase, .seek, .endOfMedium: true
        default: false
        }
    }

    /// Leaves it so that close ends with a filemark what was written.
    var leavesWriting: Bool {
        switch self {
        case .noOperation, .setBlockLength, .setDensity, .writeSetmarks, .setDriveBuffer,
            .setPartition:
            true
        default: false
        }
    }
}

/// The ioctl requests of st and their structures' lengths on a 64-bit machine (linux/mtio.h).
enum TapeRequest {
    /// MTIOCTOP with `struct mtop`: an operation of 16 bits, two bytes of nothing, a count of 32.
    static let operate: UInt = 0x4008_6D01
    static let operateLength = 8
    /// MTIOCGET with `struct mtget`.
    static let status: UInt = 0x8030_6D02
    static let statusLength = 48
    /// MTIOCPOS with `struct mtpos`.
    static let position: UInt = 0x8008_6D03
    static let positionLength = 8
}
