import Fabric
import Media
import SCSI
import Timebase
import WireBytes

/// Holds a run to what its scenario expects.
struct ExpectationCheck {
    let setup: ScenarioCase
    let bench: Bench
    let steps: [StepOutcome]
    let tally: EventTally
    let copyResults: CopyStatusLID1Data?

    /// What does not hold.
    func unmet() -> [UnmetExpectation] {
        var unmet = setup.expectations.compactMap { expectation in
            fault(expectation.condition).map {
                UnmetExpectation(line: expectation.line, text: $0)
            }
        }
        unmet += unexpectedFailures()
        unmet += lostWrites()
        return unmet
    }

    /// What a workload could not write is missing from all that is compared, so a run in which no
    /// fault of the scenario explains it shows nothing.
    private func lostWrites() -> [UnmetExpectation] {
        bench.drivers.compactMap { driver in
            let workload = driver.workload
            guard driver.failureCount > 0,
                !setup.faults.contains(where: { $0.logicalUnit == workload.disk })
            else { return nil }
            let others = driver.failureCount - 1
            return UnmetExpectation(
                line: workload.line,
                text: "a write of the workload on line \(workload.line) ended"
                    + " \(driver.firstFailure)"
                    + (others > 0 ? ", and \(counted(others, "other")) did not end well" : ""))
        }
    }

    /// A step that fails must be named by an expectation, or the run fails.
    private func unexpectedFailures() -> [UnmetExpectation] {
        var numbers: [StepKind: Int] = [:]
        return steps.compactMap { step in
            numbers[step.kind, default: 0] += 1
            let number = numbers[step.kind, default: 0]
            guard step.isGood == false, !isExpected(step.kind, number) else { return nil }
            return UnmetExpectation(
                line: nil, text: "the step \(step.kind.rawValue) failed: \(step.detail)")
        }
    }

    private func isExpected(_ kind: StepKind, _ number: Int) -> Bool {
        setup.expectations.contains { expectation in
            switch expectation.condition {
            case .quiesce(.timedOut, _, let nth): kind == .quiesce && nth == number
            case .step(let named, .failed, let nth): named == kind && nth == number
            case .verify(.different, let nth): kind == .verify && nth == number
            case .status(let status, _): kind == .copy && status != .good
            case .senseBytes: kind == .copy
            default: false
            }
        }
    }

    private func step(_ kind: StepKind, _ nth: Int) -> StepOutcome? {
        let ofKind = steps.filter { $0.kind == kind }
        return nth <= ofKind.count ? ofKind[nth - 1] : nil
    }

    private func fault(_ condition: Expectation.Condition) -> String? {
        switch condition {
        case .quiesce(let end, let instant, let nth):
            return quiesceFault(end, instant, nth)
        case .step(let kind, let result, let nth):
            let ofKind = steps.filter { $0.kind == kind }
            guard nth <= ofKind.count else {
                return "the step \(kind.rawValue) number \(nth) does not exist"
            }
            let step = ofKind[nth - 1]
            let found = step.isGood.map { $0 ? StepResult.good : .failed } ?? .notRun
            return found == result
                ? nil
                : "the step \(kind.rawValue): \(result.rawValue) expected, \(found.rawValue)"
                    + " found (\(step.detail))"
        case .never(let name):
            return tally.seen.contains(name) ? "\(name.rawValue) was never to happen" : nil
        case .sometimes(let name):
            return tally.seen.contains(name) ? nil : "\(name.rawValue) was to happen"
        case .verify(let comparison, let nth):
            return verifyFault(comparison, nth)
        case .status(let status, let sense):
            return statusFault(status, sense)
        case .senseBytes(let pattern):
            return pattern.matches(tally.copySense)
                ? nil
                : "sense_bytes: \(pattern) expected, \(shown(tally.copySense)) found"
        case .serverPayloadBytes(let expected):
            let found = steps.filter { $0.kind == .backup || $0.kind == .restore }
                .reduce(0) { $0 + $1.serverBytes }
            return found == expected
                ? nil : "server_payload_bytes: \(expected) expected, \(found) found"
        case .copyResults(let pattern):
            return copyResultsFault(pattern)
        case .tape(let id, let objects):
            return TapeCheck(bench: bench, tape: id, expected: objects).fault()
        }
    }

    private func quiesceFault(_ end: QuiesceEnd, _ instant: Instant?, _ nth: Int) -> String? {
        guard nth <= tally.quiesceEnds.count else {
            return "quiesce: \(end.rawValue) expected, the watch did not end"
        }
        let found = tally.quiesceEnds[nth - 1]
        if found.end != end || (instant != nil && instant != found.at) {
            let when = instant.map { " at \($0)" } ?? ""
            return "quiesce: \(end.rawValue)\(when) expected,"
                + " \(found.end.rawValue) at \(found.at) found"
        }
        return nil
    }

    private func verifyFault(_ comparison: Comparison, _ nth: Int) -> String? {
        guard let step = step(.verify, nth), let isIdentical = step.isIdentical else {
            return "verify: \(comparison.rawValue) expected, nothing was compared"
        }
        return isIdentical == (comparison == .identical)
            ? nil : "verify: \(comparison.rawValue) expected, found \(step.detail)"
    }

    private func statusFault(_ status: SCSIStatus, _ pattern: SensePattern?) -> String? {
        guard let found = tally.copyStatus else {
            return "status: \(name(status)) expected, no EXTENDED COPY ended"
        }
        if found != status {
            return "status: \(name(status)) expected, \(name(found)) found"
        }
        guard let pattern else { return nil }
        guard let sense = try? SenseData(tally.copySense, isFromCopy: true) else {
            return "sense: \(name(pattern.key)) expected, no sense data found"
        }
        let holds =
            sense.key == pattern.key
            && (pattern.asc.map { $0 == sense.code.code } ?? true)
            && (pattern.ascq.map { $0 == sense.code.qualifier } ?? true)
        if holds { return nil }
        let codes = [pattern.asc, pattern.ascq].map { $0.map { hexadecimal($0) } ?? "??" }
        return "sense: \(name(pattern.key)) \(codes.joined(separator: "/")) expected,"
            + " \(sense.text) found"
    }

    private func name<Code: WireCode>(_ code: Code) -> String {
        code.meaning ?? hexadecimal(code.rawValue)
    }

    private func copyResultsFault(_ pattern: CopyResultsPattern) -> String? {
        guard let found = copyResults else {
            return "copy_results: RECEIVE COPY STATUS(LID1) had no answer"
        }
        let foundStatus = found.copyManagerStatus.rawValue
        if let status = pattern.status, status != foundStatus {
            return "copy_results: status \(hexadecimal(status)) expected,"
                + " \(hexadecimal(foundStatus)) found"
        }
        if let segments = pattern.segmentsProcessed, segments != found.segmentsProcessed {
            return "copy_results: \(segments) segments processed expected,"
                + " \(found.segmentsProcessed) found"
        }
        return nil
    }
}

/// Compares what stands on a tape with what should.
struct TapeCheck {
    let bench: Bench
    let tape: String
    let expected: [TapeObject]

    /// The first difference.
    func fault() -> String? {
        guard let medium = bench.tapes[tape] else { return "\(tape) is no tape" }
        for (index, object) in expected.enumerated() {
            guard Int64(index) < medium.objectCount else {
                return "\(tape): \(expected.count) objects expected, \(medium.objectCount) found"
            }
            do {
                if let fault = try fault(object, Int64(index), medium) {
                    return "\(tape), object \(index): " + fault
                }
            } catch {
                return "\(tape), object \(index): \(error)"
            }
        }
        return medium.objectCount == Int64(expected.count)
            ? nil : "\(tape): \(expected.count) objects expected, \(medium.objectCount) found"
    }

    private func fault(
        _ object: TapeObject, _ number: Int64, _ medium: any TapeMedium
    ) throws -> String? {
        switch (object, medium.object(number)) {
        case (.filemark, .filemark):
            return nil
        case (.filemark, let found):
            return "a filemark expected, \(words(found)) found"
        case (.record(let parts), .record):
            let wanted = try parts.flatMap { try bytes($0) }
            let found = try medium.read(number).bytes()
            if wanted == found { return nil }
            let place =
                zip(wanted, found).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                ?? min(wanted.count, found.count)
            return "a record of \(wanted.count) bytes expected, \(found.count) found; they differ"
                + " from byte \(place) on: \(shown(wanted.dropFirst(place).prefix(8)))"
                + " expected, \(shown(found.dropFirst(place).prefix(8))) found"
        case (.record, let found):
            return "a record expected, \(words(found)) found"
        }
    }

    private func words(_ object: Media.TapeObject) -> String {
        switch object {
        case .record(let length): "a record of \(length) bytes"
        case .filemark: "a filemark"
        case .unknown: "an object that is lost"
        }
    }

    private func bytes(_ part: RecordPart) throws -> [UInt8] {
        switch part {
        case .literal(let bytes):
            return bytes
        case .zeros(let count):
            return [UInt8](repeating: 0, count: count)
        case .bytes(let count, let place):
            return try bench.bytes(
                of: place.logicalUnit, lba: place.lba, offset: place.offset, count: count)
        }
    }
}

/// Byte pairs, or a word where there are none.
private func shown(_ bytes: some Collection<UInt8>) -> String {
    bytes.isEmpty ? "nothing" : hexPairs(bytes)
}
