import SCSI
import Testing

/// sg_vpd prints the values that we put into VPD page 8Fh.
@Suite struct SGThirdPartyCopyPageTests {
    private func read(_ descriptors: ThirdPartyCopyDescriptor...) throws -> [String] {
        var page = ThirdPartyCopyVPDPage()
        page.thirdPartyCopyDescriptors = descriptors
        let lines = try ProgramReading.lines(
            "sg_vpd", ["--page=tpc", "--inhex=in"], of: page.encoded())
        #expect(lines.first == "Third party copy VPD page:")
        return Array(lines.dropFirst())
    }

    @Test func supportedCommands() throws {
        let commands = SupportedCommandsDescriptor(commandSupportDescriptors: [
            .init(
                supportedOperationCode: .extendedCopy,
                supportedServiceActions: [0x00, 0x01, 0x10, 0x11, 0x1C]),
            .init(
                supportedOperationCode: .receiveCopyResults,
                supportedServiceActions: [0, 1, 3, 4, 5, 6, 7, 8]),
        ])
        #expect(
            try read(.init(commands)) == [
                "Supported commands:", "Extended copy(LID1)", "Extended copy", "Populate token",
                "Write using token", "Copy operation abort", "Receive copy status(LID1)",
                "Receive copy data(LID1)", "Receive copy operating parameters",
                "Receive copy failure details(LID1)", "Receive copy status", "Receive copy data",
                "Receive ROD token information", "Report all ROD tokens",
            ])
    }

    @Test func supportedDescriptorsAndIDs() throws {
        #expect(
            try read(
                .init(
                    SupportedDescriptorsDescriptor(
                        supportedDescriptorTypeCodes: [0x00, 0x01, 0x02, 0x04, 0xE4])),
                .init(
                    SupportedCSCDDescriptorIDsDescriptor(
                        supportedCSCDDescriptorIDs: [0xC000, 0xC001, 0xF800, 0xFFFF]))) == [
                    "Supported descriptors:", "block -> stream [0x0]", "stream -> block [0x1]",
                    "block -> block [0x2]", "inline -> stream [0x4]",
                    "CSCD: Identification Descriptor [0xe4]",
                    "Supported CSCD IDs (above 0x7ff):",
                    "copy src or dst null LU, pdt=0 [0xc000]",
                    "copy src or dst null LU, pdt=1 [0xc001]",
                    "copy src or dst in ROD token [0xf800]",
                    "copy src or dst is copy manager LU [0xffff]",
                ])
    }

    @Test func limits() throws {
        var parameters = ParameterDataDescriptor()
        parameters.maximumCSCDDescriptorCount = 5
        parameters.maximumSegmentDescriptorCount = 9
        parameters.maximumDescriptorListLength = 0x700
        parameters.maximumInlineDataLength = 0x2468
        var general = GeneralCopyOperationsDescriptor()
        general.totalConcurrentCopies = 0x203
        general.maximumIdentifiedConcurrentCopies = 0x21
        general.maximumSegmentLength = 0x12_3456
        general.dataSegmentGranularity = 9
        general.inlineDataGranularity = 2
        var stream = StreamCopyOperationsDescriptor()
        stream.maximumStreamDeviceTransferSize = 0x10_0040
        var held = HeldDataDescriptor()
        held.heldDataLimit = 0x1357
        held.heldDataGranularity = 3
        #expect(
            try read(.init(parameters), .init(general), .init(stream), .init(held)) == [
                "Parameter data:",
                "Maximum CSCD descriptor count: 5", "Maximum segment descriptor count: 9",
                "Maximum descriptor list length: 1792", "Maximum inline data length: 9320",
                "General copy operations:",
                "Total concurrent copies: 515", "Maximum identified concurrent copies: 33",
                "Maximum segment length: 1193046", "Data segment granularity: 512",
                "Inline data granularity: 4",
                "Stream copy operations:", "Maximum stream device transfer size: 1048640",
                "Held data:", "Held data limit: 4951", "Held data granularity: 8",
            ])
    }

    @Test func blockDeviceRODTokenLimits() throws {
        var limits = BlockDeviceRODTokenLimitsDescriptor()
        limits.maximumRangeDescriptors = 17
        limits.maximumInactivityTimeout = 3600
        limits.defaultInactivityTimeout = 60
        limits.maximumTokenTransferSize = 0x1_0000_0001
        limits.optimalTransferCount = 0x4000
        #expect(
            try read(.init(limits)) == [
                "Block Device ROD Token Limits:",
                "Maximum range descriptors: 17", "Maximum inactivity timeout: 3600 seconds",
                "Default inactivity timeout: 60 seconds",
                "Maximum token transfer size: 4294967297", "Optimal transfer count: 16384",
            ])
    }
}
