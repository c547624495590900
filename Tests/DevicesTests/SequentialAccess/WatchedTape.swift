import Media

/// A cartridge whose flushes are counted, and whose disk fails when it is told to.
final class WatchedTape: TapeMedium {
    let cartridge: Cartridge
    private(set) var flushes = 0
    var failsToFlush = false
    var failsToWrite = false

    init(capacity: Int64 = 1 << 30, earlyWarning: Int64? = nil) throws {
        cartridge = try TapeDrive.newCartridge(capacity: capacity, earlyWarning: earlyWarning)
    }

    var volumeIdentifier: String { cartridge.volumeIdentifier }
    var geometry: TapeGeometry { cartridge.geometry }
    var isWriteProtected: Bool { cartridge.isWriteProtected }
    var condition: TapeCondition { cartridge.condition }
    var objectCount: Int64 { cartridge.objectCount }
    var generation: UInt64 { cartridge.generation }
    func endOfRun(_ number: Int64) -> Int64 { cartridge.endOfRun(number) }
    func object(_ number: Int64) -> TapeObject { cartridge.object(number) }
    func filemarks(before number: Int64) -> Int64 { cartridge.filemarks(before: number) }
    func filemark(_ index: Int64) -> Int64? { cartridge.filemark(index) }
    func firstUnknown(from number: Int64) -> Int64? { cartridge.firstUnknown(from: number) }
    func usedByteCount(before number: Int64) -> Int64 { cartridge.usedByteCount(before: number) }

    func read(_ number: Int64) throws(MediumFailure) -> DataBuffer { try cartridge.read(number) }

    func append(_ data: DataBuffer, recordLength: Int, at number: Int64) throws(MediumFailure) {
        if failsToWrite { throw failure("writing") }
        try cartridge.append(data, recordLength: recordLength, at: number)
    }

    func append(filemarks count: Int, at number: Int64) throws(MediumFailure) {
        if failsToWrite { throw failure("writing") }
        try cartridge.append(filemarks: count, at: number)
    }

    func endData(at number: Int64) throws(MediumFailure) {
        if failsToWrite { throw failure("writing") }
        try cartridge.endData(at: number)
    }

    func flush() throws(MediumFailure) {
        flushes += 1
        if failsToFlush { throw failure("flushing it") }
        try cartridge.flush()
    }

    func unload() throws(MediumFailure) { try flush() }

    private func failure(_ action: String) -> MediumFailure {
        MediumFailure(medium: "watched tape", action: action, reason: "Input/output error")
    }
}
