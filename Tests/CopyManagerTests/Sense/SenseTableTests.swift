import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// One way to an additional sense code: a scenario, and the bytes that it ends with.
struct SenseRow: Sendable, CustomTestStringConvertible {
    /// What the copy manager calls it; `nil` for what is no failure of a copy.
    var condition: CopyCondition?
    var name: String
    /// The sense data with D_SENSE zero, and with D_SENSE one.
    var fixed: String
    var descriptor: String
    var status: SCSIStatus
    var shape: @Sendable (inout BenchShape) -> Void
    /// What is sent to tape 2, whose D_SENSE bit can be set.
    var run: @Sendable (CopyBench) throws -> Reply

    init(
        _ condition: CopyCondition?, _ name: String, fixed: String, descriptor: String,
        status: SCSIStatus = .checkCondition,
        shape: @escaping @Sendable (inout BenchShape) -> Void = { _ in },
        run: @escaping @Sendable (CopyBench) throws -> Reply
    ) {
        self.condition = condition
        self.name = name
        self.fixed = fixed
        self.descriptor = descriptor
        self.status = status
        self.shape = shape
        self.run = run
    }

    var testDescription: String { name }

    static let all = beforeProcessing + devices + data

    /// The additional sense code and its qualifier, as the bytes have them.
    var code: String {
        let pairs = fixed.split(separator: " ")
        return pairs.count < 14 ? "" : "\(pairs[12]) \(pairs[13])"
    }
}

/// Every additional sense code that a copy can end with, byte by byte, in both formats.
@Suite struct SenseTableTests {
    /// The codes that copies end with. Codes that the copy manager never gives stand below, with the
    /// reason.
    static let codes = [
        "00 16": "OPERATION IN PROGRESS",
        "00 20": "EXTENDED COPY INFORMATION AVAILABLE",
        "08 04": "UNREACHABLE COPY TARGET",
        "0d 01": "THIRD PARTY DEVICE FAILURE",
        "0d 02": "COPY TARGET DEVICE NOT REACHABLE",
        "0d 03": "INCORRECT COPY TARGET DEVICE TYPE",
        "0d 04": "COPY TARGET DEVICE DATA UNDERRUN",
        "0d 05": "COPY TARGET DEVICE DATA OVERRUN",
        "1a 00": "PARAMETER LIST LENGTH ERROR",
        "20 00": "INVALID COMMAND OPERATION CODE",
        "20 0a": "ACCESS DENIED - INVALID PROXY TOKEN",
        "24 00": "INVALID FIELD IN CDB",
        "26 00": "INVALID FIELD IN PARAMETER LIST",
        "26 06": "TOO MANY TARGET DESCRIPTORS",
        "26 07": "UNSUPPORTED TARGET DESCRIPTOR TYPE CODE",
        "26 08": "TOO MANY SEGMENT DESCRIPTORS",
        "26 09": "UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE",
        "26 0a": "UNEXPECTED INEXACT SEGMENT",
        "26 0b": "INLINE DATA LENGTH EXCEEDED",
        "26 0c": "INVALID OPERATION FOR COPY SOURCE OR DESTINATION",
        "26 0d": "COPY SEGMENT GRANULARITY VIOLATION",
        "26 15": "COPY SOURCE OR COPY DESTINATION NOT AUTHORIZED",
        "26 16": "FAST COPY NOT POSSIBLE",
        "2f 02": "COMMANDS CLEARED BY DEVICE SERVER",
    ]

    /// Codes of third-party copy that this copy manager does not give, and why.
    static let neverGiven = [
        "0d 00": "deferred errors of a copy manager that is no party to the command",
        "26 01": "PARAMETER NOT SUPPORTED is of MODE SELECT and its like",
        "26 02": "PARAMETER VALUE INVALID is of MODE SELECT and its like",
        "26 03": "thresholds are of LOG SELECT",
        "26 04": "of PERSISTENT RESERVE OUT; a copy forwards it behind 0D/01",
        "26 05": "tapes do not decrypt",
        "26 0e": "ports have no parameters",
        "26 0f": "data-out buffers have no check value",
        "26 10": "tapes do not decrypt",
        "26 11": "tapes do not decrypt",
        "26 12": "tapes do not decrypt",
        "26 13": "there is no application tag",
        "26 14": "segment descriptor 19h is not supported",
        "2b 00": "of the COPY command of SCSI-2 on hosts that cannot disconnect",
        "55 03": "what lacks resources has a code of its own, 55/0C or 55/0D, or is BUSY",
    ]

    /// The codes of the table of representations of data and tokens.
    static let ofTokens = [
        "21 00", "23 00", "23 01", "23 02", "23 03", "23 04", "23 05", "23 06", "23 07", "23 08",
        "23 09", "23 0a", "55 0c", "55 0d",
    ]

    /// Every code of INVALID FIELD IN PARAMETER LIST's family, of the families of tokens and of
    /// third parties has its place: reached here, reached with the tokens, or never given.
    @Test func everyCodeOfThirdPartyCopyHasItsPlace() {
        let families: [(UInt8, ClosedRange<UInt8>)] = [
            (0x0D, 0x00...0x05), (0x23, 0x00...0x0A), (0x26, 0x00...0x16), (0x55, 0x0C...0x0D),
        ]
        var all = families.flatMap { family in family.1.map { hexPairs([family.0, $0]) } }
        all += [
            "00 16", "00 20", "08 04", "1a 00", "20 00", "20 0a", "21 00", "24 00", "2b 00",
            "2f 02", "55 03",
        ]
        let placed = Array(Self.codes.keys) + Self.neverGiven.keys + Self.ofTokens
        #expect(placed.sorted() == all.sorted())
        let given = Set(CopyCondition.allCases.map { hexPairs([$0.code.code, $0.code.qualifier]) })
        #expect(given.filter { Self.neverGiven[$0] != nil } == [])
    }

    /// Conditions of representations of data and of their tokens, whose tests have a table of
    /// their own.
    static let reachedByTokenTests: Set<CopyCondition> = [
        .rodDescriptorField, .rodSegmentField, .insufficientResourcesForROD,
        .insufficientResourcesForToken, .remoteTokenUse, .remoteTokenCreation, .tokenLength,
        .tokenCorrupt, .tokenTypeNotSupported, .tokenExpired, .tokenCancelled, .tokenRevoked,
        .tokenDeleted, .tokenUnknown, .tokenCauseNotReportable, .tokenParameterField,
        .tooManyRangeDescriptors, .rangeBeyondCapacity,
    ]

    private func reply(
        _ row: SenseRow, isDescriptor: Bool, _ change: (inout BenchShape) -> Void = { _ in }
    ) throws -> Reply {
        var shape = BenchShape()
        row.shape(&shape)
        change(&shape)
        let bench = try CopyBench(shape)
        if isDescriptor { bench.setDescriptorSense("2") }
        return try row.run(bench)
    }

    @Test(arguments: SenseRow.all)
    func endsInTheseBytes(_ row: SenseRow) throws {
        for (isDescriptor, wanted) in [(false, row.fixed), (true, row.descriptor)] {
            let reply = try reply(row, isDescriptor: isDescriptor)
            #expect(reply.transportFailure == nil)
            #expect(reply.status == row.status)
            #expect(hexPairs(reply.sense) == wanted)
        }
    }

    /// The row comes to its condition, and not to another one with the same code: a profile that
    /// reports the condition otherwise changes what the row ends with.
    @Test(arguments: SenseRow.all.filter { $0.condition != nil })
    func comesToItsCondition(_ row: SenseRow) throws {
        let condition = try #require(row.condition)
        let other = ReportedSense(key: .hardwareError, code: AdditionalSenseCode(0x44, 0x71))
        let reply = try reply(row, isDescriptor: false) { $0.profile.sense[condition] = other }
        let sense = try SenseData(reply.sense)
        #expect(sense.key == .hardwareError)
        #expect(sense.code == AdditionalSenseCode(0x44, 0x71))
    }

    @Test func everyCodeIsReached() {
        let reached = Set(SenseRow.all.map(\.code))
        let missing = Self.codes.keys.filter { !reached.contains($0) }.sorted()
        #expect(missing == [])
        let unlisted = reached.filter { Self.codes[$0] == nil }.sorted()
        #expect(unlisted == [])
        for (code, name) in Self.codes {
            let bytes = code.split(separator: " ").compactMap { UInt8($0, radix: 16) }
            #expect(AdditionalSenseCode(bytes[0], bytes[1]).text.hasSuffix(name))
        }
    }

    @Test func everyConditionIsReached() {
        let reached = Set(SenseRow.all.compactMap(\.condition)).union(Self.reachedByTokenTests)
        #expect(CopyCondition.allCases.filter { !reached.contains($0) } == [])
        let both = SenseRow.all.compactMap(\.condition).filter(Self.reachedByTokenTests.contains)
        #expect(both == [])
    }

    /// What a condition stands for by itself is a code of the table.
    @Test func conditionsHaveListedCodes() {
        for condition in CopyCondition.allCases
        where !Self.reachedByTokenTests.contains(condition) {
            let code = hexPairs([condition.code.code, condition.code.qualifier])
            #expect(Self.codes[code] != nil, "\(condition)")
        }
    }
}

extension CopyBench {
    /// Plans a fault for the copy manager's commands to a logical unit.
    func strike(
        _ unit: String, nth: Int = 1, in segment: UInt16 = 0, times: Int = 1,
        _ effect: Fault.Effect
    ) {
        fabric.add(
            Fault(
                unit: unit, trigger: .segment(segment, nth: nth), times: times, effect: effect))
    }

    /// Sends a copy to tape 2, aborts it after some time, and returns how the copy ended.
    func aborting(_ list: [UInt8], after time: Nanoseconds) -> Reply {
        var ended: Completion?
        begin(list, to: "2") { ended = $0 }
        fabric.wait(until: fabric.now + time)
        guard ended == nil else { return Reply(transportFailure: .timedOut) }
        expectGood(abort(Int(list[0]), of: "2"))
        guard let ended else { return Reply(transportFailure: .timedOut) }
        return Reply(status: ended.status, sense: ended.senseBytes)
    }
}
