import Testing

/// libiscsi's test tool, iscsi-test-cu, on an SG path of a bench.
@Suite(.enabled(if: TestTool.isInstalled, "iscsi-test-cu is missing: tools/setup installs it"))
struct ISCSITestToolTests {
    /// The tests of EXTENDED COPY and of what tells its results.
    private static let copyTests: Set<String> = [
        "ExtendedCopy.Simple", "ExtendedCopy.ParamHdr", "ExtendedCopy.DescrLimits",
        "ExtendedCopy.DescrType", "ExtendedCopy.ValidTgtDescr", "ExtendedCopy.ValidSegDescr",
        "ReceiveCopyResults.CopyStatus", "ReceiveCopyResults.OpParams",
    ]

    /// What the tool expects of a copy manager that is not a full one.
    ///
    /// - DescrType takes E0h CSCD descriptors and 03h segment descriptors for unknown. Here the one
    ///   names a port that nobody has, 08/04, and the other a disk where a stream must be, 26/0C.
    /// - ValidSegDescr knows a block address behind the end of the destination by 00/00, 08/04 or
    ///   0D/02. Here it is what the disk reports: THIRD PARTY DEVICE FAILURE, 0D/01, with the disk's
    ///   own sense data.
    private static let contradicted: Set<String> = [
        "ExtendedCopy.DescrType", "ExtendedCopy.ValidSegDescr",
    ]

    private func explain(_ report: ToolReport, _ names: Set<String>) -> Comment {
        let lines = report.outcomes.filter { names.contains($0.name) }
            .map { ([$0.name] + $0.log).joined(separator: "\n") }
        return "\(lines.joined(separator: "\n"))"
    }

    /// All of its tests, on a copy manager that claims what it expects.
    @Test func nothingFailsWhereItsExpectationsAreClaimed() throws {
        let report = try TestTool.run("ALL", profile: "libiscsi")
        #expect(report.failures == [], explain(report, report.failures))
        #expect(report.outcomes.count >= 230)

        let ofCopies = report.outcomes.filter { Self.copyTests.contains($0.name) }
        #expect(Set(ofCopies.map(\.name)) == Self.copyTests)
        for outcome in ofCopies {
            #expect(outcome.hasPassed && outcome.skips == [], "\(outcome.name)")
            #expect(
                outcome.log.contains { $0.hasPrefix("    [OK] ") }, "\(outcome.name) did nothing")
        }

        var skipped: [String: [String]] = [:]
        for outcome in report.outcomes where !outcome.skips.isEmpty {
            skipped[outcome.name] = outcome.skips
        }
        #expect(Set(skipped.keys) == Set(ExpectedSkip.all.flatMap(\.names)))
        for skip in ExpectedSkip.all {
            for name in skip.names {
                let reasons = skipped[name] ?? []
                #expect(
                    reasons.allSatisfy { $0.contains(skip.words) },
                    "\(name) was skipped for \(reasons), not for \(skip.why)")
            }
        }
    }

    /// A full copy manager contradicts two of its tests, and no others.
    @Test func aFullCopyManagerContradictsTwoTests() throws {
        let copies = try TestTool.run("ALL.ExtendedCopy", profile: "spc4")
        #expect(copies.failures == Self.contradicted, explain(copies, copies.failures))
        // On a bench of its own: it takes list identifier 1 for unused.
        let results = try TestTool.run("ALL.ReceiveCopyResults", profile: "spc4")
        #expect(results.failures == [], explain(results, results.failures))
        let outcomes = copies.outcomes + results.outcomes
        #expect(Set(outcomes.map(\.name)) == Self.copyTests)
        #expect(outcomes.allSatisfy { $0.skips == [] })
    }

    /// On one bench, ValidSegDescr's last copy ends with an error, and its status is kept under the
    /// list identifier that CopyStatus asks for and takes for unused.
    @Test func aFullCopyManagerKeepsWhatAnEarlierTestLeft() throws {
        let report = try TestTool.run("ALL", profile: "spc4")
        let expected = Self.contradicted.union(["ReceiveCopyResults.CopyStatus"])
        #expect(report.failures == expected, explain(report, report.failures))
    }
}
