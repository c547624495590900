import SCSI

/// What Linux's sd driver knows of a disk: what it asks when it finds one.
struct DiskShape: Equatable, Sendable {
    /// The logical block length in bytes, a power of two, 512 or more.
    var blockLength = 512
    /// How many logical blocks there are.
    var blockCount: UInt64 = 0
    /// The physical block length in bytes.
    var physicalBlockLength = 512
    /// How many bytes the first physical block begins behind the disk's beginning.
    var alignmentOffset = 0
    /// Whether writes are refused.
    var isWriteProtected = false
    /// Whether a write may end before it is stored: the WCE bit of the caching page.
    var hasWriteCache = false
    /// The most bytes of one command, by VPD page B0h; 0 where it is not said.
    var maximumTransferBytes = 0
    /// The most bytes of one command that suit the disk; 0 where it is not said.
    var optimalTransferBytes = 0
    /// The most blocks of one UNMAP command; 0 where blocks cannot be unmapped.
    var maximumUnmapBlocks: UInt64 = 0

    /// The disk's length in bytes.
    var byteCount: Int64 { Int64(clamping: blockCount) * Int64(blockLength) }

    /// The most 512-byte sectors that the block layer puts into one command: what suits the disk,
    /// or BLK_DEF_MAX_SECTORS.
    var maximumSectors: Int {
        let most = maximumTransferBytes > 0 ? maximumTransferBytes / 512 : Int.max
        return min(optimalTransferBytes > 0 ? optimalTransferBytes / 512 : 2560, most)
    }

    /// What the initiator says of the disk, or why that cannot be found out.
    init(asking commands: DiskCommands) throws(DriverFailure) {
        try readCapacity(commands)
        readMode(commands)
        readLimits(commands)
    }

    /// READ CAPACITY(16), or (10) where there is no other.
    private mutating func readCapacity(_ commands: DiskCommands) throws(DriverFailure) {
        var length: UInt64
        let long = ReadCapacity16CDB(allocationLength: 32).encoded()
        if let data = try? commands.perform(long, dataInLength: 32),
            let capacity = try? ReadCapacity16ParameterData(data)
        {
            length = UInt64(capacity.logicalBlockLengthInBytes)
            let (count, overflow) = capacity.returnedLogicalBlockAddress.addingReportingOverflow(1)
            blockCount = overflow ? capacity.returnedLogicalBlockAddress : count
            let exponent = Int(capacity.logicalBlocksPerPhysicalBlockExponent)
            physicalBlockLength = Int(length) << exponent
            let lowest = Int(capacity.lowestAlignedLogicalBlockAddress) & 0x3FFF
            alignmentOffset = lowest * Int(length)
            if capacity.lbpme { maximumUnmapBlocks = .max }
        } else {
            let data = try commands.perform(ReadCapacity10CDB().encoded(), dataInLength: 8)
            guard let capacity = try? ReadCapacity10ParameterData(data) else {
                throw DriverFailure.unreadable
            }
            length = UInt64(capacity.logicalBlockLengthInBytes)
            blockCount = UInt64(capacity.returnedLogicalBlockAddress) + 1
            physicalBlockLength = Int(length)
        }
        // sd takes these lengths; a disk of another has no capacity.
        guard [512, 1024, 2048, 4096].contains(length),
            blockCount <= UInt64(Int64.max) / length
        else { throw DriverFailure.unreadable }
        blockLength = Int(length)
    }

    private mutating func readMode(_ commands: DiskCommands) {
        let cdb = ModeSense6CDB(pageCode: .caching, allocationLength: 0xFF)
        guard let data = try? commands.perform(cdb.encoded(), dataInLength: 0xFF),
            data.count >= 4
        else { return }
        isWriteProtected = data[2] & 0x80 != 0
        let page = 4 + Int(data[3])
        if data.count > page + 2, data[page] & 0x3F == 0x08 {
            hasWriteCache = data[page + 2] & 0x04 != 0
        }
    }

    private mutating func readLimits(_ commands: DiskCommands) {
        let cdb = InquiryCDB(vpdPage: 0xB0, allocationLength: 64)
        guard let data = try? commands.perform(cdb.encoded(), dataInLength: 64),
            let page = try? BlockLimitsVPDPage(data)
        else {
            maximumUnmapBlocks = 0
            return
        }
        maximumTransferBytes = Int(page.maximumTransferLength) * blockLength
        optimalTransferBytes = Int(page.optimalTransferLength) * blockLength
        let canUnmap = maximumUnmapBlocks > 0 && page.maximumUnmapBlockDescriptorCount > 0
        maximumUnmapBlocks = canUnmap ? UInt64(page.maximumUnmapLBACount) : 0
    }
}
