/// What the driver knows of where the tape is.
struct TapePlace: Equatable, Sendable {
    /// What was met last, in the order in which reading gets there.
    enum End: Int, Comparable, Sendable {
        /// Nothing.
        case none
        /// A filemark, behind data that a read returned: the next read returns nothing.
        case filemarkAhead
        /// A filemark, which a read or an operation has told of.
        case filemark
        /// Early warning, by a write that was done.
        case earlyWarning
        /// Early warning, of which a write has told by ENOSPC.
        case earlyWarningTold
        /// End of data, of which reads have not told.
        case endOfData
        /// End of data; one read has returned nothing.
        case endOfDataOnce
        /// End of data; reads fail.
        case endOfDataTold

        static func < (left: End, right: End) -> Bool { left.rawValue < right.rawValue }
    }

    /// What was met last.
    var end = End.none
    /// The number of the file, from 0; `nil` where it is not known.
    var file: Int64? = 0
    /// The number of the block in its file, from 0; `nil` where it is not known.
    var block: Int64? = 0

    /// The tape's beginning.
    static let beginning = TapePlace()
    /// It is not known where.
    static let unknown = TapePlace(file: nil, block: nil)

    init(end: End = .none, file: Int64? = 0, block: Int64? = 0) {
        self.end = end
        self.file = file
        self.block = block
    }

    /// Goes to the beginning of a file, by so many filemarks.
    mutating func passFilemarks(_ count: Int64 = 1) {
        file = file.map { $0 + count }
        block = 0
    }

    /// Goes over blocks.
    mutating func passBlocks(_ count: Int64) {
        block = block.map { $0 + count }
    }
}
