import SCSI
import Testing

/// All sense keys against libsgutils2.
@Suite struct SenseKeyTests {
    static let known: [KnownDifference<UInt8>] = [
        .init(0x9, "VENDOR SPECIFIC(9)", "libsgutils2 adds the number"),
        .init(0xC, "EQUAL", "SPC-2's name; since SPC-3 the value is reserved"),
    ]

    @Test func everyNameAgrees() {
        compare(
            UInt8(0)...15, known: Self.known, ours: { SenseKey(rawValue: $0).meaning },
            oracles: SGNames.senseKey)
    }
}
