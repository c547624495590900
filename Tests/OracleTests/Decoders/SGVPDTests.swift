import SCSI
import Testing

/// sg_vpd and sg_inq print the values that we put in, line by line.
@Suite struct SGVPDTests {
    private func read(_ page: String, _ bytes: [UInt8]) throws -> [String] {
        try ProgramReading.lines("sg_vpd", ["--page=\(page)", "--inhex=in"], of: bytes)
    }

    @Test func standardInquiryData() throws {
        let unit = CannedUnit.disk(3)
        var data = unit.inquiry
        data.rmb = true
        data.multiP = true
        data.protect = true
        data.tpgs = .implicit
        data.versionDescriptors = [VersionDescriptor(rawValue: 0x0460)]
        let lines = try ProgramReading.lines(
            "sg_inq", ["--inhex=in", "--descriptors"], of: data.encoded())
        #expect(
            lines == [
                "standard INQUIRY:",
                "PQual=0  PDT=0  RMB=1  LU_CONG=0  hot_pluggable=0  version=0x06  [SPC-4]",
                "[AERC=0]  [TrmTsk=0]  NormACA=0  HiSUP=0  Resp_data_format=2",
                "SCCS=0  ACC=0  TPGS=1  3PC=1  Protect=1  [BQue=0]",
                "EncServ=0  MultiP=1 (VS=0)  [MChngr=0]  [ACKREQQ=0]  Addr16=0",
                "[RelAdr=0]  WBus16=0  Sync=0  [Linked=0]  [TranDis=0]  CmdQue=1",
                "[SPI: Clocking=0x0  QAS=0  IUS=0]",
                "length=96 (0x60)   Peripheral device type: disk",
                "Vendor identification: SANBENCH",
                "Product identification: CANNED UNIT",
                "Product revision level: 0042",
                "Version descriptors:",
                "SPC-4 (no version claimed)",
            ])
    }

    @Test func supportedVPDPages() throws {
        let page = SupportedVPDPagesVPDPage(
            peripheralDeviceType: .directAccess,
            supportedVPDPages: [
                .supportedVPDPages, .unitSerialNumber, .thirdPartyCopy, .blockLimits,
            ])
        #expect(
            try read("sv", page.encoded()) == [
                "Supported VPD pages VPD page:", "Supported VPD pages [sv]",
                "Unit serial number [sn]", "Third party copy [tpc]", "Block limits (SBC) [bl]",
            ])
    }

    @Test func unitSerialNumber() throws {
        let page = UnitSerialNumberVPDPage(
            peripheralDeviceType: .directAccess, productSerialNumber: "SN-0042")
        #expect(
            try read("sn", page.encoded()) == [
                "Unit serial number VPD page:", "Unit serial number: SN-0042",
            ])
    }

    @Test func deviceIdentification() throws {
        var port = DesignationDescriptor.naa5(
            companyID: 0x5A_4E42, vendorSpecificIdentifier: 0x9_8765_4321)
        port.association = .targetPort
        port.piv = true
        port.protocolIdentifier = .fibreChannel
        var relative = DesignationDescriptor(
            codeSet: .binary, designatorType: .relativeTargetPort, designator: [0, 0, 0, 2])
        relative.association = .targetPort
        let page = DeviceIdentificationVPDPage(
            peripheralDeviceType: .directAccess,
            designationDescriptors: [
                .naa6(
                    companyID: 0x5A_4E42, vendorSpecificIdentifier: 0x1_2345_6783,
                    vendorSpecificIdentifierExtension: 0x0102_0304_0506_0708),
                .t10VendorID(vendor: "SANBENCH", vendorSpecificIdentifier: "ABC 123"),
                port, relative,
            ])
        let lines = try read("di", page.encoded())
        #expect(
            lines == [
                "Device Identification VPD page:",
                "Addressed logical unit:",
                "designator type: NAA,  code set: Binary",
                "0x65a4e421234567830102030405060708",
                "designator type: T10 vendor identification,  code set: ASCII",
                "vendor id: SANBENCH",
                "vendor specific: ABC 123",
                "Target port:",
                "designator type: NAA,  code set: Binary",
                "transport: Fibre Channel Protocol for SCSI (FCP-5)",
                "0x55a4e42987654321",
                "designator type: Relative target port,  code set: Binary",
                "Relative target port: 0x2",
            ])
    }

    @Test func blockLimits() throws {
        var page = BlockLimitsVPDPage()
        page.wsnz = true
        page.maximumCompareAndWriteLength = 7
        page.optimalTransferLengthGranularity = 8
        page.maximumTransferLength = 0x1_0001
        page.optimalTransferLength = 0x8001
        page.maximumPrefetchLength = 0x77
        page.maximumUnmapLBACount = 0x1111
        page.maximumUnmapBlockDescriptorCount = 0x22
        page.optimalUnmapGranularity = 0x33
        page.ugavalid = true
        page.unmapGranularityAlignment = 0x44
        page.maximumWriteSameLength = 0x1_2345_6789
        page.maximumAtomicTransferLength = 0x55
        page.atomicAlignment = 0x66
        page.atomicTransferLengthGranularity = 0x88
        page.maximumAtomicTransferLengthWithAtomicBoundary = 0x99
        page.maximumAtomicBoundarySize = 0xAA
        #expect(
            try read("bl", page.encoded()) == [
                "Block limits VPD page (SBC):",
                "Write same non-zero (WSNZ): 1",
                "Maximum compare and write length: 7 blocks",
                "Optimal transfer length granularity: 8 blocks",
                "Maximum transfer length: 65537 blocks",
                "Optimal transfer length: 32769 blocks",
                "Maximum prefetch transfer length: 119 blocks",
                "Maximum unmap LBA count: 4369",
                "Maximum unmap block descriptor count: 34",
                "Optimal unmap granularity: 51 blocks",
                "Unmap granularity alignment valid: true",
                "Unmap granularity alignment: 68",
                "Maximum write same length: 0x123456789 blocks",
                "Maximum atomic transfer length: 85 blocks",
                "Atomic alignment: 102",
                "Atomic transfer length granularity: 136",
                "Maximum atomic transfer length with atomic boundary: 153 blocks",
                "Maximum atomic boundary size: 170 blocks",
            ])
    }

    @Test func blockDeviceCharacteristics() throws {
        var page = BlockDeviceCharacteristicsVPDPage()
        page.mediumRotationRate = MediumRotationRate(rawValue: 7200)
        page.nominalFormFactor = .inches35
        page.wabereq = 1
        page.wacereq = 2
        page.zoned = ZonedCapability(rawValue: 1)
        page.bocs = true
        page.vbuls = true
        page.productType = 3
        page.depopulationTime = 77
        let lines = try read("bdc", page.encoded())
        #expect(
            lines == [
                "Block device characteristics VPD page (SBC):",
                "Nominal rotation rate: 7200 rpm",
                "Product type: MemoryStick",
                "WABEREQ=1", "WACEREQ=2",
                "Nominal form factor: 3.5 inch",
                "ZONED=1  [host-aware]", "RBWZ=0", "BOCS=1", "FUAB=0", "VBULS=1",
                "DEPOPULATION_TIME=77 (seconds)",
            ])
    }
}
