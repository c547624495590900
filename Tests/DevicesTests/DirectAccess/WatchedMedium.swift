import Media

/// A medium of any length that stores nothing until it is written, counts flushes, and fails when
/// it is told to.
final class WatchedMedium: BlockMedium {
    let byteCount: Int64
    private(set) var flushes = 0
    var fails = false
    private var stored: [Int64: [UInt8]] = [:]

    init(byteCount: Int64) { self.byteCount = byteCount }

    var files: Set<ObjectIdentifier> { [] }

    /// What was written there at once, or zeros.
    func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        try failIfTold()
        guard let bytes = stored[offset], bytes.count == count else {
            return DataBuffer(.zeros(count: count))
        }
        return DataBuffer(bytes)
    }

    func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        try failIfTold()
        stored[offset] = try data.bytes()
    }

    func flush() throws(MediumFailure) {
        try failIfTold()
        flushes += 1
    }

    private func failIfTold() throws(MediumFailure) {
        if fails { throw MediumFailure(medium: "test", action: "anything", reason: "told so") }
    }
}
