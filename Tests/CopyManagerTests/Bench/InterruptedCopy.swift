import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// A copy that something other than a command happens to, at any moment of it.
struct InterruptedCopy {
    static let id = 0x0001_0203
    let bench: CopyBench
    let isBackground: Bool
    private(set) var ending = Ending()

    /// How the command ended; `nil` until then.
    final class Ending {
        var completion: Completion?
    }

    /// One long segment and two short ones, 64 blocks in all, that tape 2 gets; each command of the
    /// copy takes a millisecond, the copy about thirty.
    init(
        background: Bool, to receiver: String = "2", descriptorSense: Bool = false,
        prepare: (CopyBench) throws -> Void = { _ in }
    ) throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        shape.limits.stepByteCount = 4096
        shape.descriptorSense = descriptorSense
        bench = try CopyBench(shape)
        isBackground = background
        bench.show(["A", "B", "1", "2"], to: CopyBench.otherNexus)
        try prepare(bench)
        let ending = ending
        bench.beginLID4(Self.list(background: background), to: receiver) {
            ending.completion = $0
        }
    }

    static func list(id: Int = id, background: Bool) -> [UInt8] {
        ListBytes.lid4(
            id: id, flags: background ? 1 : 0,
            [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
            [
                ListBytes.blockToBlock(1, 2, blocks: 2),
                ListBytes.blockToBlock(1, 2, blocks: 60, from: 2, to: 2),
                ListBytes.blockToBlock(1, 2, blocks: 2, from: 62, to: 62),
            ])
    }

    func wait(milliseconds: Int) {
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(Int64(milliseconds)))
    }

    /// How many blocks at the beginning of disk B are those of disk A; all others are as they were.
    func copied() throws -> Int {
        let bytes = try bench.diskB.bytes()
        let count =
            (0..<64).first { block in
                Array(bytes[block * 512..<(block + 1) * 512]) != bench.diskA.original(block, 1)
            } ?? 64
        try expectDisk(bench.diskB, with: bench.diskA.original(0, count))
        return count
    }

    /// Whether the copy is about to write more: what ends it must not be too late.
    func expectInTheMiddle() throws {
        #expect((3..<62).contains(try copied()))
        #expect(isBackground ? ending.completion?.status == .good : ending.completion == nil)
    }

    /// When the last command that the copy manager sent ended.
    var lastCommand: Instant {
        bench.commands.events.last { event in
            if case .command(let command) = event.kind { command.nexus == 0 } else { false }
        }?.time ?? .zero
    }

    func status(of id: String = "2", from nexus: NexusIdentifier = CopyBench.nexus) -> Reply {
        bench.report(0x05, id: Self.id, of: id, from: nexus)
    }

    /// What a nexus is told of by and by.
    func attentions(_ id: String, of nexus: NexusIdentifier = CopyBench.nexus) -> [String] {
        var codes: [String] = []
        while codes.count < 9 {
            let reply = bench.send([0, 0, 0, 0, 0, 0], to: id, from: nexus)
            if reply.status == .good { break }
            codes.append(hexPairs(reply.sense.dropFirst(12).prefix(2)))
        }
        return codes
    }

    static let unknown = refused("24 00", "c0 00 02")
}
