import SCSI

/// Why a segment cannot go on, before it becomes sense data.
struct CopyFailure: Error {
    /// What happened.
    var code: AdditionalSenseCode
    /// The field in error, where a field is to blame.
    var field: FieldPointer?
    /// What the copy source reported.
    var source: SenseData.Forwarded?
    /// What the copy destination reported.
    var destination: SenseData.Forwarded?

    init(
        _ code: AdditionalSenseCode, at field: FieldPointer? = nil,
        source: SenseData.Forwarded? = nil, destination: SenseData.Forwarded? = nil
    ) {
        self.code = code
        self.field = field
        self.source = source
        self.destination = destination
    }
}

extension SenseData {
    /// The sense data of a copy that failed while a segment was processed (SPC-4 6.4.3.3). This is
    /// the one place where copy failures become sense data.
    ///
    /// - Parameters:
    ///   - segment: the number of the segment, from 0.
    ///   - residue: what would have been written and was not, in the destination's units; `nil`
    ///     where nothing was written, which leaves INFORMATION invalid.
    static func copyAborted(
        _ failure: CopyFailure, segment: Int, residue: Int64?
    ) -> SenseData {
        var sense = SenseData(.copyAborted, failure.code, at: failure.field)
        sense.segment = UInt16(clamping: segment)
        sense.information = residue
        sense.forwardedFromSource = failure.source
        sense.forwardedFromDestination = failure.destination
        return sense
    }
}
