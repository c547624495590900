import Devices
import Glibc
import SCSI

/// What a program gets for a command that failed: an error number of errno(3), as Linux's block
/// layer chooses it, except that a medium error is EIO: programs know it as that.
struct ErrorNumber: Error, Equatable, Sendable {
    /// The number; positive.
    let value: Int32

    /// The error with that number.
    init(_ value: Int32) { self.value = value }

    /// Why a command failed; `nil` where it did what it was asked to.
    init?(_ completion: Completion?) {
        guard let completion else {
            // No logical unit answered.
            self.init(ENOLINK)
            return
        }
        switch completion.status {
        case .good, .conditionMet: return nil
        case .checkCondition:
            guard let sense = completion.sense else {
                self.init(EIO)
                return
            }
            self.init(sense)
        case .reservationConflict: self.init(EBADE)
        case .busy, .taskSetFull: self.init(EBUSY)
        default: self.init(EIO)
        }
    }

    private init?(_ sense: SenseData) {
        switch sense.key {
        case .noSense, .recoveredError, .completed: return nil
        case .notReady: self.init(sense.code.code == 0x3A ? ENOMEDIUM : EIO)
        case .illegalRequest: self.init(EREMOTEIO)
        case .dataProtect: self.init(EROFS)
        case .volumeOverflow: self.init(ENOSPC)
        case .miscompare: self.init(EILSEQ)
        default: self.init(EIO)
        }
    }
}
