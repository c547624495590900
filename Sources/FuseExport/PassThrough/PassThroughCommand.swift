import CLinuxSG
import Devices
import Glibc
import SCSI
import WireBytes

/// What became of a command that a program sent by SG_IO.
enum PassThroughOutcome: Sendable {
    /// It ended with a status.
    case ended(Completion)
    /// No logical unit answered.
    case unreachable
    /// It did not end in time.
    case timedOut
}

/// A command that a program sends by SG_IO: `struct sg_io_hdr` (version 3) or `struct sg_io_v4`.
///
/// What the program says is copied out of its memory once, checked, and used from the copy: it may
/// change its memory meanwhile, which harms nobody else.
struct PassThroughCommand: Sendable {
    /// The most bytes of one transfer, which is the most that a device moves by one command.
    static let transferLimit = 64 << 20
    /// The most ranges of memory of one transfer (UIO_MAXIOV).
    static let rangeLimit = 1024
    /// The longest CDB (SCSI_MAX_VARLEN_CDB_SIZE is 260; sg takes 252).
    static let cdbLimit = 252
    /// Where the fields are: `sg_io_hdr` on machines with 64-bit addresses.
    static let headerSize = 88
    /// The size of `sg_io_v4`.
    static let headerSizeV4 = 160

    /// A part of the caller's memory.
    struct Range: Equatable, Sendable {
        var address: UInt64
        var count: Int
    }

    let cdb: [UInt8]
    let dataOut: [UInt8]
    /// Where the data goes that comes back, in order.
    let dataIn: [Range]
    /// How many bytes may come back.
    let dataInLength: Int
    private let memory: CallerMemory
    private let address: UInt64
    private let isV4: Bool
    private let sense: Range
    private let milliseconds: UInt32
    /// How much the program said that it transfers, which what it leaves is reckoned from.
    private let length: Int

    /// Takes a command from the memory of the program that sends it.
    ///
    /// - Throws: what the drivers answer to a header that is wrong: EINVAL, EMSGSIZE, ENOMEM,
    ///   EFAULT; and ENOTTY for another version, for which sg has ENOSYS: FUSE makes that ENOTTY.
    init(at address: UInt64, in memory: CallerMemory) throws(ErrorNumber) {
        let start = try memory.read(address, 4)
        switch start.span.littleEndian32(at: 0) {
        case UInt32(UInt8(ascii: "S")):
            let bytes = try memory.read(address, Self.headerSize)
            try self.init(version3: bytes, at: address, in: memory)
        case UInt32(UInt8(ascii: "Q")):
            let bytes = try memory.read(address, Self.headerSizeV4)
            try self.init(version4: bytes, at: address, in: memory)
        default: throw ErrorNumber(ENOTTY)
        }
    }

    private init(
        version3 bytes: [UInt8], at address: UInt64, in memory: CallerMemory
    ) throws(ErrorNumber) {
        let header = bytes.span
        // Between the two reads the program may have made it something else.
        guard header[0] == UInt8(ascii: "S") else { throw ErrorNumber(ENOTTY) }
        guard (6...Self.cdbLimit).contains(Int(header[8])) else { throw ErrorNumber(EMSGSIZE) }
        let flags = header.littleEndian32(at: 44)
        if flags & 0x4 != 0 { throw ErrorNumber(EINVAL) }  // SG_FLAG_MMAP_IO: nothing is mapped.
        let direction = Int32(bitPattern: header.littleEndian32(at: 4))
        let length = Int(header.littleEndian32(at: 12))
        let movesNothing = direction == SG_DXFER_NONE || flags & UInt32(SG_FLAG_NO_DXFER) != 0
        let ranges = try Self.ranges(
            at: header.littleEndian64(at: 16), length: length,
            count: Int(header.littleEndian16(at: 10)), memory)
        switch direction {
        case SG_DXFER_NONE, SG_DXFER_FROM_DEV, SG_DXFER_TO_FROM_DEV: dataOut = []
        case SG_DXFER_TO_DEV: dataOut = movesNothing ? [] : try Self.gather(ranges, memory)
        default: throw ErrorNumber(EINVAL)
        }
        dataIn = movesNothing || direction == SG_DXFER_TO_DEV ? [] : ranges
        dataInLength =
            direction == SG_DXFER_NONE || direction == SG_DXFER_TO_DEV
            ? 0 : ranges.reduce(0) { $0 + $1.count }
        self.length = direction == SG_DXFER_NONE ? 0 : length
        cdb = try memory.read(header.littleEndian64(at: 24), Int(header[8]))
        sense = Range(address: header.littleEndian64(at: 32), count: Int(header[9]))
        milliseconds = header.littleEndian32(at: 40)
        (self.memory, self.address, isV4) = (memory, address, false)
    }

    private init(
        version4 bytes: [UInt8], at address: UInt64, in memory: CallerMemory
    ) throws(ErrorNumber) {
        let header = bytes.span
        guard header[0] == UInt8(ascii: "Q"), header.littleEndian32(at: 4) == BSG_PROTOCOL_SCSI,
            header.littleEndian32(at: 8) == BSG_SUB_PROTOCOL_SCSI_CMD
        else { throw ErrorNumber(EINVAL) }
        let cdbLength = Int(header.littleEndian32(at: 12))
        guard (6...Self.cdbLimit).contains(cdbLength) else { throw ErrorNumber(EINVAL) }
        let outLength = Int(header.littleEndian32(at: 60))
        let inLength = Int(header.littleEndian32(at: 68))
        // No command sends and receives at once.
        if outLength > 0 && inLength > 0 { throw ErrorNumber(EOPNOTSUPP) }
        let source = try Self.ranges(
            at: header.littleEndian64(at: 72), length: outLength,
            count: Int(header.littleEndian32(at: 56)), memory)
        dataOut = try Self.gather(source, memory)
        dataIn = try Self.ranges(
            at: header.littleEndian64(at: 80), length: inLength,
            count: Int(header.littleEndian32(at: 64)), memory)
        dataInLength = dataIn.reduce(0) { $0 + $1.count }
        length = max(inLength, outLength)
        cdb = try memory.read(header.littleEndian64(at: 16), cdbLength)
        sense = Range(
            address: header.littleEndian64(at: 48),
            count: min(Int(header.littleEndian32(at: 44)), SenseData.maximumLength))
        milliseconds = header.littleEndian32(at: 88)
        (self.memory, self.address, isV4) = (memory, address, true)
    }

    /// How long the command may take, in milliseconds; `nil` for ever.
    ///
    /// - Parameter standard: what holds where the program says 0.
    func timeout(standard: Int) -> Int? {
        switch milliseconds {
        case 0: standard
        case .max where !isV4: nil
        default: Int(milliseconds)
        }
    }

    /// The memory that a transfer uses: one range, or those of an array of `struct iovec`, as far
    /// as `length` bytes go.
    private static func ranges(
        at address: UInt64, length: Int, count: Int, _ memory: CallerMemory
    ) throws(ErrorNumber) -> [Range] {
        if length == 0 { return [] }
        if length > transferLimit { throw ErrorNumber(ENOMEM) }
        if count == 0 { return [Range(address: address, count: length)] }
        if count > rangeLimit { throw ErrorNumber(EINVAL) }
        let bytes = try memory.read(address, 16 * count)
        var ranges: [Range] = []
        var left = length
        for index in 0..<count where left > 0 {
            let size = bytes.span.littleEndian64(at: 16 * index + 8)
            let part = Int(min(size, UInt64(left)))
            if part == 0 { continue }
            ranges.append(
                Range(address: bytes.span.littleEndian64(at: 16 * index), count: part))
            left -= part
        }
        return ranges
    }

    private static func gather(
        _ ranges: [Range], _ memory: CallerMemory
    ) throws(ErrorNumber) -> [UInt8] {
        if ranges.count == 1 { return try memory.read(ranges[0].address, ranges[0].count) }
        var bytes: [UInt8] = []
        for range in ranges { bytes += try memory.read(range.address, range.count) }
        return bytes
    }
}

// MARK: What comes back

extension PassThroughCommand {
    /// Host status DID_NO_CONNECT: nobody is there.
    private static let noConnect: UInt8 = 0x01
    /// Host status DID_TIME_OUT: the command did not end in time.
    private static let timeOut: UInt8 = 0x03
    /// Driver status DRIVER_SENSE: there is sense data.
    private static let driverSense: UInt8 = 0x08

    /// Writes data, sense data and the header's results into the caller's memory.
    func deliver(
        _ outcome: PassThroughOutcome, milliseconds: Int64
    ) throws(ErrorNumber) {
        var status: UInt8 = 0
        var host: UInt8 = 0
        var senseBytes: ArraySlice<UInt8> = []
        var received = 0
        switch outcome {
        case .unreachable: host = Self.noConnect
        case .timedOut: host = Self.timeOut
        case .ended(let completion):
            status = completion.status.rawValue
            senseBytes = completion.senseBytes.prefix(sense.address == 0 ? 0 : sense.count)
            guard let bytes = try? completion.dataIn.bytes() else { throw ErrorNumber(EIO) }
            received = min(bytes.count, dataInLength)
            var rest = bytes.prefix(received)
            for range in dataIn {
                try memory.write(rest.prefix(range.count), at: range.address)
                rest = rest.dropFirst(range.count)
            }
        }
        try memory.write(senseBytes, at: sense.address)
        let isSending = !dataOut.isEmpty
        let moved = isSending ? (host == 0 ? length : 0) : received
        let driver = senseBytes.isEmpty ? 0 : Self.driverSense
        let isRemarkable = status != 0 || host != 0 || driver != 0
        let results = Results(
            status: status, host: host, driver: driver, senseLength: senseBytes.count,
            residual: length - moved, isSending: isSending,
            duration: UInt32(clamping: milliseconds),
            info: isRemarkable ? UInt32(SG_INFO_CHECK) : UInt32(SG_INFO_OK))
        let bytes = isV4 ? results.version4 : results.version3
        try memory.write(bytes.fields[...], at: address &+ bytes.offset)
    }

    /// The fields of a header that the driver fills in.
    private struct Results {
        let status: UInt8
        let host: UInt8
        let driver: UInt8
        let senseLength: Int
        /// How many of the bytes that the program named were not transferred.
        let residual: Int
        let isSending: Bool
        let duration: UInt32
        let info: UInt32

        /// From `status` to `info` of `sg_io_hdr`.
        var version3: (offset: UInt64, fields: [UInt8]) {
            let bytes: [UInt8] = [
                status, (status >> 1) & 0x1F, 0, UInt8(clamping: senseLength), host, 0, driver, 0,
            ]
            let numbers = [UInt32(clamping: residual), duration, info]
            return (64, bytes + numbers.flatMap { LittleEndianBytes.of($0, count: 4) })
        }

        /// From `driver_status` to `dout_resid` of `sg_io_v4`.
        var version4: (offset: UInt64, fields: [UInt8]) {
            let left = UInt32(clamping: residual)
            let numbers = [
                UInt32(driver), UInt32(host), UInt32(status), 0, info, duration,
                UInt32(senseLength), isSending ? 0 : left, isSending ? left : 0,
            ]
            return (108, numbers.flatMap { LittleEndianBytes.of($0, count: 4) })
        }
    }
}
