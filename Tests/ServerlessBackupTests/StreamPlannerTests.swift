import Fabric
import SCSI
import Testing
import Timebase

@testable import ServerlessBackup

/// The lists that a stream is cut into, against a model that does what they say.
@Suite struct StreamPlannerTests {
    /// The source disk.
    static let disk = distinctBlocks(byteCount: 1 << 20, seed: 7)

    /// What the server sends.
    static let pool = distinctBlocks(byteCount: 1 << 20, seed: 8)

    /// Rules and pieces of a random stream.
    struct Sample {
        var rules: StreamRules
        var pieces: [StreamPiece] = []
        var stream: [UInt8] = []

        init(_ seed: UInt64) {
            var random = SeededRandom(seed: seed)
            func pick<Element>(_ choices: [Element]) -> Element {
                choices[Int(random.next() % UInt64(choices.count))]
            }
            let blockLength = pick([512, 1024, 2048, 4096])
            let record = pick([8192, 12288, 65536])
            let granularity = pick([1, 1, 512, 1024, 4096])
            let inline = pick([4096, 8192, 65536, 1 << 20])
            let largest = pick([4096, 16384, 1 << 24])
            rules = StreamRules(
                recordLength: record, blockLength: blockLength, segments: pick([1, 4, 20, 1000]),
                descriptorBytes: pick([112, 400, 60000]), inlineBytes: inline,
                inlineSegmentBytes: min(inline, largest),
                blocksPerSegment: min(65535, largest / blockLength), granularity: granularity,
                movesBytes: granularity <= 512 && random.next() % 2 == 0)
            let small = random.next() % 2 == 0
            for _ in 0..<Int(random.next() % 120) {
                if random.next() % 2 == 0 {
                    let count = Int(random.next() % (small ? 4 : 40)) * 512 + 512
                    let start = Int(random.next() % 1024) * 512
                    let bytes = Array(StreamPlannerTests.pool[start..<start + count])
                    pieces.append(.inline(bytes))
                    stream += bytes
                } else {
                    let start = Int(random.next() % 1024) * 512
                    let count = Int(random.next() % (small ? 9 : 600)) * 512 + 512
                    pieces.append(.disk(start: UInt64(start), count: UInt64(count)))
                    stream += StreamPlannerTests.disk[start..<start + count]
                }
            }
        }

        /// Whether one tape record can be inline data whole: then no stream is refused.
        var alwaysPasses: Bool {
            let segments =
                (rules.recordLength + rules.inlineSegmentBytes - 1)
                / rules.inlineSegmentBytes
            return rules.recordLength <= rules.inlineBytes && segments <= rules.segments
                && segments * StreamSegment.longestDescriptor <= rules.descriptorBytes
        }
    }

    static func read(_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8] {
        Array(disk[Int(start)..<Int(start) + count])
    }

    static func device() throws -> Device {
        let san = SmallSAN()
        try san.addDisk("d0", [UInt8](repeating: 0, count: 512))
        return try san.device("d0")
    }

    /// The bytes that a list moves.
    static func bytes(of list: StreamList) -> [UInt8] {
        list.segments.flatMap { segment -> [UInt8] in
            switch segment {
            case .inline(let bytes): return bytes
            case .blocks(let first, let count, let length):
                let start = Int(first) * length
                return Array(disk[start..<start + count * length])
            case .bytes: return []
            }
        }
    }

    private func bytes(of list: StreamList, blockLength: Int) -> [UInt8] {
        list.segments.flatMap { segment -> [UInt8] in
            guard case .bytes(let block, let offset, let count) = segment else {
                return Self.bytes(of: StreamList(start: 0, segments: [segment], isLast: false))
            }
            let start = Int(block) * blockLength + offset
            return Array(Self.disk[start..<start + count])
        }
    }

    /// Whether a list keeps the rules; what is wrong else.
    private func problem(_ list: StreamList, _ rules: StreamRules) -> String? {
        // The filemark needs one of the four spare descriptors.
        if list.segments.count > rules.segments + 3 { return "\(list.segments.count) segments" }
        let descriptors = list.segments.reduce(0) { $0 + $1.descriptorLength }
        if descriptors > rules.descriptorBytes + 3 * StreamSegment.longestDescriptor {
            return "\(descriptors) bytes of descriptors"
        }
        let inline = list.segments.reduce(0) { $0 + $1.inlineCount }
        if inline > rules.inlineBytes { return "\(inline) bytes of inline data" }
        if !list.isLast, list.count == 0 || list.count % UInt64(rules.recordLength) != 0 {
            return "\(list.count) bytes"
        }
        for segment in list.segments {
            if segment.count == 0 || segment.count % UInt64(rules.granularity) != 0 {
                return "\(segment.count) bytes in \(segment)"
            }
            switch segment {
            case .inline(let bytes):
                if bytes.count > rules.inlineSegmentBytes { return "\(bytes.count) bytes inline" }
            case .blocks(_, let count, let length):
                if count > rules.blocksPerSegment || length != rules.blockLength {
                    return "\(segment)"
                }
            case .bytes(_, let offset, let count):
                if !rules.movesBytes || offset + count > rules.blockLength { return "\(segment)" }
            }
        }
        return nil
    }

    /// The lists of a sample; nil where it is refused.
    private func lists(_ sample: Sample, _ device: Device) throws -> [StreamList]? {
        var planner = StreamPlanner(rules: sample.rules, read: Self.read)
        var lists: [StreamList] = []
        do {
            for piece in sample.pieces {
                try planner.add(piece)
                while planner.isFull, let list = try planner.take(isEnd: false, of: device) {
                    lists.append(list)
                }
            }
            while let list = try planner.take(isEnd: true, of: device) { lists.append(list) }
        } catch {
            #expect("\(error)".contains("room for a tape record of"))
            return nil
        }
        return lists
    }

    /// Lists that keep all limits and are the stream, byte for byte.
    @Test func anyStreamUnderAnyLimits() throws {
        let device = try Self.device()
        var refused = 0
        for seed in 0..<200 {
            let sample = Sample(UInt64(seed))
            guard let lists = try lists(sample, device) else {
                refused += 1
                #expect(!sample.alwaysPasses, "seed \(seed)")
                continue
            }
            var stream: [UInt8] = []
            for list in lists {
                #expect(list.start == UInt64(stream.count), "seed \(seed)")
                stream += bytes(of: list, blockLength: sample.rules.blockLength)
                let problem = problem(list, sample.rules)
                #expect(problem == nil, "seed \(seed)")
            }
            #expect(lists.dropLast().allSatisfy { !$0.isLast } && lists.last?.isLast != false)
            let unit = sample.rules.granularity
            let filler = (unit - sample.stream.count % unit) % unit
            let isSame = stream == sample.stream + [UInt8](repeating: 0, count: filler)
            #expect(isSame, "seed \(seed)")
        }
        #expect(refused > 0 && refused < 150, "\(refused) of 200")
    }

    /// A cartridge may end with any record: the rest is planned anew under the same rules.
    @Test func whatDoesNotFitOnACartridgeIsPlannedAnew() throws {
        let device = try Self.device()
        var random = SeededRandom(seed: 99)
        var cuts = 0
        for seed in 0..<120 {
            let sample = Sample(UInt64(seed))
            let record = UInt64(sample.rules.recordLength)
            guard sample.alwaysPasses, let list = try lists(sample, device)?.last,
                list.count > record
            else { continue }
            let end = list.start + (1 + random.next() % ((list.count - 1) / record)) * record
            let rest = try StreamPlanner.replanned(
                list.remainder(from: end), sample.rules, of: device, read: Self.read)
            let all = bytes(of: list, blockLength: sample.rules.blockLength)
            var bytes: [UInt8] = []
            for list in rest {
                #expect(list.start == end + UInt64(bytes.count))
                bytes += self.bytes(of: list, blockLength: sample.rules.blockLength)
                let problem = problem(list, sample.rules)
                #expect(problem == nil, "seed \(seed)")
            }
            #expect(bytes == Array(all[Int(end - list.start)...]), "seed \(seed)")
            #expect(rest.last?.isLast == true && rest.dropLast().allSatisfy { !$0.isLast })
            cuts += 1
        }
        #expect(cuts > 15, "\(cuts)")
    }

    /// Nothing is read by the server where the copy manager can move it.
    @Test func theServerReadsNothingThatNeedNotBeRead() throws {
        let device = try Self.device()
        let rules = StreamRules(
            recordLength: 8192, blockLength: 4096, segments: 100, descriptorBytes: 4000,
            inlineBytes: 65536, blocksPerSegment: 100)
        var planner = StreamPlanner(rules: rules) { _, _ throws(BackupError) in
            Issue.record("read")
            return []
        }
        for number in 0..<100 {
            try planner.add(.inline([UInt8](repeating: 1, count: 512)))
            try planner.add(.disk(start: UInt64(number) * 512, count: 9 * 512))
            while planner.isFull, try planner.take(isEnd: false, of: device) != nil {}
        }
        while try planner.take(isEnd: true, of: device) != nil {}
    }

    /// A million extents, each with a header as small files have.
    @Test func manyExtentsArePlanned() throws {
        #if DEBUG
            let count = 20_000
        #else
            let count = 1_000_000
        #endif
        let device = try Self.device()
        let rules = StreamRules(
            recordLength: 65536, blockLength: 512, segments: 1020, descriptorBytes: 60000,
            inlineBytes: 1 << 20, blocksPerSegment: 65535)
        var planner = StreamPlanner(rules: rules, read: Self.read)
        let header = [UInt8](repeating: 5, count: 512)
        var moved: UInt64 = 0
        for number in 0..<UInt64(count) {
            if number % 8 == 0 { try planner.add(.inline(header)) }
            try planner.add(.disk(start: number * 8192, count: 4096))
            while planner.isFull, let list = try planner.take(isEnd: false, of: device) {
                moved += list.count
            }
        }
        while let list = try planner.take(isEnd: true, of: device) { moved += list.count }
        #expect(moved == UInt64(count) * 4096 + UInt64(count) / 8 * 512)
    }
}
