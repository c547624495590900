import CopyManager
import SCSI

/// Asks a copy manager of one profile whether it would take the bytes.
struct RefusalFinder: Sendable {
    private let manager: CopyManagerProfile

    /// The profile's name.
    var profile: String { manager.name }

    /// The finder of a profile.
    init(profile: CopyManagerProfile) { manager = profile }

    /// What a copy manager answers.
    struct Answer {
        /// The sense data.
        let sense: SenseData
        /// The byte that the answer is about; `nil` where it points to none.
        let byte: Int?
        /// The bit of it, if it is about one.
        let bit: UInt8?
    }

    /// Whether bytes of a form are checked.
    func checks(_ form: ByteForm, _ bytes: [UInt8]) -> Bool {
        switch form.name {
        case "extended-copy-lid1", "extended-copy-lid4", "populate-token", "write-using-token":
            !bytes.isEmpty
        case "cdb": isThirdPartyCopy(bytes)
        default: false
        }
    }

    /// The sense data that would come; `nil` for bytes that pass.
    func refusal(of bytes: [UInt8], _ form: ByteForm) -> Answer? {
        guard checks(form, bytes) else { return nil }
        switch form.name {
        case "extended-copy-lid1": return refusal(ofList: bytes, isLID4: false)
        case "extended-copy-lid4": return refusal(ofList: bytes, isLID4: true)
        case "populate-token":
            return answer(manager.refusal(ofTokenParameterList: bytes, usesToken: false))
        case "write-using-token":
            return answer(manager.refusal(ofTokenParameterList: bytes, usesToken: true))
        default:
            // What is wrong with a length alone has no field pointer.
            return answer(manager.refusal(ofCommand: bytes), orAt: 10)
        }
    }

    private func refusal(ofList bytes: [UInt8], isLID4: Bool) -> Answer? {
        if let sense = manager.refusal(ofParameterList: bytes, isLID4: isLID4) {
            return answer(sense)
        }
        guard let (sense, offset) = manager.abortion(ofParameterList: bytes, isLID4: isLID4)
        else { return nil }
        return answer(sense, segmentAt: offset, orAt: offset)
    }

    private func answer(
        _ sense: SenseData?, segmentAt offset: Int = 0, orAt byte: Int? = nil
    ) -> Answer? {
        guard let sense else { return nil }
        guard let pointer = sense.fieldPointer else {
            return Answer(sense: sense, byte: byte, bit: nil)
        }
        let start = pointer.isInSegment ? offset : 0
        return Answer(sense: sense, byte: start + Int(pointer.byte), bit: pointer.bit)
    }

    private func isThirdPartyCopy(_ bytes: [UInt8]) -> Bool {
        bytes.first == OperationCode.extendedCopy.rawValue
            || bytes.first == OperationCode.receiveCopyResults.rawValue
    }
}
