import SCSI
import Testing
import WireBytes

/// EXTENDED COPY parameter lists of both formats, explained to the last byte.
@Suite struct ParameterListExplanationTests {
    private static let disk = DesignationDescriptor.naa5(
        companyID: 0x00_0C50, vendorSpecificIdentifier: 0x0_1234_5678)

    private static let descriptors: [CSCDDescriptor] = {
        var copyManager = IPCopyServiceCSCDDescriptor()
        copyManager.port = 3260
        var rod = RODCSCDDescriptor()
        rod.rodType = .accessUponReference
        return [
            .naming(disk, of: .directAccess, .block(length: 512)), .ipCopyService(copyManager),
            .rod(rod),
        ]
    }()

    private static let segments: [SegmentDescriptor] = {
        var blocks = BlockToBlockSegment()
        blocks.holdsData = true
        blocks.numberOfBlocks = 7
        var label = EmbeddedToStreamSegment()
        label.data = [1, 2, 3, 4, 5]
        label.numberOfBytes = 5
        var ranges = RODFromBlockRangesSegment()
        ranges.ranges = [
            .init(logicalBlockAddress: 8, numberOfLogicalBlocks: 9),
            .init(logicalBlockAddress: 80, numberOfLogicalBlocks: 90),
        ]
        return [.blockToBlock(blocks), .embeddedToStream(label), .rodFromRanges(ranges)]
    }()

    private static let lid1: [UInt8] = {
        var list = ExtendedCopyParameterList()
        (list.cscdDescriptors, list.segments) = (descriptors, segments)
        list.inlineData = [0xA1, 0xA2, 0xA3]
        return list.encoded()
    }()

    private static let lid4: [UInt8] = {
        var list = ExtendedCopyLID4ParameterList()
        (list.cscdDescriptors, list.segments) = (descriptors, segments)
        list.inlineData = [0xA1, 0xA2, 0xA3]
        return list.encoded()
    }()

    /// A list, and how long its header is.
    struct Format: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let header: Int
        let explain: @Sendable ([UInt8]) -> [ExplainedField]
        var testDescription: String { name }
    }

    static let formats = [
        Format(name: "LID1", bytes: lid1, header: 16, explain: ExtendedCopyParameterList.explain),
        Format(
            name: "LID4", bytes: lid4, header: 48, explain: ExtendedCopyLID4ParameterList.explain),
    ]

    @Test(arguments: formats)
    func aRightListHasNoFault(format: Format) {
        let lines = format.explain(format.bytes)
        expectEveryByteOnce(lines, format.bytes)
        #expect(lines.compactMap(\.fault) == [])
        var structures: [String] = []
        for line in lines where structures.last != line.structure {
            structures.append(line.structure)
        }
        #expect(
            structures == [
                "EXTENDED COPY(\(format.name)) parameter list header",
                "Identification descriptor CSCD descriptor",
                "Block device type specific parameters", "IP copy service CSCD descriptor",
                "Block device type specific parameters", "IP copy service CSCD descriptor",
                "ROD CSCD descriptor", "Block device type specific parameters",
                "Block device to block device segment descriptor",
                "Embedded data to stream device segment descriptor",
                "Populate ROD from one or more block ranges segment descriptor",
                "Block device range descriptor",
                "EXTENDED COPY(\(format.name)) parameter list header",
            ])
        #expect(lines.last?.name == "Inline data")
        #expect(lines.last?.value == "a1 a2 a3")
    }

    /// The list of LID4 begins its descriptors behind the slot of the header.
    @Test func theHeaderOfLID4Has48Bytes() throws {
        #expect(Self.lid4.count - Self.lid1.count == 32)
        #expect(Array(Self.lid4[48...]) == Array(Self.lid1[16...]))
        #expect(Self.lid4[0] == 1)
        #expect(Array(Self.lid4[2...3]) == [0, 0x20])
        #expect(Self.lid4[16] == 0xFF)
        let header = try ExtendedCopyLID4Header(Self.lid4)
        #expect(header.cscdDescriptorListLength == 128)
        #expect(header.segmentDescriptorListLength == 28 + 24 + 48)
        #expect(header.inlineDataLength == 3)
    }

    @Test(arguments: formats)
    func surplusBytesAreNamed(format: Format) {
        let lines = format.explain(format.bytes + [0xEE, 0xEF])
        expectEveryByteOnce(lines, format.bytes + [0xEE, 0xEF])
        #expect(lines.last?.name == "Surplus bytes")
        #expect(lines.last?.value == "ee ef")
        #expect(lines.compactMap(\.fault) == ["behind what the header counts"])
    }

    /// Wherever a list is cut its bytes keep their names, and some line says that bytes are missing.
    @Test(arguments: formats)
    func aCutListIsNamedAsFarAsItGoes(format: Format) {
        for count in 0..<format.bytes.count {
            let bytes = Array(format.bytes[..<count])
            let lines = format.explain(bytes)
            expectEveryByteOnce(lines, bytes)
            if count >= format.header {
                #expect(lines.contains { $0.fault?.hasPrefix("longer than the") == true })
            }
        }
    }

    /// The parts behind an unknown descriptor keep their names.
    @Test(arguments: formats)
    func anUnknownDescriptorIsPassedOver(format: Format) {
        let segments = format.header + 128
        var bytes = format.bytes
        bytes[format.header] = 0xEC
        bytes[segments] = 0x18
        let lines = format.explain(bytes)
        expectEveryByteOnce(lines, bytes)
        let faults = lines.filter { $0.fault != nil }
        #expect(faults.map(\.bytes.lowerBound) == [format.header, segments])
        #expect(
            faults.map(\.meaning) == [
                "multiple device", "tape device to tape device with logical object identifiers",
            ])
        #expect(lines.contains { $0.structure == "IP copy service CSCD descriptor" })
        #expect(lines.contains { $0.name == "EMBEDDED DATA" })
    }

    /// A descriptor list whose length ends in the midst of a descriptor.
    @Test(arguments: formats)
    func aListLengthMayDisagreeWithTheDescriptors(format: Format) {
        let field = format.header == 16 ? 2 : 42
        var bytes = format.bytes
        bytes.setBigEndian(100, at: field, count: 2)
        let lines = format.explain(bytes)
        expectEveryByteOnce(lines, bytes)
        #expect(lines.contains { $0.fault?.hasPrefix("cut short") == true })
    }

    @Test(arguments: formats)
    func noiseIsNamedToTheLastByte(format: Format) {
        var random = SplitMix64(seed: format.name)
        for _ in 0..<2000 {
            var bytes = format.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = .random(in: 0...255, using: &random)
            }
            expectEveryByteOnce(format.explain(bytes), bytes)
        }
    }

    /// Every byte has a name, and no two lines share a bit.
    private func expectEveryByteOnce(_ lines: [ExplainedField], _ bytes: [UInt8]) {
        var names = [Int](repeating: 0, count: bytes.count * 8)
        for line in lines {
            let high = line.bits?.high ?? 7
            let low = line.bits?.low ?? 0
            let first = line.bytes.lowerBound * 8 + 7 - high
            for bit in first..<line.bytes.upperBound * 8 - low { names[bit] += 1 }
        }
        #expect(names.allSatisfy { $0 == 1 }, "\(hexPairs(bytes))")
    }
}
