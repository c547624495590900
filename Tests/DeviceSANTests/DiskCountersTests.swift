import Foundation
import SGInitiator
import ServerlessBackup
import Testing
import Timebase
import Trace

@testable import DeviceSAN

/// What the kernel counts, read as the engine's record of writes.
@Suite struct DiskCountersTests {
    /// A line of /sys/block/sda/stat as Linux 6.1 writes it.
    private static func line(
        reads: Int = 10, writes: Int = 20, sectors: Int = 30, discards: Int = 40,
        discarded: Int = 50
    ) -> String {
        "   \(reads)        1      802      173   \(writes)        2 \(sectors)      215        0"
            + "      480      388    \(discards)        3 \(discarded)        4        5        6\n"
    }

    @Test func theLineIsRead() throws {
        let counts = try #require(DiskCounters.Counts(Self.line()))
        #expect(counts.writes == 20 && counts.sectors == 30)
        #expect(counts.discards == 40 && counts.discardedSectors == 50)
        // Kernels before 4.18 have eleven numbers.
        let old = try #require(DiskCounters.Counts("1 2 3 4 5 6 7 8 9 10 11"))
        #expect(old.writes == 5 && old.sectors == 7 && old.discards == 0)
        for broken in ["", "1 2 3", "1 2 3 4 x 6 7 8 9 10 11", "1 2 3 4 5 6 -7 8 9 10 11"] {
            #expect(DiskCounters.Counts(broken) == nil)
        }
        let discards = "1 2 3 4 5 6 7 8 9 10 11 x 13 14 15"
        #expect(DiskCounters.Counts(discards) == nil)
    }

    private func sysfs() throws -> ScratchFolder {
        let folder = try ScratchFolder()
        try folder.write(Self.line(), to: "block/sda/stat")
        try folder.write("", to: "class/scsi_generic/sg3/device/block/sda/dev")
        try folder.write("", to: "class/bsg/2:0:0:0/device/block/sda/dev")
        return folder
    }

    @Test(arguments: ["/dev/sda", "/dev/sg3", "/dev/bsg/2:0:0:0"])
    func theDiskBehindANodeIsFound(_ path: String) throws {
        let folder = try sysfs()
        let clock = FakeClock()
        let counters = try DiskCounters(of: path, clock: clock, sysfs: folder.path)
        clock.wait(until: .zero + .seconds(2))
        #expect(counters.lastWrite == nil)
        try folder.write(Self.line(reads: 99), to: "block/sda/stat")
        #expect(counters.lastWrite == nil, "reading is no writing")
        try folder.write(Self.line(writes: 21), to: "block/sda/stat")
        #expect(counters.lastWrite == .zero + .seconds(2))
        clock.wait(until: .zero + .seconds(3))
        #expect(counters.lastWrite == .zero + .seconds(2))
        try folder.write(Self.line(writes: 21, discards: 41), to: "block/sda/stat")
        counters.poll()
        clock.wait(until: .zero + .seconds(9))
        #expect(counters.lastWrite == .zero + .seconds(3))
    }

    @Test func whatHasNoDiskIsRefused() throws {
        let folder = try sysfs()
        let fault = #expect(throws: DeviceFault.self) {
            try DiskCounters(of: "/dev/sg4", clock: FakeClock(), sysfs: folder.path)
        }
        #expect(
            fault?.description.hasPrefix(
                "/dev/sg4: no disk in \(folder.path)/class/scsi_generic/sg4/device/block") == true)
        try folder.write("none", to: "block/sdb/stat")
        let counts = #expect(throws: DeviceFault.self) {
            try DiskCounters(of: "/dev/sdb", clock: FakeClock(), sysfs: folder.path)
        }
        #expect(
            counts?.description
                == "\(folder.path)/block/sdb/stat: the counts of a disk expected: at least 11"
                + " numbers")
    }

    /// A disk that can be looked at no more is not quiet.
    @Test func lostCountsAreNoQuiet() throws {
        let folder = try sysfs()
        let clock = FakeClock()
        let counters = try DiskCounters(of: "/dev/sda", clock: clock, sysfs: folder.path)
        try folder.write("gone", to: "block/sda/stat")
        for second in 1...5 {
            clock.wait(until: .zero + .seconds(Int64(second)))
            #expect(counters.lastWrite == clock.now)
        }
        #expect(counters.failure != nil)
    }

    /// With the watch: a write at 2.25 s is seen at 2.3 s, and the disk is quiet 3 s later.
    @Test func theWatchWaitsForQuiet() throws {
        let folder = try sysfs()
        let clock = FakeClock()
        let counters = try DiskCounters(of: "/dev/sda", clock: clock, sysfs: folder.path)
        var writes = 20
        clock.passed = { second in
            if second >= 2.25, writes == 20 {
                writes += 1
                try? folder.write(Self.line(writes: writes), to: "block/sda/stat")
            }
        }
        let polling = PollingClock(clock, every: LiveDisk.pollInterval) { counters.poll() }
        try QuiesceWatch().wait(
            for: "/dev/sda", activity: counters, clock: polling, trace: Trace())
        #expect(clock.now == .zero + .milliseconds(5300))
        // Without an end of the writing it gives up.
        clock.passed = { second in
            try? folder.write(Self.line(writes: Int(second * 1e6)), to: "block/sda/stat")
        }
        let start = clock.now
        #expect(throws: BackupError.self) {
            try QuiesceWatch().wait(
                for: "/dev/sda", activity: counters, clock: polling, trace: Trace())
        }
        #expect(clock.now == start + .seconds(80))
    }
}
