import SCSI

/// What a copy manager reports for a condition where it does not follow the standard.
public struct ReportedSense: Equatable, Sendable {
    /// The sense key; `nil` for the standard's.
    public var key: SenseKey?
    /// The additional sense code; `nil` for the standard's.
    public var code: AdditionalSenseCode?
    /// The field that is always pointed to; `nil` for the field in error.
    public var field: FieldPointer?

    /// What the standard says, but for what is given.
    public init(
        key: SenseKey? = nil, code: AdditionalSenseCode? = nil, field: FieldPointer? = nil
    ) {
        self.key = key
        self.code = code
        self.field = field
    }
}
