import CopyManager
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// A parameter list of a token command, and the sense data that refuses it.
struct WrongTokenList: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var sense: String

    init(_ name: String, _ bytes: [UInt8], _ code: String, _ pointer: String = "00 00 00") {
        self.name = name
        self.bytes = bytes
        sense = illegalRequest(code, pointer)
    }

    var testDescription: String { name }
}

/// POPULATE TOKEN.
@Suite struct PopulateTokenTests {
    static let right = TokenLists.populate([BlockRange(8, 4)], type: 0x0080_0000)

    static func many(_ count: Int) -> [UInt8] {
        TokenLists.populate((0..<count).map { BlockRange($0, 1) })
    }

    static let wrong = [
        WrongTokenList("a list of fifteen bytes", Array(right.prefix(15)), "1a 00"),
        WrongTokenList("data longer than the list", right.with([0, 0x1F], at: 0), "1a 00"),
        WrongTokenList(
            "no range", Array(right.prefix(16)).with([0, 14], at: 0), "26 00", "80 00 00"),
        WrongTokenList(
            "a length of less than a range", right.with([0, 0x1D], at: 0), "26 00", "80 00 00"),
        WrongTokenList("ranges of 15 bytes", right.with([0, 15], at: 14), "26 00", "80 00 0e"),
        WrongTokenList("ranges beyond the data", right.with([0, 17], at: 14), "26 00", "80 00 0e"),
        WrongTokenList("65 ranges", many(65), "26 08", "80 00 0e"),
        WrongTokenList(
            "data as they are", TokenLists.populate([BlockRange(8, 4)], type: 0x0001_0000),
            "26 00", "80 00 08"),
        WrongTokenList(
            "a type that is not made", TokenLists.populate([BlockRange(8, 4)], type: 0x0080_0003),
            "26 00", "80 00 08"),
        WrongTokenList(
            "block zero", TokenLists.populate([BlockRange(8, 4)], type: 0xFFFF_0001),
            "26 00", "80 00 08"),
        WrongTokenList(
            "a timeout of 601 s", TokenLists.populate([BlockRange(8, 4)], timeout: 601),
            "26 00", "80 00 04"),
        WrongTokenList(
            "a block in two ranges",
            TokenLists.populate([BlockRange(8, 4), BlockRange(20, 1), BlockRange(11, 2)]),
            "26 00", "80 00 30"),
        WrongTokenList(
            "a range in another",
            TokenLists.populate([BlockRange(10, 1), BlockRange(30, 1), BlockRange(0, 100)]),
            "26 00", "80 00 30"),
        WrongTokenList(
            "a range that ends behind the last block",
            TokenLists.populate([BlockRange(0, 1), BlockRange(0x3FF, 2)]), "21 00", "80 00 20"),
        WrongTokenList(
            "a range whose end cannot be counted",
            TokenLists.populate([BlockRange(-1, 2)].map { BlockRange($0.lba & .max, $0.count) })
                .with([0xFF], at: 16), "21 00", "80 00 10"),
    ]

    @Test(arguments: wrong)
    func aWrongListIsRefused(list: WrongTokenList) throws {
        let bench = try TokenBench()
        expectSense(bench.populate(list: list.bytes), list.sense)
        // Nothing was begun, so nothing is known of it.
        expectSense(
            bench.information(0x77), "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
    }

    @Test func whatIsLeftIsRight() throws {
        let bench = try TokenBench()
        expectGood(bench.populate(list: Self.right))
        expectGood(bench.populate(list: Self.many(64)))
        expectGood(bench.populate(list: []))
        // Bytes behind the data, and a part of a range, are no error.
        expectGood(bench.populate(list: Self.right + [1, 2, 3]))
        expectGood(
            bench.populate(
                list: (Self.right + [9, 9, 9]).with([0, 0x21], at: 0).with([0, 19], at: 14)))
    }

    @Test func emptyRangesDoNothing() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0x9999, 0), BlockRange(7, 2), BlockRange(7, 0)])
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 2)])))
        #expect(try bench.diskB.blocks(0, 2) == bench.diskA.original(7, 2))
    }

    @Test func theSizeOfATokenHasALimit() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumTokenTransferSize = 10
        let bench = try TokenBench(profile: profile)
        _ = bench.token([BlockRange(0, 6), BlockRange(10, 4)])
        expectSense(
            bench.populate(
                list: TokenLists.populate([BlockRange(0, 6), BlockRange(10, 4), BlockRange(20, 1)])),
            illegalRequest("26 00", "80 00 38"))
    }

    @Test func anyPointInTimeIsTheOneThatIsPreferred() throws {
        var profile = CopyManagerProfile()
        profile.tokens.createdTypes = [.accessUponReference, .pointInTimePersistent]
        let bench = try TokenBench(profile: profile)
        #expect(bench.token([BlockRange(0, 1)], type: 0x0080_FFFF)[0..<4] == [0, 0x80, 0, 2])
        // Without RTV the copy manager chooses.
        #expect(bench.token([BlockRange(0, 1)])[0..<4] == [0, 1, 0, 0])
    }

    @Test func dataAsTheyAreWhereThereIsNothingElse() throws {
        var profile = CopyManagerProfile()
        profile.tokens.createdTypes = [.accessUponReference]
        profile.tokens.acceptedTypes = [.accessUponReference]
        let bench = try TokenBench(hasViews: false, profile: profile)
        let token = bench.token([BlockRange(0x10, 2)], type: 0x0001_0000)
        let new = bench.overwrite("A", 0x11, 1)
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 2)])))
        #expect(try bench.diskB.blocks(0, 2) == bench.diskA.original(0x10, 1) + new)
    }

    @Test func inTheBackground() throws {
        let bench = try TokenBench(timing: .disk)
        let list = TokenLists.populate([BlockRange(3, 2)], immediate: true)
        expectGood(bench.populate(list: list))
        bench.wait(TokenBench.second)
        let token = Array(bench.information(0x77).dataIn.dropFirst(38))
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 2)])))
        #expect(try bench.diskB.blocks(0, 2) == bench.diskA.original(3, 2))
        // What is wrong with the list is told at once.
        expectSense(
            bench.populate(list: TokenLists.populate([BlockRange(0x400, 1)], immediate: true)),
            illegalRequest("21 00", "80 00 10"))
    }

    @Test func aListIdentifierInUse() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(1), perMebibyte: .zero), profile: profile)
        let long = TokenLists.write(
            TokenLists.blockZero, [BlockRange(0, 0x100)], immediate: true)
        expectGood(bench.write(list: long, id: 0x77, to: "A"))
        expectSense(bench.populate(list: Self.right), illegalRequest("00 16"))
        expectSense(bench.write(list: long, id: 0x77, to: "A"), illegalRequest("00 16"))
        // Another nexus or logical unit has identifiers of its own.
        expectGood(bench.populate(list: Self.right, to: "B"))
        // In progress there is a status, and no token.
        #expect(hexPairs(bench.receive(0x05, 0x77).dataIn.prefix(8)) == "00 00 00 1c 11 12 00 00")
        let information = bench.information(0x77).dataIn
        #expect(hexPairs(information.prefix(14)) == "00 00 00 20 11 12 00 00 ff ff ff ff 00 00")
        #expect(information.count == 36 && information.suffix(4) == [0, 0, 0, 0])
        bench.wait(TokenBench.second)
        // Its status has changed after it was told of.
        #expect(hexPairs(bench.receive(0x05, 0x77).dataIn.prefix(8)) == "00 00 00 1c 11 01 00 01")
        // A status of the older kind counts bytes.
        let older = bench.send(
            [0x84, 0, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0], to: "A", dataIn: 12)
        #expect(hexPairs(older.dataIn) == "00 00 00 08 01 00 00 00 00 02 00 00")
        expectGood(bench.populate(list: Self.right))
    }

    /// Of a list identifier that an EXTENDED COPY(LID1) uses the field is to blame.
    @Test func aListIdentifierInUseByACopy() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(1), perMebibyte: .zero), profile: profile)
        guard let unit = bench.fabric.unit("A") else { return }
        let copy = ListBytes.list(
            id: 0x77, [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
            [ListBytes.blockToBlock(blocks: 0x100)])
        bench.fabric.submit(
            .init(
                nexus: TokenBench.nexus, cdb: CopyBench.copyCDB(copy.count),
                dataOut: .init(copy)), to: unit
        ) { _ in }
        bench.wait(20_000_000)
        expectSense(bench.populate(list: Self.right), illegalRequest("26 00", "c0 00 06"))
    }

    @Test func onlyDisksHaveTheCommand() throws {
        let bench = try TokenBench()
        expectSense(
            bench.populate(list: Self.right, to: "1"),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cc 00 01")
    }
}
