import Devices
import Media
import SCSI

extension SegmentContext {
    /// 16h: blocks from one disk to another of the same kind.
    func image(
        _ segment: BlockImageSegment, _ io: inout CopyIO
    ) throws(CopyFailure) -> BlockImage {
        let from = try source(.block)
        let to = try destination(.block)
        guard from.target?.deviceType ?? .directAccess == .directAccess else {
            throw CopyFailure(.wrongDeviceClass, at: .segment(4))
        }
        guard to.target?.deviceType ?? .directAccess == .directAccess else {
            throw CopyFailure(.wrongDeviceClass, at: .segment(6))
        }
        try checkPair(from, to)
        let source = try capacity(from, .source, &io)
        let target = try capacity(to, .destination, &io)
        guard source.hasSameBlocks(as: target) else {
            throw CopyFailure(.blockLengthMismatch, at: to.field)
        }
        let readable = try left(
            segment.sourceLogicalBlockAddress, source.blockCount, from, .source, &io)
        let writable = try left(
            segment.destinationLogicalBlockAddress, target.blockCount, to, .destination, &io)
        var count = min(readable, writable)
        if segment.numberOfLogicalBlocks != 0 {
            count = min(count, UInt64(segment.numberOfLogicalBlocks))
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(from.blockLength))
        if overflow || bytes > UInt64(Int.max) {
            throw CopyFailure(.segmentGranularity, at: .segment(24))
        }
        try checkLength(Int(bytes), at: 24)
        return BlockImage(
            SegmentTransfer(
                from: .blocks(from, next: segment.sourceLogicalBlockAddress),
                to: .blocks(to, next: segment.destinationLogicalBlockAddress),
                SegmentTransfer.Rules(), count: Int(bytes), residue: Residue()))
    }

    private func capacity(
        _ binding: CSCDBinding, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> ReadCapacity16ParameterData {
        var command = ReadCapacity16CDB()
        command.allocationLength = 32
        let completion = try io.demand(command.encoded(), expecting: 32, to: binding, side)
        guard let bytes = try? completion.dataIn.bytes(),
            let data = try? ReadCapacity16ParameterData(bytes)
        else { throw CopyFailure(.dataUnderrun, at: binding.field) }
        return data
    }

    /// How many blocks there are from an address on.
    private func left(
        _ address: UInt64, _ blockCount: UInt64, _ binding: CSCDBinding, _ side: CopySide,
        _ io: inout CopyIO
    ) throws(CopyFailure) -> UInt64 {
        if address <= blockCount { return blockCount - address }
        // The device itself says what is wrong with the address.
        var command = Read16CDB()
        command.logicalBlockAddress = address
        command.transferLength = 1
        _ = try io.demand(
            command.encoded(), expecting: binding.blockLength, to: binding, side)
        return 0
    }
}

/// The copy of a disk or of a part of one. What other segments left over is not touched.
struct BlockImage: SegmentWork {
    private var transfer: SegmentTransfer

    init(_ transfer: SegmentTransfer) { self.transfer = transfer }

    var informationResidue: Int64? { transfer.informationResidue }
    var writtenBytes: UInt64 { transfer.writtenBytes }

    mutating func step(
        budget: Int, _ residue: inout Residue, _ held: inout HeldData, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool {
        var own = Residue()
        // Whole blocks leave nothing over between steps.
        return try transfer.step(
            budget: max(1, budget / 4096) * 4096, &own, &held, &io)
    }
}

extension ReadCapacity16ParameterData {
    /// LOGICAL BLOCK ADDRESS is the last address, not the number of blocks.
    fileprivate var blockCount: UInt64 {
        returnedLogicalBlockAddress == .max ? .max : returnedLogicalBlockAddress + 1
    }

    /// Whether an image of the one can stand on the other: block length and protection.
    fileprivate func hasSameBlocks(as other: Self) -> Bool {
        logicalBlockLengthInBytes == other.logicalBlockLengthInBytes
            && protEn == other.protEn && pType == other.pType
    }
}
