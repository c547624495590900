import CopyManager
import Devices
import Fabric
import Foundation
import Media
import SCSI
import Timebase

/// Copies of one image by EXTENDED COPY and by cp.
struct CopyBenchmarks {
    /// The name, the ratio to be reached, and the side to be measured.
    typealias Side = (name: String, reach: Double, run: () throws -> Double)

    /// Bytes of a tape record: what the engine writes by default.
    private static let recordLength = 256 * 1024
    private static let blockLength = 512
    /// The most blocks of one segment that fill whole tape records.
    private static let blocksPerSegment = 65024
    private static let nexus = NexusIdentifier(1)

    private let work: WorkDirectory
    private let byteCount: Int

    /// Writes the image: random bytes, so that nothing can be left out.
    init(work: WorkDirectory, byteCount: Int) throws {
        self.work = work
        self.byteCount = byteCount
        var random = SeededRandom(seed: 1)
        let image = try RandomAccessFile(path: work.image, mode: .creating)
        var offset = 0
        while offset < byteCount {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(1 << 20)
            while bytes.count < 1 << 20 {
                let word = random.next()
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
            }
            try image.write(bytes[...], at: Int64(offset))
            offset += bytes.count
        }
        try writeKeptTape()
    }

    /// What is measured.
    var sides: [Side] {
        [
            ("image to image, 02h, against cp", 1.0, copyDiskToDisk),
            ("disk to tape, 00h, against cp", 0.8, { try copyDiskToTape(work.new("tape")) }),
            ("tape to disk, 01h, against cp", 0.8, copyTapeToDisk),
        ]
    }

    /// The peer.
    func copyWithCp() throws -> Double {
        try seconds { try Self.runCp(from: work.image, to: work.new("copy")) }
    }

    /// Copies a file with cp, without its holes.
    static func runCp(from source: String, to target: String) throws {
        try run("/bin/cp", ["--reflink=never", source, target])
    }

    /// Runs a program to its end.
    static func run(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let awaitEnd = try process.start()
        awaitEnd()
        guard process.terminationStatus == 0 else {
            throw BenchmarkFault("\(path) ended with status \(process.terminationStatus)")
        }
    }

    // MARK: Our side

    private func copyDiskToDisk() throws -> Double {
        let bench = CopyBench()
        bench.add(disk: try FileMedium(updating: work.image), id: "source")
        bench.add(
            disk: try FileMedium(creating: work.new("copy"), byteCount: Int64(byteCount)),
            id: "target")
        return try bench.time(from: "source", to: "target") { range in
            var segment = BlockToBlockSegment()
            segment.destination = CSCDDescriptorID(rawValue: 1)
            segment.numberOfBlocks = UInt16(range.count)
            segment.sourceLogicalBlockAddress = UInt64(range.lowerBound)
            segment.destinationLogicalBlockAddress = UInt64(range.lowerBound)
            return .blockToBlock(segment)
        } blocks: {
            ranges
        }
    }

    private func copyDiskToTape(_ path: String) throws -> Double {
        let bench = CopyBench()
        bench.add(disk: try FileMedium(updating: work.image), id: "source")
        bench.add(tape: try Cartridge.create(at: path, try manifest()), id: "tape")
        return try bench.time(from: "source", to: "tape") { range in
            var segment = BlockToStreamSegment()
            segment.destination = CSCDDescriptorID(rawValue: 1)
            segment.streamDeviceTransferLength = UInt32(Self.recordLength)
            segment.numberOfBlocks = UInt16(range.count)
            segment.logicalBlockAddress = UInt64(range.lowerBound)
            return .blockToStream(segment)
        } blocks: {
            ranges
        }
    }

    private func copyTapeToDisk() throws -> Double {
        let bench = CopyBench()
        bench.add(tape: try Cartridge.mount(work.new("kept-tape")), id: "tape")
        bench.add(
            disk: try FileMedium(creating: work.new("copy"), byteCount: Int64(byteCount)),
            id: "target")
        return try bench.time(from: "tape", to: "target") { range in
            var segment = StreamToBlockSegment()
            segment.destination = CSCDDescriptorID(rawValue: 1)
            segment.streamDeviceTransferLength = UInt32(Self.recordLength)
            segment.numberOfBlocks = UInt16(range.count)
            segment.logicalBlockAddress = UInt64(range.lowerBound)
            return .streamToBlock(segment)
        } blocks: {
            ranges
        }
    }

    /// The tape that is copied back: it is written once, and never measured.
    private func writeKeptTape() throws { _ = try copyDiskToTape(work.new("kept-tape")) }

    private func manifest() throws -> CartridgeManifest {
        let capacity = Int64(byteCount) * 2 + (64 << 20)
        return try CartridgeManifest(
            volumeIdentifier: "BENCH", capacity: capacity, earlyWarning: capacity)
    }

    private var ranges: [Range<Int>] {
        let count = byteCount / Self.blockLength
        return stride(from: 0, to: count, by: Self.blocksPerSegment).map {
            $0..<min(count, $0 + Self.blocksPerSegment)
        }
    }
}

/// A measurement that cannot be made.
struct BenchmarkFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
