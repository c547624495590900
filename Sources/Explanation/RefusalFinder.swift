import CopyManager
import SCSI

/// Asks a copy manager of one profile whether it would take the bytes.
struct RefusalFinder: Sendable {
    private let manager: CopyManagerProfile

    /// The profile's name.
    var profile: String { manager.name }

    /// The finder of a profile.
    init(profile: CopyManagerProfile) { manager = profile }

    /// Whether bytes of a form are checked before a copy begins.
    func checks(_ form: ByteForm, _ bytes: [UInt8]) -> Bool {
        switch form.name {
        case "extended-copy-lid1", "extended-copy-lid4": !bytes.isEmpty
        case "cdb": isThirdPartyCopy(bytes)
        default: false
        }
    }

    /// The sense data that would come; `nil` for bytes that pass.
    func refusal(of bytes: [UInt8], _ form: ByteForm) -> SenseData? {
        guard checks(form, bytes) else { return nil }
        switch form.name {
        case "extended-copy-lid1": return manager.refusal(ofParameterList: bytes)
        case "extended-copy-lid4": return manager.refusal(ofParameterList: bytes, isLID4: true)
        default: return refusal(ofCommand: bytes)
        }
    }

    private func isThirdPartyCopy(_ bytes: [UInt8]) -> Bool {
        bytes.first == OperationCode.extendedCopy.rawValue
            || bytes.first == OperationCode.receiveCopyResults.rawValue
    }

    /// A service action that the profile does not have.
    private func refusal(ofCommand bytes: [UInt8]) -> SenseData? {
        if let command = ThirdPartyCopyCommand(cdb: bytes), manager.supports(command) {
            return nil
        }
        return manager.quirks.refusesServiceActionAsOperationCode
            ? SenseData(.illegalRequest, .invalidOperationCode, at: .cdb(0))
            : SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb(1, bit: 4))
    }
}
