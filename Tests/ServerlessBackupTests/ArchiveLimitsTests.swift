import CopyManager
import SCSI
import Testing
import VolumeMap

@testable import ServerlessBackup

/// Files and volumes under copy managers of every kind, from disks of every block length: the archive
/// is the same, the volume comes back, and what cannot be done is refused with its reason.
@Suite struct ArchiveLimitsTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var blockLength = 512
        var lacking: [UInt8] = []
        var limits = CopyManagerLimits()
        /// Whether content must go through the server.
        var needsServer = false
        /// Whether small files may have to go through the server to fill a tape record.
        var hasFewSegments: Bool {
            limits.maximumSegmentDescriptorCount < 10 || limits.maximumDescriptorListLength < 300
        }
        var testDescription: String { name }

        var profile: CopyManagerProfile {
            var profile = CopyManagerProfile(limits: limits)
            profile.segmentTypes.removeAll { lacking.contains($0) }
            return profile
        }
    }

    static func limits(_ change: (inout CopyManagerLimits) -> Void) -> CopyManagerLimits {
        var limits = CopyManagerLimits()
        change(&limits)
        return limits
    }

    static let cases = [
        Case(name: "512 bytes"),
        Case(name: "4096 bytes", blockLength: 4096),
        Case(
            name: "4096 bytes without 08h and 09h", blockLength: 4096, lacking: [0x08, 0x09],
            needsServer: true),
        Case(name: "512 bytes without 08h and 09h", lacking: [0x08, 0x09]),
        Case(
            name: "little inline data", blockLength: 4096,
            limits: limits { $0.maximumInlineDataLength = 12288 }),
        Case(
            name: "short segments",
            limits: limits { $0.maximumSegmentLength = 4096 }),
        Case(
            name: "few segments", blockLength: 4096,
            limits: limits { $0.maximumSegmentDescriptorCount = 7 }),
        Case(
            name: "few segments without 08h", blockLength: 4096, lacking: [0x08],
            limits: limits { $0.maximumSegmentDescriptorCount = 9 }, needsServer: true),
        Case(
            name: "short lists",
            limits: limits { $0.maximumDescriptorListLength = 64 + 6 * 28 }),
        Case(
            name: "coarse segments", blockLength: 512,
            limits: limits { $0.dataSegmentGranularity = 12 }, needsServer: true),
        Case(
            name: "sectors", blockLength: 4096,
            limits: limits {
                $0.dataSegmentGranularity = 9
                $0.inlineDataGranularity = 9
            }),
        Case(
            name: "short coarse segments without 09h", blockLength: 4096, lacking: [0x09],
            limits: limits {
                $0.dataSegmentGranularity = 11
                $0.maximumSegmentLength = 8192
                $0.maximumSegmentDescriptorCount = 20
            }, needsServer: true),
    ]

    private func san(_ profile: CopyManagerProfile, _ blockLength: Int) throws -> SmallSAN {
        let san = SmallSAN(profile: profile)
        let image = try GoldenVolume.bytes()
        try san.addDisk("d0", image, blockLength: blockLength)
        try san.addDisk(
            "d1", [UInt8](repeating: 0xEE, count: image.count), blockLength: blockLength)
        try san.addTape("t0")
        return san
    }

    @Test(arguments: cases)
    func aVolumeComesBack(_ tried: Case) throws {
        let san = try san(tried.profile, tried.blockLength)
        let tapes = [try san.device("t0")]
        let backup = ArchiveBackup(
            source: try san.device("d0"), tapes: tapes, name: "n",
            options: ArchiveOptions(content: .used))
        let summary = try backup.run(time: 1)
        #expect(tried.needsServer || summary.serverBytes == 0 || tried.hasFewSegments)
        let found = try BackupOnTape.named("n", on: tapes)
        #expect(found.isEnded)
        // What tar reads is right, whatever way it came.
        let sink = MemorySink()
        _ = try FileExtraction(found, from: tapes).run(to: sink, isChosen: { _ in true })
        let disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        #expect(try sink.compare(with: disk) > 100)
        let restored = try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        try requireSameInUse(san, "d0", "d1")
        if !tried.needsServer { #expect(restored.serverBytes == 0) }
        if tried.needsServer { #expect(summary.serverBytes + restored.serverBytes > 0) }
        #expect(restored.copiedBytes + restored.serverBytes > 1 << 20)
    }

    /// Every kind of segment that a stream may have is used where blocks are long.
    @Test func tailsOfLongBlocksAreMovedByTheCopyManager() throws {
        let san = SmallSAN(profile: CopyManagerProfile())
        let image = try GoldenVolume.bytes()
        try san.addDisk("d0", image, blockLength: 4096)
        try san.addDisk("d1", image, blockLength: 4096)
        try san.addTape("t0")
        let ways = try ["d0", "d1"].map { ReplyingInitiator(try san.initiator($0)) { _, _ in } }
        let tapes = [try san.device("t0")]
        _ = try ArchiveBackup(
            source: Device(name: "d0", initiator: ways[0]), tapes: tapes, name: "n",
            options: ArchiveOptions(content: .used)
        ).run(time: 1)
        let found = try BackupOnTape.named("n", on: tapes)
        _ = try DiskRestore(found, from: tapes, to: Device(name: "d1", initiator: ways[1])).volume()
        let types = ways.map { way -> Set<UInt8> in
            var types: Set<UInt8> = []
            for request in way.requests where request.cdb[0] == 0x83 {
                types.formUnion(segmentTypes(of: request.dataOut))
            }
            return types
        }
        #expect(types[0] == [0x00, 0x04, 0x08, 0x10])
        #expect(types[1] == [0x01, 0x06, 0x09])
    }

    /// The type codes of a list's segment descriptors, which follow a header of 16 bytes and two
    /// CSCD descriptors of 32.
    private func segmentTypes(of list: [UInt8]) -> Set<UInt8> {
        var types: Set<UInt8> = []
        var next = 16 + 64
        let end = next + Int(list[8...11].reduce(0) { $0 << 8 | UInt32($1) })
        while next < end {
            types.insert(list[next])
            next += 4 + (Int(list[next + 2]) << 8 | Int(list[next + 3]))
        }
        return types
    }

    @Test(arguments: [
        (UInt8(0x04), "descriptor type 4h"), (0x00, "descriptor type 0h"),
        (0x10, "descriptor type 10h"),
    ])
    func aBackupSaysWhatItLacks(_ type: UInt8, _ text: String) throws {
        let san = try san(Case(name: "", lacking: [type]).profile, 512)
        let backup = ArchiveBackup(
            source: try san.device("d0"), tapes: [try san.device("t0")], name: "n",
            options: ArchiveOptions(content: .used))
        let error = #expect(throws: BackupError.self) { try backup.run(time: 1) }
        #expect(error?.description.contains("does not implement") == true)
        #expect(error?.description.hasSuffix(text) == true, "\(error as Any)")
        #expect(san.tapes["t0"]?.objectCount == 0, "nothing was written")
    }

    @Test(arguments: [UInt8(0x06), 0x01])
    func aRestoreSaysWhatItLacks(_ type: UInt8) throws {
        let san = try san(Case(name: "", lacking: [type]).profile, 512)
        let tapes = [try san.device("t0")]
        _ = try ArchiveBackup(
            source: try san.device("d0"), tapes: tapes, name: "n",
            options: ArchiveOptions(content: .used)
        ).run(time: 1)
        let found = try BackupOnTape.named("n", on: tapes)
        let error = #expect(throws: BackupError.self) {
            try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        }
        #expect(error?.description.hasSuffix("descriptor type \(type)h") == true, "\(error as Any)")
        let content = try san.content("d1")
        let untouched = content == [UInt8](repeating: 0xEE, count: content.count)
        #expect(untouched, "nothing was written")
    }

    @Test func limitsThatNothingFitsAreRefused() throws {
        for limits in [
            Self.limits { $0.maximumInlineDataLength = 4095 },
            Self.limits { $0.maximumSegmentLength = 4000 },
            Self.limits { $0.maximumSegmentDescriptorCount = 2 },
            Self.limits { $0.maximumDescriptorListLength = 100 },
            Self.limits { $0.maximumCSCDDescriptorCount = 1 },
            Self.limits { $0.dataSegmentGranularity = 20 },
            Self.limits { $0.inlineDataGranularity = 12 },
            Self.limits { $0.maximumStreamDeviceTransferSize = 4096 },
        ] {
            let san = try san(CopyManagerProfile(limits: limits), 512)
            let backup = ArchiveBackup(
                source: try san.device("d0"), tapes: [try san.device("t0")], name: "n",
                options: ArchiveOptions(content: .used))
            let error = #expect(throws: BackupError.self) { try backup.run(time: 1) }
            #expect(error?.description.contains("expected: ") == true, "\(limits)")
            #expect(san.tapes["t0"]?.objectCount == 0, "nothing was written")
        }
    }
}
