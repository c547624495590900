import Media
import SCSI
import Testing
import WireBytes

/// When what was written is on the medium: FUA, the WCE bit and SYNCHRONIZE CACHE.
@Suite struct DiskFlushTests {
    private struct Bench {
        let medium = WatchedMedium(byteCount: 300 * 512)
        let disk: VirtualDisk

        init(writeCache: Bool = true, isWriteProtected: Bool = false) {
            disk = VirtualDisk(
                over: medium, writeCache: writeCache, isWriteProtected: isWriteProtected)
            _ = disk.run([0, 0, 0, 0, 0, 0])
        }
    }

    private static let block = [UInt8](repeating: 0x5A, count: 512)

    @Test(arguments: TransferForm.allCases)
    func aWriteCacheHoldsWhatFUADoesNotForce(form: TransferForm) {
        let bench = Bench()
        #expect(bench.disk.run(form.write(3, 1), Self.block) == .good())
        #expect(bench.medium.flushes == 0)
        if form == .six { return }
        #expect(bench.disk.run(form.write(3, 1, flags: 0x10), Self.block) == .good())
        #expect(bench.medium.flushes == 0)
        #expect(bench.disk.run(form.write(3, 1, flags: 0x08), Self.block) == .good())
        #expect(bench.medium.flushes == 1)
    }

    @Test(arguments: TransferForm.allCases)
    func withoutAWriteCacheEveryWriteIsFlushed(form: TransferForm) {
        let bench = Bench(writeCache: false)
        #expect(bench.disk.run(form.write(3, 1), Self.block) == .good())
        #expect(bench.medium.flushes == 1)
        #expect(bench.disk.run(form.read(3, 1)) == .good(Self.block))
        #expect(bench.medium.flushes == 1)
    }

    /// A number of zero is all blocks to the end; IMMED is honoured by being done at once.
    @Test(
        arguments: [
            "35 00 00 00 00 00 00 00 00 00", "35 02 00 00 00 00 00 00 00 00",
            "35 00 00 00 01 2b 00 00 01 00", "35 00 00 00 00 00 00 01 2c 00",
            "35 00 00 00 01 2c 00 00 00 00",
            "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "91 02 00 00 00 00 00 00 01 2b 00 00 00 01 00 00",
            "91 00 00 00 00 00 00 00 00 00 00 00 01 2c 00 00",
        ])
    func synchronizeCache(cdb: String) throws {
        let bench = Bench()
        #expect(try bench.disk.run(cdb) == .good())
        #expect(bench.medium.flushes == 1)
    }

    @Test(
        arguments: [
            ("35 00 00 00 01 2c 00 00 01 00", "00 00 01 2c"),
            ("35 00 00 00 00 00 00 01 2d 00", "00 00 01 2c"),
            ("35 00 00 00 01 2d 00 00 00 00", "00 00 01 2d"),
            ("91 00 00 00 00 00 00 00 01 2b 00 00 00 02 00 00", "00 00 01 2c"),
            ("91 00 00 00 00 00 80 00 00 00 00 00 00 02 00 00", "80 00 00 00"),
            ("91 00 00 00 00 01 00 00 00 00 00 00 00 02 00 00", nil),
        ] as [(String, String?)])
    func synchronizeCacheBeyondTheLastBlock(cdb: String, information: String?) throws {
        let bench = Bench()
        #expect(try bench.disk.run(cdb) == .check("05", "21 00", information: information))
        #expect(bench.medium.flushes == 0)
    }

    /// Nothing is changed by it.
    @Test func aWriteProtectedDiskCanBeSynchronized() throws {
        let bench = Bench(isWriteProtected: true)
        #expect(try bench.disk.run("35 00 00 00 00 00 00 00 00 00") == .good())
    }

    @Test(
        arguments: [
            "35 00 00 00 00 00 00 00 00 00", "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        ])
    func aMediumThatCannotBeFlushed(cdb: String) throws {
        let bench = Bench()
        bench.medium.fails = true
        #expect(try bench.disk.run(cdb) == .check("03", "0c 00"))
    }
}
