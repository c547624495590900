import Testing

@testable import SCSI

/// Holds the decoders that are written by hand to their tables.
@Suite struct FastDecodeTests {
    @Test func read6() { expectAgreement(0x08, 6, Read6CDB.init(fast:)) }
    @Test func read10() { expectAgreement(0x28, 10, Read10CDB.init(fast:)) }
    @Test func read12() { expectAgreement(0xA8, 12, Read12CDB.init(fast:)) }
    @Test func read16() { expectAgreement(0x88, 16, Read16CDB.init(fast:)) }
    @Test func write6() { expectAgreement(0x0A, 6, Write6CDB.init(fast:)) }
    @Test func write10() { expectAgreement(0x2A, 10, Write10CDB.init(fast:)) }
    @Test func write12() { expectAgreement(0xAA, 12, Write12CDB.init(fast:)) }
    @Test func write16() { expectAgreement(0x8A, 16, Write16CDB.init(fast:)) }

    /// Lists of segment descriptors consist of these; a held one has a type code of its own.
    @Test func blockToStream() {
        expectSegments([0x00, 0x0B], 24, BlockToStreamSegment.init(fast:at:end:))
    }
    @Test func streamToBlock() {
        expectSegments([0x01, 0x0C], 24, StreamToBlockSegment.init(fast:at:end:))
    }
    @Test func blockToBlock() {
        expectSegments([0x02, 0x0D], 28, BlockToBlockSegment.init(fast:at:end:))
    }
    @Test func inlineToStream() {
        expectSegments([0x04], 20, InlineToStreamSegment.init(fast:at:end:))
    }
    @Test func streamToDiscard() {
        expectSegments([0x06, 0x0F], 16, StreamToDiscardSegment.init(fast:at:end:))
    }
    @Test func blockOffsetToStream() {
        expectSegments([0x08], 28, BlockOffsetToStreamSegment.init(fast:at:end:))
    }

    /// Random descriptors somewhere in random bytes: right ones, ones of other types and lengths,
    /// and cut ones.
    private func expectSegments<T: WireStructure>(
        _ codes: [UInt8], _ length: Int, _ fast: ([UInt8], Int, Int) -> T?
    ) {
        var random = SplitMix64(seed: T.wireName)
        var agreed = 0
        for _ in 0..<4000 {
            let start = Int.random(in: 0...5, using: &random)
            let end = start + length + Int.random(in: -1...3, using: &random)
            var bytes = (0..<end + 2).map { _ in UInt8.random(in: 0...255, using: &random) }
            if Int.random(in: 0..<8, using: &random) > 0 {
                bytes[start] = codes[Int.random(in: 0..<codes.count, using: &random)]
                (bytes[start + 2], bytes[start + 3]) = (0, UInt8(length - 4))
            }
            var offset = start
            let table = try? T(from: bytes, at: &offset, end: end)
            let value = fast(bytes, start, end)
            #expect(value == table)
            if value == nil { continue }
            agreed += 1
            #expect(offset == start + length)
            var whole = start
            let segment = try? SegmentDescriptor.decode(bytes, at: &whole, end: end)
            #expect(whole == offset)
            #expect(segment?.encoded() == value?.encoded())
        }
        #expect(agreed > 1000)
    }

    private func expectAgreement<T: WireStructure>(
        _ code: UInt8,
        _ length: Int,
        _ fast: ([UInt8]) -> T?
    ) {
        var random = SplitMix64(seed: T.wireName)
        var agreed = 0
        for _ in 0..<4000 {
            // Some too short, some longer, some of another operation code.
            let count = Int.random(in: length - 1...length + 1, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if Bool.random(using: &random) { bytes[0] = code }
            let value = fast(bytes)
            #expect(value == (try? T(bytes)))
            if value != nil { agreed += 1 }
        }
        #expect(agreed > 1000)
    }
}
