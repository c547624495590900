import Foundation
import SCSI
import Testing
import WireBytes

/// Parameter lists that were worked out by hand, W1 to W16: as `Fixtures/third-party-copy` has them.
@Suite struct WorkedParameterListTests {
    /// The segment descriptor types of each list, in order.
    struct Sample: CustomTestStringConvertible {
        let name: String
        let types: [UInt8]
        var testDescription: String { name }
    }

    static let samples: [Sample] = [
        Sample(name: "W1", types: [0x00]), Sample(name: "W2", types: [0x00, 0x00, 0x00]),
        Sample(name: "W3", types: [0x01, 0x01]), Sample(name: "W4", types: [0x02]),
        Sample(name: "W5", types: [0x02]), Sample(name: "W6", types: [0x04]),
        Sample(name: "W7", types: [0x08, 0x06]), Sample(name: "W8", types: [0x0A]),
        Sample(name: "W9", types: [0x10, 0x11]), Sample(name: "W10", types: [0x12, 0x13]),
        Sample(name: "W11", types: [0x05]), Sample(name: "W12", types: [0x0F]),
        Sample(name: "W13", types: [0x07, 0x14]), Sample(name: "W14", types: [0x03]),
    ]
    static let samplesOfLID4: [Sample] = [
        Sample(name: "W15", types: [0x02]), Sample(name: "W16", types: [0xBE]),
    ]

    @Test(arguments: samples)
    func decodesAndEncodesToTheSameBytes(sample: Sample) throws {
        let bytes = try Self.bytes(of: sample.name)
        var list = ExtendedCopyParameterList()
        var offset = 0
        list.header = try ExtendedCopyLID1Header(from: bytes, at: &offset, end: bytes.count)
        #expect(offset == ExtendedCopyLID1Header.byteCount)
        list.cscdDescriptors = try descriptors(
            bytes, at: &offset, count: Int(list.header.cscdDescriptorListLength))
        list.segments = try segments(
            bytes, at: &offset, count: Int(list.header.segmentDescriptorListLength), sample)
        list.inlineData = Array(bytes[offset...])
        #expect(list.inlineData.count == Int(list.header.inlineDataLength))
        #expect(list.encoded() == bytes)
    }

    @Test(arguments: samplesOfLID4)
    func listsOfLID4DoLikewise(sample: Sample) throws {
        let bytes = try Self.bytes(of: sample.name)
        var list = ExtendedCopyLID4ParameterList()
        var offset = 0
        list.header = try ExtendedCopyLID4Header(from: bytes, at: &offset, end: bytes.count)
        #expect(offset == ExtendedCopyLID4Header.byteCount)
        list.cscdDescriptors = try descriptors(
            bytes, at: &offset, count: Int(list.header.cscdDescriptorListLength))
        list.segments = try segments(
            bytes, at: &offset, count: Int(list.header.segmentDescriptorListLength), sample)
        list.inlineData = Array(bytes[offset...])
        #expect(list.inlineData.count == Int(list.header.inlineDataLength))
        #expect(list.encoded() == bytes)
    }

    private func descriptors(
        _ bytes: [UInt8], at offset: inout Int, count: Int
    ) throws -> [CSCDDescriptor] {
        let end = offset + count
        var descriptors: [CSCDDescriptor] = []
        while offset < end {
            descriptors.append(try .init(from: bytes, at: &offset, end: end))
        }
        #expect(offset == end)
        return descriptors
    }

    private func segments(
        _ bytes: [UInt8], at offset: inout Int, count: Int, _ sample: Sample
    ) throws -> [SegmentDescriptor] {
        let segmentEnd = offset + count
        var segments: [SegmentDescriptor] = []
        var types: [UInt8] = []
        while offset < segmentEnd {
            let place = offset
            types.append(bytes[place])
            let segment = try SegmentDescriptor(from: bytes, at: &offset, end: segmentEnd)
            #expect(segment.typeCode.rawValue == bytes[place])
            if let length = SegmentDescriptor.length(ofType: bytes[place]) {
                #expect(length == offset - place)
            }
            segments.append(segment)
        }
        #expect(offset == segmentEnd)
        #expect(types == sample.types)
        return segments
    }

    /// The lengths in the header come from what is in the list, whatever was put there.
    @Test func theHeadersLengthsAreDerived() throws {
        var list = ExtendedCopyParameterList()
        list.header.cscdDescriptorListLength = 0xFFFF
        list.header.segmentDescriptorListLength = 0xFFFF_FFFF
        list.segments = [.writeFilemarks(.init())]
        list.inlineData = [1, 2, 3]
        let header = try ExtendedCopyLID1Header(list.encoded())
        #expect(header.cscdDescriptorListLength == 0)
        #expect(header.segmentDescriptorListLength == 12)
        #expect(header.inlineDataLength == 3)
    }

    /// What an initiator makes from its own values is the worked list.
    @Test func w1IsWhatAnInitiatorBuilds() throws {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = 0x21
        list.header.listIDUsage = .mayDropResults
        let disk = DesignationDescriptor.naa6(
            companyID: 0x00_1405, vendorSpecificIdentifier: 0xA_ABBC_CDD0,
            vendorSpecificIdentifierExtension: 1)
        let tape = DesignationDescriptor.naa5(
            companyID: 0x00_0C50, vendorSpecificIdentifier: 0x0_1234_5678)
        list.cscdDescriptors = [
            .naming(disk, of: .directAccess, .block(length: 512)),
            .naming(tape, of: .sequentialAccess, .stream(fixedLength: 10240)),
        ]
        var segment = BlockToStreamSegment()
        segment.destination = CSCDDescriptorID(rawValue: 1)
        segment.streamDeviceTransferLength = 1
        segment.numberOfBlocks = 40
        segment.logicalBlockAddress = 0x1000
        list.segments = [.blockToStream(segment)]
        #expect(list.encoded() == (try Self.bytes(of: "W1")))
    }

    /// A segment descriptor of another length than its type has is refused, at its length.
    @Test(
        arguments: (UInt8.min...UInt8.max).filter {
            SegmentDescriptor.minimumLength(ofType: $0) != nil
        })
    func aWrongDescriptorLengthIsNamed(type: UInt8) throws {
        let length = try #require(SegmentDescriptor.minimumLength(ofType: type))
        let isFixed = SegmentDescriptor.length(ofType: type) != nil
        for wrong in [0, length - 5, 0xFFFF] + (isFixed ? [length - 3] : []) {
            var bytes = [0xEE, type] + [UInt8](repeating: 0, count: length + 8)
            bytes.setBigEndian(UInt64(wrong), at: 3, count: 2)
            var offset = 1
            let error = #expect(throws: WireError.self) {
                try SegmentDescriptor.decode(bytes, at: &offset, end: bytes.count)
            }
            #expect(error?.field == "DESCRIPTOR LENGTH")
            #expect(error?.offset == 3)
        }
    }

    private static func bytes(of name: String) throws -> [UInt8] {
        let url = GoldenFile.folder.deletingLastPathComponent()
            .appending(path: "third-party-copy/\(name).hex")
        return try SCSITests.bytes(fromHex: String(contentsOf: url, encoding: .utf8))
    }
}
