import SCSI

/// A disk, the tapes that its blocks go to or come from, and the copy managers between them: the
/// disk's own where it has one, else that of the tape in question.
struct CopyRoute {
    private let disk: Device
    private let tapes: [Device]
    /// What is to be known of the disk.
    let diskFacts: DeviceFacts
    /// What is to be known of each tape.
    let tapeFacts: [DeviceFacts]
    /// The copy manager that serves the first tape, by whose limits everything is planned.
    let manager: Device
    /// Its limits.
    let limits: CopyLimits

    /// A route for tape records of a length.
    ///
    /// - Throws: `BackupError.unsuitable` where a device is of another type, where neither the disk
    ///   nor a tape has a copy manager, or where it does not move such records.
    init(
        disk: Device, tapes: [Device], recordLength: Int
    ) throws(BackupError) {
        self.disk = disk
        self.tapes = tapes
        diskFacts = try DeviceFacts(of: disk)
        try diskFacts.require(.directAccess, of: disk)
        var facts: [DeviceFacts] = []
        for tape in tapes {
            let found = try DeviceFacts(of: tape)
            try found.require(.sequentialAccess, of: tape)
            guard diskFacts.hasCopyManager || found.hasCopyManager else {
                throw .unsuitable(
                    device: "\(disk.name) and \(tape.name)", what: "neither has a copy manager",
                    expected: "the 3PC bit in INQUIRY data")
            }
            facts.append(found)
        }
        tapeFacts = facts
        manager = diskFacts.hasCopyManager ? disk : tapes[0]
        limits = try CopyLimits(of: manager)
        let most = Int(limits.parameters.maximumStreamDeviceTransferSize)
        if recordLength > most {
            throw .unsuitable(
                device: manager.name,
                what: "the copy manager moves tape records of \(most) bytes",
                expected: "\(recordLength) bytes; shorter records can be asked for")
        }
    }

    /// The device that takes the lists for a tape.
    ///
    /// - Parameter tape: counted from 0.
    func receiver(_ tape: Int) -> Device { diskFacts.hasCopyManager ? disk : tapes[tape] }
}
