import SCSI
import Testing

/// tshark finds our values in the commands, pages and sense data of every kind of device.
@Suite struct TsharkPrimaryTests {
    @Test func standardInquiryData() throws {
        var data = CannedUnit.disk(1).inquiry
        data.rmb = true
        data.normACA = true
        data.protect = true
        data.tpgs = .implicit
        data.multiP = true
        data.vendorSpecific = Array(1...20)
        data.versionDescriptors = [
            VersionDescriptor(rawValue: 0x0460), VersionDescriptor(rawValue: 0x04C0),
        ]
        var dissection = Dissection(.directAccess)
        dissection.add(
            InquiryCDB(allocationLength: 0x0160), dataIn: data.encoded(),
            finds: ["scsi.inquiry.flags": [0], "scsi.cdb.alloclen16": [0x0160]],
            inReply: [
                "scsi.inquiry.qualifier": [0], "scsi.inquiry.removable": [1],
                "scsi.inquiry.version": [6], "scsi.inquiry.normaca": [1],
                "scsi.inquiry.hisup": [0], "scsi.inquiry.rdf": [2], "scsi.inquiry.add_len": [91],
                "scsi.inquiry.sccs": [0], "scsi.inquiry.acc": [0], "scsi.inquiry.tpgs": [1],
                "scsi.inquiry.tpc": [1], "scsi.inquiry.protect": [1],
                "scsi.inquiry.encserv": [0], "scsi.inquiry.multip": [1],
                "scsi.inquiry.cmdque": [1], "scsi.inquiry.vendor_id": ["SANBENCH"],
                "scsi.inquiry.product_id": ["CANNED UNIT     "],
                "scsi.inquiry.product_rev": ["0042"],
                "scsi.inquiry.vendor_specific": [.bytes(Array(1...20))],
                "scsi.inquiry.version_desc": [0x0460, 0x04C0, 0, 0, 0, 0, 0, 0],
            ])
        try dissection.check()
    }

    @Test func vitalProductData() throws {
        var port = DesignationDescriptor.naa5(
            companyID: 0x5A_4E42, vendorSpecificIdentifier: 0x1234_5678)
        port.association = .targetPort
        let names = DeviceIdentificationVPDPage(
            peripheralDeviceType: .directAccess,
            designationDescriptors: [
                CannedUnit.disk(1).name,
                .t10VendorID(vendor: "SANBENCH", vendorSpecificIdentifier: "ABC 123"), port,
            ])
        var dissection = Dissection(.directAccess)
        dissection.add(
            InquiryCDB(vpdPage: 0x83, allocationLength: 512), dataIn: names.encoded(),
            finds: ["scsi.inquiry.flags": [1], "scsi.inquiry.evpd.pagecode": [0x83]],
            inReply: [
                "scsi.inquiry.evpd.devid.code_set": [1, 2, 1],
                "scsi.inquiry.evpd.devid.association": [0, 0, 1],
                "scsi.inquiry.evpd.devid.identifier_type": [3, 1, 3],
                "scsi.inquiry.evpd.devid.identifier_length": [16, 15, 8],
                "scsi.inquiry.vendor_id": ["SANBENCH"],
                "scsi.inquiry.evpd.devid.identifier_str": ["ABC 123"],
                // Of NAA 5h it reads no parts.
                "scsi.naa.type": [6],
                "scsi.naa.ieee_company_id": [0x5A_4E42],
                "scsi.naa.vendor_specific.extension": [.bytes([1, 2, 3, 4, 5, 6, 7, 8])],
            ])
        dissection.add(
            InquiryCDB(vpdPage: 0x80, allocationLength: 255),
            dataIn: UnitSerialNumberVPDPage(
                peripheralDeviceType: .directAccess, productSerialNumber: "SN-0042"
            ).encoded(),
            inReply: [
                "scsi.inquiry.evpd.pagelength": [7],
                "scsi.inquiry.evpd.product_serial_number": ["SN-0042"],
            ])
        dissection.add(
            InquiryCDB(vpdPage: 0x00, allocationLength: 255),
            dataIn: SupportedVPDPagesVPDPage(
                peripheralDeviceType: .directAccess,
                supportedVPDPages: [.supportedVPDPages, .unitSerialNumber, .thirdPartyCopy]
            ).encoded(),
            inReply: [
                "scsi.inquiry.evpd.pagelength": [3],
                "scsi.inquiry.evpd.supported_page": [0x00, 0x80, 0x8F],
            ])
        try dissection.check()
    }

    @Test func controlAndCachingModePages() throws {
        var control = ControlModePage()
        control.tst = TaskSetType(rawValue: 1)
        control.gltsd = true
        control.queueAlgorithmModifier = QueueAlgorithmModifier(rawValue: 1)
        control.qErr = QueueErrorManagement(rawValue: 1)
        control.rac = true
        control.swp = true
        control.autoloadMode = 5
        control.busyTimeoutPeriod = 0x1234
        control.extendedSelfTestCompletionTime = 0x4321
        var caching = CachingModePage()
        caching.ic = true
        caching.cap = true
        caching.wce = true
        caching.demandReadRetentionPriority = 3
        caching.writeRetentionPriority = 5
        caching.disablePrefetchTransferLength = 0x0102
        caching.minimumPrefetch = 0x0304
        caching.maximumPrefetch = 0x0506
        caching.maximumPrefetchCeiling = 0x0708
        caching.dra = true
        caching.numberOfCacheSegments = 9
        caching.cacheSegmentSize = 0x1112
        let descriptor = BlockDescriptor.shortLBA(
            numberOfLogicalBlocks: 0x0102_0304, logicalBlockLength: 0x0208)
        var dissection = Dissection(.directAccess)
        // It prints the busy timeout in milliseconds, and reads one of the two bits of QERR.
        dissection.addModeSense(
            control, descriptor,
            finds: [
                "scsi.blockdescs.no_of_blocks": [0x0102_0304],
                "scsi.blockdescs.block_length": [0x0208],
                "scsi.mode.spc.pagecode": [0x0A], "scsi.spc.modepage.plen": [10],
                "scsi.mode.tst": [1], "scsi.spc.modepage.gltsd": [1], "scsi.mode.qmod": [1],
                "scsi.mode.qerr": [1], "scsi.mode.rac": [1], "scsi.spc.modepage.swp": [1],
                "scsi.spc.modepage.autoload_mode": [5],
                "scsi.spc.modepage.busy_timeout_period": [466_000],
                "scsi.spc.modepage.extended_self_test_completion_time": [0x4321],
            ])
        dissection.addModeSense(
            caching, descriptor,
            finds: [
                "scsi.mode.sbc.pagecode": [0x08], "scsi.spc.modepage.plen": [18],
                "scsi.sbc.modepage.ic": [1], "scsi.sbc.modepage.abpf": [0],
                "scsi.sbc.modepage.cap": [1], "scsi.sbc.modepage.disc": [0],
                "scsi.sbc.modepage.wce": [1], "scsi.sbc.modepage.rcd": [0],
                "scsi.sbc.modepage.demand_read_retention_priority": [3],
                "scsi.sbc.modepage.write_retention_priority": [5],
                "scsi.sbc.modepage.disable_pre_fetch_xfer_len": [0x0102],
                "scsi.sbc.modepage.minimum_pre_fetch": [0x0304],
                "scsi.sbc.modepage.maximum_pre_fetch": [0x0506],
                "scsi.sbc.modepage.maximum_pre_fetch_ceiling": [0x0708],
                "scsi.sbc.modepage.fsw": [0], "scsi.sbc.modepage.dra": [1],
                "scsi.sbc.modepage.number_of_cache_segments": [9],
                "scsi.sbc.modepage.cache_segment_size": [0x1112],
            ])
        try dissection.check()
    }

    @Test func otherCommands() throws {
        var dissection = Dissection(.directAccess)
        dissection.add(
            ReportLUNsCDB(allocationLength: 0x0102_0304, selectReport: .all),
            dataIn: ReportLUNsParameterData(luns: [LogicalUnitNumber(wire: 0)]).encoded(),
            finds: ["scsi.spc.select_report": [2], "scsi.cdb.alloclen32": [0x0102_0304]],
            inReply: ["scsi.reportluns.lun_list_length": [8]])
        dissection.add(
            changed(ReportSupportedOperationCodesCDB(allocationLength: 0x0102_0304)) {
                $0.rctd = true
                $0.reportingOptions = .oneServiceAction
                $0.requestedOperationCode = .extendedCopy
                $0.requestedServiceAction = 0x1C
            },
            dataIn: AllCommandsParameterData(commandDescriptors: [
                CommandDescriptor(operationCode: .testUnitReady, cdbLength: 6)
            ]).encoded(),
            finds: [
                "scsi.mpi.service_action": [0x0C], "scsi.report_opcodes.rctd": [1],
                "scsi.report_opcodes.options": [2],
                "scsi.report_opcodes.requested_operation_code": [0x83],
                "scsi.report_opcodes.requested_service_action": [0x1C],
                "scsi.cdb.alloclen32": [0x0102_0304],
            ])
        dissection.add(
            PreventAllowMediumRemovalCDB(prevent: .prevent),
            finds: ["scsi.prevent_allow.prevent": [1]])
        try dissection.check()
    }

    @Test func senseData() throws {
        var copy = SenseData(.copyAborted, .copyTargetUnderrun, at: .segment(9, bit: 3))
        copy.segment = 0x1234
        copy.information = 0x7654_3210
        var mark = SenseData(.noSense, .filemarkDetected)
        mark.filemark = true
        mark.information = 77
        let field = SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb(2, bit: 4))
        let list = SenseData(
            .illegalRequest, .invalidFieldInParameterList, at: .parameterList(0x102))
        let pointer: [String: [Found]] = [
            "scsi.sns.key": [5], "scsi.sns.ascascq": [0x2400], "scsi.sns.sksv": [1],
            "scsi.sns.sks.fp.cd": [1], "scsi.sns.sks.fp.bpv": [1], "scsi.sns.sks.fp.bit": [4],
            "scsi.sns.sks.fp.field": [2],
        ]
        var dissection = Dissection(.directAccess)
        dissection.add(
            TestUnitReadyCDB(), sense: copy.encoded(.fixed),
            inReply: [
                "scsi.sns.errtype": [0x70], "scsi.sns.key": [0xA],
                "scsi.sns.info": [0x7654_3210], "scsi.sns.addlen": [10],
                "scsi.sns.command_specific_information": [.bytes([0, 0, 0x12, 0x34])],
                "scsi.sns.ascascq": [0x0D04], "scsi.sns.sksv": [1],
                "scsi.sns.sks_info": [0x2B_0009],
            ])
        dissection.add(
            TestUnitReadyCDB(), sense: copy.encoded(.descriptor),
            inReply: [
                "scsi.sns.errtype": [0x72], "scsi.sns.key": [0xA], "scsi.sns.ascascq": [0x0D04],
                "scsi.sns.addlen": [32], "scsi.sns.desc.type": [0, 1, 2],
                "scsi.sns.desc.length": [10, 10, 6], "scsi.sns.sks_info": [0x2B_0009],
            ])
        dissection.add(
            TestUnitReadyCDB(), sense: mark.encoded(.fixed),
            inReply: [
                "scsi.sns.filemark": [1], "scsi.sns.eom": [0], "scsi.sns.ili": [0],
                "scsi.sns.info": [77], "scsi.sns.ascascq": [0x0001],
            ])
        dissection.add(TestUnitReadyCDB(), sense: field.encoded(.fixed), inReply: pointer)
        dissection.add(
            RequestSenseCDB(allocationLength: 252, desc: true), dataIn: field.encoded(.descriptor),
            finds: ["scsi.cdb.alloclen": [252]], inReply: pointer)
        dissection.add(
            TestUnitReadyCDB(), sense: list.encoded(.fixed),
            inReply: ["scsi.sns.sks.fp.cd": [0], "scsi.sns.sks.fp.field": [0x102]])
        try dissection.check()
    }
}
