import CopyManager
import SCSI
import Testing
import WireBytes

/// What a copy manager says of itself: VPD page 8Fh and the 3PC bit.
@Suite struct CapabilityTests {
    private func page(_ bench: CopyBench, _ id: String) -> [UInt8] {
        bench.send([0x12, 0x01, 0x8F, 0x10, 0, 0], to: id, dataIn: 4096).dataIn
    }

    /// The descriptors of the page, by type.
    private func descriptors(_ page: [UInt8]) -> [(type: Int, bytes: [UInt8])] {
        var all: [(Int, [UInt8])] = []
        var rest = page.dropFirst(4)
        while rest.count >= 4 {
            let start = rest.startIndex
            let length = 4 + Int(rest[start + 2]) << 8 + Int(rest[start + 3])
            all.append((Int(rest[start]) << 8 | Int(rest[start + 1]), Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return all
    }

    /// A profile without tokens, so that nothing but copies is described.
    private var shape: BenchShape {
        var shape = BenchShape()
        shape.profile.commands.removeAll {
            [.populateToken, .writeUsingToken, .rodTokenInformation, .reportAllRODTokens]
                .contains($0)
        }
        shape.profile.segmentTypes = Array(0x00...0x16)
        shape.profile.cscdTypes = [0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE9, 0xEA]
        shape.limits.maximumCSCDDescriptorCount = 0x0102
        shape.limits.maximumSegmentDescriptorCount = 0x0304
        shape.limits.maximumDescriptorListLength = 0x0506_0708
        shape.limits.maximumInlineDataLength = 0x090A_0B0C
        shape.limits.totalConcurrentCopies = 0x0D0E
        shape.limits.maximumIdentifiedConcurrentCopies = 0x0F
        shape.limits.maximumSegmentLength = 0x1011_1213
        shape.limits.dataSegmentGranularity = 0x14
        shape.limits.inlineDataGranularity = 0x15
        shape.limits.maximumStreamDeviceTransferSize = 0x1617_1819
        shape.limits.heldDataLimit = 0x1A1B_1C1D
        shape.limits.heldDataGranularity = 0x1E
        return shape
    }

    /// The group of SPC-5, for a profile that names one; it stands between 000Ch and 8001h.
    @Test func aCopyGroupHasItsIdentifier() throws {
        var shape = shape
        let identifier = [0x10, 0] + (0xA0...0xAF).map { UInt8($0) }
        shape.profile.copyGroupIdentifier = identifier
        let bench = try CopyBench(shape)
        let found = descriptors(page(bench, "A"))
        let place = try #require(found.firstIndex { $0.type == 0x000D })
        #expect(found[place].bytes == [0x00, 0x0D, 0x00, 0x14, 18] + identifier + [0])
        #expect(found.map(\.type) == found.map(\.type).sorted())
        #expect(try descriptors(page(CopyBench(self.shape), "A")).allSatisfy { $0.type != 0x000D })
    }

    @Test(arguments: [("A", 0x00), ("1", 0x01)] as [(String, UInt8)])
    func thePageByteByByte(_ id: String, _ type: UInt8) throws {
        let bench = try CopyBench(shape)
        let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
        // Each descriptor: its type, its length, then its body.
        let body: [UInt8] =
            [0x00, 0x01, 0x00, 0x10, 0x0D]
            + [0x83, 3, 0x00, 0x01, 0x1C]
            + [0x84, 6, 0x00, 0x01, 0x03, 0x04, 0x05, 0x06, 0, 0]
            + [0x00, 0x04, 0x00, 0x1C] + zeros(4)
            + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] + zeros(12)
            + [0x00, 0x08, 0x00, 0x20, 30] + (0x00...0x16)
            + [0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE9, 0xEA, 0]
            + [0x00, 0x0C, 0x00, 0x0C, 0, 8, 0xC0, 0x00, 0xC0, 0x01, 0xF8, 0x00, 0xFF, 0xFF]
            + [0, 0]
            + [0x80, 0x01, 0x00, 0x20, 0, 0, 0x0D, 0x0E, 0, 0, 0, 0x0F]
            + [0x10, 0x11, 0x12, 0x13, 0x14, 0x15] + zeros(18)
            + [0x91, 0x01, 0x00, 0x0C, 0x16, 0x17, 0x18, 0x19] + zeros(8)
            + [0xC0, 0x01, 0x00, 0x1C, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E] + zeros(23)
        let page = page(bench, id)
        #expect(
            hexPairs(Array(page.prefix(4)))
                == hexPairs([type, 0x8F] + ListBytes.number(body.count, 2)))
        for (found, wanted) in zip(descriptors(page), descriptors([0, 0, 0, 0] + body)) {
            #expect(hexPairs(found.bytes) == hexPairs(wanted.bytes))
        }
        expectBytes(Array(page.dropFirst(4)), body)
    }

    /// The types of the default page ascend, and each length is a multiple of four.
    @Test func theWholePage() throws {
        let bench = try CopyBench()
        let all = descriptors(page(bench, "A"))
        let types = all.map(\.type)
        #expect(types == types.sorted())
        #expect(Set(types).count == types.count)
        for type in [0x0001, 0x0004, 0x0008, 0x000C, 0x8001, 0x9101, 0xC001] {
            #expect(types.contains(type))
        }
        #expect(all.allSatisfy { $0.bytes.count % 4 == 0 })
        // The list of pages has it too.
        let pages = bench.send([0x12, 0x01, 0x00, 0, 64, 0], to: "A", dataIn: 64).dataIn
        #expect(pages.dropFirst(4).contains(0x8F))
        let cut = bench.send([0x12, 0x01, 0x8F, 0, 6, 0], to: "A", dataIn: 6).dataIn
        #expect(cut == Array(page(bench, "A")[..<6]))
    }

    /// Tokens stand for blocks, so that a tape neither has their commands nor tells of them.
    @Test func tapesHaveNoTokenCommands() throws {
        let bench = try CopyBench()
        let disk = descriptors(page(bench, "A"))
        let tape = descriptors(page(bench, "1"))
        #expect(disk.map(\.type).contains(0x0000))
        #expect(!tape.map(\.type).contains(0x0000))
        let commands = [disk, tape].map { $0.first { $0.type == 0x0001 }?.bytes ?? [] }
        #expect(hexPairs(Array(commands[0][5..<12])) == "83 05 00 01 10 11 1c")
        #expect(hexPairs(Array(commands[1][5..<10])) == "83 03 00 01 1c")
    }

    /// What the profile does not hold is not described, and not done.
    @Test func withoutHeldData() throws {
        var shape = BenchShape()
        shape.profile.segmentTypes = [0x00, 0x02]
        let bench = try CopyBench(shape)
        let types = descriptors(page(bench, "A")).map(\.type)
        #expect(!types.contains(0xC001))
        expectSense(
            bench.copy(
                ListBytes.list(
                    [ListBytes.disk(CopyBench.naaA)], [ListBytes.blockToBlock(0, 0, blocks: 1).held]
                )),
            refused("26 09", "80 00 30"))
    }

    @Test func thirdPartyCopyBit() throws {
        let bench = try CopyBench()
        for id in ["A", "1"] {
            let data = bench.send([0x12, 0, 0, 0, 36, 0], to: id, dataIn: 36).dataIn
            #expect(data[5] & 0x08 == 0x08)
        }
        var shape = BenchShape()
        shape.profile.commands = []
        let none = try CopyBench(shape)
        let data = none.send([0x12, 0, 0, 0, 36, 0], to: "A", dataIn: 36).dataIn
        #expect(data[5] & 0x08 == 0)
        expectSense(none.copy(ListBytes.list([], [])), refused("20 00", "c0 00 00"))
    }
}
