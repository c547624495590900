/// Bytes on their way between media: SAM's Data-In and Data-Out Buffer.
///
/// A buffer is a list of pieces, each of them bytes in memory, a range of a file, or zeros. A
/// range of a file stands for bytes that this process has not read: writing it to another file
/// lets the kernel copy them. Such a piece shows what the file holds when it is used, not when it
/// was made: whoever keeps a buffer while its file may change calls `materialize()` first.
public struct DataBuffer: Sendable {
    /// A run of bytes and where they are.
    public enum Piece: Sendable {
        /// Bytes in memory.
        case memory(ArraySlice<UInt8>)
        /// Bytes that still are in a file.
        case file(RandomAccessFile, offset: Int64, count: Int)
        /// Zero bytes that nothing stores.
        case zeros(count: Int)

        /// How many bytes the piece has.
        @inlinable public var count: Int {
            switch self {
            case .memory(let bytes): bytes.count
            case .file(_, _, let count): count
            case .zeros(let count): count
            }
        }

        /// The piece's first `length` bytes and the rest of it.
        func split(at length: Int) -> (Piece, Piece) {
            switch self {
            case .memory(let bytes):
                (.memory(bytes.prefix(length)), .memory(bytes.dropFirst(length)))
            case .file(let file, let offset, let count):
                (
                    .file(file, offset: offset, count: length),
                    .file(file, offset: offset + Int64(length), count: count - length)
                )
            case .zeros(let count):
                (.zeros(count: length), .zeros(count: count - length))
            }
        }
    }

    /// The pieces, none of them empty.
    public private(set) var pieces = PieceList()
    /// How many bytes there are.
    public private(set) var count = 0

    /// No bytes.
    public init() {}

    /// Bytes in memory.
    public init(_ bytes: [UInt8]) { self.init(.memory(bytes[...])) }

    /// One piece.
    public init(_ piece: Piece) {
        let count = piece.count
        if count == 0 { return }
        pieces = PieceList(piece)
        self.count = count
    }

    /// Whether there are no bytes.
    public var isEmpty: Bool { count == 0 }

    /// Adds a piece behind the others.
    public mutating func append(_ piece: Piece) {
        if piece.count == 0 { return }
        pieces.append(piece)
        count += piece.count
    }

    /// Adds the bytes of another buffer behind these.
    public mutating func append(_ other: DataBuffer) {
        for piece in other.pieces { append(piece) }
    }

    /// Takes the first `length` bytes away and returns them.
    ///
    /// - Precondition: so many bytes are there.
    public mutating func takeFirst(_ length: Int) -> DataBuffer {
        precondition(length >= 0 && length <= count)
        if length == count {
            defer { self = DataBuffer() }
            return self
        }
        var taken = DataBuffer()
        var used = 0
        while taken.count < length {
            let missing = length - taken.count
            if pieces[used].count <= missing {
                taken.append(pieces[used])
                used += 1
            } else {
                let (first, rest) = pieces[used].split(at: missing)
                taken.append(first)
                pieces.replace(used, with: rest)
            }
        }
        pieces.removeFirst(used)
        count -= length
        return taken
    }

    /// The bytes, read from wherever they are.
    ///
    /// - Throws: `MediumFailure` where a file cannot be read.
    public func bytes() throws(MediumFailure) -> [UInt8] {
        if pieces.count == 1, case .memory(let only) = pieces[0], only.startIndex == 0 {
            // Handing the array on costs nothing where the slice is all of it.
            return Array(only)
        }
        var result = [UInt8](repeating: 0, count: count)
        try copy(into: &result, at: 0)
        return result
    }

    /// Reads the bytes into `target` from `offset` on.
    ///
    /// - Precondition: they fit.
    public func copy(into target: inout [UInt8], at offset: Int) throws(MediumFailure) {
        var next = offset
        for piece in pieces {
            switch piece {
            case .memory(let bytes):
                copyBytes(bytes, into: &target, at: next)
            case .file(let file, let start, let count):
                try file.read(at: start, into: &target, range: next..<next + count)
            case .zeros(let count):
                clearBytes(next..<next + count, of: &target)
            }
            next += piece.count
        }
    }

    /// Reads the bytes into memory that is no array, such as what is shared with another process.
    ///
    /// - Precondition: they fit.
    public func copy(into target: inout MutableRawSpan) throws(MediumFailure) {
        var next = 0
        for piece in pieces {
            let range = next..<next + piece.count
            switch piece {
            case .memory(let bytes): copyBytes(bytes, into: &target, at: next)
            case .file(let file, let start, _):
                try file.read(at: start, into: &target, range: range)
            case .zeros: clearBytes(range, of: &target)
            }
            next = range.upperBound
        }
    }

    /// Whether a piece still is in a file, which may change.
    public var isInFile: Bool {
        pieces.contains { if case .file = $0 { true } else { false } }
    }

    /// Reads every piece that still is in a file, so that later changes of the file do not show.
    public mutating func materialize() throws(MediumFailure) {
        if isInFile { self = DataBuffer(try bytes()) }
    }

    /// Writes the bytes to `file` at `offset`; zeros become a hole.
    public func write(to file: RandomAccessFile, at offset: Int64) throws(MediumFailure) {
        var next = offset
        for piece in pieces {
            switch piece {
            case .memory(let bytes):
                try file.write(bytes, at: next)
            case .file(let source, let start, let count):
                try file.copy(from: source, at: start, count: Int64(count), to: next)
            case .zeros(let count):
                try file.clear(at: next, count: Int64(count))
            }
            next += Int64(piece.count)
        }
    }
}
