import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// What the copy manager of FreeBSD's CAM target layer does with tokens, beside what SPC-4 and
/// SBC-4 say.
@Suite struct FreeBSDCTLTokenTests {
    private static let unknown = tokenRefused("23 04", "80 00 18")

    /// 00010000h is the only type that is made, listed and accepted, beside block zero.
    @Test func thereIsOneType() throws {
        let point = [0x0080_0000, 0x0080_0001, 0x0080_0002, 0x0080_FFFF]
        for type in point {
            #expect(
                outcome(try ProfileBench("freebsd-ctl").populate([(3, 2)], type: type))
                    == tokenRefused("26 00", "80 00 08"))
            #expect(outcome(try ProfileBench("spc4").populate([(3, 2)], type: type)) == "GOOD")
        }
        let reference = 0x0001_0000
        #expect(
            outcome(try ProfileBench("spc4").populate([(3, 2)], type: reference))
                == tokenRefused("26 00", "80 00 08"))
        for type in [reference, nil] {
            let token = try ProfileBench("freebsd-ctl").token([(3, 2)], type: type)
            #expect(token[0..<4] == [0, 1, 0, 0])
        }
        let types = try ProfileBench("freebsd-ctl").thirdPartyCopyDescriptor(0x0108)
        let entries = stride(from: 8, to: types.count, by: 64).map {
            hexPairs(types[$0...].prefix(6))
        }
        #expect(entries == ["00 01 00 00 03 00", "ff ff 00 01 02 00"])
    }

    /// Data as they are when they are used.
    @Test func tokensStandForDataAsTheyAre() throws {
        for (name, now) in [("spc4", "A"), ("freebsd-ctl", "Z")] {
            let bench = try ProfileBench(name)
            let token = try bench.token([(3, 1)])
            bench.overwrite("A", block: 3)
            #expect(outcome(bench.write(token, [(40, 1)])) == "GOOD")
            #expect(
                try bench.bytes(of: "B", block: 40, count: 1)
                    == Array(ProfileBench.content(of: now)[3 * 512..<4 * 512]), "\(name)")
        }
    }

    /// From 1 to 600 seconds without use, 60 where nothing is asked for.
    @Test func inactivityTimeouts() throws {
        #expect(
            outcome(try ProfileBench("freebsd-ctl").populate([(3, 2)], timeout: 601))
                == tokenRefused("26 00", "80 00 04"))
        for (asked, seconds) in [(1, 1), (0, 60), (600, 600)] as [(Int, Int64)] {
            for idle in [seconds - 1, seconds] {
                let bench = try ProfileBench("freebsd-ctl")
                let token = try bench.token([(3, 2)], timeout: asked)
                bench.wait(seconds: idle)
                #expect(
                    outcome(bench.write(token)) == (idle < seconds ? "GOOD" : Self.unknown))
            }
        }
        let limits = try ProfileBench("freebsd-ctl").thirdPartyCopyDescriptor(0)
        #expect(hexPairs(limits.dropFirst(10).prefix(10)) == "00 40 00 00 02 58 00 00 00 3c")
    }

    /// A token that is used lives on, however old it is.
    @Test func ageIsNoCause() throws {
        let life = "70 00 05 00 00 00 00 0a 00 00 00 00 23 07 00 80 00 10"
        for (name, wanted) in [("spc4", life), ("freebsd-ctl", "GOOD")] {
            let bench = try ProfileBench(name)
            let token = try bench.token([(3, 2)], timeout: 600)
            for _ in 0..<144 {
                #expect(outcome(bench.write(token)) == "GOOD")
                bench.wait(seconds: 599)
            }
            // A day has passed with this.
            bench.wait(seconds: 0)
            #expect(outcome(bench.write(token)) == "GOOD")
            bench.wait(seconds: 400)
            #expect(outcome(bench.write(token)) == wanted, "\(name)")
        }
    }

    /// What has expired or was deleted is not remembered.
    @Test func deadTokensAreUnknown() throws {
        for (name, deleted) in [
            ("spc4", tokenRefused("23 09", "80 00 10")), ("freebsd-ctl", Self.unknown),
        ] {
            let bench = try ProfileBench(name)
            let token = try bench.token([(3, 2)])
            #expect(outcome(bench.write(token, deletes: true)) == "GOOD")
            #expect(outcome(bench.write(token)) == deleted, "\(name)")
        }
    }

    /// The same block in two ranges, in either command; and no more than 64 ranges.
    @Test func rangesMustNotOverlap() throws {
        let bench = try ProfileBench("freebsd-ctl")
        #expect(
            outcome(bench.populate([(3, 2), (9, 1), (4, 3)])) == tokenRefused("26 00", "80 00 30"))
        let token = try bench.token([(3, 2), (5, 2), (1, 2)])
        #expect(
            outcome(bench.write(token, [(40, 2), (41, 2)])) == tokenRefused("26 00", "80 02 28"))
        let many = (0..<65).map { ($0, 1) }
        #expect(outcome(bench.populate(many)) == tokenRefused("26 08", "80 00 0e"))
        #expect(outcome(bench.populate(Array(many.dropLast()))) == "GOOD")
    }
}
