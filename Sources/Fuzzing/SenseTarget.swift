import SCSI

extension FuzzTarget {
    /// The lowest bit of the first byte says whether the sense data ends a copy; the other bytes
    /// are the sense data.
    static let sense = FuzzTarget(
        "sense", "sense data of both formats: read, written, read again", maximumLength: 300
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        let isFromCopy = bytes.byte() & 1 != 0
        let content = bytes.takeRest()
        guard let sense = try? SenseData(content, isFromCopy: isFromCopy) else { return }
        try require(!sense.text.isEmpty, "sense data without a text")
        for format in [SenseData.Format.fixed, .descriptor] {
            try survives(sense, format, isFromCopy)
        }
    }

    /// What one format can hold comes back from it.
    private static func survives(
        _ sense: SenseData, _ format: SenseData.Format, _ isFromCopy: Bool
    ) throws(FuzzFinding) {
        let bytes = sense.encoded(format)
        try require(bytes.count <= SenseData.maximumLength, "\(bytes.count) bytes of sense data")
        guard let again = try? SenseData(bytes, isFromCopy: isFromCopy) else {
            throw FuzzFinding("what it encodes to does not decode in \(format)")
        }
        var expected = sense
        if !isFromCopy { expected.segment = nil }
        if format == .fixed {
            expected.information = again.information
            // Fixed format has a place for these with COPY ABORTED alone.
            expected.segment = isFromCopy && sense.key == .copyAborted ? sense.segment ?? 0 : nil
            if expected.segment == nil {
                expected.forwardedFromSource = nil
                expected.forwardedFromDestination = nil
            }
            if let information = sense.information, Int32(exactly: information) != nil {
                try require(
                    again.information.map { UInt32(truncatingIfNeeded: $0) }
                        == UInt32(truncatingIfNeeded: information), "INFORMATION changes")
            }
        }
        // What did not fit was cut.
        expected.forwardedFromSource =
            again.forwardedFromSource.map {
                cut(sense.forwardedFromSource, like: $0)
            } ?? sense.forwardedFromSource.flatMap { isFull(bytes) ? nil : $0 }
        expected.forwardedFromDestination =
            again.forwardedFromDestination.map {
                cut(sense.forwardedFromDestination, like: $0)
            } ?? sense.forwardedFromDestination.flatMap { isFull(bytes) ? nil : $0 }
        if format == .fixed && expected.segment == nil {
            expected.forwardedFromSource = nil
            expected.forwardedFromDestination = nil
        }
        try require(again == expected, "\(format): \(again) instead of \(expected)")
    }

    private static func isFull(_ bytes: [UInt8]) -> Bool {
        bytes.count > SenseData.maximumLength - 4
    }

    private static func cut(
        _ area: SenseData.Forwarded?, like short: SenseData.Forwarded
    ) -> SenseData.Forwarded {
        guard let area, area.sense.starts(with: short.sense) else {
            return SenseData.Forwarded(status: 0xFF, sense: [])
        }
        return SenseData.Forwarded(status: area.status, sense: short.sense)
    }
}
