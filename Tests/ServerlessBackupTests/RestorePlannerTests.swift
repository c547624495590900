import Fabric
import SCSI
import Testing
import Timebase

@testable import ServerlessBackup

/// The lists that bring pieces of a stream back, against a model that does what they say.
@Suite struct RestorePlannerTests {
    /// A stream over cartridges, and pieces of it that are wanted.
    private struct Sample {
        var stream: TapeStream
        var bytes: [UInt8]
        var pieces: [RestorePiece] = []
        var limits: CopyLimits
        let blockLength: Int

        static let diskCount = 1 << 18
        private static let pool = distinctBlocks(byteCount: 2 << 20, seed: 5)

        init(_ seed: UInt64) {
            var random = SeededRandom(seed: seed)
            func pick<Element>(_ choices: [Element]) -> Element {
                choices[Int(random.next() % UInt64(choices.count))]
            }
            blockLength = pick([512, 1024, 2048, 4096])
            let record = pick([8192, 65536])
            let header = ArchiveHeader(
                name: "n",
                geometry: DiskGeometry(
                    blockLength: blockLength, blockCount: UInt64(Self.diskCount / blockLength)),
                recordLength: record, source: [1], time: 0)
            var spans: [TapeSpan] = []
            var start: UInt64 = 0
            for cartridge in 1...Int(1 + random.next() % 3) {
                let count = 1 + random.next() % 10
                spans.append(
                    TapeSpan(
                        cartridge: cartridge, file: 0, firstObject: random.next() % 100,
                        start: start, recordCount: count))
                start += count * UInt64(record)
            }
            stream = TapeStream(header, spans, drives: [])
            bytes = Array(Self.pool.prefix(Int(start)))
            var parameters = CopyOperatingParametersData()
            parameters.maximumCSCDDescriptorCount = 2
            parameters.maximumSegmentDescriptorCount = pick([4, 9, 1000])
            parameters.maximumDescriptorListLength = 64 << 10
            parameters.maximumSegmentLength = pick([0, 4096, 16384])
            parameters.dataSegmentGranularity = pick([0, 0, 9, 10, 12])
            parameters.implementedDescriptors = [0x01, 0x06, 0xE4] + pick([[], [0x09]])
            limits = CopyLimits(parameters)
            // Ascending in the stream, anywhere on the disk.
            let sectors = UInt64(Self.diskCount / 512)
            var offset: UInt64 = random.next() % 40 * 512
            while true {
                let most: UInt64 = pick([3, 60, 300])
                let wanted: UInt64 = 1 + random.next() % most
                let count = wanted * 512
                guard offset + count <= start else { break }
                let sector = random.next() % (sectors - wanted)
                let disk = sector * 512
                pieces.append(RestorePiece(offset: offset, disk: disk, count: count))
                let gap: UInt64 = pick([2, 30, 900])
                offset += count + random.next() % gap * 512
            }
        }
    }

    /// Does what a list says, from the tape to the disk.
    private func perform(
        _ list: RestoreList, _ sample: Sample, _ disk: inout [UInt8]
    ) -> String? {
        let record = UInt64(sample.stream.header.recordLength)
        let parameters = sample.limits.parameters
        if list.segments.count > parameters.maximumSegmentDescriptorCount {
            return "\(list.segments.count) segments"
        }
        guard let span = sample.stream.spans.first(where: { $0.cartridge == list.cartridge }),
            list.object >= span.firstObject, list.object < span.firstObject + span.recordCount
        else { return "object \(list.object)" }
        var place = Int(span.start + (list.object - span.firstObject) * record)
        let unit = 1 << Int(parameters.dataSegmentGranularity)
        for segment in list.segments {
            var count = 0
            var target: Int?
            switch segment {
            case .discard(let bytes): count = bytes
            case .blocks(let first, let blocks):
                (count, target) = (blocks * sample.blockLength, Int(first) * sample.blockLength)
            case .bytes(let block, let offset, let bytes):
                (count, target) = (bytes, Int(block) * sample.blockLength + offset)
                if offset + bytes > sample.blockLength { return "\(segment)" }
                if !parameters.implementedDescriptors.contains(0x09) { return "\(segment)" }
            }
            let most = parameters.maximumSegmentLength
            if count == 0 || count % unit != 0 || (most > 0 && count > Int(most)) {
                return "\(segment)"
            }
            if let target {
                disk.replaceSubrange(
                    target..<target + count, with: sample.bytes[place..<place + count])
            }
            place += count
        }
        return place > Int(span.end(recordLength: Int(record))) ? "read behind the end" : nil
    }

    @Test func anyPiecesUnderAnyLimits() throws {
        let device = try StreamPlannerTests.device()
        var byServer: UInt64 = 0
        for seed in 0..<100 {
            let sample = Sample(UInt64(seed))
            var planner = try RestorePlanner(sample.stream, limits: sample.limits, of: device)
            for piece in sample.pieces { try planner.add(piece) }
            var disk = [UInt8](repeating: 0, count: Sample.diskCount)
            var expected = disk
            // Pieces may overlap on the disk: what is brought last counts.
            var writer = [Int32](repeating: -1, count: Sample.diskCount / 512)
            for (number, piece) in sample.pieces.enumerated() {
                for sector in piece.disk / 512..<(piece.disk + piece.count) / 512 {
                    writer[Int(sector)] = Int32(number)
                }
            }
            let lists = planner.takeLists(all: true)
            for list in lists {
                let problem = perform(list, sample, &disk)
                #expect(problem == nil, "seed \(seed)")
            }
            let pieces = planner.takeForServer()
            byServer += pieces.reduce(0) { $0 + $1.count }
            for piece in pieces {
                let source = Int(piece.offset)..<Int(piece.offset + piece.count)
                let target = Int(piece.disk)..<Int(piece.disk + piece.count)
                disk.replaceSubrange(target, with: sample.bytes[source])
            }
            var moved = lists.reduce(0) { $0 + $1.count }
            moved += pieces.reduce(0) { $0 + $1.count }
            #expect(moved == sample.pieces.reduce(0) { $0 + $1.count }, "seed \(seed)")
            if sample.limits.parameters.dataSegmentGranularity == 0,
                sample.limits.parameters.maximumSegmentLength == 0,
                sample.limits.parameters.implementedDescriptors.contains(0x09)
            {
                #expect(pieces.isEmpty, "seed \(seed)")
            }
            // Where several pieces have the same place, any of them may be last.
            var isShared = [Bool](repeating: false, count: writer.count)
            for (number, piece) in sample.pieces.enumerated() {
                let place = Int(piece.disk)..<Int(piece.disk + piece.count)
                let source = Int(piece.offset)..<Int(piece.offset + piece.count)
                expected.replaceSubrange(place, with: sample.bytes[source])
                for sector in place.lowerBound / 512..<place.upperBound / 512
                where writer[sector] != Int32(number) {
                    isShared[sector] = true
                }
            }
            let wrong = isShared.indices.first { sector in
                let place = sector * 512..<sector * 512 + 512
                return !isShared[sector] && disk[place] != expected[place]
            }
            #expect(wrong == nil, "seed \(seed)")
        }
        #expect(byServer > 0)
    }

    /// Copy managers that cannot do it at all say why.
    @Test func whatCannotPassIsRefused() throws {
        let device = try StreamPlannerTests.device()
        let sample = Sample(3)
        var limits = sample.limits
        limits.parameters.implementedDescriptors = [0x01, 0xE4]
        var error = #expect(throws: BackupError.self) {
            try RestorePlanner(sample.stream, limits: limits, of: device)
        }
        #expect(
            error?.description.contains("expected: descriptor type 6h") == true, "\(error as Any)")
        limits = sample.limits
        limits.parameters.dataSegmentGranularity = 17
        limits.parameters.maximumSegmentLength = 0
        error = #expect(throws: BackupError.self) {
            try RestorePlanner(sample.stream, limits: limits, of: device)
        }
        #expect(error?.description.contains("DATA SEGMENT GRANULARITY is 131072") == true)
    }
}
