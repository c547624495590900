import ScenarioRunner
import Testing

@Suite struct BytePatternTests {
    @Test func wildcardsMatchAnyByteAndLengthsMustAgree() {
        let pattern = BytePattern(bytes: [0xF0, nil, 0x0A])
        #expect(pattern.matches([0xF0, 0x55, 0x0A]))
        #expect(!pattern.matches([0xF0, 0x55, 0x0B]))
        #expect(!pattern.matches([0xF0, 0x55]))
        #expect(!pattern.matches([0xF0, 0x55, 0x0A, 0x00]))
        #expect(pattern.description == "f0 ?? 0a")
    }
}
