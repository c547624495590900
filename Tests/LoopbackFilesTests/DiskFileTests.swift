import Fabric
import Foundation
import SCSI
import Testing

@testable import LoopbackSG

/// sd's read, write and seek.
struct DiskFileTests {
    let host: SmallHost

    init() throws { host = try SmallHost() }

    private static let size = Int(SmallHost.diskBytes)

    /// A generator that repeats: SplitMix64.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
            return bits ^ bits >> 31
        }
    }

    @Test(
        "Any ranges, with and without position, as a model has them", arguments: [0, 1], [1, 2, 3])
    func model(_ disk: Int, _ seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        let file = try host.disk(disk)
        var model = [UInt8](repeating: 0, count: Self.size)
        var position = 0
        for step in 0..<300 {
            // Often near the end, often a few bytes, sometimes whole blocks.
            let unit = Bool.random(using: &numbers) ? 1 : 4096
            let length =
                Int.random(in: 0...3, using: &numbers) == 0
                ? Int.random(in: 0...20_000, using: &numbers) / unit * unit
                : Int.random(in: 0...600, using: &numbers)
            let offset = Int.random(in: 0...Self.size + 100, using: &numbers) / unit * unit
            let isPositioned = Bool.random(using: &numbers)
            if isPositioned {
                let answer = file.seek(to: Int64(offset), from: .start)
                #expect(answer.error == (offset > Self.size ? EINVAL : 0))
                if answer.error == 0 { position = offset }
            }
            let start = isPositioned ? position : offset
            let left = max(0, Self.size - start)
            if Bool.random(using: &numbers) {
                let answer = file.read(count: length, at: isPositioned ? nil : Int64(offset))
                // The bytes are too many to be printed.
                let isSame =
                    answer == .read(Array(model[min(start, Self.size)...].prefix(length)))
                #expect(isSame, "step \(step): \(length) bytes at \(start)")
                if isPositioned { position += answer.data.count }
            } else {
                let data = content(step + 1000 * Int(seed), length)
                let answer = file.write(data, at: isPositioned ? nil : Int64(offset))
                if length > 0 && left == 0 {
                    #expect(answer == .failure(ENOSPC))
                } else {
                    let count = min(length, left)
                    #expect(answer == FileAnswer(result: count))
                    model.replaceSubrange(start..<start + count, with: data.prefix(count))
                    if isPositioned { position += count }
                }
            }
        }
        let isRead = file.read(count: Self.size, at: 0).data == model
        #expect(isRead)
        let isStored = try stored(disk) == model
        #expect(isStored, "and so it is on the medium")
    }

    /// What another initiator reads.
    private func stored(_ disk: Int) throws -> [UInt8] {
        let initiator = try host.other(disk == 0 ? "disk" : "big")
        let blocks = Self.size / (disk == 0 ? 512 : 4096)
        let cdb: [UInt8] = [0x28, 0, 0, 0, 0, 0, 0, UInt8(blocks >> 8), UInt8(blocks & 0xFF), 0]
        return initiator.execute(.init(cdb: cdb, dataInLength: Self.size)).dataIn
    }

    @Test("Those that write parts of the same blocks do not lose one another's")
    func sharedBlocks() throws {
        let unit = try #require(host.fabric.logicalUnits(of: SmallHost.nexus).last)
        let device = DiskDevice(
            initiator: PausingInitiator(
                RealTimeInitiator(host.fabric, nexus: SmallHost.nexus, to: unit)))
        let files = try (0..<4).map { _ in try device.open(flags: O_RDWR).get() }
        DispatchQueue.concurrentPerform(iterations: 4) { part in
            for round in 0..<20 {
                let offset = Int64(round % 2 * 4096 + part * 1024)
                #expect(files[part].write(content(round * 4 + part, 1024), at: offset).error == 0)
            }
        }
        for part in 0..<8 {
            let answer = files[0].read(count: 1024, at: Int64(part * 1024))
            #expect(answer.data == content((18 + part / 4) * 4 + part % 4, 1024))
        }
    }

    @Test("Seeking: by all three origins, and not beyond the end")
    func seeking() throws {
        let file = try host.disk()
        #expect(file.seek(to: 100, from: .start).result == 100)
        #expect(file.seek(to: -30, from: .current).result == 70)
        #expect(file.seek(to: -512, from: .end).result == Self.size - 512)
        #expect(file.seek(to: 0, from: .end).result == Self.size)
        #expect(file.seek(to: 1, from: .end) == .failure(EINVAL))
        #expect(file.seek(to: -1, from: .start) == .failure(EINVAL))
        #expect(file.seek(to: .max, from: .current) == .failure(EINVAL))
        #expect(file.seek(to: 0, from: .current).result == Self.size, "as it was")
        #expect(file.read(count: 10, at: nil) == .read([]))
        #expect(file.read(count: 10, at: -1) == .failure(EINVAL))
        #expect(file.write([1], at: -1) == .failure(EINVAL))
        #expect(file.read(count: 10, at: .max) == .read([]))
    }

    @Test("Access modes, O_APPEND, O_EXCL and O_DIRECT")
    func flags() throws {
        #expect(try host.disk(flags: O_RDONLY).write([1], at: 0) == .failure(EBADF))
        #expect(try host.disk(flags: O_WRONLY).read(count: 1, at: 0) == .failure(EBADF))
        #expect(try host.disk(flags: O_RDWR | O_APPEND).write([1], at: 0) == .failure(ENOSPC))
        let exclusive = try host.disk(flags: O_RDWR | O_EXCL)
        #expect(host.failure(.disk, flags: O_RDONLY | O_EXCL) == EBUSY)
        #expect(host.failure(.disk, flags: O_RDONLY) == 0)
        #expect(exclusive.close().error == 0)
        #expect(host.failure(.disk, flags: O_RDONLY | O_EXCL) == 0)
        let direct = try host.disk(1, flags: O_RDWR | 0o40000)
        #expect(direct.read(count: 512, at: 0) == .failure(EINVAL))
        #expect(direct.read(count: 4096, at: 512) == .failure(EINVAL))
        #expect(direct.write(content(1, 4096), at: 4096).result == 4096)
        #expect(host.failure(.disk, number: 2, flags: O_RDONLY) == ENXIO)
    }

    @Test("A snapshot appears with the next numbers, shows what was, and cannot be written")
    func snapshot() throws {
        let file = try host.disk()
        #expect(file.write(content(1, 3000), at: 100).result == 3000)
        try host.takeSnapshot()
        #expect(host.failure(.disk, number: 2, flags: O_RDONLY) == ENXIO, "before refresh")
        try host.host.refresh()
        #expect(host.host.devices.map(\.driverName) == ["sda", "st0", "sdb", "sdc"])
        #expect(host.host.devices.map(\.genericName) == ["sg0", "sg1", "sg2", "sg3"])
        #expect(host.host.place(of: .generic, number: 3)?.unit.id == "snap")
        #expect(host.host.place(of: .blockGeneric, number: 3)?.lun == 3)
        #expect(file.write(content(2, 3000), at: 100).result == 3000)
        let snapshot = try host.disk(2, flags: O_RDONLY)
        #expect(snapshot.read(count: 3000, at: 100) == .read(content(1, 3000)))
        #expect(file.read(count: 3000, at: 100) == .read(content(2, 3000)))
        #expect(host.failure(.disk, number: 2, flags: O_RDWR) == EROFS)
    }

    @Test("Unit attentions are taken, as sd does; a reservation is EIO, or EBADE with O_DIRECT")
    func conditions() throws {
        let cached = try host.disk()
        let direct = try host.disk(flags: O_RDWR | 0o40000)
        host.attention("disk")
        #expect(cached.write(content(3, 700), at: 1000).result == 700)
        host.attention("disk")
        #expect(cached.read(count: 700, at: 1000) == .read(content(3, 700)))
        let other = try host.other("disk")
        // PERSISTENT RESERVE OUT: register, then reserve exclusively for registrants.
        let register: [UInt8] = [0x5F, 0, 0, 0, 0, 0, 0, 0, 24, 0]
        let reserve: [UInt8] = [0x5F, 1, 3, 0, 0, 0, 0, 0, 24, 0]
        var list = [UInt8](repeating: 0, count: 24)
        list[15] = 7
        #expect(other.execute(.init(cdb: register, dataOut: list)).isGood)
        (list[7], list[15]) = (7, 0)
        #expect(other.execute(.init(cdb: reserve, dataOut: list)).isGood)
        #expect(cached.read(count: 10, at: 0) == .failure(EIO))
        #expect(cached.write([1], at: 0) == .failure(EIO))
        #expect(direct.read(count: 512, at: 0) == .failure(EBADE))
    }
}

/// An initiator whose reads take a while, so that others come in between.
private final class PausingInitiator: Initiator, Sendable {
    private let initiator: RealTimeInitiator

    init(_ initiator: RealTimeInitiator) { self.initiator = initiator }

    func execute(_ request: CommandRequest) -> Reply {
        let reply = initiator.execute(request)
        if request.dataInLength == 4096 { usleep(1000) }
        return reply
    }
}
