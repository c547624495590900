import CopyManager
import SCSI
import Testing
import WireBytes

/// Tokens that are none: each has a code of its own.
@Suite struct TokenValidationTests {
    @Test func everyChangedByteIsSeen() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(0, 1)])
        for index in token.indices {
            let forged = token.with([token[index] ^ 0x10], at: index)
            let isLength = index == 6 || index == 7
            expectSense(
                bench.use(forged),
                isLength
                    ? illegalRequest("23 0a", "80 00 16") : illegalRequest("23 05", "80 00 10"))
        }
        expectGood(bench.use(token))
    }

    @Test func aTokenOfAnotherIdentifierIsUnknown() throws {
        let bench = try TokenBench()
        var token = bench.token([BlockRange(0, 1)])
        token = token.with([token[15] ^ 1], at: 15).with([token[300] ^ 1], at: 300)
        expectSense(bench.use(token), illegalRequest("23 04", "80 00 18"))
    }

    @Test func aTokenOfAnotherCopyManagerIsRemote() throws {
        let foreign = try TokenBench(seed: 3, naaA: CopyBench.naaA.dropLast() + [9])
            .token([BlockRange(0, 1)])
        expectSense(try TokenBench().use(foreign), illegalRequest("23 02", "80 00 20"))
        var profile = CopyManagerProfile()
        profile.tokens.remoteTokens = 4
        // Its copy manager cannot be reached.
        expectSense(
            try TokenBench(profile: profile).use(foreign),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 20")
    }

    @Test func aTypeThatIsNotTaken() throws {
        let bench = try TokenBench()
        var token = bench.token([BlockRange(0, 1)])
        token = token.with([0x00, 0x80, 0x00, 0x03], at: 0)
            .with([token[15] ^ 1], at: 15).with([token[300] ^ 1], at: 300)
        expectSense(bench.use(token), illegalRequest("23 01", "80 00 10"))
        var profile = CopyManagerProfile()
        profile.tokens.acceptedTypes = [.pointInTimeDefault]
        let other = try TokenBench(profile: profile)
        expectSense(other.use(TokenLists.blockZero), illegalRequest("23 01", "80 00 10"))
        expectGood(other.use(other.token([BlockRange(0, 1)])))
    }

    @Test func aCreatorThatIsNone() throws {
        let bench = try TokenBench()
        let noise = distinctBytes(77, count: 512).with([0, 0x80, 0, 0, 0, 0, 0x01, 0xF8], at: 0)
        expectSense(bench.use(noise), illegalRequest("23 05", "80 00 20"))
    }

    /// A LUN map guards the disk, not what was made of it by somebody who could reach it.
    @Test func whoeverHasTheTokenMayUseIt() throws {
        let bench = try TokenBench()
        let token = bench.token([BlockRange(4, 2)])
        let list = TokenLists.write(token, [BlockRange(0x80, 2)])
        expectGood(bench.write(list: list, from: TokenBench.otherNexus))
        #expect(try bench.diskB.blocks(0x80, 2) == bench.diskA.original(4, 2))
    }

    @Test func reportAllROdTokensTellsWhatANexusMayKnow() throws {
        let bench = try TokenBench()
        let ofA = bench.token([BlockRange(0, 1)])
        let ofB = bench.token([BlockRange(0, 1)], of: "B")
        let all = bench.receive(0x08, 0).dataIn
        #expect(all.prefix(8) == [0, 0, 0, 196, 0, 0, 0, 0])
        #expect(Array(all.dropFirst(8)) == Array(ofA.prefix(96) + ofB.prefix(96)))
        // The other nexus cannot reach disk A.
        let other = bench.receive(0x08, 0, of: "B", from: TokenBench.otherNexus).dataIn
        #expect(other == [0, 0, 0, 100, 0, 0, 0, 0] + ofB.prefix(96))
        expectGood(bench.use(ofA, from: TokenBench.otherNexus))
        #expect(
            bench.receive(0x08, 0, of: "B", from: TokenBench.otherNexus).dataIn == all)
        bench.wait(60 * TokenBench.second)
        #expect(bench.receive(0x08, 0).dataIn == [0, 0, 0, 4, 0, 0, 0, 0])
    }
}
