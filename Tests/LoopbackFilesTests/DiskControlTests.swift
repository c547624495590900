import Foundation
import SCSI
import Synchronization
import Testing

@testable import LoopbackSG

/// The ioctls of a disk.
struct DiskControlTests {
    private func number(
        _ file: any DeviceFile, _ request: UInt, _ length: Int
    ) throws -> UInt64 {
        let answer = file.control(
            request, argument: [UInt8](repeating: 0xAA, count: length), value: 0)
        try #require(answer.error == 0 && answer.data.count == length)
        return answer.data.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @Test("Sizes, in the units and widths that linux/fs.h gives them")
    func sizes() throws {
        let host = try SmallHost()
        for (disk, block) in [(0, UInt64(512)), (1, 4096)] {
            let file = try host.disk(disk)
            #expect(try number(file, 0x1260, 8) == 2048, "BLKGETSIZE")
            #expect(try number(file, 0x8008_1272, 8) == 1 << 20, "BLKGETSIZE64")
            #expect(try number(file, 0x1268, 4) == block, "BLKSSZGET")
            #expect(try number(file, 0x127B, 4) == block, "BLKPBSZGET")
            #expect(try number(file, 0x8008_1270, 4) == 4096, "BLKBSZGET")
            #expect(try number(file, 0x1267, 2) == 2048, "BLKSECTGET")
            #expect(try number(file, 0x1278, 4) == block, "BLKIOMIN")
            #expect(try number(file, 0x1279, 4) == 1 << 20, "BLKIOOPT")
            #expect(try number(file, 0x127A, 4) == 0, "BLKALIGNOFF")
            #expect(try number(file, 0x125E, 4) == 0, "BLKROGET")
            #expect(try number(file, 0x127E, 2) == 0, "BLKROTATIONAL")
            #expect(file.control(0x1261, argument: [], value: 0).error == 0, "BLKFLSBUF")
            #expect(file.control(0x125F, argument: [], value: 0).error == 0, "BLKRRPART")
            #expect(file.control(0x5331, argument: [], value: 0).error == ENOTTY)
            #expect(file.control(0x1268, argument: [0], value: 0).error == EFAULT)
            #expect(file.synchronize() == FileAnswer())
            // 64 heads, 32 sectors: one cylinder is 1 MiB.
            let geometry = file.control(
                0x0301, argument: [UInt8](repeating: 0, count: 16), value: 0)
            #expect(geometry.data == [64, 32, 1, 0] + [UInt8](repeating: 0, count: 12))
        }
        try host.takeSnapshot()
        try host.host.refresh()
        let snapshot = try host.disk(2, flags: O_RDONLY)
        #expect(try number(snapshot, 0x125E, 4) == 1)
    }

    private func range(_ start: UInt64, _ length: UInt64) -> [UInt8] {
        [UInt8](native: start) + [UInt8](native: length)
    }

    @Test("BLKZEROOUT writes zeros, and no more; BLKDISCARD is not there")
    func zeroOut() throws {
        let host = try SmallHost()
        let file = try host.disk()
        #expect(file.write(content(1, 8192), at: 0).result == 8192)
        #expect(file.control(0x127F, argument: range(1024, 2048), value: 0).error == 0)
        let expected =
            content(1, 8192)[..<1024] + [UInt8](repeating: 0, count: 2048)
            + content(1, 8192)[3072...]
        #expect(file.read(count: 8192, at: 0).data == Array(expected))
        for bad in [range(1, 512), range(0, 513), range(1 << 20, 512), range(.max, 512)] {
            #expect(file.control(0x127F, argument: bad, value: 0).error == EINVAL)
        }
        #expect(file.control(0x1277, argument: range(0, 512), value: 0).error == EOPNOTSUPP)
        let readOnly = try host.disk(flags: O_RDONLY)
        #expect(readOnly.control(0x127F, argument: range(0, 512), value: 0).error == EBADF)
    }

    @Test("BLKDISCARD is UNMAP where the disk has it, in pieces that it takes")
    func discard() throws {
        let thin = ThinDisk()
        let file = try DiskDevice(initiator: thin).open(flags: O_RDWR).get()
        #expect(file.control(0x1277, argument: range(4096, 25 * 512), value: 0).error == 0)
        #expect(thin.unmapped == [[8, 10], [18, 10], [28, 5]])
    }

    @Test("A disk that another host makes busy is asked again; one that lies has no capacity")
    func answers() throws {
        let thin = ThinDisk()
        thin.busy(3)
        let file = try DiskDevice(initiator: thin).open(flags: O_RDWR).get()
        #expect(file.read(count: 4, at: 0) == .failure(EIO), "it has no blocks to read")
        for length: UInt32 in [0, 513, 1 << 31] {
            thin.setBlockLength(length)
            guard case .failure(let failure) = DiskDevice(initiator: thin).open(flags: O_RDONLY)
            else {
                Issue.record("a block length of \(length)")
                continue
            }
            #expect(failure.error == EIO)
        }
    }
}

/// A disk with thin provisioning that takes ten blocks at a time, and stores nothing.
private final class ThinDisk: Initiator, Sendable {
    private struct State {
        var unmapped: [[UInt64]] = []
        var busy = 0
        var blockLength: UInt32 = 512
    }
    private let state = Mutex(State())

    var unmapped: [[UInt64]] { state.withLock { $0.unmapped } }

    func busy(_ count: Int) { state.withLock { $0.busy = count } }

    func setBlockLength(_ length: UInt32) { state.withLock { $0.blockLength = length } }

    func execute(_ request: CommandRequest) -> Reply {
        state.withLock { state in
            if state.busy > 0 {
                state.busy -= 1
                return Reply(status: .busy)
            }
            switch request.cdb[0] {
            case 0x9E:
                var capacity = ReadCapacity16ParameterData(
                    blockCount: 1 << 20, logicalBlockLengthInBytes: state.blockLength)
                capacity.lbpme = true
                return Reply(status: .good, dataIn: capacity.encoded())
            case 0x12:
                var page = BlockLimitsVPDPage()
                page.maximumUnmapLBACount = 10
                page.maximumUnmapBlockDescriptorCount = 1
                return Reply(status: .good, dataIn: page.encoded())
            case 0x42:
                let list = request.dataOut
                let first = list[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                let count = list[16..<20].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                state.unmapped.append([first, count])
                return Reply(status: .good)
            case 0x28: return Reply(status: .good, dataIn: [1, 2, 3])
            default:
                return Reply(
                    status: .checkCondition,
                    sense: SenseData(.illegalRequest, .invalidOperationCode).encoded(.fixed))
            }
        }
    }
}
