import CopyManager
import SCSI

/// Asks a copy manager of one profile whether it would take the bytes.
struct RefusalFinder: Sendable {
    /// The profiles that there are.
    static let profiles = ["spc4"]

    /// The profile's name.
    let profile: String

    /// The finder of a profile; `nil` for a name that no profile has.
    init?(profile: String) {
        guard Self.profiles.contains(profile) else { return nil }
        self.profile = profile
    }

    /// Whether bytes of a form are checked before a copy begins.
    func checks(_ form: ByteForm) -> Bool { form.name == "extended-copy-lid1" }

    /// The sense data that would come; `nil` for bytes that pass.
    func refusal(of bytes: [UInt8], _ form: ByteForm) -> SenseData? {
        checks(form) ? CopyManager.refusal(ofParameterList: bytes) : nil
    }
}
