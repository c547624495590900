import SCSI

extension DeviceServer {
    /// REPORT SUPPORTED OPERATION CODES (SPC-4 6.35), from the command table.
    func reportSupportedOperationCodes(
        _ cdb: ReportSupportedOperationCodesCDB
    ) -> Completion {
        let code = cdb.requestedOperationCode.rawValue
        let candidates = offered.filter { $0.operationCode == code }
        let hasActions = candidates.contains { $0.serviceAction != nil }
        let action = cdb.requestedServiceAction
        switch cdb.reportingOptions {
        case .allCommands:
            return .good(
                allCommands(cdb.rctd).encoded(), allocationLength: cdb.allocationLength)
        case .oneOperationCode:
            // The operation code alone names the command only where it has no service actions.
            if hasActions { return .invalidCDB(byte: 2, bit: 2) }
            return one(candidates.first, cdb)
        case .oneServiceAction:
            if !candidates.isEmpty && !hasActions { return .invalidCDB(byte: 2, bit: 2) }
            return one(candidates.first { $0.serviceAction == action }, cdb)
        case .oneCommand:
            // A command without service actions is found by service action zero alone.
            return one(candidates.first { ($0.serviceAction ?? 0) == action }, cdb)
        default:
            return .invalidCDB(byte: 2, bit: 2)
        }
    }

    private var offered: [Command] {
        commands.commands.filter { command in
            let cdb = [command.operationCode, UInt8(command.serviceAction ?? 0)]
            return ThirdPartyCopyCommand(cdb: cdb).map(offers) ?? true
        }
    }

    private func allCommands(_ withTimeouts: Bool) -> AllCommandsParameterData {
        var data = AllCommandsParameterData()
        data.commandDescriptors = offered.map { command in
            var descriptor = CommandDescriptor()
            descriptor.operationCode = OperationCode(rawValue: command.operationCode)
            descriptor.serviceAction = command.serviceAction ?? 0
            descriptor.servactv = command.serviceAction != nil
            descriptor.cdbLength = UInt16(command.usage.count)
            if withTimeouts { descriptor.commandTimeoutsDescriptor = CommandTimeoutsDescriptor() }
            return descriptor
        }
        return data
    }

    private func one(
        _ command: Command?, _ cdb: ReportSupportedOperationCodesCDB
    ) -> Completion {
        var data = OneCommandParameterData()
        if let command {
            data.support = .standard
            data.cdbUsageData = command.usage
            if cdb.rctd { data.commandTimeoutsDescriptor = CommandTimeoutsDescriptor() }
        } else {
            data.support = .notSupported
        }
        return .good(data.encoded(), allocationLength: cdb.allocationLength)
    }
}
