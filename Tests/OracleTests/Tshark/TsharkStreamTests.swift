import SCSI
import Testing

/// tshark finds our values in the commands and pages of tapes.
@Suite struct TsharkStreamTests {
    @Test func transferCommands() throws {
        var dissection = Dissection(.sequentialAccess)
        dissection.add(
            ReadStream6CDB(transferLength: 0x12_3456, sili: true), dataIn: [1, 2, 3],
            finds: [
                "scsi_ssc.sili": [1], "scsi_ssc.fixed": [0], "scsi_ssc.rdwr6.xferlen": [0x12_3456],
            ])
        dissection.add(
            ReadStream6CDB(transferLength: 9, fixed: true), dataIn: [1, 2, 3],
            finds: [
                "scsi_ssc.sili": [0], "scsi_ssc.fixed": [1], "scsi_ssc.rdwr6.xferlen": [9],
            ])
        // It takes the FIXED bit of WRITE(6) for IMMED of WRITE FILEMARKS(6).
        dissection.add(
            WriteStream6CDB(transferLength: 0x12_3456, fixed: true), dataOut: [1, 2, 3],
            finds: ["scsi_ssc.immed": [1], "scsi_ssc.rdwr6.xferlen": [0x12_3456]])
        dissection.add(
            WriteFilemarks6CDB(filemarkCount: 0x05_4321, immed: true),
            finds: ["scsi_ssc.immed": [1], "scsi_ssc.rdwr6.xferlen": [0x05_4321]])
        dissection.add(
            changed(Erase6CDB()) { $0.long = true },
            finds: ["scsi_ssc.erase6.immed": [0], "scsi_ssc.erase6.long": [1]])
        try dissection.check()
    }

    @Test func positioningCommands() throws {
        var dissection = Dissection(.sequentialAccess)
        dissection.add(
            Space6CDB(code: SpaceCode(rawValue: 1), count: -3),
            finds: ["scsi_ssc.space6.code": [1], "scsi_ssc.space6.count": ["-3"]])
        dissection.add(
            changed(RewindCDB()) { $0.immed = true }, finds: ["scsi_ssc.immed": [1]])
        dissection.add(
            changed(Locate10CDB(logicalObjectIdentifier: 0x1234_5678)) {
                $0.bt = true
                $0.cp = true
                $0.partition = 7
            },
            finds: [
                "scsi_ssc.bt": [1], "scsi_ssc.cp": [1], "scsi_ssc.immed": [0],
                "scsi_ssc.locate10.loid": [0x1234_5678], "scsi_ssc.partition": [7],
            ])
        dissection.add(
            changed(
                Locate16CDB(
                    destType: LocateDestinationType(rawValue: 1),
                    logicalIdentifier: 0x0102_0304_0506_0708)
            ) {
                $0.immed = true
                $0.bam = true
                $0.partition = 3
            },
            finds: [
                "scsi_ssc.dest_type": [1], "scsi_ssc.cp": [0], "scsi_ssc.immed": [1],
                "scsi_ssc.bam": [1], "scsi_ssc.partition": [3],
                "scsi_ssc.locate16.loid": [0x0102_0304_0506_0708],
            ])
        dissection.add(
            changed(LoadUnloadCDB(load: true)) {
                $0.immed = true
                $0.reten = true
                $0.hold = true
            },
            finds: [
                "scsi_ssc.immed": [1], "scsi_ssc.hold": [1], "scsi_ssc.eot": [0],
                "scsi_ssc.reten": [1], "scsi_ssc.load": [1],
            ])
        try dissection.check()
    }

    @Test func positionsAndLimits() throws {
        var short = ReadPositionShortFormData()
        short.bop = true
        short.perr = true
        short.partitionNumber = 2
        short.firstLogicalObjectLocation = 0x0102_0304
        short.lastLogicalObjectLocation = 0x0506_0708
        short.numberOfLogicalObjectsInObjectBuffer = 0x01_0203
        short.numberOfBytesInObjectBuffer = 0x1112_1314
        var dissection = Dissection(.sequentialAccess)
        dissection.add(
            ReadPositionCDB(serviceAction: ReadPositionServiceAction(rawValue: 0)),
            dataIn: short.encoded(), finds: ["scsi_ssc.readposition.service_action": [0]],
            inReply: [
                "scsi_ssc.readposition.bop": [1], "scsi_ssc.readposition.eop": [0],
                "scsi_ssc.readposition.bcu": [0], "scsi_ssc.readposition.bycu": [0],
                "scsi_ssc.readposition.perr": [1], "scsi_ssc.partition": [2],
                "scsi_ssc.readposition.first_block_location": [0x0102_0304],
                "scsi_ssc.readposition.last_block_location": [0x0506_0708],
                "scsi_ssc.readposition.num_blocks_buffer": [0x01_0203],
                "scsi_ssc.readposition.num_bytes_buffer": [0x1112_1314],
            ])
        // With BYCU the count of bytes is not known, and is not read.
        dissection.add(
            ReadPositionCDB(serviceAction: ReadPositionServiceAction(rawValue: 0)),
            dataIn: changed(short) { $0.bycu = true }.encoded(),
            inReply: [
                "scsi_ssc.readposition.bycu": [1], "scsi_ssc.readposition.num_bytes_buffer": [],
            ])
        // It prints two to the power of GRANULARITY.
        dissection.add(
            ReadBlockLimitsCDB(),
            dataIn: ReadBlockLimitsData(
                granularity: 4, maximumBlockLengthLimit: 0x12_3456, minimumBlockLengthLimit: 0x0102
            ).encoded(),
            inReply: [
                "scsi_ssc.readblocklimits.granularity": [16],
                "scsi_ssc.readblocklimits.max_block_length_limit": [0x12_3456],
                "scsi_ssc.readblocklimits.min_block_length_limit": [0x0102],
            ])
        try dissection.check()
    }

    @Test func modePages() throws {
        var compression = DataCompressionModePage()
        compression.dce = true
        compression.dde = true
        compression.red = 2
        compression.compressionAlgorithm = 0x0102_0304
        compression.decompressionAlgorithm = 0x1112_1314
        var configuration = DeviceConfigurationModePage()
        configuration.activeFormat = 3
        configuration.activePartition = 5
        configuration.writeObjectBufferFullRatio = 0x21
        configuration.readObjectBufferEmptyRatio = 0x43
        configuration.writeDelayTime = 0x0102
        configuration.lois = true
        configuration.eeg = true
        configuration.gapSize = 9
        configuration.eodDefined = 2
        configuration.bam = true
        configuration.objectBufferSizeAtEarlyWarning = 0x01_0203
        configuration.selectDataCompressionAlgorithm = 1
        configuration.perswp = true
        var dissection = Dissection(.sequentialAccess)
        dissection.addModeSense(
            compression, .general(densityCode: 0x58, numberOfBlocks: 0, blockLength: 0x1_8000),
            finds: [
                "scsi.blockdescs.density_code": [0x58], "scsi.blockdescs.block_length": [0x1_8000],
                "scsi.mode.ssc.pagecode": [0x0F], "scsi.ssc2.modepage.dce": [1],
                "scsi.ssc2.modepage.dcc": [0], "scsi.ssc2.modepage.dde": [1],
                "scsi.ssc2.modepage.red": [2],
                "scsi.ssc2.modepage.compression_algorithm": [0x0102_0304],
                "scsi.ssc2.modepage.decompression_algorithm": [0x1112_1314],
            ])
        dissection.addModeSense(
            configuration, .general(densityCode: 0x58, numberOfBlocks: 0, blockLength: 0x1_8000),
            finds: [
                "scsi.mode.ssc.pagecode": [0x10], "scsi.ssc2.modepage.active_format": [3],
                "scsi.ssc2.modepage.active_partition": [5],
                "scsi.ssc2.modepage.write_object_buffer_full_ratio": [0x21],
                "scsi.ssc2.modepage.read_object_buffer_empty_ratio": [0x43],
                "scsi.ssc2.modepage.write_delay_time": [0x0102],
                "scsi.ssc2.modepage.obr": [0], "scsi.ssc2.modepage.lois": [1],
                "scsi.ssc2.modepage.gap_size": [9], "scsi.ssc2.modepage.eod_defined": [2],
                "scsi.ssc2.modepage.eeg": [1], "scsi.ssc2.modepage.sew": [0],
                "scsi.ssc2.modepage.bam": [1],
                "scsi.ssc2.modepage.object_buffer_size_at_early_warning": [0x01_0203],
                "scsi.ssc2.modepage.select_data_compression_algorithm": [1],
                "scsi.ssc2.modepage.asocwp": [0], "scsi.ssc2.modepage.perswp": [1],
                "scsi.ssc2.modepage.prmwp": [0],
            ])
        try dissection.check()
    }
}
