import Glibc
import SCSI

/// The ioctl requests of block devices (linux/fs.h, linux/hdreg.h), and how many bytes their
/// arguments point to on a 64-bit machine.
enum DiskRequest: UInt, CaseIterable {
    case setReadOnly = 0x125D
    case getReadOnly = 0x125E
    case readPartitions = 0x125F
    case getSectors = 0x1260
    case flushBuffers = 0x1261
    case setReadAhead = 0x1262
    case getReadAhead = 0x1263
    case getFileReadAhead = 0x1265
    case getMaximumSectors = 0x1267
    case getBlockLength = 0x1268
    case getSoftBlockLength = 0x8008_1270
    case setSoftBlockLength = 0x4008_1271
    case getByteCount = 0x8008_1272
    case discard = 0x1277
    case getMinimumTransfer = 0x1278
    case getOptimalTransfer = 0x1279
    case getAlignmentOffset = 0x127A
    case getPhysicalBlockLength = 0x127B
    case discardZeroes = 0x127C
    case isRotational = 0x127E
    case zeroOut = 0x127F
    /// HDIO_GETGEO.
    case getGeometry = 0x0301

    /// How many bytes the argument points to; 0 where it is a number or not used.
    var argumentLength: Int {
        switch self {
        case .readPartitions, .flushBuffers, .setReadAhead: 0
        case .getMaximumSectors, .isRotational: 2
        case .getSectors, .getByteCount, .getReadAhead, .getFileReadAhead: 8
        case .discard, .zeroOut, .getGeometry: 16
        default: 4
        }
    }
}

extension DiskFile {
    /// The most zero bytes of one command of BLKZEROOUT.
    private static let zeroLength = 1 << 20
    /// The page cache's unit.
    private static let pageLength = 4096
    /// What the kernel reads ahead, in sectors.
    private static let readAheadSectors: Int64 = 256

    func control(_ request: UInt, argument: [UInt8], value: UInt) -> FileAnswer {
        FileAnswer { () throws(DriverFailure) in
            guard let known = DiskRequest(rawValue: request) else { throw DriverFailure(ENOTTY) }
            guard argument.count >= known.argumentLength else { throw DriverFailure(EFAULT) }
            return FileAnswer(data: try answer(known, argument))
        }
    }

    /// What a request writes back.
    private func answer(
        _ request: DiskRequest, _ argument: [UInt8]
    ) throws(DriverFailure) -> [UInt8] {
        switch request {
        // What only the kernel's own tables would change.
        case .readPartitions, .flushBuffers, .setReadAhead: return []
        case .setReadOnly: throw DriverFailure(EACCES)
        case .getReadOnly: return [UInt8](native: Int32(shape.isWriteProtected ? 1 : 0))
        case .getSectors: return [UInt8](native: shape.byteCount / 512)
        case .getByteCount: return [UInt8](native: shape.byteCount)
        case .getReadAhead, .getFileReadAhead: return [UInt8](native: Self.readAheadSectors)
        case .getMaximumSectors: return [UInt8](native: UInt16(clamping: shape.maximumSectors))
        case .getBlockLength: return [UInt8](native: Int32(shape.blockLength))
        case .getSoftBlockLength: return [UInt8](native: Int32(softBlockLength))
        case .setSoftBlockLength:
            let length = Int(Self.number(argument, 0, 4))
            let isPower = length > 0 && length & (length - 1) == 0
            guard isPower, (512...Self.pageLength).contains(length), length >= shape.blockLength
            else { throw DriverFailure(EINVAL) }
            return []
        case .getMinimumTransfer: return [UInt8](native: UInt32(shape.physicalBlockLength))
        case .getOptimalTransfer: return [UInt8](native: UInt32(shape.optimalTransferBytes))
        case .getAlignmentOffset: return [UInt8](native: Int32(clamping: shape.alignmentOffset))
        case .getPhysicalBlockLength: return [UInt8](native: UInt32(shape.physicalBlockLength))
        case .discardZeroes: return [UInt8](native: UInt32(0))
        case .isRotational: return [UInt8](native: UInt16(0))
        case .discard:
            try discard(range(argument))
            return []
        case .zeroOut:
            try zero(range(argument))
            return []
        case .getGeometry: return geometry
        }
    }

    /// The block length of the page cache: the longest that divides the disk, up to a page.
    private var softBlockLength: Int {
        var length = shape.blockLength
        while length < Self.pageLength && shape.byteCount % Int64(length * 2) == 0 { length *= 2 }
        return length
    }

    /// `struct hd_geometry`, with 64 heads of 32 sectors, and of more where that is too few.
    private var geometry: [UInt8] {
        let sectors = shape.byteCount / 512
        let isSmall = sectors >> 11 <= 1024
        let (heads, perTrack): (UInt8, UInt8) = isSmall ? (64, 32) : (255, 63)
        let cylinders = sectors / (Int64(heads) * Int64(perTrack))
        var bytes: [UInt8] = [heads, perTrack]
        bytes.append(native: UInt16(clamping: cylinders))
        return bytes + [0, 0, 0, 0] + [UInt8](native: Int64(0))
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The range that BLKDISCARD and BLKZEROOUT name, checked.
    private func range(_ argument: [UInt8]) throws(DriverFailure) -> Range<Int64> {
        if !mayWrite { throw DriverFailure(EBADF) }
        let start = Self.number(argument, 0, 8)
        let length = Self.number(argument, 8, 8)
        let (end, overflow) = start.addingReportingOverflow(length)
        let unit = UInt64(shape.blockLength)
        guard !overflow, end <= UInt64(shape.byteCount), start % unit == 0, length % unit == 0
        else { throw DriverFailure(EINVAL) }
        return Int64(start)..<Int64(end)
    }

    /// BLKDISCARD: UNMAP, where the disk has it.
    private func discard(_ range: Range<Int64>) throws(DriverFailure) {
        let most = min(shape.maximumUnmapBlocks, UInt64(UInt32.max))
        if most == 0 { throw DriverFailure(EOPNOTSUPP) }
        let unit = UInt64(shape.blockLength)
        var next = UInt64(range.lowerBound) / unit
        let end = UInt64(range.upperBound) / unit
        while next < end {
            let count = min(most, end - next)
            try commands.unmap(next, UInt32(count))
            next += count
        }
    }

    /// BLKZEROOUT: zeros are written.
    private func zero(_ range: Range<Int64>) throws(DriverFailure) {
        try device.whileWriting { () throws(DriverFailure) in
            var next = range.lowerBound
            while next < range.upperBound {
                let count = Int(min(Int64(Self.zeroLength), range.upperBound - next))
                let zeros = [UInt8](repeating: 0, count: count)
                guard try writeBytes(zeros, at: next) == count else { throw DriverFailure(EIO) }
                next += Int64(count)
            }
        }
    }
}
