import CopyManager
import Media
import SCSI
import WireBytes

/// What a list of a thousand segment descriptors costs.
struct SegmentBenchmarks {
    let rounds: Int

    private static let segments = 1000

    /// The rows of the table.
    func run() throws -> [[String]] {
        let check = try median((0..<max(rounds, 20)).map { _ in try checkTime() })
        let copy = try median((0...rounds).map { _ in try copyTime() })
        let microseconds = check * 1e6
        return [
            [
                "\(Self.segments) segment descriptors checked", "\(decimal(microseconds, 1)) us",
                "", "", "under 100 us", microseconds < 100 ? "reached" : "missed",
            ],
            [
                "a segment of one block, copied",
                "\(decimal(copy / Double(Self.segments) * 1e6, 2)) us", "", "", "", "",
            ],
        ]
    }

    /// Decoding and validating a list whose segments are of the three kinds that a backup sends.
    private func checkTime() throws -> Double {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = 1
        list.cscdDescriptors = [descriptor(1, .directAccess), descriptor(2, .sequentialAccess)]
        list.segments = (0..<Self.segments).map { number in
            switch number % 3 {
            case 0:
                var segment = BlockToStreamSegment()
                segment.destination = CSCDDescriptorID(rawValue: 1)
                segment.streamDeviceTransferLength = 65536
                segment.numberOfBlocks = UInt16(number + 1)
                segment.logicalBlockAddress = UInt64(number) << 20
                return .blockToStream(segment)
            case 1:
                var segment = BlockToBlockSegment()
                segment.numberOfBlocks = UInt16(number + 1)
                segment.sourceLogicalBlockAddress = UInt64(number) << 12
                segment.destinationLogicalBlockAddress = UInt64(number) << 30
                return .blockToBlock(segment)
            default:
                var segment = StreamToBlockSegment()
                segment.source = CSCDDescriptorID(rawValue: 1)
                segment.streamDeviceTransferLength = 65536
                segment.numberOfBlocks = UInt16(number + 1)
                segment.logicalBlockAddress = UInt64(number) << 8
                return .streamToBlock(segment)
            }
        }
        let bytes = list.encoded()
        let profile = CopyManagerProfile()
        var refusal: SenseData?
        let time = seconds { refusal = profile.refusal(ofParameterList: bytes) }
        if let refusal { throw BenchmarkFault("the list was refused: \(refusal.text)") }
        return time
    }

    /// A copy of a thousand blocks, each by a segment of its own, between disks in memory.
    private func copyTime() throws -> Double {
        let bench = CopyBench()
        let blocks = Self.segments
        for id in ["source", "target"] {
            bench.add(disk: MemoryMedium(byteCount: Int64(2 * blocks * 512)), id: id)
        }
        return try bench.time(from: "source", to: "target") { range in
            var segment = BlockToBlockSegment()
            segment.destination = CSCDDescriptorID(rawValue: 1)
            segment.numberOfBlocks = UInt16(range.count)
            segment.sourceLogicalBlockAddress = UInt64(range.lowerBound)
            segment.destinationLogicalBlockAddress = UInt64(2 * blocks - range.upperBound)
            return .blockToBlock(segment)
        } blocks: {
            (0..<blocks).map { $0..<$0 + 1 }
        }
    }

    private func descriptor(_ number: UInt8, _ type: PeripheralDeviceType) -> CSCDDescriptor {
        var designator = DesignationDescriptor()
        designator.codeSet = .binary
        designator.designatorType = .naa
        designator.designator = [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number]
        return .naming(
            designator, of: type, type == .directAccess ? .block(length: 512) : .stream())
    }
}
