import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// What the copy manager of QuadStor does with tokens otherwise than SPC-4 and SBC-4 say.
@Suite struct QuadStorTests {
    /// RTV is looked for in the CDB, where it is never one.
    @Test func theTypeThatIsAskedForIsIgnored() throws {
        for (name, type) in [("spc4", [0, 0x80, 0, 2]), ("quadstor", [0, 0x80, 0, 0])] {
            let token = try ProfileBench(name).token([(3, 2)], type: 0x0080_0002)
            #expect(token[0..<4] == ArraySlice(type.map(UInt8.init)), "\(name)")
        }
        // Nor is a type refused that nobody can make.
        let unknown = 0x0099_0000
        #expect(
            outcome(try ProfileBench("spc4").populate([(3, 2)], type: unknown))
                == tokenRefused("26 00", "80 00 08"))
        #expect(outcome(try ProfileBench("quadstor").populate([(3, 2)], type: unknown)) == "GOOD")
    }

    /// The standard makes a token of nothing, of which zero bytes can be used; there the command
    /// ends without a word, and leaves nothing.
    @Test func anEmptyRangeEndsPopulateToken() throws {
        let standard = try ProfileBench("spc4")
        #expect(try standard.token([(3, 0)]).count == 512)
        let there = try ProfileBench("quadstor")
        #expect(outcome(there.populate([(3, 0)])) == "GOOD")
        #expect(outcome(there.tokenInformation()) == tokenRefused("24 00", "c0 00 02"))
        // Even where the range lies behind the last block, in both.
        #expect(outcome(there.populate([(0x9999, 0)])) == "GOOD")
        #expect(outcome(there.populate([(0x9999, 1)])) == tokenRefused("21 00", "80 00 10"))
    }

    /// Where more than one range may be there: those behind the empty one do nothing.
    @Test func rangesBehindAnEmptyOneDoNothing() throws {
        for (name, count) in [("spc4", 5), ("quadstor", 2)] {
            let bench = try ProfileBench(name) { $0.tokens.maximumRangeDescriptors = 4 }
            let token = try bench.token([(3, 2), (9, 0), (20, 3)])
            #expect(outcome(bench.write(token, [(40, 5)])) == "GOOD")
            let from = ProfileBench.content(of: "A")
            var wanted = Array(ProfileBench.content(of: "B")[40 * 512..<45 * 512])
            let copied = from[3 * 512..<5 * 512] + from[20 * 512..<23 * 512]
            wanted.replaceSubrange(0..<count * 512, with: copied.prefix(count * 512))
            #expect(try bench.bytes(of: "B", block: 40, count: 5) == wanted, "\(name)")
        }
    }

    @Test func anEmptyRangeEndsWriteUsingToken() throws {
        let bench = try ProfileBench("quadstor")
        let token = try bench.token([(3, 2)])
        #expect(outcome(bench.write(token, [(40, 0)])) == "GOOD")
        // Not even the token is looked at.
        #expect(outcome(bench.write([UInt8](repeating: 0, count: 512), [(40, 0)])) == "GOOD")
        let standard = try ProfileBench("spc4")
        #expect(
            outcome(standard.write([UInt8](repeating: 0, count: 512), [(40, 0)]))
                == tokenRefused("23 0a", "80 00 16"))
    }

    /// One range descriptor at most; and of more, which a profile that builds on it may allow, the
    /// first alone is written.
    @Test func writeUsingTokenUsesItsFirstRange() throws {
        let tooMany = try ProfileBench("quadstor")
        let one = try tooMany.token([(3, 4)])
        #expect(
            outcome(tooMany.write(one, [(40, 2), (50, 2)])) == tokenRefused("26 08", "80 02 16"))
        for (name, count) in [("spc4", 4), ("quadstor", 2)] {
            let bench = try ProfileBench(name) { $0.tokens.maximumRangeDescriptors = 4 }
            let token = try bench.token([(3, 4)])
            #expect(outcome(bench.write(token, [(40, 2), (50, 2)])) == "GOOD")
            let from = ProfileBench.content(of: "A")
            let old = ProfileBench.content(of: "B")
            #expect(
                try bench.bytes(of: "B", block: 40, count: 2)
                    == Array(from[3 * 512..<5 * 512]))
            let second = count == 4 ? from[5 * 512..<7 * 512] : old[50 * 512..<52 * 512]
            #expect(try bench.bytes(of: "B", block: 50, count: 2) == Array(second), "\(name)")
            // TRANSFER COUNT, and that all was done that was asked for.
            let data = bench.tokenInformation(of: "B").dataIn
            try #require(data.count == 36)
            #expect(data[5] == 0x01 && data.bigEndian64(at: 16) == UInt64(count), "\(name)")
        }
    }

    @Test func tokensDoNotSayHowManyBytesTheyStandFor() throws {
        for (name, count) in [("spc4", UInt64(2 * 512)), ("quadstor", 0)] {
            let bench = try ProfileBench(name)
            let token = try bench.token([(3, 2)])
            #expect(token.bigEndian64(at: 48) == 0 && token.bigEndian64(at: 56) == count)
            // It can be used all the same, and no farther.
            #expect(outcome(bench.write(token, [(40, 3)])) == "GOOD")
            #expect(
                try bench.bytes(of: "B", block: 40, count: 3)
                    == Array(ProfileBench.content(of: "A")[3 * 512..<5 * 512])
                    + ProfileBench.content(of: "B")[42 * 512..<43 * 512], "\(name)")
        }
    }

    @Test func blocksOfAnotherLengthCannotBeReached() throws {
        for (name, wanted) in [
            ("spc4", "GOOD"), ("quadstor", "70 00 05 00 00 00 00 0a 00 00 00 00 08 04 00 00 00 00"),
        ] {
            let bench = try ProfileBench(name)
            let token = try bench.token([(8, 8)])
            #expect(outcome(bench.write(token, [(2, 1)], to: "C")) == wanted)
            let source = name == "spc4" ? ("A", 8 * 512) : ("C", 2 * 4096)
            #expect(
                try bench.bytes(of: "C", block: 2, count: 1, length: 4096)
                    == Array(
                        ProfileBench.content(of: source.0)[source.1..<source.1 + 4096]), "\(name)")
            // Zeros have no length of their own.
            let zeros = RODToken.blockZero.encoded()
            #expect(outcome(bench.write(zeros, [(3, 1)], to: "C")) == "GOOD")
        }
    }

    @Test func noTypesAreListed() throws {
        #expect(
            hexPairs(try ProfileBench("spc4").thirdPartyCopyDescriptor(0x0108).prefix(8))
                == "01 08 01 84 00 00 01 80")
        #expect(
            hexPairs(try ProfileBench("quadstor").thirdPartyCopyDescriptor(0x0108))
                == "01 08 00 04 00 00 00 00")
    }

    /// REMOTE TOKENS 4: another target's token could be used, if that target were there.
    @Test func remoteTokensAreLookedFor() throws {
        for (name, remote, wanted) in [
            ("spc4", UInt8(0), tokenRefused("23 02", "80 00 20")),
            ("quadstor", 4, "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 20"),
        ] {
            let bench = try ProfileBench(name)
            var token = try bench.token([(3, 2)])
            // A creator, an identifier and random bytes that nobody here has.
            token[39] ^= 0xFF
            token[15] ^= 0xFF
            token[511] ^= 0xFF
            #expect(outcome(bench.write(token)) == wanted, "\(name)")
            #expect(bench.thirdPartyCopyDescriptor(0x0106).dropFirst(4).first == remote)
        }
    }

    /// 4 MiB, 35 s, 60 s, one range, in both places of the VPD page and as they are enforced.
    @Test func limits() throws {
        let bench = try ProfileBench("quadstor")
        #expect(
            hexPairs(bench.thirdPartyCopyDescriptor(0).dropFirst(10)) == """
                00 01 00 00 00 3c 00 00 00 23 00 00 00 00 00 00 20 00 \
                00 00 00 00 00 02 00 00
                """)
        #expect(
            outcome(bench.populate([(3, 2)], timeout: 61)) == tokenRefused("26 00", "80 00 04"))
        #expect(
            outcome(bench.populate([(3, 2), (9, 1)])) == tokenRefused("26 08", "80 00 0e"))
        let token = try bench.token([(3, 2)])
        bench.wait(seconds: 34)
        #expect(outcome(bench.write(token)) == "GOOD")
        bench.wait(seconds: 35)
        #expect(outcome(bench.write(token)) == tokenRefused("23 07", "80 00 10"))
    }
}
