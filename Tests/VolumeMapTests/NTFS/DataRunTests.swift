import Testing
import WireBytes

@testable import VolumeMap

/// Data runs, as bytes and as extents.
@Suite struct DataRunTests {
    /// Decodes runs that begin at byte 8, of an attribute that ends with them.
    private func decode(
        _ text: String, clusters: UInt64, from lowest: UInt64 = 0
    ) throws -> (extents: [Extent], problem: DataRuns.Problem?) {
        let bytes = try [UInt8](repeating: 0xEE, count: 8) + bytes(hex: text)
        var geometry = try NTFSGeometry(bootSector: NTFSGoldenTests.sector(), at: 0)
        geometry.clusterCount = 0x10_0000
        var header = AttributeHeader()
        header.length = bytes.count
        header.runsOffset = 8
        header.lowestVCN = lowest
        header.endVCN = lowest + clusters
        var extents: [Extent] = []
        let problem = DataRuns.decode(bytes.span, of: header, on: geometry, into: &extents)
        return (extents, problem)
    }

    @Test func deltasAreSignedAndHolesDoNotCount() throws {
        let runs = """
            21 18 34 56     ; 18h clusters from 5634h on
            01 20           ; a hole of 20h
            11 08 f0        ; 8 clusters, 10h before the last real run: 5624h
            02 00 01        ; a hole of 100h
            31 01 dc a9 ff  ; 1 cluster, 5624h before: 0
            42 ff 00 01 02 03 00 ; 0FFh from 030201h on
            00
            """
        let (extents, problem) = try decode(runs, clusters: 0x18 + 0x20 + 8 + 0x100 + 1 + 0xFF)
        #expect(problem == nil)
        #expect(
            extents == [
                Extent(logical: 0, physical: 0x5634, count: 0x18, kind: .stored),
                Extent(logical: 0x18, physical: 0, count: 0x20, kind: .hole),
                Extent(logical: 0x38, physical: 0x5624, count: 8, kind: .stored),
                Extent(logical: 0x40, physical: 0, count: 0x100, kind: .hole),
                Extent(logical: 0x140, physical: 0, count: 1, kind: .stored),
                Extent(logical: 0x141, physical: 0x03_0201, count: 0xFF, kind: .stored),
            ])
    }

    @Test func aLaterPieceBeginsAtItsLowestVCNAndAtClusterZero() throws {
        let (extents, problem) = try decode("11 02 07 00", clusters: 2, from: 100)
        #expect(problem == nil)
        #expect(extents == [Extent(logical: 100, physical: 7, count: 2, kind: .stored)])
    }

    @Test(
        arguments: [
            ("11 02 07", 2, .endsEarly), ("21 02 07", 2, .endsEarly), ("11 02", 2, .endsEarly),
            ("88 01 00", 1, .endsEarly),
            ("10 07 00", 1, .badLength), ("11 00 07 00", 1, .badLength),
            ("11 ff 07 00", 255, .badLength),
            ("19 01 00 00 00 00 00 00 00 00 07 00", 1, .badLength),
            ("91 01 00 00 00 00 00 00 00 00 00 07 00", 1, .badLength),
            ("11 02 ff 00", 2, .badCluster), ("31 02 ff ff 0f 00", 2, .badCluster),
            ("81 02 ff ff ff ff ff ff ff 7f 00", 2, .badCluster),
            ("11 01 01 81 01 ff ff ff ff ff ff ff 7f 00", 2, .badCluster),
            ("11 03 07 00", 2, .tooMany), ("11 02 07 00", 3, .tooFew), ("00", 1, .tooFew),
            ("08 ff ff ff ff ff ff ff 7f 00", 3, .tooMany), ("00", 1 << 52, .tooFar),
        ] as [(String, UInt64, DataRuns.Problem)])
    func runsThatCannotBeAreNamed(
        runs: String, clusters: UInt64, problem: DataRuns.Problem
    ) throws {
        let found = try decode(runs, clusters: clusters)
        #expect(found.problem == problem)
        #expect(found.extents.allSatisfy { $0.physical + $0.count <= 0x10_0000 })
    }

    @Test func bytesOfAValueAreFoundInItsRuns() {
        let runs = ClusterRuns([
            Extent(logical: 0, physical: 10, count: 2, kind: .stored),
            Extent(logical: 2, physical: 0, count: 3, kind: .hole),
            Extent(logical: 7, physical: 5, count: 1, kind: .stored),
        ])
        func piece(_ offset: UInt64) -> ClusterRuns.Piece {
            runs.piece(at: offset, clusterLength: 1000)
        }
        #expect(piece(0) == .stored(at: 10_000, count: 2000))
        #expect(piece(1999) == .stored(at: 11_999, count: 1))
        #expect(piece(2000) == .zeros(count: 3000))
        #expect(piece(5500) == .lost(count: 1500))
        #expect(piece(7999) == .stored(at: 5999, count: 1))
        #expect(piece(8000) == .lost(count: nil))
        #expect(runs.knownEnd == 5)
    }
}

/// Names and times.
@Suite struct NTFSTextTests {
    @Test(
        arguments: [
            ([0x41, 0x7F], [0x41, 0x7F]),
            ([0xE4, 0x7FF], [0xC3, 0xA4, 0xDF, 0xBF]),
            ([0x800, 0x6F22, 0xFFFF], [0xE0, 0xA0, 0x80, 0xE6, 0xBC, 0xA2, 0xEF, 0xBF, 0xBF]),
            ([0xD83D, 0xDE00], [0xF0, 0x9F, 0x98, 0x80]),
            ([0xDBFF, 0xDFFF], [0xF4, 0x8F, 0xBF, 0xBF]),
            ([0xD83D], [0xED, 0xA0, 0xBD]),
            ([0xDE00, 0xD83D], [0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD]),
            ([0xD83D, 0x41], [0xED, 0xA0, 0xBD, 0x41]),
            ([0xD83D, 0xD83D, 0xDE00], [0xED, 0xA0, 0xBD, 0xF0, 0x9F, 0x98, 0x80]),
        ] as [([UInt16], [UInt8])])
    func namesKeepEveryCodeUnit(units: [UInt16], expected: [UInt8]) {
        let source = units.flatMap { little($0, 2) }
        var bytes: [UInt8] = []
        bytes.appendWTF8(source.span, at: 0, units: units.count)
        #expect(bytes == expected)
    }

    @Test(
        arguments: [
            (116_444_736_000_000_000, 0, 0), (116_444_736_000_000_001, 0, 100),
            (0, -11_644_473_600, 0), (-1, -11_644_473_601, 999_999_900),
            (125_911_584_000_000_000 + 9_999_999, 946_684_800, 999_999_900),
            (Int64.max, 910_692_730_085, 477_580_700), (Int64.min, -933_981_677_286, 522_419_200),
        ] as [(Int64, Int64, UInt32)])
    func timesAreExact(ticks: Int64, seconds: Int64, nanoseconds: UInt32) {
        let time = FileTime(ntfs: ticks)
        #expect(time == FileTime(seconds: seconds, nanoseconds: nanoseconds))
    }
}
