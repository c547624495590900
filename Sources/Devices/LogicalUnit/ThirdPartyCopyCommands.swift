import SCSI
import Timebase

extension DeviceServer {
    /// The commands that the copy manager performs: the table knows their CDBs, for REPORT SUPPORTED
    /// OPERATION CODES, and hands them on.
    func addThirdPartyCopyCommands() {
        add(ExtendedCopyLID1CDB.self, .extendedCopyLID1)
        add(ExtendedCopyLID4CDB.self, .extendedCopyLID4)
        add(PopulateTokenCDB.self, .populateToken, ignoring: ["GROUP NUMBER"])
        add(WriteUsingTokenCDB.self, .writeUsingToken, ignoring: ["GROUP NUMBER"])
        add(CopyOperationAbortCDB.self, .copyOperationAbort)
        for command in [
            ThirdPartyCopyCommand.copyStatusLID1, .copyDataLID1, .failureDetailsLID1,
        ] {
            add(ReceiveCopyResultsCDB.self, command)
        }
        add(ReceiveCopyResultsCDB.self, .operatingParameters, ignoring: ["LIST IDENTIFIER"])
        for command in [
            ThirdPartyCopyCommand.copyStatusLID4, .copyDataLID4, .rodTokenInformation,
        ] {
            add(ReceiveCopyLID4CDB.self, command)
        }
        add(ReportAllRODTokensCDB.self, .reportAllRODTokens)
    }

    private func add<CDB: WireStructure>(
        _ type: CDB.Type, _ command: ThirdPartyCopyCommand, ignoring fields: Set<String> = []
    ) {
        commands.add(type, serviceAction: UInt16(command.serviceAction), ignoring: fields) {
            [unowned self] (_: CDB, task, now) in
            thirdPartyCopy?.execute(task, receiver: self, at: now)
                ?? .ended(.check(.illegalRequest, .invalidOperationCode, at: .cdb(0)))
        }
    }
}
