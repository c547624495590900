import SCSI
import Testing
import WireBytes

/// tshark finds our values in the commands and pages of disks.
@Suite struct TsharkBlockTests {
    private static let block = [UInt8](repeating: 0xA5, count: 512)

    @Test func readCommands() throws {
        var dissection = Dissection(.directAccess)
        // It reads 20 of the address's 21 bits.
        dissection.add(
            Read6CDB(logicalBlockAddress: 0x0F_3456, transferLength: 9), dataIn: Self.block,
            finds: ["scsi_sbc.rdwr6.lba": [0x0F_3456], "scsi_sbc.rdwr6.xferlen": [9]])
        dissection.add(
            changed(Read10CDB(logicalBlockAddress: 0x1234_5678, transferLength: 0x0102)) {
                $0.rdProtect = 5
                $0.dpo = true
                $0.groupNumber = 0x1B
            }, dataIn: Self.block,
            finds: [
                "scsi_sbc.rdprotect": [5], "scsi_sbc.dpo": [1], "scsi_sbc.fua": [0],
                "scsi_sbc.rdwr10.lba": [0x1234_5678], "scsi_sbc.group": [0x1B],
                "scsi_sbc.rdwr10.xferlen": [0x0102],
            ])
        dissection.add(
            changed(Read12CDB(logicalBlockAddress: 0x1234_5678, transferLength: 0x0102_0304)) {
                $0.fua = true
                $0.groupNumber = 3
            }, dataIn: Self.block,
            finds: [
                "scsi_sbc.rdprotect": [0], "scsi_sbc.dpo": [0], "scsi_sbc.fua": [1],
                "scsi_sbc.rdwr10.lba": [0x1234_5678], "scsi_sbc.group": [3],
                "scsi_sbc.rdwr12.xferlen": [0x0102_0304],
            ])
        dissection.add(
            changed(
                Read16CDB(logicalBlockAddress: 0x0102_0304_0506_0708, transferLength: 0x1020_3040)
            ) {
                $0.rdProtect = 3
                $0.dpo = true
                $0.fua = true
                $0.groupNumber = 0x15
            }, dataIn: Self.block,
            finds: [
                "scsi_sbc.rdprotect": [3], "scsi_sbc.dpo": [1], "scsi_sbc.fua": [1],
                "scsi_sbc.rdwr16.lba": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
                "scsi_sbc.group": [0x15], "scsi_sbc.rdwr12.xferlen": [0x1020_3040],
            ])
        try dissection.check()
    }

    @Test func writeCommands() throws {
        var dissection = Dissection(.directAccess)
        // It reads 20 of the address's 21 bits.
        dissection.add(
            Write6CDB(logicalBlockAddress: 0x0F_3456, transferLength: 9), dataOut: Self.block,
            finds: ["scsi_sbc.rdwr6.lba": [0x0F_3456], "scsi_sbc.rdwr6.xferlen": [9]])
        dissection.add(
            changed(Write10CDB(logicalBlockAddress: 0x1234_5678, transferLength: 0x0102)) {
                $0.wrProtect = 5
                $0.fua = true
                $0.groupNumber = 0x1B
            }, dataOut: Self.block,
            finds: [
                "scsi_sbc.wrprotect": [5], "scsi_sbc.dpo": [0], "scsi_sbc.fua": [1],
                "scsi_sbc.rdwr10.lba": [0x1234_5678], "scsi_sbc.group": [0x1B],
                "scsi_sbc.rdwr10.xferlen": [0x0102],
            ])
        dissection.add(
            changed(Write12CDB(logicalBlockAddress: 0x1234_5678, transferLength: 0x0102_0304)) {
                $0.dpo = true
                $0.groupNumber = 3
            }, dataOut: Self.block,
            finds: [
                "scsi_sbc.wrprotect": [0], "scsi_sbc.dpo": [1], "scsi_sbc.fua": [0],
                "scsi_sbc.rdwr10.lba": [0x1234_5678], "scsi_sbc.group": [3],
                "scsi_sbc.rdwr12.xferlen": [0x0102_0304],
            ])
        dissection.add(
            changed(
                Write16CDB(logicalBlockAddress: 0x0102_0304_0506_0708, transferLength: 0x1020_3040)
            ) {
                $0.wrProtect = 3
                $0.fua = true
                $0.groupNumber = 0x15
            }, dataOut: Self.block,
            finds: [
                "scsi_sbc.wrprotect": [3], "scsi_sbc.dpo": [0], "scsi_sbc.fua": [1],
                "scsi_sbc.rdwr16.lba": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
                "scsi_sbc.group": [0x15], "scsi_sbc.rdwr12.xferlen": [0x1020_3040],
            ])
        try dissection.check()
    }

    @Test func synchronizeCacheCommands() throws {
        var dissection = Dissection(.directAccess)
        dissection.add(
            changed(
                SynchronizeCache10CDB(
                    logicalBlockAddress: 0x1234_5678, numberOfLogicalBlocks: 0x0102)
            ) {
                $0.immed = true
                $0.groupNumber = 7
            },
            finds: [
                "scsi_sbc.synccache.immediate": [1], "scsi_sbc.rdwr10.lba": [0x1234_5678],
                "scsi_sbc.group": [7], "scsi_sbc.rdwr10.xferlen": [0x0102],
            ])
        dissection.add(
            SynchronizeCache16CDB(
                logicalBlockAddress: 0x0102_0304_0506_0708, numberOfLogicalBlocks: 0x1020_3040),
            finds: [
                "scsi_sbc.synccache.immediate": [0],
                "scsi_sbc.rdwr16.lba": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
                "scsi_sbc.rdwr12.xferlen": [0x1020_3040],
            ])
        try dissection.check()
    }

    @Test func capacities() throws {
        var long = ReadCapacity16ParameterData(
            blockCount: 0x2_1234_5679, logicalBlockLengthInBytes: 4096)
        long.pType = LogicalBlockProtectionType(rawValue: 2)
        long.protEn = true
        long.pIExponent = 5
        long.logicalBlocksPerPhysicalBlockExponent = 3
        long.lbpme = true
        long.lowestAlignedLogicalBlockAddress = 0x1234
        var dissection = Dissection(.directAccess)
        dissection.add(
            ReadCapacity10CDB(),
            dataIn: ReadCapacity10ParameterData(
                blockCount: 0x1234_5679, logicalBlockLengthInBytes: 520
            ).encoded(),
            inReply: ["scsi_sbc.returned_lba": [0x1234_5678], "scsi_sbc.blocksize": [520]])
        dissection.add(
            ReadCapacity16CDB(allocationLength: 32), dataIn: long.encoded(),
            finds: ["scsi_sbc.sa": [0x10], "scsi_sbc.alloclen32": [32]],
            inReply: [
                "scsi_sbc.lba64_add": [0x2_1234_5678], "scsi_sbc.blocksize": [4096],
                "scsi_sbc.prot_en": [1], "scsi_sbc.ptype": [2], "scsi_sbc.p_i_exponent": [5],
                "scsi_sbc.lbppbe": [3], "scsi_sbc.lbpme": [1], "scsi_sbc.lbprz": [0],
                "scsi_sbc.lalba": [0x1234],
            ])
        try dissection.check()
    }

    @Test func pagesOfDisks() throws {
        var limits = BlockLimitsVPDPage()
        limits.wsnz = true
        limits.maximumCompareAndWriteLength = 7
        limits.optimalTransferLengthGranularity = 0x0108
        limits.maximumTransferLength = 0x0201_0001
        limits.optimalTransferLength = 0x8001
        limits.maximumPrefetchLength = 0x77
        limits.maximumUnmapLBACount = 0x1111
        limits.maximumUnmapBlockDescriptorCount = 0x22
        limits.optimalUnmapGranularity = 0x33
        limits.ugavalid = true
        limits.unmapGranularityAlignment = 0x44
        limits.maximumWriteSameLength = 0x1_2345_6789
        limits.maximumAtomicTransferLength = 0x55
        limits.atomicAlignment = 0x66
        limits.atomicTransferLengthGranularity = 0x88
        var characteristics = BlockDeviceCharacteristicsVPDPage()
        characteristics.mediumRotationRate = MediumRotationRate(rawValue: 7200)
        characteristics.productType = 3
        characteristics.wabereq = 1
        characteristics.wacereq = 2
        characteristics.nominalFormFactor = .inches25
        characteristics.vbuls = true
        var dissection = Dissection(.directAccess)
        dissection.add(
            InquiryCDB(vpdPage: 0xB0, allocationLength: 0x0102), dataIn: limits.encoded(),
            finds: ["scsi.inquiry.evpd.pagecode": [0xB0], "scsi.cdb.alloclen16": [0x0102]],
            inReply: [
                "scsi.inquiry.evpd.pagelength": [0x3C], "scsi_sbc.bl.wsnz": [1],
                "scsi_sbc.bl.mcawl": [7], "scsi_sbc.bl.otlg": [0x0108],
                "scsi_sbc.bl.mtl": [0x0201_0001], "scsi_sbc.bl.otl": [0x8001],
                "scsi_sbc.bl.mpl": [0x77], "scsi_sbc.bl.mulc": [0x1111],
                "scsi_sbc.bl.mubdc": [0x22], "scsi_sbc.bl.oug": [0x33],
                "scsi_sbc.bl.ugavalid": [1], "scsi_sbc.bl.uga": [0x44],
                "scsi_sbc.bl.mwsl": [0x1_2345_6789], "scsi_sbc.bl.matl": [0x55],
                "scsi_sbc.bl.aa": [0x66], "scsi_sbc.bl.atlg": [0x88],
            ])
        dissection.add(
            InquiryCDB(vpdPage: 0xB1, allocationLength: 255), dataIn: characteristics.encoded(),
            inReply: [
                "scsi.inquiry.bdc.mrr": [7200], "scsi.inquiry.bdc.pt": [3],
                "scsi.inquiry.bdc.wabereq": [1], "scsi.inquiry.bdc.wacereq": [2],
                "scsi.inquiry.bdc.nff": [3], "scsi.inquiry.bdc.fuab": [0],
                "scsi.inquiry.bdc.vbuls": [1],
            ])
        try dissection.check()
    }
}
