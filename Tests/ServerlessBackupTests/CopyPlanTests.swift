import Fabric
import SCSI
import Testing

@testable import ServerlessBackup

/// Answers nothing.
private final class NoInitiator: Initiator {
    func execute(_ request: CommandRequest) -> Reply { Reply(transportFailure: .unreachable) }
}

/// A copy manager's answer to RECEIVE COPY OPERATING PARAMETERS, with everything allowed.
private func generous() -> CopyOperatingParametersData {
    var data = CopyOperatingParametersData()
    data.maximumCSCDDescriptorCount = 2
    data.maximumSegmentDescriptorCount = .max
    data.maximumDescriptorListLength = .max
    data.maximumInlineDataLength = 65536
    data.maximumStreamDeviceTransferSize = 0xFF_FFFF
    return data
}

@Suite struct CopyPlanTests {
    private let device = Device(name: "the copy manager", initiator: NoInitiator())
    /// Backup and restore have other segments that move no blocks.
    private static let extras = [(first: 1, last: 2), (first: 1, last: 0)]

    private func plan(
        _ geometry: DiskGeometry, _ record: Int, _ data: CopyOperatingParametersData,
        _ extra: (first: Int, last: Int) = (1, 2)
    ) throws(BackupError) -> CopyPlan {
        try CopyPlan(
            geometry: geometry, recordLength: record, limits: CopyLimits(data),
            extraSegments: extra, device: device)
    }

    /// Limits of which some cut the image, some do not, and some let nothing pass.
    private func randomLimits(_ random: inout SeededRandom) -> CopyOperatingParametersData {
        var data = generous()
        if Bool.random(using: &random) {
            data.maximumSegmentDescriptorCount = .random(in: 0...12, using: &random)
        }
        if Bool.random(using: &random) {
            data.maximumDescriptorListLength = 64 + .random(in: 0...400, using: &random)
        }
        if Bool.random(using: &random) {
            data.maximumSegmentLength = .random(in: 0...3_000_000, using: &random)
        }
        if Bool.random(using: &random) {
            data.dataSegmentGranularity = .random(in: 0...13, using: &random)
        }
        return data
    }

    @Test func everyPlanKeepsItsLimits() throws {
        var random = SeededRandom(seed: 20, label: "plans")
        var (planned, refused, cut) = (0, 0, 0)
        while planned < 2000 {
            let length = 512 << Int.random(in: 0...3, using: &random)
            let most: UInt64 = 1 << UInt64.random(in: 0...17, using: &random)
            let geometry = DiskGeometry(
                blockLength: length, blockCount: .random(in: 0...most, using: &random))
            let record = 4096 * Int.random(in: 2...100, using: &random)
            let data = randomLimits(&random)
            let extra = Self.extras[planned % 2]
            do throws(BackupError) {
                try CopyLimits(data).require(geometry, of: device)
                let plan = try plan(geometry, record, data, extra)
                planned += 1
                if plan.parts.count > 1 { cut += 1 }
                checkParts(plan)
                checkSegments(plan, data, extra)
                checkThatNoPartCouldBeLonger(plan, data, extra)
            } catch {
                refused += 1
                guard case .unsuitable = error else { throw error }
            }
        }
        #expect(refused > 100 && cut > 100, "\(refused) \(cut)")
    }

    /// The parts cover every block once, in order; all but the last end with a tape record.
    private func checkParts(_ plan: CopyPlan) {
        var next: UInt64 = 0
        var bytes: UInt64 = 0
        for (index, part) in plan.parts.enumerated() {
            #expect(part.blocks.lowerBound == next && part.start == bytes)
            #expect(part.isFirst == (index == 0))
            #expect(part.isLast == (index == plan.parts.count - 1))
            next = part.blocks.upperBound
            bytes += (part.isFirst ? 4096 : 0)
            bytes += UInt64(part.blocks.count) * UInt64(plan.geometry.blockLength)
            #expect(part.isLast || bytes % UInt64(plan.recordLength) == 0)
        }
        #expect(next == plan.geometry.blockCount)
    }

    private func checkSegments(
        _ plan: CopyPlan, _ data: CopyOperatingParametersData, _ extra: (first: Int, last: Int)
    ) {
        for part in plan.parts {
            let segments = plan.segments(of: part)
            var next = part.blocks.lowerBound
            for segment in segments {
                #expect(segment.lowerBound == next && !segment.isEmpty)
                next = segment.upperBound
                #expect(segment.count <= 65535)
                let bytes = segment.count * plan.geometry.blockLength
                #expect(data.maximumSegmentLength == 0 || bytes <= data.maximumSegmentLength)
                #expect(bytes % (1 << Int(data.dataSegmentGranularity)) == 0)
            }
            #expect(next == part.blocks.upperBound)
            let count =
                segments.count + (part.isFirst ? extra.first : 0) + (part.isLast ? extra.last : 0)
            #expect(count <= data.maximumSegmentDescriptorCount)
            #expect(2 * 32 + count * 24 <= data.maximumDescriptorListLength)
        }
    }

    /// As few commands as the limits allow: one more record would not have fitted.
    private func checkThatNoPartCouldBeLonger(
        _ plan: CopyPlan, _ data: CopyOperatingParametersData, _ extra: (first: Int, last: Int)
    ) {
        let byList = (Int(data.maximumDescriptorListLength) - 64) / 24
        let most = min(Int(data.maximumSegmentDescriptorCount), byList)
        for part in plan.parts.dropLast() {
            let room = (most - (part.isFirst ? extra.first : 0)) * plan.blocksPerSegment
            let more = part.blocks.count + plan.recordLength / plan.geometry.blockLength
            #expect(more > room || part.blocks.lowerBound + UInt64(more) > plan.geometry.blockCount)
        }
    }

    /// A segment's NUMBER OF BLOCKS has 16 bits; nothing else limits here.
    @Test func aSegmentMovesAtMost65535Blocks() throws {
        let whole = try plan(DiskGeometry(blockLength: 512, blockCount: 65535), 8192, generous())
        #expect(whole.parts.count == 1 && whole.segments(of: whole.parts[0]) == [0..<65535])
        let more = try plan(DiskGeometry(blockLength: 512, blockCount: 65536), 8192, generous())
        #expect(more.segments(of: more.parts[0]) == [0..<65535, 65535..<65536])
    }

    @Test func anImageWithoutBlocksHasItsHeader() throws {
        let plan = try plan(DiskGeometry(blockLength: 512, blockCount: 0), 8192, generous())
        #expect(plan.parts == [CopyPart(blocks: 0..<0, isFirst: true, isLast: true, start: 0)])
        #expect(plan.segments(of: plan.parts[0]) == [])
    }

    /// Three segments are enough: header and data, data, data with the end of the archive.
    @Test func theEndOfTheArchiveMayNeedACommandOfItsOwn() throws {
        var data = generous()
        data.maximumSegmentDescriptorCount = 2
        data.maximumSegmentLength = 8192
        let geometry = DiskGeometry(blockLength: 4096, blockCount: 3)
        let parts = try plan(geometry, 8192, data).parts
        #expect(parts.map(\.blocks) == [0..<1, 1..<3, 3..<3])
        #expect(parts.map(\.isLast) == [false, false, true])
        #expect(try plan(geometry, 8192, data, (1, 0)).parts.map(\.blocks) == [0..<1, 1..<3])
    }

    /// What is left over at the end of a command is lost, so the last bytes go with what follows.
    @Test func noRoomForTheEndIsNamed() {
        var data = generous()
        data.maximumSegmentDescriptorCount = 3
        data.maximumSegmentLength = 4096
        let error = #expect(throws: BackupError.self) {
            try plan(DiskGeometry(blockLength: 512, blockCount: 34), 8192, data)
        }
        #expect(
            error?.description
                == "the copy manager: one EXTENDED COPY moves at most 12288 bytes in 3 segments;"
                + " expected: room for the last 5120 bytes and the end of the archive")
    }

    @Test(
        arguments: [
            (0, "0 segments"), (1, "0 segments"), (2, "16384 bytes in 1 segments"),
        ] as [(UInt16, String)])
    func tooFewSegmentsForARecordAreNamed(_ count: UInt16, _ words: String) {
        var data = generous()
        data.maximumSegmentDescriptorCount = count
        data.maximumSegmentLength = 16384
        let error = #expect(throws: BackupError.self) {
            try plan(DiskGeometry(blockLength: 512, blockCount: 1000), 32768, data)
        }
        #expect(error?.description.contains("room for a tape record of 32768 bytes") == true)
        #expect(error?.description.contains(words) == true)
    }

    private static let impossible: [(WritableChange, String)] = [
        (
            WritableChange { $0.maximumCSCDDescriptorCount = 1 },
            "MAXIMUM CSCD DESCRIPTOR COUNT is 1; expected: at least 2"
        ),
        (
            WritableChange { $0.maximumSegmentLength = 4095 },
            "MAXIMUM SEGMENT LENGTH is 4095; expected: at least 4096 bytes"
        ),
        (
            WritableChange { $0.dataSegmentGranularity = 13 },
            "DATA SEGMENT GRANULARITY is 8192 bytes; expected: a divisor of 4096"
        ),
        (
            WritableChange { $0.dataSegmentGranularity = 12 },
            "DATA SEGMENT GRANULARITY is 4096 bytes; expected: a divisor of 4096"
        ),
        (
            WritableChange { $0.dataSegmentGranularity = 255 },
            "DATA SEGMENT GRANULARITY is 9223372036854775808 bytes"
        ),
    ]

    /// A change to what a copy manager says of itself.
    struct WritableChange: Sendable {
        let apply: @Sendable (inout CopyOperatingParametersData) -> Void
    }

    @Test(arguments: impossible.indices) func impossibleLimitsAreNamed(_ index: Int) {
        var data = generous()
        Self.impossible[index].0.apply(&data)
        let error = #expect(throws: BackupError.self) {
            try CopyLimits(data).require(
                DiskGeometry(blockLength: 512, blockCount: 1001), of: device)
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("the copy manager: the copy manager's "))
        #expect(text.contains(Self.impossible[index].1), "\(text)")
    }

    @Test func inlineDataThatDoesNotFitIsNamed() {
        var data = generous()
        data.maximumInlineDataLength = 5119
        #expect(throws: BackupError.self) {
            try CopyLimits(data).requireInlineData(5120, of: device)
        }
        #expect(throws: Never.self) { try CopyLimits(data).requireInlineData(4096, of: device) }
        data.inlineDataGranularity = 11
        #expect(throws: BackupError.self) {
            try CopyLimits(data).requireInlineData(4096, of: device)
        }
    }
}
