import CopyManager
import SCSI
import Testing
import WireBytes

/// ROD CSCD descriptors, and the tokens that copies use, make and delete.
@Suite struct RODDescriptorTests {
    // MARK: Descriptors

    /// Descriptors that are refused before the first segment; 512 bytes of inline data.
    static let wrongDescriptors = [
        WrongTokenList(
            "an offset of what is no token", RODLists.rod(type: 0x0080_0000, offset: 1), "26 00",
            "80 00 28"),
        WrongTokenList(
            "DEL_TKN of what is no token", RODLists.rod(type: 0x0080_0000, flags: 0x01), "26 00",
            "88 00 27"),
        WrongTokenList(
            "a lifetime of no token", RODLists.rod(type: 0x0080_0000, lifetime: 1), "26 00",
            "80 00 1c"),
        WrongTokenList(
            "a timeout of no token", RODLists.rod(type: 0x0080_0000, timeout: 1), "26 00",
            "80 00 20"),
        WrongTokenList(
            "a lifetime that is too long",
            RODLists.rod(type: 0x0080_0000, lifetime: 86_401, flags: 0x10), "26 00", "80 00 1c"),
        WrongTokenList(
            "a timeout that is too long",
            RODLists.rod(type: 0x0080_0000, timeout: 601, flags: 0x10), "26 00", "80 00 20"),
        WrongTokenList(
            "R_TOKEN of a token of the receiver", RODLists.rod(flags: 0x10), "26 00", "80 00 14"),
        WrongTokenList(
            "the token's logical unit without a token",
            RODLists.rod(type: 0x0080_0000, producer: 0xF800), "26 00", "80 00 14"),
        WrongTokenList(
            "another copy manager's token", RODLists.rod(producer: 1), "23 02", "80 00 14"),
        WrongTokenList(
            "a token by another copy manager",
            RODLists.rod(type: 0x0080_0000, producer: 1, flags: 0x10), "23 03", "80 00 14"),
        WrongTokenList(
            "a type that is not made", RODLists.rod(type: 0x0080_0003), "26 00", "80 00 18"),
        WrongTokenList("block zero built", RODLists.rod(type: 0xFFFF_0001), "26 00", "80 00 18"),
        WrongTokenList(
            "a token that is not all there", RODLists.rod(offset: 1), "26 0b", "80 00 28"),
        WrongTokenList(
            "a token behind the end", RODLists.rod(offset: 0xFFFF_FFFF), "26 0b", "80 00 28"),
    ]

    @Test(arguments: wrongDescriptors)
    func aWrongDescriptorIsRefused(descriptor: WrongTokenList) throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [descriptor.bytes, RODLists.diskB], [RODLists.range(BlockRange(0, 1))],
            inline: TokenLists.blockZero)
        expectSense(bench.copy(list), descriptor.sense)
    }

    @Test func aTokenTakesAListIdentifier() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            id: 0, usage: 3, [RODLists.rod(type: 0x0080_0000, flags: 0x10)],
            [RODLists.range(BlockRange(0, 1))])
        expectSense(bench.copy(list), illegalRequest("26 00", "8c 00 27"))
    }

    @Test func theFlagsAreWhereTheProfileHasThem() throws {
        var profile = CopyManagerProfile()
        profile.switches.feRTokenBit = 7
        profile.switches.feDelTknBit = 6
        let bench = try TokenBench(profile: profile)
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000, flags: 0x80)], [RODLists.range(BlockRange(0, 1))])
        expectGood(bench.copy(list))
        let token = Array(bench.information(0x41).dataIn.dropFirst(38))
        #expect(token.count == 512)
        expectGood(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(flags: 0x40)], [RODLists.verify(0)], inline: token)))
        expectSense(bench.use(token), illegalRequest("23 09", "80 00 10"))
    }

    // MARK: Tokens

    @Test func aTokenInTheInlineDataIsACopySource() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0x30, 2), BlockRange(0x10, 2)])
        bench.overwrite("A", 0x10, 0x40)
        let expected = bench.diskA.original(0x31, 1) + bench.diskA.original(0x10, 2)
        for (producer, lba) in [(0xFFFF, 0x100), (0xF800, 0x200)] {
            let list = ListBytes.list(
                [
                    RODLists.rod(producer: UInt16(producer), offset: 7, deviceType: 0x1F),
                    RODLists.diskB,
                ],
                [ListBytes.blockToBlock(blocks: 3, from: 1, to: lba)],
                inline: [1, 2, 3, 4, 5, 6, 7] + token)
            expectGood(bench.copy(list, to: "B"))
            #expect(try bench.diskB.blocks(lba, 3) == expected)
        }
    }

    /// A token of access upon reference can be written through by whom the LUN map gives the disk,
    /// and read by everybody who has it.
    @Test func aTokenIsNoWayAroundALUNMapToWrite() throws {
        let bench = try TokenBench()
        expectGood(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0001_0000, flags: 0x10)],
                    [RODLists.range(BlockRange(0x10, 4))])))
        let token = Array(bench.information(0x41).dataIn.dropFirst(38))
        let write = ListBytes.list(
            [RODLists.diskB, RODLists.rod()], [ListBytes.blockToBlock(blocks: 2, from: 5)],
            inline: token)
        expectSense(
            bench.send(
                CopyBench.copyCDB(write.count), write, to: "B", from: TokenBench.otherNexus),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 30")
        #expect(try bench.diskA.blocks(0x10, 4) == bench.diskA.original(0x10, 4))
        let read = ListBytes.list(
            [RODLists.rod(), RODLists.diskB], [ListBytes.blockToBlock(blocks: 4, to: 0x80)],
            inline: token)
        expectGood(
            bench.send(
                CopyBench.copyCDB(read.count), read, to: "B", from: TokenBench.otherNexus))
        #expect(try bench.diskB.blocks(0x80, 4) == bench.diskA.original(0x10, 4))
        expectGood(bench.copy(write, to: "B"))
        #expect(try bench.diskA.blocks(0x10, 2) == bench.diskB.original(5, 2))
    }

    @Test func blockZeroIsZeroBehindItsHead() throws {
        let bench = try TokenBench()
        var token = TokenLists.blockZero
        token[300] = 1
        let list = TokenLists.write(token, [BlockRange(0, 1)])
        expectSense(bench.write(list: list), illegalRequest("23 05", "80 01 3c"))
        #expect(try bench.diskB.blocks(0, 1) == bench.diskB.original(0, 1))
    }

    @Test func blockZeroHasBlocksOfAnyLength() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(blockLength: 520), RODLists.diskB, ListBytes.tape(CopyBench.naa1)],
            [ListBytes.blockToStream(0, 2, transfer: 520, blocks: 2, lba: 0xFFFF)],
            inline: TokenLists.blockZero)
        expectGood(bench.copy(list))
        let zeros = TapeItem.record([UInt8](repeating: 0, count: 520))
        #expect(try bench.tape.items() == [zeros, zeros])
    }

    @Test func aVerificationValidatesTheToken() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)], timeout: 5)
        let list = ListBytes.list(
            [RODLists.rod(), RODLists.rod(type: 0x0080_0000)],
            [RODLists.verify(1), RODLists.verify(0)], inline: token)
        expectGood(bench.copy(list))
        expectSense(
            bench.copy(list.with([token[100] ^ 2], at: 16 + 64 + 24 + 100)),
            inSegment("05", "23 05", "80 00 68", segment: 1))
        bench.wait(5 * TokenBench.second)
        expectSense(bench.copy(list), inSegment("05", "23 07", "80 00 68", segment: 1))
    }

    @Test func aTokenThatIsNoneEndsTheSegment() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)])
        let list = ListBytes.list(
            [RODLists.rod(), RODLists.diskB],
            [ListBytes.blockToBlock(1, 1, blocks: 1), ListBytes.blockToBlock(blocks: 1)],
            inline: token.with([0, 1], at: 6))
        expectSense(bench.copy(list), inSegment("05", "23 0a", "80 00 8e", segment: 1))
    }

    @Test func aTokenIsDeletedWhenTheCopyIsGood() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)])
        let copy = { (blocks: Int) in
            ListBytes.list(
                [RODLists.rod(flags: 0x01), RODLists.diskB],
                [ListBytes.blockToBlock(blocks: blocks)], inline: token)
        }
        #expect(bench.copy(copy(2)).status == .checkCondition)
        expectGood(bench.copy(copy(1)))
        expectSense(bench.copy(copy(1)), inSegment("05", "23 09", "80 00 6c"))
    }

    @Test func lifetimesThatAreAskedFor() throws {
        var profile = CopyManagerProfile()
        profile.tokens.minimumLifetime = 3
        let bench = try TokenBench(profile: profile)
        let make = { (lifetime: Int, timeout: Int) -> [UInt8] in
            let list = ListBytes.list(
                [
                    RODLists.rod(
                        type: 0x0080_0000, lifetime: lifetime, timeout: timeout, flags: 0x10)
                ],
                [RODLists.range(BlockRange(0, 1))])
            expectGood(bench.copy(list))
            return Array(bench.information(0x41).dataIn.dropFirst(38))
        }
        let short = make(1, 0)
        let long = make(1000, 0)
        let idle = make(1000, 2)
        bench.wait(2 * TokenBench.second - 1)
        expectGood(bench.use(idle))
        bench.wait(TokenBench.second)
        expectGood(bench.use(short))
        bench.wait(1)
        expectSense(bench.use(short), illegalRequest("23 07", "80 00 10"))
        bench.wait(TokenBench.second)
        expectSense(bench.use(idle), illegalRequest("23 07", "80 00 10"))
        bench.wait(996 * TokenBench.second - 1)
        expectGood(bench.use(long))
        bench.wait(1)
        expectSense(bench.use(long), illegalRequest("23 07", "80 00 10"))
    }

    @Test func aSecondTokenForTheSameData() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(3, 1)])
        bench.overwrite("A", 3, 1)
        let list = ListBytes.list(
            [RODLists.rod(producer: 0xF800, lifetime: 500, flags: 0x11)], [RODLists.verify(0)],
            inline: token)
        expectGood(bench.copy(list))
        let second = Array(bench.information(0x41).dataIn.dropFirst(38))
        expectSense(bench.use(token), illegalRequest("23 09", "80 00 10"))
        expectGood(bench.use(second))
        #expect(try bench.diskB.blocks(0, 1) == bench.diskA.original(3, 1))
    }

    /// A copy that fails leaves no token behind, and one that fails at its tokens makes none.
    @Test func aCopyThatFailsMakesNoToken() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000, flags: 0x10), RODLists.rod(flags: 0x01)],
            [RODLists.range(BlockRange(0, 1))],
            inline: TokenLists.blockZero.with([0, 0], at: 6))
        expectSense(bench.copy(list), inSegment("05", "23 0a", "80 00 6a"))
        #expect(bench.receive(0x08, 0).dataIn == [0, 0, 0, 4, 0, 0, 0, 0])
        #expect(bench.views == 0)
    }

    @Test func onlyADiskIsBuiltFrom() throws {
        let bench = try TokenBench()
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000)], [RODLists.range(BlockRange(0, 1))]), to: "1"),
            inSegment("05", "26 00", "a0 00 04"))
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000, deviceType: 0x05)],
                    [RODLists.range(BlockRange(0, 1))])),
            inSegment("05", "26 00", "a0 00 06"))
    }

    @Test func theSizeOfARepresentationHasALimit() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumTokenTransferSize = 10
        let bench = try TokenBench(profile: profile)
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000)],
            [
                RODLists.range(BlockRange(0, 6)),
                RODLists.ranges([BlockRange(10, 4), BlockRange(20, 1)]),
            ])
        expectSense(bench.copy(list), inSegment("05", "26 00", "a0 00 28", segment: 1))
    }

    /// Sense data in descriptor format.
    @Test func inDescriptorFormat() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)]).with([0, 0], at: 6)
        let page = bench.send([0x1A, 0x08, 0x0A, 0, 64, 0], to: "1", dataIn: 64).dataIn.dropFirst(4)
        let list = [0, 0, 0x10, 0, page[4] & 0x3F, page[5], page[6] | 0x04] + page.dropFirst(3)
        expectGood(bench.send([0x15, 0x10, 0, 0, UInt8(list.count), 0], list, to: "1"))
        let copy = ListBytes.list(
            [RODLists.rod(), RODLists.diskB], [ListBytes.blockToBlock(blocks: 1)], inline: token)
        expectSense(
            bench.copy(copy, to: "1"),
            """
            72 05 23 0a 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 \
            02 06 00 00 80 00 72 00
            """)
    }
}
