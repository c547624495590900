import SCSI

/// A mode parameter block descriptor.
enum BlockDescriptor {
    case general(densityCode: UInt8, numberOfBlocks: UInt32, blockLength: UInt32)
    case shortLBA(numberOfLogicalBlocks: UInt32, logicalBlockLength: UInt32)

    var encoded: [UInt8] {
        switch self {
        case .general(let density, let blocks, let length):
            GeneralModeParameterBlockDescriptor(
                densityCode: density, numberOfBlocks: blocks, blockLength: length
            ).encoded()
        case .shortLBA(let blocks, let length):
            ShortLBAModeParameterBlockDescriptor(
                numberOfLogicalBlocks: blocks, logicalBlockLength: length
            ).encoded()
        }
    }
}

extension Dissection {
    /// A page by MODE SENSE(6) and by MODE SENSE(10), behind a header and a block descriptor.
    mutating func addModeSense(
        _ page: some WireStructure, _ descriptor: BlockDescriptor, finds: [String: [Found]]
    ) {
        let page = page.encoded()
        let body = descriptor.encoded + page
        let code = ModePageCode(rawValue: page[0] & 0x3F)
        var short = ModeParameterHeader6()
        short.modeDataLength = UInt8(3 + body.count)
        short.deviceSpecificParameter = 0x10
        short.blockDescriptorLength = 8
        add(
            ModeSense6CDB(pageCode: code, pageControl: .default, allocationLength: 0xFC),
            dataIn: short.encoded() + body,
            finds: ["scsi.mode.pc": [2], "scsi.cdb.alloclen": [0xFC]],
            inReply: finds.merging([
                "scsi.cdb.mode.mode_data_length": [.number(UInt64(3 + body.count))],
                "scsi.cdb.mode.device_specific_parameter": [0x10],
                "scsi.cdb.mode.block_descriptor_length": [8],
            ]) { $1 })
        var long = ModeParameterHeader10()
        long.modeDataLength = UInt16(6 + body.count)
        long.mediumType = 0x21
        long.blockDescriptorLength = 8
        add(
            ModeSense10CDB(pageCode: code, pageControl: .changeable, allocationLength: 0x0102),
            dataIn: long.encoded() + body,
            finds: ["scsi.mode.pc": [1], "scsi.cdb.alloclen16": [0x0102]],
            inReply: finds.merging([
                "scsi.cdb.mode.mode_data_length": [.number(UInt64(6 + body.count))],
                "scsi.cdb.mode.medium_type": [0x21],
                "scsi.cdb.mode.block_descriptor_length": [8],
            ]) { $1 })
    }
}
