/// A block medium in memory. Chunks that were never written take no space and read as zeros: the
/// tables of chunks, too, are made where something is written, so that a disk of many TiB can stand
/// in memory as long as little of it is used.
public final class MemoryMedium: BlockMedium {
    /// The unit in which memory is taken: a page, so that a small write touches little of it.
    public static let chunkSize = 4096

    public let byteCount: Int64
    private var chunks: MemoryChunks

    /// A medium of zeros.
    ///
    /// - Parameter byteCount: its length; at least zero.
    public init(byteCount: Int64) {
        precondition(byteCount >= 0)
        self.byteCount = byteCount
        chunks = MemoryChunks(byteCount: byteCount)
    }

    public var files: Set<ObjectIdentifier> { [] }

    public func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        requireRange(offset, count)
        return chunks.read(at: Int(offset), count: count)
    }

    public func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        requireRange(offset, data.count)
        var next = Int(offset)
        for piece in data.pieces {
            switch piece {
            case .memory(let bytes):
                chunks.store(bytes, at: next)
            case .file(let file, let start, let count):
                chunks.store(try read(file, start, count)[...], at: next)
            case .zeros(let count):
                chunks.clear(next, count)
            }
            next += piece.count
        }
    }

    public func flush() throws(MediumFailure) {}

    private func read(
        _ file: RandomAccessFile,
        _ start: Int64,
        _ count: Int
    ) throws(MediumFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try file.read(at: start, into: &bytes, range: 0..<count)
        return bytes
    }
}

/// The chunks of a medium in memory. One value, so that a write is one access.
private struct MemoryChunks {
    private static let chunkSize = MemoryMedium.chunkSize
    /// How many chunks one table has: 4 MiB of the medium.
    private static let chunksPerTable = 1024

    /// A table for each 4 MiB; empty where nothing was written.
    private var tables: [[[UInt8]]]

    init(byteCount: Int64) {
        let tableSize = Int64(Self.chunkSize * Self.chunksPerTable)
        let count = byteCount / tableSize + (byteCount % tableSize == 0 ? 0 : 1)
        tables = [[[UInt8]]](repeating: [], count: Int(count))
    }

    func read(at offset: Int, count: Int) -> DataBuffer {
        var buffer = DataBuffer()
        var next = offset
        let end = next + count
        while next < end {
            let (table, index, start, count) = Self.part(at: next, end: end)
            if tables[table].isEmpty || tables[table][index].isEmpty {
                buffer.append(.zeros(count: count))
            } else {
                // The slice shares the chunk's storage; a later write copies it first.
                buffer.append(.memory(tables[table][index][start..<start + count]))
            }
            next += count
        }
        return buffer
    }

    mutating func store(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        var done = 0
        // Slices of slices would be counted references; this is the hottest loop of a simulation.
        while done < bytes.count {
            let (table, index, start, count) = Self.part(
                at: offset + done, end: offset + bytes.count)
            if tables[table].isEmpty {
                tables[table] = [[UInt8]](repeating: [], count: Self.chunksPerTable)
            }
            if count == Self.chunkSize {
                let first = bytes.startIndex + done
                tables[table][index] = Array(bytes[first..<first + count])
            } else {
                Self.copy(
                    bytes, from: done, count: count, into: &tables[table][index],
                    at: start)
            }
            done += count
        }
    }

    /// Writes a part of a chunk, which is looked at in place: a chunk that was written long ago is
    /// in no cache, and counting a reference to it would wait for its memory.
    private static func copy(
        _ bytes: ArraySlice<UInt8>, from first: Int, count: Int, into chunk: inout [UInt8],
        at start: Int
    ) {
        if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: chunkSize) }
        copyBytes(bytes, from: first, count: count, into: &chunk, at: start)
    }

    mutating func clear(_ offset: Int, _ count: Int) {
        var next = offset
        let end = offset + count
        while next < end {
            let (table, index, start, count) = Self.part(at: next, end: end)
            next += count
            if tables[table].isEmpty { continue }
            if count == Self.chunkSize {
                tables[table][index] = []
            } else if !tables[table][index].isEmpty {
                for place in start..<start + count { tables[table][index][place] = 0 }
            }
        }
    }

    /// The chunk that a byte is in, its table, and as much of it as lies before `end`. A part of
    /// the hottest loop of a simulation: no range, no call.
    @inline(__always)
    private static func part(
        at offset: Int, end: Int
    ) -> (table: Int, chunk: Int, start: Int, count: Int) {
        let chunk = offset / chunkSize
        let start = offset % chunkSize
        return (
            chunk / chunksPerTable, chunk % chunksPerTable, start,
            min(chunkSize - start, end - offset)
        )
    }
}
