import Media
import SCSI

/// What an executor needs to turn a segment descriptor into a movement of data.
struct SegmentContext {
    let residue: Residue
    let limits: CopyManagerLimits
    let inlineData: [UInt8]
    var source: CSCDBinding?
    var destination: CSCDBinding?

    init(residue: Residue, limits: CopyManagerLimits, inlineData: [UInt8]) {
        self.residue = residue
        self.limits = limits
        self.inlineData = inlineData
    }

    /// The source, which must be of a class that the type of segment reads from.
    func source(_ classes: CSCDDeviceClass...) throws(CopyFailure) -> CSCDBinding {
        guard let source, classes.contains(source.deviceClass) else {
            throw CopyFailure(.invalidOperationForCopy, at: .segment(4))
        }
        return source
    }

    /// The destination, which must be of a class that the type of segment writes to.
    func destination(_ classes: CSCDDeviceClass...) throws(CopyFailure) -> CSCDBinding {
        guard let destination, classes.contains(destination.deviceClass) else {
            throw CopyFailure(.invalidOperationForCopy, at: .segment(6))
        }
        return destination
    }

    /// N must not be more than MAXIMUM SEGMENT LENGTH; the field that says it stands at `byte`.
    func checkLength(_ count: Int, at byte: Int) throws(CopyFailure) {
        if limits.maximumSegmentLength != 0 && count > Int(limits.maximumSegmentLength) {
            throw CopyFailure(.segmentGranularityViolation, at: .segment(byte))
        }
    }

    /// How many bytes one command to a stream device moves. It must not be zero where a command
    /// is needed, nor more than MAXIMUM STREAM DEVICE TRANSFER SIZE.
    func streamUnit(
        _ binding: CSCDBinding, _ transferLength: UInt32, isNeeded: Bool
    ) throws(CopyFailure) -> Int {
        let unit = binding.streamUnit(transferLength)
        if unit > Int(limits.maximumStreamDeviceTransferSize) || (unit == 0 && isNeeded) {
            throw CopyFailure(.invalidFieldInParameterList, at: .segment(9))
        }
        return unit
    }
}
