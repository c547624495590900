/// Where the bytes of a cartridge's log are: a file, or memory.
protocol LogStore: AnyObject {
    /// The name for messages: a path, or what stands in its place.
    var name: String { get }
    func byteCount() throws(MediumFailure) -> Int64
    /// Bytes that really are there: shorter than `count` only at the end of the log.
    func read(at offset: Int64, upTo count: Int) throws(MediumFailure) -> [UInt8]
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) throws(MediumFailure)
    func setByteCount(_ count: Int64) throws(MediumFailure)
    /// Returns when everything written is on stable storage.
    func synchronize() throws(MediumFailure)
}

extension RandomAccessFile: LogStore {
    var name: String { path }
}

/// A log in memory, for cartridges that need not outlive the program.
final class MemoryLog: LogStore {
    /// The unit in which memory is taken, so that a growing log is never copied.
    static let chunkSize = 1 << 20

    let name: String
    private var chunks: [[UInt8]] = []
    private var length: Int64 = 0

    /// An empty log.
    init(name: String) { self.name = name }

    func byteCount() -> Int64 { length }

    func read(at offset: Int64, upTo count: Int) -> [UInt8] {
        let end = Int(min(length, offset + Int64(count)))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, end - Int(offset)))
        var next = Int(offset)
        while next < end {
            let start = next % Self.chunkSize
            let part = min(Self.chunkSize - start, end - next)
            bytes.append(contentsOf: chunks[next / Self.chunkSize][start..<start + part])
            next += part
        }
        return bytes
    }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) {
        grow(to: offset + Int64(bytes.count))
        var rest = bytes
        var next = Int(offset)
        while !rest.isEmpty {
            let start = next % Self.chunkSize
            let part = min(Self.chunkSize - start, rest.count)
            copyBytes(rest.prefix(part), into: &chunks[next / Self.chunkSize], at: start)
            rest = rest.dropFirst(part)
            next += part
        }
    }

    func setByteCount(_ count: Int64) {
        grow(to: count)
        length = count
        chunks.removeLast(chunks.count - chunkCount(count))
        // What a later growth brings back must be zeros, as in a file.
        let used = Int(count) % Self.chunkSize
        if used > 0 {
            let zeros = [UInt8](repeating: 0, count: Self.chunkSize - used)
            copyBytes(zeros[...], into: &chunks[chunks.count - 1], at: used)
        }
    }

    func synchronize() {}

    private func grow(to count: Int64) {
        while chunks.count < chunkCount(count) {
            chunks.append([UInt8](repeating: 0, count: Self.chunkSize))
        }
        length = max(length, count)
    }

    private func chunkCount(_ count: Int64) -> Int {
        Int((count + Int64(Self.chunkSize) - 1) / Int64(Self.chunkSize))
    }
}
