import CopyManager
import Fabric
import Media
import SCSI
import Testing
import Timebase
import VolumeMap

@testable import ServerlessBackup

/// Backups of files over several cartridges, and what is broken off in all the ways there are.
@Suite struct ArchiveResumeTests {
    private func san(
        tapes: [(capacity: Int64, warning: Int64)] = [(1 << 30, 1 << 30)],
        profile: CopyManagerProfile = CopyManagerProfile(), image: [UInt8]? = nil,
        blockLength: Int = 512
    ) throws -> SmallSAN {
        let san = SmallSAN(profile: profile)
        let image = try image ?? GoldenVolume.bytes()
        try san.addDisk("d0", image, blockLength: blockLength)
        try san.addDisk(
            "d1", [UInt8](repeating: 0xEE, count: image.count), blockLength: blockLength)
        for (number, tape) in tapes.enumerated() {
            try san.addTape("t\(number)", capacity: tape.capacity, earlyWarning: tape.warning)
        }
        return san
    }

    private func devices(_ san: SmallSAN) throws -> [Device] {
        try san.tapes.keys.sorted().map(san.device)
    }

    private func backup(
        _ san: SmallSAN, _ placement: BackupPlacement = .overwriting,
        content: ArchiveContent = .used
    ) throws -> ArchiveBackup {
        var backup = ArchiveBackup(
            source: try san.device("d0"), tapes: try devices(san), name: "n",
            options: ArchiveOptions(content: content))
        backup.recordLength = 16384
        backup.placement = placement
        return backup
    }

    private func requireRestored(_ san: SmallSAN) throws {
        let tapes = try devices(san)
        let found = try BackupOnTape.named("n", on: tapes)
        #expect(found.isEnded)
        _ = try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        try requireSameInUse(san, "d0", "d1")
        let sink = MemorySink()
        _ = try FileExtraction(found, from: tapes).run(to: sink, isChosen: { _ in true })
        let disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        #expect(try sink.compare(with: disk) > 100)
    }

    /// Left at early warning, or filled to the end; with and without segments for parts of blocks.
    @Test(arguments: [true, false], [true, false])
    func filesGoOnOnTheNextCartridge(isWarned: Bool, movesBytes: Bool) throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = isWarned ? 12 : 1024
        var profile = CopyManagerProfile(limits: limits)
        if !movesBytes { profile.segmentTypes.removeAll { $0 == 8 || $0 == 9 } }
        let size: Int64 = 500_000
        let warning: Int64 = isWarned ? 250_000 : size
        let san = try san(
            tapes: [(size, warning), (size, warning), (size, warning), (size, warning)]
                + [(1 << 30, 1 << 30)], profile: profile, blockLength: 4096)
        let summary = try backup(san).run(time: 1)
        #expect(summary.spans.count >= 4)
        #expect(movesBytes || summary.serverBytes > 0)
        try requireRestored(san)
    }

    /// A cartridge is filled behind early warning where there is no other.
    @Test func earlyWarningOfTheOnlyCartridgeEndsNothing() throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 12
        let san = try san(
            tapes: [(1 << 30, 100_000)], profile: CopyManagerProfile(limits: limits))
        _ = try backup(san).run(time: 1)
        try requireRestored(san)
    }

    /// The copy fails in a list's middle; what is on tape is kept.
    @Test(arguments: [1, 9])
    func aBackupIsFinishedAfterACopyError(_ nth: Int) throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 40
        let san = try san(profile: CopyManagerProfile(limits: limits))
        san.fabric.add(
            Fault(
                unit: "t0", trigger: .command(.write6, nth: nth * 7), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        let error = #expect(throws: BackupError.self) { try backup(san).run(time: 1) }
        guard case .stream(let failure)? = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(failure.bytesOnTape > 0)
        #expect(failure.text.contains("MEDIUM ERROR"))
        var told: [[UInt8]] = []
        var again = try backup(san, .resuming)
        again.memberDone = { told.append($0.path) }
        let summary = try again.run(time: 2)
        #expect(summary.resumedAt == failure.bytesOnTape && summary.header.time == 1)
        #expect(told.count == summary.memberCount, "a catalog learns of every member")
        try requireRestored(san)
    }

    /// Records that were written and not yet flushed are gone, wherever the tape is cut.
    @Test func aBackupIsFinishedAfterPowerLoss() throws {
        let whole = try san()
        let summary = try backup(whole).run(time: 1)
        let medium = try #require(whole.tapes["t0"])
        let objects = medium.objectCount
        let expected = try bytes(medium, objects - 1)
        var random = SeededRandom(seed: 3)
        var ends: [Int64] = [1, objects - 2, objects - 1]
        for _ in 0..<2 { ends.append(1 + Int64(random.next() % UInt64(objects - 1))) }
        for end in ends {
            let san = try san()
            _ = try backup(san).run(time: 1)
            let tape = try #require(san.tapes["t0"])
            try tape.endData(at: end)
            let again = try backup(san, .resuming).run(time: 2)
            #expect(again.resumedAt == UInt64(end) * 16384)
            #expect(again.spans == summary.spans)
            // What is on tape is what an undisturbed backup writes, and a filemark.
            #expect(tape.objectCount == objects && tape.object(objects - 1) == .filemark)
            let isSame = try bytes(tape, objects - 1) == expected
            #expect(isSame, "cut at \(end)")
        }
    }

    private func bytes(_ tape: any TapeMedium, _ count: Int64) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 0..<count { bytes += try tape.read(number).bytes() }
        return bytes
    }

    /// The second cartridge has its label and no more, or not even the filemark behind it.
    @Test(arguments: [Int64(1), 2, 3])
    func aBackupIsFinishedBehindALabel(_ end: Int64) throws {
        let tapes: [(Int64, Int64)] = [(700_000, 700_000), (1 << 30, 1 << 30)]
        let san = try san(tapes: tapes)
        let whole = try backup(san).run(time: 1)
        #expect(whole.spans.count == 2)
        try #require(san.tapes["t1"]).endData(at: end)
        let again = try backup(san, .resuming).run(time: 2)
        #expect(again.spans == whole.spans)
        try requireRestored(san)
    }

    @Test func aCompleteBackupIsNotResumed() throws {
        for tapes in [1, 2] {
            let san = try san(tapes: Array(repeating: (1 << 30, 1 << 30), count: tapes))
            _ = try backup(san).run(time: 1)
            let objects = san.tapes["t0"]?.objectCount
            let error = #expect(throws: BackupError.self) {
                try backup(san, .resuming).run(time: 2)
            }
            #expect(error?.description.contains("the backup n is complete") == true)
            #expect(san.tapes["t0"]?.objectCount == objects)
        }
    }

    /// Cuts a finished backup in its middle.
    private func brokenOff(_ content: ArchiveContent) throws -> SmallSAN {
        let san = try san()
        var first = try backup(san, content: content)
        first.isChosen = { $0.starts(with: Array("folder".utf8)) }
        _ = try first.run(time: 1)
        let tape = try #require(san.tapes["t0"])
        try tape.endData(at: tape.objectCount / 2)
        return san
    }

    @Test func anotherChoiceIsNotResumed() throws {
        let san = try brokenOff(.files)
        var other = try backup(san, .resuming, content: .files)
        other.isChosen = { $0.starts(with: Array("sparse".utf8)) }
        let error = #expect(throws: BackupError.self) { try other.run(time: 2) }
        #expect(error?.description.contains("or in another way") == true, "\(error as Any)")
        other.isChosen = { $0.starts(with: Array("folder".utf8)) }
        _ = try other.run(time: 2)
    }

    /// Changes that the map shows, one that it does not, and one of an image, which has no map.
    @Test(arguments: [ArchiveContent.used, .image])
    func anotherStateIsNotResumed(_ content: ArchiveContent) throws {
        let san = try brokenOff(content)
        let tape = try #require(san.tapes["t0"])
        let before = tape.objectCount
        // A block that is on tape already, of some file's content.
        let disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        let map = try #require(disk.volumes.first).map
        let file = try #require(
            map.files.first { file in
                !file.isMetadata && map.attributes(of: file).contains { $0.allocatedSize > 40_000 }
            })
        let attribute = try #require(map.attributes(of: file).first { $0.allocatedSize > 40_000 })
        let extent = try #require(map.extents(of: attribute).first { $0.kind == .stored })
        let bytes = UInt64(map.blockLength)
        for block in 0..<extent.count * bytes / 512 {
            san.write(
                [UInt8](repeating: 9, count: 512), to: "d0",
                at: UInt32(extent.physical * bytes / 512 + block))
        }
        san.fabric.wait(until: san.fabric.now + Nanoseconds.seconds(5))
        // Two writes were lost to the unit attention at the most.
        let again = try backup(san, .resuming, content: content)
        do {
            _ = try again.run(time: 2)
            // No sample met the change.
            #expect(content == .used)
        } catch let error as BackupError {
            #expect(error.description.contains("is not what the disk gives now"), "\(error)")
            #expect(tape.objectCount == before, "nothing was written")
        }
    }

    /// Owners, modes and times are in headers, so that a map that differs in them alone is another.
    @Test func theChecksumKnowsAllThatHeadersSay() throws {
        let san = try san()
        var disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        let before = disk.checksum
        let index = try #require(disk.volumes[0].map.files.firstIndex { !$0.isMetadata })
        let changes: [(inout MappedFile) -> Void] = [
            { $0.permissions = 0o600 }, { $0.owner = 7 }, { $0.group = 7 },
            { $0.device.minor = 7 }, { $0.times.changed.seconds += 1 },
            { $0.times.accessed.nanoseconds ^= 1 }, { $0.times.created?.seconds += 1 },
            { $0.generation += 1 }, { $0.isMetadata = true },
        ]
        var seen: Set<UInt32> = [before]
        for change in changes {
            let file = disk.volumes[0].map.files[index]
            change(&disk.volumes[0].map.files[index])
            #expect(seen.insert(disk.checksum).inserted)
            disk.volumes[0].map.files[index] = file
        }
        #expect(disk.checksum == before)
    }

    /// What was broken off must not swallow what is appended.
    @Test func aBackupBehindOneThatWasBrokenOffIsFound() throws {
        let san = try brokenOff(.used)
        var next = try backup(san, .appending)
        next.name = "second"
        _ = try next.run(time: 2)
        let all = try BackupOnTape.all(on: devices(san))
        #expect(all.map(\.header.name) == ["n", "second"])
        let tapes = try devices(san)
        let found = try BackupOnTape.named("second", on: tapes)
        _ = try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        try requireSameInUse(san, "d0", "d1")
    }

    /// A drive that holds another cartridge is not read as if it held the right one.
    @Test func aWrongCartridgeIsRefused() throws {
        let san = try san(tapes: [(1 << 30, 1 << 30), (1 << 30, 1 << 30)])
        for (number, name) in ["one", "two"].enumerated() {
            var next = ArchiveBackup(
                source: try san.device("d0"), tapes: [try san.device("t\(number)")], name: name,
                options: ArchiveOptions(content: .used))
            next.recordLength = 16384
            _ = try next.run(time: Int64(number))
        }
        let tapes = try devices(san)
        let two = try BackupOnTape.named("two", on: tapes)
        let error = #expect(throws: BackupError.self) {
            try DiskRestore(two, from: tapes, to: san.device("d1")).volume()
        }
        #expect(error?.description.contains("t0: cartridge 1 of two expected") == true)
        _ = try DiskRestore(two, from: [tapes[1]], to: san.device("d1")).volume()
        try requireSameInUse(san, "d0", "d1")
    }

    /// Until the end a disk of whatever block length is marked, also where ext's superblock is.
    @Test(arguments: [512, 4096])
    func aRestoreIsFinished(_ blockLength: Int) throws {
        var limits = CopyManagerLimits()
        limits.maximumSegmentDescriptorCount = 20
        let san = try san(
            profile: CopyManagerProfile(limits: limits), blockLength: blockLength)
        _ = try backup(san).run(time: 1)
        let tapes = try devices(san)
        let found = try BackupOnTape.named("n", on: tapes)
        var interrupted = 0
        for nth in [2, 30, 90] {
            san.fabric.add(
                Fault(
                    unit: "t0", trigger: .command(.read6, nth: 200 + nth), times: 1,
                    effect: .checkCondition(SenseData(.mediumError, .unrecoveredReadError))))
            var restore = DiskRestore(found, from: tapes, to: try san.device("d1"))
            restore.isResuming = interrupted > 0
            do {
                _ = try restore.volume()
                break
            } catch let error as BackupError {
                guard case .restore = error else { throw error }
                interrupted += 1
            }
            let first = try san.content("d1").prefix(4096)
            let mark = try #require(RestoreMark(Array(first.prefix(blockLength))))
            #expect(mark.isOf(found.header))
            #expect(first.dropFirst(512).allSatisfy { $0 == 0 })
        }
        #expect(interrupted > 0)
        var restore = DiskRestore(found, from: tapes, to: try san.device("d1"))
        restore.isResuming = true
        do { _ = try restore.volume() } catch { #expect("\(error)".contains("no restore of n")) }
        try requireSameInUse(san, "d0", "d1")
        let error = #expect(throws: BackupError.self) { try restore.volume() }
        #expect(error?.description.contains("no restore of n was broken off") == true)
    }
}
