import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// What a token holds, and how long it can be used.
@Suite struct TokenLifeTests {
    static let second = TokenBench.second

    @Test func theFieldsOfAToken() throws {
        let bench = try TokenBench(lengthA: 4096)
        let token = bench.token([BlockRange(3, 2), BlockRange(0x20, 7)], type: 0x0080_0001)
        #expect(hexPairs(token[0..<8]) == "00 80 00 01 00 00 01 f8")
        #expect(
            hexPairs(token[16..<48])
                == "e4 00 00 00 01 03 00 10 " + hexPairs(CopyBench.naaA)
                + " 00 00 00 00 00 00 00 00")
        #expect(token.bigEndian64(at: 48) == 0)
        #expect(token.bigEndian64(at: 56) == 9 * 4096)
        #expect(token[64..<96].allSatisfy { $0 == 0 })
        #expect(hexPairs(token[96..<104]) == "00 00 10 00 00 00 00 00")
        #expect(token[104..<128].allSatisfy { $0 == 0 })
        // The designators of VPD page 83h.
        let page = bench.send([0x12, 1, 0x83, 0, 255, 0], to: "A", dataIn: 255).dataIn
        let designators = Array(page[4...])
        #expect(Array(token[128..<128 + designators.count]) == designators)
        #expect(token[(128 + designators.count)..<256].allSatisfy { $0 == 0 })
        // 256 random bytes have well over a hundred different values.
        #expect(Set(token[256...]).count > 100)
    }

    @Test func noTwoTokensAreAlike() throws {
        let bench = try TokenBench()
        let first = bench.token([BlockRange(0, 1)])
        let second = bench.token([BlockRange(0, 1)])
        #expect(second.bigEndian64(at: 8) == first.bigEndian64(at: 8) &+ 1)
        #expect(first[256...] != second[256...])
        let other = try TokenBench(seed: 2).token([BlockRange(0, 1)])
        #expect(other[8..<16] != first[8..<16])
        #expect(other[256...] != first[256...])
        #expect(try TokenBench().token([BlockRange(0, 1)]) == first)
    }

    @Test func theSizeOfTheTargetDeviceDescriptorIsTheProfiles() throws {
        var profile = CopyManagerProfile()
        profile.switches.targetDeviceDescriptorSize = 96
        let token = try TokenBench(profile: profile).token([BlockRange(0, 1)])
        #expect(Set(token[224...]).count > 100)
        #expect(token[200..<224].allSatisfy { $0 == 0 })
    }

    @Test func aTokenLivesForItsTimeWithoutUse() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)], timeout: 5)
        bench.wait(5 * Self.second - 1)
        expectGood(bench.use(token))
        bench.wait(5 * Self.second - 1)
        expectGood(bench.use(token))
        bench.wait(5 * Self.second)
        expectSense(bench.use(token), illegalRequest("23 07", "80 00 10"))
    }

    @Test func theDefaultTimeWithoutUse() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)])
        let other = bench.token([BlockRange(0, 1)])
        bench.wait(60 * Self.second - 1)
        expectGood(bench.use(token))
        bench.wait(1)
        expectGood(bench.use(token))
        expectSense(bench.use(other), illegalRequest("23 07", "80 00 10"))
    }

    @Test func noTokenOutlivesItsLifetime() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumLifetime = 100
        let bench = try TokenBench(profile: profile)
        let token = bench.token([BlockRange(0, 1)])
        bench.wait(59 * Self.second)
        expectGood(bench.use(token))
        bench.wait(41 * Self.second - 1)
        expectGood(bench.use(token))
        bench.wait(1)
        expectSense(bench.use(token), illegalRequest("23 07", "80 00 10"))
        // What became of it is told for as long again, and then nothing is known of it.
        bench.wait(100 * Self.second - 1)
        expectSense(bench.use(token), illegalRequest("23 07", "80 00 10"))
        bench.wait(1)
        expectSense(bench.use(token), illegalRequest("23 04", "80 00 18"))
    }

    @Test func withoutLifetimesOnlyTheTimeWithoutUseCounts() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumLifetime = 100
        profile.tokens.hasLifetime = false
        let bench = try TokenBench(profile: profile)
        let token = bench.token([BlockRange(0, 1)])
        for _ in 0..<5 {
            bench.wait(59 * Self.second)
            expectGood(bench.use(token))
        }
    }

    @Test func aCopyInProgressKeepsItsTokenInUse() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(
            timing: .init(perCommand: .milliseconds(500), perMebibyte: .zero), profile: profile)
        let token = bench.token([BlockRange(0, 16)], timeout: 3)
        // Sixteen blocks, a READ and a WRITE each.
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 16)])))
        #expect(try bench.diskB.blocks(0, 16) == bench.diskA.original(0, 16))
        bench.wait(2 * Self.second)
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0, 1)])))
        bench.wait(4 * Self.second)
        expectSense(bench.use(token), illegalRequest("23 07", "80 00 10"))
    }

    @Test func aDeletedTokenIsToldApart() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)])
        expectGood(
            bench.write(list: TokenLists.write(token, [BlockRange(5, 1)], deletes: true)))
        #expect(try bench.diskB.blocks(5, 1) == bench.diskA.original(0, 1))
        expectSense(bench.use(token), illegalRequest("23 09", "80 00 10"))
    }

    @Test func aVulnerableTokenIsCancelledByAWrite() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0x200, 4)], type: 0x0080_0001)
        // Views keep 64 KiB together: what is written farther away is none of its concern.
        bench.overwrite("A", 0, 1)
        expectGood(bench.use(token))
        bench.overwrite("A", 0x203, 1)
        expectSense(bench.use(token), illegalRequest("23 08", "80 00 10"))
    }

    @Test(arguments: [0x0080_0000, 0x0080_0002] as [UInt32])
    func otherPointInTimeTokensSurviveAWrite(type: UInt32) throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0x200, 4)], type: type)
        bench.overwrite("A", 0x1FF, 6)
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(9, 4)])))
        #expect(try bench.diskB.blocks(9, 4) == bench.diskA.original(0x200, 4))
    }

    @Test func aResetRevokesTheTokensOfTheLogicalUnit() throws {
        let bench = try TokenBench()
        let ofA = bench.token([BlockRange(0, 1)])
        let ofB = bench.token([BlockRange(0, 1)], of: "B")
        bench.reset("A")
        expectSense(bench.use(ofA), illegalRequest("23 06", "80 00 10"))
        expectGood(bench.use(ofB))
    }

    /// Sends a command, resets disk A in the middle of it, and returns how it ended.
    private func resetting(
        _ bench: TokenBench, after milliseconds: Int64, _ action: UInt8, _ list: [UInt8],
        to id: String
    ) throws -> Completion? {
        var ended: Completion?
        let task = SCSITask(
            nexus: TokenBench.nexus, cdb: TokenLists.cdb(action, 0x77, list.count),
            dataOut: DataBuffer(list))
        bench.fabric.submit(task, to: try #require(bench.fabric.unit(id))) { ended = $0 }
        bench.wait(milliseconds * 1_000_000)
        #expect(ended == nil)
        bench.reset("A")
        bench.fabric.runToTheEnd()
        return ended
    }

    private static let slow = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)

    /// POPULATE TOKEN ends as a copy does, makes no token and keeps no view, and nothing is known
    /// of it afterwards.
    @Test func aResetEndsTheCommandsOfTheLogicalUnit() throws {
        let bench = try TokenBench(timing: Self.slow)
        let list = TokenLists.populate([BlockRange(0, 4)])
        let ended = try resetting(bench, after: 2, 0x10, list, to: "A")
        #expect(
            hexPairs(ended?.senseBytes ?? [])
                == "70 00 0a 00 00 00 00 0a 00 00 00 00 2f 02 00 00 00 00")
        #expect(bench.views == 0)
        expectSense(
            bench.send([0, 0, 0, 0, 0, 0], to: "A"),
            "70 00 06 00 00 00 00 0a 00 00 00 00 29 03 00 00 00 00")
        expectSense(bench.information(0x77), illegalRequest("24 00", "c0 00 02"))
    }

    /// A copy that has begun to use a token goes on, and has the data.
    @Test func aResetStopsNoCopyThatUsesTheToken() throws {
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 512
        let bench = try TokenBench(timing: Self.slow, profile: profile)
        let token = bench.token([BlockRange(0x200, 8)])
        bench.overwrite("A", 0x200, 8)
        let list = TokenLists.write(token, [BlockRange(9, 8)])
        let ended = try resetting(bench, after: 9, 0x11, list, to: "B")
        #expect(ended?.status == .good)
        #expect(try bench.diskB.blocks(9, 8) == bench.diskA.original(0x200, 8))
        expectSense(bench.use(token), illegalRequest("23 06", "80 00 10"))
        #expect(bench.views == 0)
    }

    @Test func whatIsNotRememberedCannotBeToldOf() throws {
        var profile = CopyManagerProfile()
        profile.tokens.rememberedTokens = 1
        profile.tokens.maximumLifetime = 100
        let bench = try TokenBench(profile: profile)
        let first = bench.token([BlockRange(0, 1)], timeout: 1)
        let second = bench.token([BlockRange(0, 1)], timeout: 2)
        bench.wait(2 * Self.second)
        expectSense(bench.use(first), illegalRequest("23 00", "80 00 18"))
        expectSense(bench.use(second), illegalRequest("23 07", "80 00 10"))
        bench.wait(100 * Self.second)
        expectSense(bench.use(first), illegalRequest("23 04", "80 00 18"))
    }

    /// A view costs the disk's writes, so none is kept that nobody needs.
    @Test func viewsGoWithTheirTokens() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)], timeout: 1)
        let held = bench.token([BlockRange(0, 1)])
        _ = held
        #expect(bench.views == 2)
        bench.wait(Self.second)
        expectSense(bench.use(token), illegalRequest("23 07", "80 00 10"))
        #expect(bench.views == 1)
        expectGood(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000), RODLists.diskB],
                    [RODLists.range(BlockRange(0, 1)), ListBytes.blockToBlock(blocks: 1)])))
        #expect(bench.views == 1)
        expectGood(
            bench.write(list: TokenLists.write(held, [BlockRange(5, 1)], deletes: true)))
        #expect(bench.views == 0)
    }

    @Test func aProfileMayForgetDeadTokens() throws {
        var profile = CopyManagerProfile()
        profile.tokens.forgetsDeadTokens = true
        let bench = try TokenBench(profile: profile)
        let token = bench.token([BlockRange(0, 1)], timeout: 1)
        bench.wait(Self.second)
        expectSense(bench.use(token), illegalRequest("23 04", "80 00 18"))
    }

    @Test func thereIsRoomForSoManyTokens() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumRODs = 2
        let bench = try TokenBench(profile: profile)
        let first = bench.token([BlockRange(0, 1)])
        _ = bench.token([BlockRange(1, 1)])
        let list = TokenLists.populate([BlockRange(2, 1)])
        expectSense(bench.populate(list: list), illegalRequest("55 0d"))
        #expect(bench.report(0x77)[5] == 0x02)
        expectGood(
            bench.write(list: TokenLists.write(first, [BlockRange(5, 1)], deletes: true)))
        expectGood(bench.populate(list: list))
    }

    @Test func aDiskWithoutViewsHasNoPointInTime() throws {
        let bench = try TokenBench(hasViews: false)
        expectSense(
            bench.populate(list: TokenLists.populate([BlockRange(0, 1)])), illegalRequest("55 0c"))
    }
}
