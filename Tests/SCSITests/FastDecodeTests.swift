import SCSI
import Testing

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
