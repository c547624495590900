import CopyManager
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// WRITE USING TOKEN.
@Suite struct WriteUsingTokenTests {
    static let right = TokenLists.write(TokenLists.blockZero, [BlockRange(8, 4)])

    static func many(_ count: Int) -> [UInt8] {
        TokenLists.write(TokenLists.blockZero, (0..<count).map { BlockRange($0, 1) })
    }

    static let wrong = [
        WrongTokenList("a list of 535 bytes", Array(right.prefix(535)), "1a 00"),
        WrongTokenList("a list of one byte", [2], "1a 00"),
        WrongTokenList("data longer than the list", right.with([2, 0x27], at: 0), "1a 00"),
        WrongTokenList(
            "a length of less than a range", right.with([2, 0x25], at: 0), "26 00", "80 00 00"),
        WrongTokenList("ranges of 15 bytes", right.with([0, 15], at: 534), "26 00", "80 02 16"),
        WrongTokenList(
            "ranges beyond the data", right.with([0, 17], at: 534), "26 00", "80 02 16"),
        WrongTokenList("65 ranges", many(65), "26 08", "80 02 16"),
        WrongTokenList(
            "a block in two ranges",
            TokenLists.write(TokenLists.blockZero, [BlockRange(8, 4), BlockRange(8, 1)]),
            "26 00", "80 02 28"),
        WrongTokenList(
            "a range that is not on the disk",
            TokenLists.write(TokenLists.blockZero, [BlockRange(8, 4), BlockRange(0x400, 1)]),
            "21 00", "80 02 28"),
        WrongTokenList(
            "a token of another length", right.with([1, 0xF7], at: 22), "23 0a", "80 00 16"),
    ]

    @Test(arguments: wrong)
    func aWrongListIsRefused(list: WrongTokenList) throws {
        let bench = try TokenBench()
        expectSense(bench.write(list: list.bytes), list.sense)
        #expect(try bench.diskB.bytes() == bench.diskB.content)
    }

    @Test func manyRangesAreFilledInTheirOrder() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0x300, 3), BlockRange(0x10, 5)])
        bench.overwrite("A", 0x10, 5)
        let ranges = [
            BlockRange(0x80, 1), BlockRange(0x20, 4), BlockRange(0x99, 0), BlockRange(0, 3),
        ]
        expectGood(bench.write(list: TokenLists.write(token, ranges)))
        let old = bench.diskA.original(0x300, 3) + bench.diskA.original(0x10, 5)
        let expected = bench.diskB.content.with(Array(old[..<512]), at: 0x80 * 512)
            .with(Array(old[512..<5 * 512]), at: 0x20 * 512)
            .with(Array(old[(5 * 512)...]), at: 0)
        #expect(try areEqual(bench.diskB.bytes(), expected))
        let report = bench.report(0x78, of: "B")
        #expect(hexPairs(report.prefix(6)) == "00 00 00 20 11 01")
        #expect(report.bigEndian64(at: 16) == 8)
    }

    @Test func theOffsetCountsBlocksOfTheDestination() throws {
        let bench = try TokenBench(lengthA: 4096)
        let token = bench.token([BlockRange(2, 2)])
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 9)], offset: 7)))
        let old = bench.diskA.original(2, 2)
        #expect(try bench.diskB.blocks(0, 9) == Array(old[(7 * 512)...]))
        // The last block is the sixteenth.
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 1)], offset: 15)))
        for offset in [16, 0x0FFF_FFFF_FFFF_FFFF] {
            expectSense(
                bench.write(list: TokenLists.write(token, [BlockRange(0, 1)], offset: offset)),
                illegalRequest("26 00", "80 00 08"))
        }
    }

    @Test func aRangeThatAsksForMoreThanThereIs() throws {
        let bench = try TokenBench(lengthB: 4096)
        let token = bench.token([BlockRange(0, 9)])
        expectGood(
            bench.write(list: TokenLists.write(token, [BlockRange(0, 1), BlockRange(5, 3)])))
        let data = bench.diskA.original(0, 9)
        let expected = bench.diskB.content.with(Array(data[..<4096]), at: 0)
            .with(Array(data[4096...]) + [UInt8](repeating: 0, count: 7 * 512), at: 5 * 4096)
        #expect(try areEqual(bench.diskB.bytes(), expected))
        let report = bench.report(0x78, of: "B")
        #expect(
            hexPairs(report) == """
                00 00 00 20 11 03 00 00 ff ff ff fe 00 00 00 f1 \
                00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 00 \
                00 00 00 00
                """)
        // As much as was asked for is all of it, though a part of the last block is zeros.
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 2)])))
        #expect(bench.report(0x78, of: "B")[5] == 0x01)
    }

    @Test func onTheDiskItself() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 8)])
        expectGood(
            bench.write(list: TokenLists.write(token, [BlockRange(4, 8)]), to: "A"))
        #expect(try bench.diskA.blocks(4, 8) == bench.diskA.original(0, 8))
    }

    @Test func whatADeviceRefusesIsForwarded() throws {
        let bench = try TokenBench(isBWriteProtected: true)
        expectSense(
            bench.write(list: Self.right),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 00 00 00 \
            02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00
            """)
        let report = bench.report(0x78, of: "B")
        #expect(hexPairs(report.prefix(16)) == "00 00 00 48 11 02 00 00 ff ff ff fe 02 28 25 f1")
        let source = try TokenBench()
        let token = source.token([BlockRange(0, 4)])
        source.fabric.add(
            Fault(
                unit: "A", trigger: .command(.read16, nth: 1), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .unrecoveredReadError))))
        expectSense(
            source.write(list: TokenLists.write(token, [BlockRange(0, 4)], deletes: true)),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 00 00 00 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00
            """)
        // A command that failed deletes no token: it can be tried again.
        expectGood(source.use(token))
    }

    @Test func inTheBackgroundAndAborted() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(1), perMebibyte: .zero), profile: profile)
        let token = bench.token([BlockRange(0, 0x100)])
        expectGood(
            bench.write(
                list: TokenLists.write(
                    token, [BlockRange(0, 0x100)], deletes: true, immediate: true)))
        bench.wait(50_000_000)
        let status = bench.report(0x78, of: "B", action: 0x05)
        #expect(hexPairs(status.prefix(6)) == "00 00 00 1c 11 12")
        let before = status.bigEndian64(at: 16)
        #expect((5..<0x80).contains(before))
        expectGood(
            bench.send([0x83, 0x1C, 0, 0, 0, 0x78] + [UInt8](repeating: 0, count: 10), to: "B"))
        let report = bench.report(0x78, of: "B")
        #expect(report[5] == 0x60)
        #expect(report[12] == 0x40)
        let written = Int(report.bigEndian64(at: 16))
        #expect(written >= Int(before) && written < 0x80)
        #expect(try bench.diskB.blocks(0, written) == bench.diskA.original(0, written))
        #expect(
            try bench.diskB.blocks(written, 0x100 - written)
                == bench.diskB.original(written, 0x100 - written))
        expectGood(bench.use(token))
    }

    @Test func abortedInTheForeground() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(1), perMebibyte: .zero), profile: profile)
        let list = TokenLists.write(TokenLists.blockZero, [BlockRange(0, 0x100)])
        var sense: [UInt8] = []
        guard let unit = bench.fabric.unit("B") else { return }
        bench.fabric.submit(
            .init(
                nexus: TokenBench.nexus, cdb: TokenLists.cdb(0x11, 0x78, list.count),
                dataOut: .init(list)), to: unit
        ) { sense = $0?.senseBytes ?? [] }
        bench.wait(20_000_000)
        expectGood(
            bench.send([0x83, 0x1C, 0, 0, 0, 0x78] + [UInt8](repeating: 0, count: 10), to: "B"))
        #expect(hexPairs(sense) == "70 00 0a 00 00 00 00 0a 00 00 00 00 2f 02 00 00 00 00")
    }

    /// What a step writes is told of when the step is over, and what came before it is there.
    @Test func aLongWriteGoesOnInSteps() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 3000
        let bench = try TokenBench(lengthA: 4096, profile: profile)
        let token = bench.token([BlockRange(9, 5), BlockRange(3, 2)])
        expectGood(
            bench.write(list: TokenLists.write(token, [BlockRange(0, 13), BlockRange(100, 43)])))
        let data = bench.diskA.original(9, 5) + bench.diskA.original(3, 2)
        #expect(try bench.diskB.blocks(0, 13) == Array(data[..<(13 * 512)]))
        #expect(try bench.diskB.blocks(100, 43) == Array(data[(13 * 512)...]))
    }

    @Test func aSourceThatDoesNotAnswer() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 4)])
        bench.fabric.add(
            Fault(
                unit: "A", trigger: .command(.read16, nth: 1), times: 1, effect: .unreachable))
        expectSense(
            bench.write(list: TokenLists.write(token, [BlockRange(0, 4)])),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 00 00 00")
        #expect(try bench.diskB.bytes() == bench.diskB.content)
    }

    @Test func thereIsRoomForSoManyCopies() throws {
        var profile = CopyManagerProfile()
        profile.enforced.totalConcurrentCopies = 1
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(1), perMebibyte: .zero), profile: profile)
        let list = TokenLists.write(TokenLists.blockZero, [BlockRange(0, 0x80)], immediate: true)
        expectGood(bench.write(list: list))
        #expect(bench.write(list: list, id: 1).status == .busy)
        let populate = TokenLists.populate([BlockRange(0, 1)])
        #expect(bench.populate(list: populate).status == .busy)
        bench.wait(TokenBench.second)
        expectGood(bench.populate(list: populate))
    }

    // MARK: Reservations

    /// Lets the other nexus reserve disk B.
    private func reserve(_ bench: TokenBench, type: UInt8) {
        let key: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let none = [UInt8](repeating: 0, count: 8)
        for (action, list) in [(0, none + key + none), (1, key + none + none)] {
            expectGood(
                bench.send(
                    [0x5F, UInt8(action), action == 0 ? 0 : type, 0, 0, 0, 0, 0, 24, 0], list,
                    to: "B", from: TokenBench.otherNexus))
        }
    }

    /// The commands meet reservations as READ and WRITE do, and so does what is done with a token
    /// of data as they are.
    @Test func reservationsAreRespected() throws {
        var profile = CopyManagerProfile()
        profile.tokens.createdTypes = [.accessUponReference]
        let bench = try TokenBench(profile: profile)
        let ofB = bench.token([BlockRange(3, 1)], of: "B")
        let ofA = bench.token([BlockRange(3, 1)])
        // Write exclusive.
        reserve(bench, type: 1)
        expectGood(bench.populate(list: TokenLists.populate([BlockRange(0, 1)]), to: "B"))
        #expect(bench.use(ofA).status == .reservationConflict)
        let toA = TokenLists.write(ofB, [BlockRange(9, 1)])
        expectGood(bench.write(list: toA, to: "A"))
        #expect(try bench.diskA.blocks(9, 1) == bench.diskB.original(3, 1))
        // The holder of the reservation may write.
        expectGood(bench.use(ofA, from: TokenBench.otherNexus))
        let exclusive = try TokenBench(profile: profile)
        let token = exclusive.token([BlockRange(3, 1)], of: "B")
        reserve(exclusive, type: 3)
        let populate = TokenLists.populate([BlockRange(0, 1)])
        #expect(exclusive.populate(list: populate, to: "B").status == .reservationConflict)
        expectSense(
            exclusive.write(list: TokenLists.write(token, [BlockRange(9, 1)]), to: "A"),
            "70 00 0a 00 00 00 00 0b 12 00 00 00 0d 01 00 00 00 00 18")
    }
}
