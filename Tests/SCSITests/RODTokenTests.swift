import SCSI
import Testing
import WireBytes

@Suite struct RODTokenTests {
    @Test func theBlockZeroTokenIsTheStandards() {
        let token = RODToken.blockZero.encoded()
        #expect(token.count == 512)
        #expect(Array(token[..<8]) == [0xFF, 0xFF, 0x00, 0x01, 0, 0, 0x01, 0xF8])
        #expect(token[8...].allSatisfy { $0 == 0 })
        #expect(RODToken.explain(token).allSatisfy { $0.fault == nil })
    }

    @Test func beginsWithItsManagementToken() throws {
        var token = RODToken()
        token.rodType = .pointInTimePersistent
        token.copyManagerRODTokenIdentifier = 0x1122_3344_5566_7788
        token.numberOfBytesRepresented = (0xABCD << 64) + 0x1234
        token.logicalBlockLength = 4096
        let bytes = token.encoded()
        #expect(try RODManagementToken(bytes) == token.managementToken)
        #expect(token.numberOfBytesRepresentedHigh == 0xABCD)
        #expect(token.numberOfBytesRepresentedLow == 0x1234)
        #expect(bytes.bigEndian32(at: 96) == 4096)
        #expect(try RODToken(bytes).numberOfBytesRepresented == 0xABCD_0000_0000_0000_1234)
    }

    /// The copy manager judges what it gets, so that all of it must come through.
    @Test func carriesATokenLengthThatIsWrong() throws {
        var bytes = RODToken().encoded()
        bytes[7] = 0x00
        #expect(try RODToken(bytes).rodTokenLength == 0x0100)
    }

    @Test func theCreatorIsADescriptorOfItsOwn() throws {
        var token = RODToken()
        #expect(token.creator == nil)
        let name = DesignationDescriptor.naa5(companyID: 0xC50, vendorSpecificIdentifier: 0x123)
        let creator = IdentificationCSCDDescriptor(
            naming: name, of: .directAccess, .block(length: 512))
        token.creatorLogicalUnitDescriptor = creator.encoded()
        #expect(try RODToken(token.encoded()).creator == creator)
        let lines = RODToken.explain(token.encoded())
        #expect(lines.contains { $0.name == "DISK BLOCK LENGTH" && $0.bytes == 45..<48 })
    }
}

@Suite struct TokenParameterListTests {
    private static let range = BlockDeviceRangeDescriptor(
        logicalBlockAddress: 0x1000, numberOfLogicalBlocks: 0x800)

    @Test func populateTokenHasTheBytesOfTheStandard() throws {
        var list = PopulateTokenParameterList(ranges: [Self.range])
        list.rodTypeValid = true
        list.inactivityTimeout = 60
        list.rodType = .pointInTimeDefault
        let expected =
            "00 1e 02 00 00 00 00 3c 00 80 00 00 00 00 00 10 "
            + "00 00 00 00 00 00 10 00 00 00 08 00 00 00 00 00"
        #expect(hexPairs(list.encoded()) == expected)
    }

    @Test func writeUsingTokenHasTheBytesOfTheStandard() throws {
        let list = WriteUsingTokenParameterList(
            rodToken: RODToken.blockZero.encoded(), ranges: [Self.range])
        let bytes = list.encoded()
        #expect(bytes.count == 0x228)
        #expect(bytes.bigEndian16(at: 0) == 0x226)
        #expect(Array(bytes[16..<24]) == [0xFF, 0xFF, 0x00, 0x01, 0, 0, 0x01, 0xF8])
        #expect(bytes.bigEndian16(at: 534) == 16)
        #expect(Array(bytes[536...]) == Self.range.encoded())
        #expect(WriteUsingTokenParameterList.explain(bytes).allSatisfy { $0.fault == nil })
    }

    /// An incomplete range at the end of the list is ignored, and named.
    @Test(arguments: 1...15)
    func anIncompleteRangeIsIgnored(surplus: Int) throws {
        var bytes = PopulateTokenParameterList(ranges: [Self.range]).encoded()
        bytes += [UInt8](repeating: 0xEE, count: surplus)
        bytes[1] += UInt8(surplus)
        bytes[15] += UInt8(surplus)
        #expect(try PopulateTokenParameterList(bytes).ranges == [Self.range])
        let last = PopulateTokenParameterList.explain(bytes).last
        #expect(last?.name == "Incomplete block device range descriptor")
        #expect(last?.bytes == 32..<32 + surplus)
    }

    @Test(
        arguments: [
            (1, 13, "POPULATE TOKEN DATA LENGTH", 0), (0, 1, "POPULATE TOKEN DATA LENGTH", 0),
            (15, 17, "Block device range descriptors", 16),
            (14, 255, "Block device range descriptors", 16),
        ] as [(Int, UInt8, String, Int)]
    )
    func wrongLengthsAreNamed(at: Int, value: UInt8, field: String, offset: Int) {
        var bytes = PopulateTokenParameterList(ranges: [Self.range]).encoded()
        bytes[at] = value
        let error = #expect(throws: WireError.self) { try PopulateTokenParameterList(bytes) }
        #expect(error?.field == field)
        #expect(error?.offset == offset)
    }
}

@Suite struct RODDescriptorTests {
    /// Device types 01h and 03h have one layout; descriptor formats that nobody knows have none.
    @Test(
        arguments: [(0x00, true), (0x01, true), (0x02, false), (0x03, true), (0x20, false)]
            as [(UInt8, Bool)])
    func featuresAreFoundByTheirFirstByte(byte: UInt8, isKnown: Bool) {
        #expect((RODFeaturesDescriptor.structure(ofFirstByte: byte) != nil) == isKnown)
    }

    @Test func featuresCarryTheirConcreteForms() throws {
        var block = BlockRODFeaturesDescriptor()
        block.maximumBytesInBlockROD = 0x1_0000_0000
        var features = RODTokenFeaturesDescriptor()
        features.features = [
            try RODFeaturesDescriptor(block),
            try RODFeaturesDescriptor(SequentialRODFeaturesDescriptor()),
        ]
        let bytes = features.encoded()
        #expect(bytes.count == 48 + 96)
        #expect(bytes.bigEndian16(at: 46) == 96)
        let types = features.features.map(\.peripheralDeviceType)
        #expect(types == [.directAccess, .sequentialAccess])
        let names = RODTokenFeaturesDescriptor.explain(bytes).map(\.name)
        #expect(names.contains("MAXIMUM BYTES IN BLOCK ROD"))
        #expect(names.contains("MAXIMUM BYTES IN ROD"))
    }

    /// Every descriptor type of the standard has its structure.
    @Test(arguments: ThirdPartyCopyDescriptorType.names.keys.sorted())
    func everyThirdPartyCopyDescriptorHasAStructure(type: UInt16) {
        let type = ThirdPartyCopyDescriptorType(rawValue: type)
        #expect(ThirdPartyCopyDescriptor.structure(of: type) != nil)
    }
}

@Suite struct ThirdPartyCopySenseTests {
    @Test(
        arguments: [
            (.tokenUnknown, "23/04 INVALID TOKEN OPERATION, TOKEN UNKNOWN"),
            (.invalidTokenLength, "23/0A INVALID TOKEN OPERATION, INVALID TOKEN LENGTH"),
            (.extendedCopyInformationAvailable, "00/20 EXTENDED COPY INFORMATION AVAILABLE"),
            (.commandsClearedByDeviceServer, "2F/02 COMMANDS CLEARED BY DEVICE SERVER"),
            (
                .insufficientResourcesToCreateRODToken,
                "55/0D INSUFFICIENT RESOURCES TO CREATE ROD TOKEN"
            ), (.nexusLoss, "29/07 I_T NEXUS LOSS OCCURRED"),
        ] as [(AdditionalSenseCode, String)])
    func codesHaveTheirNames(code: AdditionalSenseCode, text: String) {
        #expect(code.text == text)
    }

    @Test func serviceActionsHaveTheirNames() {
        #expect(ExtendedCopyServiceAction(rawValue: 0x1C).meaning == "COPY OPERATION ABORT")
        #expect(ReceiveCopyServiceAction.reportAllRODTokens.meaning == "REPORT ALL ROD TOKENS")
    }
}
