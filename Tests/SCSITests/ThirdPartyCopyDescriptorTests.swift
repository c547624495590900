import SCSI
import Testing
import WireBytes

@Suite struct CSCDDescriptorTests {
    @Test func theTypeGivesTheLength() {
        for code in UInt8.min...UInt8.max {
            let expected: Int? =
                switch code {
                case 0xE0...0xE9, 0xFE: 32
                case 0xEA, 0xEB: 64
                default: nil
                }
            #expect(CSCDDescriptor.byteCount(ofType: code) == expected, "\(code)")
        }
    }

    /// What all descriptors have comes from the same bytes in every type.
    @Test(arguments: Array(0xE0...0xEB) + [0xFE] as [UInt8])
    func whatAllHaveIsAtTheSamePlace(type: UInt8) throws {
        let count = try #require(CSCDDescriptor.byteCount(ofType: type))
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.replaceSubrange(..<4, with: [type, 0xA1, 0x12, 0x34])
        bytes.replaceSubrange(4..<12, with: [0, 9, 0, 0, 0, 0, 0, 0])
        bytes.replaceSubrange(28..<32, with: [0x05, 0x01, 0x02, 0x03])
        let descriptor = try CSCDDescriptor(bytes)
        #expect(descriptor.typeCode.rawValue == type)
        #expect(descriptor.byteCount == count)
        #expect(descriptor.logicalUnitIDType == 2)
        #expect(descriptor.nul)
        #expect(descriptor.peripheralDeviceType == .sequentialAccess)
        #expect(descriptor.relativeInitiatorPortIdentifier == (type == 0xEB ? 0 : 0x1234))
        #expect(
            descriptor.deviceTypeSpecific == .stream(pad: true, fixedLength: 0x01_0203))
        let hasNumber = ![0xE4, 0xEB, 0xFE].contains(type)
        #expect(descriptor.logicalUnitNumber == (hasNumber ? LogicalUnitNumber(9) : nil))
        // Every type has a name.
        #expect(descriptor.typeCode.meaning != nil)
    }

    @Test(arguments: [0x00, 0x02, 0xBE, 0xC0, 0xDF, 0xEC, 0xFD, 0xFF] as [UInt8])
    func anUnknownTypeIsRefusedAtItsCode(type: UInt8) {
        let bytes = [0xEE, type] + [UInt8](repeating: 0, count: 64)
        var offset = 1
        let error = #expect(throws: WireError.self) {
            try CSCDDescriptor(from: bytes, at: &offset, end: bytes.count)
        }
        #expect(error?.field == "DESCRIPTOR TYPE CODE")
        #expect(error?.offset == 1)
        offset = 1
        let lines = CSCDDescriptor.explain(bytes, at: &offset, end: bytes.count)
        #expect(offset == 33)
        #expect(lines.map(\.bytes) == [1..<2, 2..<33])
        #expect(lines.first?.fault == "not a CSCD descriptor type with a known layout")
    }

    @Test func namesAreThoseOfTheIdentificationDescriptor() throws {
        let name = DesignationDescriptor.naa5(companyID: 1, vendorSpecificIdentifier: 2)
        let descriptor = CSCDDescriptor.naming(name, of: .directAccess, .block(length: 512))
        #expect(
            descriptor
                == .identification(.init(naming: name, of: .directAccess, .block(length: 512))))
        #expect(descriptor.typeCode == .identification)
    }
}

@Suite struct SegmentDescriptorTests {
    /// The types that hold data are the plain ones with another code.
    @Test(
        arguments: [(0x00, 0x0B), (0x01, 0x0C), (0x02, 0x0D), (0x03, 0x0E), (0x06, 0x0F)]
            as [(UInt8, UInt8)])
    func aHeldVariantDiffersByItsCode(plain: UInt8, held: UInt8) throws {
        let length = try #require(SegmentDescriptor.length(ofType: plain))
        #expect(SegmentDescriptor.length(ofType: held) == length)
        var bytes = [plain, 0x05] + [UInt8](repeating: 0, count: length - 2)
        bytes[3] = UInt8(length - 4)
        let first = try SegmentDescriptor(bytes)
        bytes[0] = held
        let second = try SegmentDescriptor(bytes)
        #expect(second.encoded() == bytes)
        #expect(first != second)
        #expect([first.holdsData, second.holdsData] == [false, true])
        #expect([first.typeCode.rawValue, second.typeCode.rawValue] == [plain, held])
        #expect(second.typeCode.plain == first.typeCode)
        #expect([first, second].allSatisfy { $0.cat && $0.fastCopyOnly })
        #expect(second.name == first.name + ", hold data")
    }

    @Test func theTypeGivesTheLength() {
        var fixed: [UInt8: Int] = [:]
        var shortest: [UInt8: Int] = [:]
        for code in UInt8.min...UInt8.max {
            fixed[code] = SegmentDescriptor.length(ofType: code)
            shortest[code] = SegmentDescriptor.minimumLength(ofType: code)
        }
        let common: [UInt8: Int] = [
            0x00: 24, 0x01: 24, 0x02: 28, 0x03: 20, 0x04: 20, 0x06: 16, 0x07: 12, 0x08: 28,
            0x09: 28, 0x0A: 32, 0x0B: 24, 0x0C: 24, 0x0D: 28, 0x0E: 20, 0x0F: 16, 0x10: 12,
            0x11: 12, 0x12: 12, 0x13: 12, 0x14: 28, 0x16: 28, 0xBF: 20,
        ]
        #expect(fixed == common)
        #expect(
            shortest == common.merging([0x05: 16, 0x15: 32, 0xBE: 16]) { $1 })
    }

    /// The fields that not all types have.
    @Test func whatATypeLacksIsNil() throws {
        func types(_ has: (SegmentDescriptor) -> Bool) throws -> [UInt8] {
            try (UInt8.min...UInt8.max).filter { code in
                guard let length = SegmentDescriptor.minimumLength(ofType: code) else {
                    return false
                }
                var bytes = [code, 0x04] + [UInt8](repeating: 0, count: length - 2)
                bytes[3] = UInt8(length - 4)
                bytes.replaceSubrange(4..<8, with: [1, 2, 3, 4])
                let segment = try SegmentDescriptor(bytes)
                #expect([nil, 0x0102].contains(segment.source?.rawValue))
                #expect([nil, 0x0304].contains(segment.destination?.rawValue))
                return has(segment)
            }
        }
        #expect(
            try types { $0.source == nil } == [0x04, 0x05, 0x10, 0x11, 0x12, 0x14, 0x15])
        #expect(try types { $0.destination == nil } == [0x06, 0x07, 0x0F])
        #expect(
            try types { $0.fastCopyOnly } == Array(0...6) + Array(8...0x0F) + [0x13, 0x16])
        // The types that leave residue alone.
        #expect(
            try types { $0.cat } == [0x07] + Array(0x10...0x16) + [0xBE, 0xBF])
    }

    @Test(arguments: [0x17, 0x18, 0x19, 0x1A, 0xBD, 0xC0, 0xE4, 0xFF] as [UInt8])
    func anUnknownTypeIsRefusedAtItsCode(type: UInt8) throws {
        let bytes = [0xEE, type, 0, 0, 6] + [UInt8](repeating: 0, count: 30)
        var offset = 1
        #expect(try SegmentDescriptor.decode(bytes, at: &offset, end: bytes.count) == nil)
        #expect(offset == 1, "an unknown descriptor is not passed over")
        let error = #expect(throws: WireError.self) {
            try SegmentDescriptor(from: bytes, at: &offset, end: bytes.count)
        }
        #expect(error?.field == "DESCRIPTOR TYPE CODE")
        #expect(error?.offset == 1)
        let lines = SegmentDescriptor.explain(bytes, at: &offset, end: bytes.count)
        #expect(offset == 11, "it is as long as it says")
        #expect(lines.first?.fault == "not a segment descriptor type with a known layout")
    }

    @Test func everyCodeHasAName() {
        let codes = (UInt8.min...UInt8.max).filter { SegmentTypeCode(rawValue: $0).meaning != nil }
        #expect(codes == Array(0...0x19) + [0xBE, 0xBF])
    }

    /// The data of 05h are filled up to a multiple of four, and more may be announced than given.
    @Test func embeddedDataAreFilledUp() throws {
        var segment = EmbeddedToStreamSegment()
        segment.data = [1, 2, 3, 4, 5]
        segment.numberOfBytes = 900
        let bytes = segment.encoded()
        #expect(bytes.count == 24)
        #expect(Array(bytes[2...3]) == [0, 20])
        let decoded = try EmbeddedToStreamSegment(bytes)
        #expect(decoded.data == [1, 2, 3, 4, 5, 0, 0, 0])
        #expect(decoded.numberOfBytes == 900)
    }

    @Test(arguments: [13, 14, 15] as [UInt8])
    func embeddedDataOfAnotherLengthAreRefused(length: UInt8) throws {
        var bytes = EmbeddedToStreamSegment().encoded() + [1, 2, 3, 4]
        bytes[3] = length
        let error = #expect(throws: WireError.self) { try EmbeddedToStreamSegment(bytes) }
        #expect(error?.field == "DESCRIPTOR LENGTH")
        #expect(error?.offset == 2)
        let lines = SegmentDescriptor.explain(bytes)
        #expect(lines.compactMap(\.fault) == ["a multiple of 4 expected"])
    }
}
