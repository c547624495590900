import SCSI
import Testing
import WireBytes

@Suite struct DesignationDescriptorTests {
    @Test func naa6PutsEachPartInItsBits() throws {
        let name = DesignationDescriptor.naa6(
            companyID: 0x00_1405,
            vendorSpecificIdentifier: 0xA_ABBC_CDD0,
            vendorSpecificIdentifierExtension: 1
        )
        let expected = "01 03 00 10 60 01 40 5a ab bc cd d0 00 00 00 00 00 00 00 01"
        #expect(hexPairs(name.encoded()) == expected)
    }

    @Test func naa5PutsEachPartInItsBits() throws {
        let name = DesignationDescriptor.naa5(
            companyID: 0x00_0C50,
            vendorSpecificIdentifier: 0x0_1234_5678
        )
        #expect(hexPairs(name.encoded()) == "01 03 00 08 50 00 c5 00 12 34 56 78")
    }

    @Test func t10VendorIDFillsTheVendorWithBlanks() {
        let name = DesignationDescriptor.t10VendorID(
            vendor: "ACME",
            vendorSpecificIdentifier: "7"
        )
        #expect(name.encoded() == [0x02, 0x01, 0, 9] + Array("ACME    7".utf8))
    }
}

@Suite struct StandardInquiryDataTests {
    private let disk: StandardInquiryData = {
        var data = StandardInquiryData(
            peripheralDeviceType: .directAccess,
            vendor: "SANBENCH",
            product: "VIRTUAL DISK",
            revision: "0001"
        )
        data.versionDescriptors = [.sam5, .spc4, .sbc3]
        data.thirdPartyCopy = true
        return data
    }()

    @Test func has96Bytes() throws {
        let bytes = disk.encoded()
        #expect(bytes.count == 96)
        #expect(bytes[4] == 91)
        #expect(bytes[5] == 0x08)
        #expect(Array(bytes[58..<66]) == [0x00, 0xA0, 0x04, 0x60, 0x04, 0xC0, 0, 0])
        #expect(try StandardInquiryData(bytes).versionDescriptors == [.sam5, .spc4, .sbc3])
    }

    /// Hosts ask for 36 bytes first; ADDITIONAL LENGTH still tells how many there are.
    @Test func canBeCutTo36Bytes() throws {
        let cut = try StandardInquiryData(Array(disk.encoded()[..<36]))
        #expect(cut.additionalLength == 91)
        #expect(cut.productIdentification == "VIRTUAL DISK")
        #expect(cut.versionDescriptors == [])
        #expect(throws: WireError.self) { try StandardInquiryData(Array(disk.encoded()[..<35])) }
    }

    @Test func leavesOutWhatItsLengthDoesNotCount() throws {
        var old = disk
        old.additionalLength = 31
        let bytes = old.encoded()
        #expect(bytes.count == 36)
        // Bytes behind the data's own end are none of its.
        let decoded = try StandardInquiryData(bytes + [UInt8](repeating: 0xFF, count: 60))
        #expect(decoded.versionDescriptors == [])
    }

    /// The text of a device that sends what no standard allows.
    @Test func carriesAnyByteInText() throws {
        var bytes = disk.encoded()
        bytes.replaceSubrange(8..<16, with: [0xFF, 0xE4, 0x00, 0x80, 0xC3, 0x28, 0x20, 0xA0])
        #expect(try StandardInquiryData(bytes).encoded() == bytes)
    }
}

@Suite struct VPDPageTests {
    @Test func aPageOfAnOlderStandardLeavesFieldsOut() throws {
        let old = try BlockLimitsVPDPage(
            bytes(fromHex: "00 b0 00 0c 00 00 00 08 00 00 01 00 00 00 00 40")
        )
        #expect(old.maximumTransferLength == 256)
        #expect(old.maximumWriteSameLength == 0)
        #expect(old.encoded().count == 16)
    }

    @Test func aPageMayHaveGrown() throws {
        var page = BlockDeviceCharacteristicsVPDPage().encoded()
        page[3] += 4
        page += [0xDE, 0xAD, 0xBE, 0xEF]
        var offset = 0
        _ = try BlockDeviceCharacteristicsVPDPage(from: page, at: &offset, end: page.count)
        #expect(offset == 68)
        let lines = BlockDeviceCharacteristicsVPDPage.explain(page)
        #expect(lines.last?.description == "0064-0067  Further bytes = de ad be ef")
    }

    @Test func aLengthThatLiesIsNamed() {
        let error = #expect(throws: WireError.self) {
            try DeviceIdentificationVPDPage(bytes(fromHex: "00 83 00 05 01 03 00 00"))
        }
        #expect(error?.field == "PAGE LENGTH")
        #expect(error?.offset == 2)
        #expect(error?.problem == .truncated(expected: 9, found: 8))
    }

    @Test func thirdPartyCopyDescriptorsCarryTheirConcreteForms() throws {
        let commands = SupportedCommandsDescriptor(
            commandSupportDescriptors: [
                CommandSupportDescriptor(
                    supportedOperationCode: .extendedCopy,
                    supportedServiceActions: [0]
                )
            ]
        )
        let general = try ThirdPartyCopyDescriptor(commands)
        #expect(general.thirdPartyCopyDescriptorType == .supportedCommands)
        #expect(general.parameters.count == 4)
        #expect(try SupportedCommandsDescriptor(general.encoded()) == commands)
        let names = ThirdPartyCopyVPDPage.explain(
            ThirdPartyCopyVPDPage(
                peripheralDeviceType: .directAccess,
                thirdPartyCopyDescriptors: [general]
            ).encoded()
        ).map(\.name)
        #expect(names.contains("SUPPORTED SERVICE ACTION"))
    }

    /// Every concrete descriptor fits the general one, and is found by its type.
    @Test(arguments: ThirdPartyCopyDescriptorType.names.keys.sorted())
    func concreteDescriptorsAreFoundByType(type: UInt16) throws {
        let type = ThirdPartyCopyDescriptorType(rawValue: type)
        guard let structure = ThirdPartyCopyDescriptor.structure(of: type) else { return }
        #expect(try self.type(of: structure) == type)
    }

    private func type<T: WireStructure>(
        of structure: T.Type
    ) throws -> ThirdPartyCopyDescriptorType {
        try ThirdPartyCopyDescriptor(T()).thirdPartyCopyDescriptorType
    }
}

@Suite struct CapacityTests {
    @Test func aDiskTooLargeForTheFieldSaysSo() {
        let size: UInt64 = 1 << 32
        let short = ReadCapacity10ParameterData(blockCount: size, logicalBlockLengthInBytes: 512)
        #expect(short.returnedLogicalBlockAddress == .max)
        let long = ReadCapacity16ParameterData(blockCount: size, logicalBlockLengthInBytes: 512)
        #expect(long.returnedLogicalBlockAddress == size - 1)
    }

    @Test func sixByteTransfersOfZeroAre256Blocks() {
        #expect(Read6CDB(logicalBlockAddress: 5, transferLength: 0).blockCount == 256)
        #expect(Write6CDB(logicalBlockAddress: 5, transferLength: 255).blockCount == 255)
    }
}

@Suite struct ReadPositionTests {
    /// One flag at a time, since no tape sets all of them together.
    @Test(
        arguments: [
            (\.bop, 0x80), (\.eop, 0x40), (\.locu, 0x20), (\.bycu, 0x10), (\.lolu, 0x04),
            (\.perr, 0x02), (\.bpew, 0x01),
        ] as [(WirePath<ReadPositionShortFormData, Bool>, UInt8)]
    )
    func shortFormFlags(path: WirePath<ReadPositionShortFormData, Bool>, byte: UInt8) {
        var data = ReadPositionShortFormData()
        data[keyPath: path] = true
        #expect(data.encoded() == [byte] + [UInt8](repeating: 0, count: 19))
    }

    @Test(
        arguments: [
            (\.bop, 0x80), (\.eop, 0x40), (\.mpu, 0x08), (\.lonu, 0x04), (\.bpew, 0x01),
        ] as [(WirePath<ReadPositionLongFormData, Bool>, UInt8)]
    )
    func longFormFlags(path: WirePath<ReadPositionLongFormData, Bool>, byte: UInt8) {
        var data = ReadPositionLongFormData()
        data[keyPath: path] = true
        #expect(data.encoded() == [byte] + [UInt8](repeating: 0, count: 31))
    }
}
