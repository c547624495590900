import SCSI

extension CopyManager {
    /// The sense data that an EXTENDED COPY(LID1) with this parameter list would end with before
    /// its first segment is processed; `nil` for a list that passes all the checks that need no
    /// device.
    ///
    /// - Parameters:
    ///   - bytes: the parameter list. An empty one is no error (SPC-4, EXTENDED COPY(LID1) command).
    ///   - limits: what the copy manager can do.
    public static func refusal(
        ofParameterList bytes: [UInt8], limits: CopyManagerLimits = CopyManagerLimits()
    ) -> SenseData? {
        if bytes.isEmpty { return nil }
        let check = ParameterListCheck(bytes: bytes, limits: limits)
        do {
            _ = try check.accept(try check.header())
            return nil
        } catch {
            return error.sense
        }
    }
}
