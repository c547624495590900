import SCSI

extension CopyManagerProfile {
    /// What a copy manager of this profile says of the parameter list of an EXTENDED COPY before it
    /// touches a device: `nil` where it begins to copy.
    ///
    /// - Parameters:
    ///   - bytes: the parameter list.
    ///   - isLID4: whether it came with EXTENDED COPY(LID4).
    public func refusal(ofParameterList bytes: [UInt8], isLID4: Bool = false) -> SenseData? {
        let check = ParameterListCheck(
            bytes: bytes, format: isLID4 ? .lid4 : .lid1, profile: self)
        do {
            _ = try check.acceptInDialect()
            return nil
        } catch {
            return sense(error)
        }
    }
}
