import Devices
import SCSI

extension CopyManager {
    func populateToken(_ call: ThirdPartyCopyCall) throws(CopyFailure) -> TaskOutcome {
        .ended(.invalidCDB(byte: 1, bit: 4))
    }

    func writeUsingToken(_ call: ThirdPartyCopyCall) throws(CopyFailure) -> TaskOutcome {
        .ended(.invalidCDB(byte: 1, bit: 4))
    }

    func reportAllRODTokens(_ call: ThirdPartyCopyCall) -> Completion {
        .invalidCDB(byte: 1, bit: 4)
    }
}
