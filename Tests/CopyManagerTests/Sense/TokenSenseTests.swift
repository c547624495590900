import CopyManager
import Fabric
import SCSI
import Testing
import WireBytes

/// One way to a condition of representations of data and of their tokens.
struct TokenSenseRow: Sendable, CustomTestStringConvertible {
    var condition: CopyCondition
    /// The sense data with D_SENSE zero, and with D_SENSE one.
    var fixed: String
    var descriptor: String
    var change: @Sendable (inout CopyManagerProfile) -> Void
    /// Comes to the condition on disks that have D_SENSE as it is told.
    var run: @Sendable (CopyManagerProfile, Bool) throws -> Reply

    init(
        _ condition: CopyCondition, _ fixed: String, _ descriptor: String,
        change: @escaping @Sendable (inout CopyManagerProfile) -> Void = { _ in },
        run: @escaping @Sendable (CopyManagerProfile, Bool) throws -> Reply
    ) {
        self.condition = condition
        self.fixed = fixed
        self.descriptor = descriptor
        self.change = change
        self.run = run
    }

    var testDescription: String { condition.rawValue }

    private static let one = [BlockRange(0, 1)]

    /// Uses a token that was changed, or that something happened to.
    private static func used(
        _ condition: CopyCondition, _ fixed: String, _ descriptor: String,
        change: @escaping @Sendable (inout CopyManagerProfile) -> Void = { _ in },
        _ spoil: @escaping @Sendable (TokenBench, inout [UInt8]) -> Void
    ) -> TokenSenseRow {
        TokenSenseRow(condition, fixed, descriptor, change: change) { profile, descriptorSense in
            let bench = try TokenBench(descriptorSense: descriptorSense, profile: profile)
            var token = bench.token(one, type: 0x0080_0001, timeout: 5)
            spoil(bench, &token)
            return bench.use(token)
        }
    }

    /// Populates a representation of data, or makes a token.
    private static func copied(
        _ condition: CopyCondition, _ fixed: String, _ descriptor: String, _ rod: [UInt8],
        change: @escaping @Sendable (inout CopyManagerProfile) -> Void = { _ in },
        from source: Int = 0xFFFF
    ) -> TokenSenseRow {
        TokenSenseRow(condition, fixed, descriptor, change: change) { profile, descriptorSense in
            let range = RODLists.range(BlockRange(0, 1), from: source)
            return try TokenBench(descriptorSense: descriptorSense, profile: profile).copy(
                ListBytes.list([rod], [range]))
        }
    }

    static let all = [
        used(
            .tokenLength, refused("23 0a", "80 00 16"),
            "72 05 23 0a 00 00 00 08 02 06 00 00 80 00 16 00"
        ) { $1[7] = 0xF0 },
        used(
            .tokenCorrupt, refused("23 05", "80 00 10"),
            "72 05 23 05 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { $1[70] ^= 1 },
        used(
            .tokenTypeNotSupported, refused("23 01", "80 00 10"),
            "72 05 23 01 00 00 00 08 02 06 00 00 80 00 10 00",
            change: { $0.tokens.acceptedTypes = [.pointInTimeDefault] }, { _, _ in }),
        used(
            .tokenUnknown, refused("23 04", "80 00 18"),
            "72 05 23 04 00 00 00 08 02 06 00 00 80 00 18 00"
        ) {
            $1[15] ^= 1
            $1[300] ^= 1
        },
        used(
            .tokenExpired, refused("23 07", "80 00 10"),
            "72 05 23 07 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { bench, _ in
            bench.wait(5 * TokenBench.second)
        },
        used(
            .tokenCancelled, refused("23 08", "80 00 10"),
            "72 05 23 08 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { bench, _ in
            bench.overwrite("A", 0, 1)
        },
        used(
            .tokenRevoked, refused("23 06", "80 00 10"),
            "72 05 23 06 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { bench, _ in bench.reset("A") },
        used(
            .tokenDeleted, refused("23 09", "80 00 10"),
            "72 05 23 09 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { bench, token in
            bench.write(list: TokenLists.write(token, one, deletes: true))
        },
        used(
            .tokenCauseNotReportable, refused("23 00", "80 00 18"),
            "72 05 23 00 00 00 00 08 02 06 00 00 80 00 18 00",
            change: { $0.tokens.rememberedTokens = 1 },
            { bench, _ in
                _ = bench.token(one, timeout: 6)
                bench.wait(6 * TokenBench.second)
            }),
        TokenSenseRow(
            .remoteTokenUse, refused("23 02", "80 00 20"),
            "72 05 23 02 00 00 00 08 02 06 00 00 80 00 20 00"
        ) { profile, descriptorSense in
            let other = try TokenBench(seed: 3, naaA: CopyBench.naaA.dropLast() + [9])
            return try TokenBench(descriptorSense: descriptorSense, profile: profile).use(
                other.token(one))
        },
        TokenSenseRow(
            .tokenParameterField, refused("26 00", "80 00 00"),
            "72 05 26 00 00 00 00 08 02 06 00 00 80 00 00 00"
        ) { profile, descriptorSense in
            let list = TokenLists.populate(one).with([0, 0x1D], at: 0)
            return try TokenBench(descriptorSense: descriptorSense, profile: profile).populate(
                list: list)
        },
        TokenSenseRow(
            .tooManyRangeDescriptors, refused("26 08", "80 00 0e"),
            "72 05 26 08 00 00 00 08 02 06 00 00 80 00 0e 00",
            change: { $0.tokens.maximumRangeDescriptors = 1 },
            run: { profile, descriptorSense in
                let list = TokenLists.populate([BlockRange(0, 1), BlockRange(2, 1)])
                return try TokenBench(descriptorSense: descriptorSense, profile: profile).populate(
                    list: list)
            }),
        TokenSenseRow(
            .rangeBeyondCapacity, refused("21 00", "80 00 10"),
            "72 05 21 00 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { profile, descriptorSense in
            let list = TokenLists.populate([BlockRange(0x400, 1)])
            return try TokenBench(descriptorSense: descriptorSense, profile: profile).populate(
                list: list)
        },
        TokenSenseRow(
            .insufficientResourcesForToken, refused("55 0d"), "72 05 55 0d 00 00 00 00",
            change: { $0.tokens.maximumRODs = 0 },
            run: { profile, descriptorSense in
                try TokenBench(descriptorSense: descriptorSense, profile: profile).populate(
                    list: TokenLists.populate(one))
            }),
        TokenSenseRow(.insufficientResourcesForROD, refused("55 0c"), "72 05 55 0c 00 00 00 00") {
            profile, descriptorSense in
            try TokenBench(
                hasViews: false, descriptorSense: descriptorSense, profile: profile
            ).populate(
                list: TokenLists.populate(one))
        },
        copied(
            .remoteTokenCreation, refused("23 03", "80 00 14"),
            "72 05 23 03 00 00 00 08 02 06 00 00 80 00 14 00",
            RODLists.rod(type: 0x0080_0000, producer: 1, flags: 0x10)),
        copied(
            .rodDescriptorField, refused("26 00", "80 00 28"),
            "72 05 26 00 00 00 00 08 02 06 00 00 80 00 28 00",
            RODLists.rod(type: 0x0080_0000, offset: 4)),
        copied(
            .rodSegmentField, "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 04",
            "72 05 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 04 00",
            RODLists.rod(type: 0x0080_0000), from: 1),
    ]
}

/// The conditions that the other table leaves to tokens, each with the bytes that it ends in.
@Suite struct TokenSenseTests {
    private func reply(
        _ row: TokenSenseRow, descriptorSense: Bool = false,
        _ change: (inout CopyManagerProfile) -> Void = { _ in }
    ) throws -> Reply {
        var profile = CopyManagerProfile()
        row.change(&profile)
        change(&profile)
        return try row.run(profile, descriptorSense)
    }

    @Test(arguments: TokenSenseRow.all)
    func endsInTheseBytes(_ row: TokenSenseRow) throws {
        expectSense(try reply(row, descriptorSense: false), row.fixed)
        expectSense(try reply(row, descriptorSense: true), row.descriptor)
    }

    @Test(arguments: TokenSenseRow.all)
    func comesToItsCondition(_ row: TokenSenseRow) throws {
        let other = ReportedSense(key: .hardwareError, code: AdditionalSenseCode(0x44, 0x71))
        let sense = try SenseData(try reply(row) { $0.sense[row.condition] = other }.sense)
        #expect(sense.key == .hardwareError)
        #expect(sense.code == AdditionalSenseCode(0x44, 0x71))
    }

    /// What the view of a disk reports comes in the disk's format.
    @Test func forwardedSenseOfAViewHasTheDisksFormat() throws {
        let error = SenseData(.mediumError, .unrecoveredReadError)
        for (descriptorSense, wanted) in [
            (
                false,
                """
                70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 00 00 00 \
                02 70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00
                """
            ),
            (
                true,
                """
                72 0a 0d 01 00 00 00 0c 0c 0a 01 02 72 03 11 00 00 00 00 00
                """
            ),
        ] {
            let bench = try TokenBench(descriptorSense: descriptorSense)
            let token = bench.token([BlockRange(0, 1)])
            bench.fabric.add(
                Fault(
                    unit: "A", trigger: .command(.read16, nth: 1), times: 9,
                    effect: .checkCondition(error)))
            expectSense(bench.use(token), wanted)
        }
    }

    @Test func everyConditionIsReached() {
        #expect(Set(TokenSenseRow.all.map(\.condition)) == SenseTableTests.reachedByTokenTests)
        // Every code of INVALID TOKEN OPERATION is there.
        let codes = Set(TokenSenseRow.all.map { String($0.fixed.dropFirst(36).prefix(5)) })
        #expect((0...0x0A).allSatisfy { codes.contains("23 0\(String($0, radix: 16))") })
    }
}
