import Fabric
import Testing

@Suite struct FabricOrderTests {
    @Test func startsAtZero() { #expect(Fabric().now == .zero) }
}
