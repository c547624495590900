import SCSI

/// What a copy manager reports for a condition where it does not follow the standard.
public struct ReportedSense: Equatable, Sendable {
    /// The sense key; `nil` for the standard's.
    public var key: SenseKey?
    /// The additional sense code; `nil` for the standard's.
    public var code: AdditionalSenseCode?
    /// The field that is always pointed to; `nil` for the field in error.
    public var field: FieldPointer?
    /// Whether it is reported as of a segment, with its number and with COPY ABORTED; `nil` for
    /// what holds: whether segments are being processed.
    ///
    /// Where it is true, what is found in a segment descriptor before the first segment is
    /// reported as if that segment had been reached; earlier ones are not processed.
    public var namesSegment: Bool?
    /// Whether it carries the sense data of the device that failed, where there is any.
    public var forwards = true

    /// What the standard says, but for what is given.
    public init(
        key: SenseKey? = nil, code: AdditionalSenseCode? = nil, field: FieldPointer? = nil,
        namesSegment: Bool? = nil, forwards: Bool = true
    ) {
        self.key = key
        self.code = code
        self.field = field
        self.namesSegment = namesSegment
        self.forwards = forwards
    }
}
