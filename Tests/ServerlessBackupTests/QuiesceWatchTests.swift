import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import Trace

@testable import ServerlessBackup

/// What the fabric knows of a disk's writes, as the engine asks for it.
private final class UnitActivity: WriteActivity {
    private let unit: FabricUnit

    init(_ unit: FabricUnit) { self.unit = unit }

    var lastWrite: Instant? { unit.lastWrite }
}

/// How a watch ended.
private struct Ending: Equatable {
    var isQuiet: Bool
    var at: Int64
}

/// One watch on a disk whose commands take no time, with writes at instants in nanoseconds.
private struct Watched {
    var idle: Int64
    var timeout: Int64
    var start: Int64 = 0
    var sameInstant = Fabric.SameInstant.commandsFirst

    func run(_ writes: [Int64], timing: DeviceTiming = .instant) throws -> Ending {
        let san = SmallSAN(sameInstant: sameInstant)
        let unit = try san.addDisk("d0", [UInt8](repeating: 0, count: 4096), timing: timing)
        san.clearUnitAttention("d0")
        for time in writes {
            san.fabric.schedule(at: Instant(nanoseconds: time)) {
                san.write([UInt8](repeating: 1, count: 512), to: "d0", at: 1)
            }
        }
        san.fabric.wait(until: Instant(nanoseconds: start))
        let watch = QuiesceWatch(idleFor: Nanoseconds(idle), timeout: Nanoseconds(timeout))
        do {
            try watch.wait(
                for: "d0", activity: UnitActivity(unit), clock: san.fabric,
                trace: san.fabric.trace)
        } catch BackupError.noQuietPeriod(let idleFor, let limit, let instant) {
            #expect(idleFor.count == idle && limit.count == timeout)
            #expect(san.fabric.now == instant && san.log.quiesce.last?.state == .timedOut)
            return Ending(isQuiet: false, at: instant.nanoseconds)
        }
        #expect(san.log.quiesce.first?.state == .waiting && san.log.quiesce.last?.state == .quiet)
        return Ending(isQuiet: true, at: san.fabric.now.nanoseconds)
    }

    /// What must come of it, said without a loop: the first instant at which a whole quiet period
    /// lies behind, which begins with the watch or with a write.
    func expected(_ writes: [Int64]) -> Ending {
        let ends = ([start] + writes.filter { $0 >= start }).map { $0 + idle }.sorted()
        let quiet = ends.first { end in
            end <= start + timeout
                && !writes.contains { $0 > end - idle && $0 < end }
                && !(sameInstant == .commandsFirst && writes.contains(end))
        }
        return Ending(isQuiet: quiet != nil, at: quiet ?? start + timeout)
    }
}

@Suite struct QuiesceWatchTests {
    private static let second: Int64 = 1_000_000_000

    /// Every set of at most three writes at the instants that matter: one nanosecond before, at and
    /// behind the watch's beginning, each end of a quiet period, and the deadline.
    @Test(arguments: [Fabric.SameInstant.commandsFirst, .waitersFirst])
    func everySequenceOfThreeWrites(_ order: Fabric.SameInstant) throws {
        let watched = Watched(idle: 30, timeout: 80, start: 100, sameInstant: order)
        let marks: [Int64] = [100, 130, 150, 160, 180]
        let instants = marks.flatMap { [$0 - 1, $0, $0 + 1] }
        var runs = 0
        for first in instants.indices {
            try check(watched, [instants[first]])
            for second in first..<instants.count {
                try check(watched, [instants[first], instants[second]])
                for third in second..<instants.count {
                    try check(watched, [instants[first], instants[second], instants[third]])
                    runs += 1
                }
            }
        }
        #expect(runs == 680)
        try check(watched, [])
    }

    private func check(_ watched: Watched, _ writes: [Int64]) throws {
        let found = try watched.run(writes)
        #expect(found == watched.expected(writes), "writes at \(writes)")
    }

    @Test func aTieAtTheEndOfTheQuietPeriodFollowsTheDeclaredOrder() throws {
        let end = 3 * Self.second
        var watched = Watched(idle: end, timeout: 80 * Self.second)
        #expect(try watched.run([end - 1]) == Ending(isQuiet: true, at: 2 * end - 1))
        #expect(try watched.run([end]) == Ending(isQuiet: true, at: 2 * end))
        #expect(try watched.run([end + 1]) == Ending(isQuiet: true, at: end))
        watched.sameInstant = .waitersFirst
        #expect(try watched.run([end - 1]) == Ending(isQuiet: true, at: 2 * end - 1))
        #expect(try watched.run([end]) == Ending(isQuiet: true, at: end))
        #expect(try watched.run([end + 1]) == Ending(isQuiet: true, at: end))
    }

    @Test func aQuietPeriodThatEndsAtTheDeadlineIsInTime() throws {
        let watched = Watched(idle: 3 * Self.second, timeout: 80 * Self.second)
        let busy = stride(from: 0, through: 75 * Self.second, by: Int(2.5 * 1e9)).map { $0 }
        let last = 77 * Self.second
        #expect(try watched.run(busy + [last]) == Ending(isQuiet: true, at: 80 * Self.second))
        #expect(
            try watched.run(busy + [last + 1]) == Ending(isQuiet: false, at: 80 * Self.second))
    }

    @Test func gapsThatAreATrifleTooShortStarveTheWatch() throws {
        let watched = Watched(idle: 3 * Self.second, timeout: 80 * Self.second)
        let gap = 3 * Self.second - 1
        let writes = (0..<40).map { Int64($0) * gap }
        #expect(try watched.run(writes) == Ending(isQuiet: false, at: 80 * Self.second))
        // One nanosecond more, and the first gap is long enough.
        let wide = (0..<40).map { Int64($0) * (gap + 2) }
        #expect(try watched.run(wide) == Ending(isQuiet: true, at: 3 * Self.second))
    }

    @Test func writesBeforeTheWatchDoNotShortenThePeriod() throws {
        let watched = Watched(idle: 30, timeout: 80, start: 1000)
        #expect(try watched.run([1, 500, 999]) == Ending(isQuiet: true, at: 1030))
    }

    @Test(
        arguments: [
            (5 * second, 60 * second), (1, 1), (1, 80 * second), (60 * second, 60 * second),
            (2_900_000_000, 7 * second),
        ] as [(Int64, Int64)])
    func otherSettings(_ idle: Int64, _ timeout: Int64) throws {
        let watched = Watched(idle: idle, timeout: timeout, start: 7)
        let latest = 7 + timeout - idle
        for writes in [[], [7], [8], [latest], [latest + 1], [latest, latest + 1]] as [[Int64]] {
            try check(watched, writes)
        }
    }

    @Test func thePeriodIsThreeSecondsAndTheTimeoutEightyUnlessSomebodySaysElse() {
        #expect(QuiesceWatch().idleFor == .seconds(3) && QuiesceWatch().timeout == .seconds(80))
    }

    @Test func aTimeoutBeforeTheFirstPeriodsEndTimesOut() throws {
        #expect(
            try Watched(idle: 80, timeout: 79).run([]) == Ending(isQuiet: false, at: 79))
    }

    /// A write counts when it completes: what is under way at the end of the period is not seen.
    @Test func aWriteInFlightAtTheEndIsNotSeen() throws {
        let slow = DeviceTiming(perCommand: Nanoseconds(10), perMebibyte: .zero)
        let watched = Watched(idle: 100, timeout: 1000)
        #expect(try watched.run([95], timing: slow) == Ending(isQuiet: true, at: 100))
        #expect(try watched.run([90], timing: slow) == Ending(isQuiet: true, at: 200))
        #expect(try watched.run([89], timing: slow) == Ending(isQuiet: true, at: 199))
    }

    @Test func theErrorNamesThePeriodTheTimeoutAndTheInstant() {
        let error = BackupError.noQuietPeriod(
            idleFor: .seconds(3), timeout: .seconds(80), at: Instant(nanoseconds: 80_000_000_000))
        #expect(
            error.description
                == "no quiet period of 3 s within 80 s: given up at 80.000000000 s")
    }
}

/// What ends a period of quiet: a command of the WRITE family that ends GOOD, and nothing else.
@Suite struct QuiesceCountsTests {
    private static let counting: [[UInt8]] = [
        [0x0A, 0, 0, 1, 1, 0],
        Write10CDB(logicalBlockAddress: 1, transferLength: 1).encoded(),
        [0xAA, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0],
        Write16CDB(logicalBlockAddress: 1, transferLength: 1).encoded(),
    ]
    private static let others: [[UInt8]] = [
        [0x08, 0, 0, 1, 1, 0],
        [0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0],
        [0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x00, 0, 0, 0, 0, 0],
        // Beyond the end, and with a bit that is not offered: CHECK CONDITION.
        Write10CDB(logicalBlockAddress: 9000, transferLength: 1).encoded(),
        [0x2A, 0x20, 0, 0, 0, 1, 0, 0, 1, 0],
    ]

    private func end(after cdb: [UInt8]) throws -> Instant {
        let san = SmallSAN()
        let unit = try san.addDisk("d0", distinctBlocks(byteCount: 8192), timing: .instant)
        san.clearUnitAttention("d0")
        san.fabric.schedule(at: Instant(nanoseconds: 1_000_000_000)) {
            san.fabric.submit(
                SCSITask(
                    nexus: SmallSAN.other, cdb: cdb,
                    dataOut: DataBuffer([UInt8](repeating: 7, count: 512))), to: unit
            ) { _ in }
        }
        try QuiesceWatch().wait(
            for: "d0", activity: UnitActivity(unit), clock: san.fabric, trace: san.fabric.trace)
        return san.fabric.now
    }

    @Test(arguments: counting) func aWriteRestartsThePeriod(_ cdb: [UInt8]) throws {
        #expect(try end(after: cdb) == Instant(nanoseconds: 4_000_000_000))
    }

    @Test(arguments: others) func anotherCommandDoesNot(_ cdb: [UInt8]) throws {
        #expect(try end(after: cdb) == Instant(nanoseconds: 3_000_000_000))
    }

    /// It looks when the period should have ended: at 7 s for the writes at 1 s and 5 s, at 12 s.
    @Test func theTraceTellsOfEachRestart() throws {
        let san = SmallSAN()
        let unit = try san.addDisk("d0", distinctBlocks(byteCount: 8192), timing: .instant)
        san.clearUnitAttention("d0")
        for tenth in [10, 50, 75, 200] as [Int64] {
            san.fabric.schedule(at: Instant(nanoseconds: tenth * 100_000_000)) {
                san.write([UInt8](repeating: 1, count: 512), to: "d0", at: 1)
            }
        }
        try QuiesceWatch(idleFor: .seconds(7)).wait(
            for: "d0", activity: UnitActivity(unit), clock: san.fabric, trace: san.fabric.trace)
        #expect(san.log.quiesce.map(\.state) == [.waiting, .restarted, .restarted, .quiet])
        #expect(san.fabric.now == Instant(nanoseconds: 14_500_000_000))
    }
}
