import SCSI

/// Which data goes with a command: what bytes are that were sent with a CDB or came back for it.
struct CommandData {
    /// Which way the data went.
    enum Direction {
        /// To the device.
        case out
        /// From the device.
        case `in`
    }

    private let operationCode: OperationCode
    private let isMeant: @Sendable ([UInt8]) -> Bool
    private let direction: Direction
    private let form: String

    private init(
        _ operationCode: OperationCode, _ direction: Direction, _ form: String,
        where isMeant: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
    ) {
        self.operationCode = operationCode
        self.isMeant = isMeant
        self.direction = direction
        self.form = form
    }

    /// A row for one service action.
    private init(
        _ operationCode: OperationCode, _ direction: Direction, _ form: String,
        serviceAction: UInt8
    ) {
        self.init(operationCode, direction, form) {
            $0.count > 1 && $0[1] & 0x1F == serviceAction
        }
    }

    /// The data of commands, a row each. A new command's data is a new row.
    private static let table: [CommandData] = [
        CommandData(.extendedCopy, .out, "extended-copy-lid1", serviceAction: 0x00),
        CommandData(.extendedCopy, .out, "extended-copy-lid4", serviceAction: 0x01),
        CommandData(.extendedCopy, .out, "populate-token", serviceAction: 0x10),
        CommandData(.extendedCopy, .out, "write-using-token", serviceAction: 0x11),
        CommandData(.receiveCopyResults, .in, "copy-status-lid1", serviceAction: 0x00),
        CommandData(.receiveCopyResults, .in, "copy-data-lid1", serviceAction: 0x01),
        CommandData(.receiveCopyResults, .in, "copy-operating-parameters", serviceAction: 0x03),
        CommandData(.receiveCopyResults, .in, "copy-failure-details-lid1", serviceAction: 0x04),
        CommandData(.receiveCopyResults, .in, "copy-status-lid4", serviceAction: 0x05),
        CommandData(.receiveCopyResults, .in, "copy-data-lid4", serviceAction: 0x06),
        CommandData(.receiveCopyResults, .in, "rod-token-information", serviceAction: 0x07),
        CommandData(.receiveCopyResults, .in, "all-rod-tokens", serviceAction: 0x08),
        CommandData(.requestSense, .in, "sense"),
        CommandData(.inquiry, .in, "vpd") { $0.count > 1 && $0[1] & 1 == 1 },
        CommandData(.inquiry, .in, "inquiry"),
        CommandData(.modeSense6, .in, "mode-parameters-6"),
        CommandData(.modeSelect6, .out, "mode-parameters-6"),
        CommandData(.modeSense10, .in, "mode-parameters-10"),
        CommandData(.modeSelect10, .out, "mode-parameters-10"),
        CommandData(.readCapacity10, .in, "read-capacity-10"),
        CommandData(.serviceActionIn16, .in, "read-capacity-16", serviceAction: 0x10),
        CommandData(.reportLUNs, .in, "report-luns"),
        CommandData(.readBlockLimits, .in, "read-block-limits"),
        CommandData(.readPosition, .in, "read-position-short", serviceAction: 0x00),
        CommandData(.readPosition, .in, "read-position-long", serviceAction: 0x06),
        CommandData(.readPosition, .in, "read-position-extended", serviceAction: 0x08),
        CommandData(.maintenanceIn, .in, "supported-operation-codes") {
            $0.count > 2 && $0[1] & 0x1F == 0x0C && $0[2] & 7 == 0
        },
        CommandData(.maintenanceIn, .in, "one-operation-code", serviceAction: 0x0C),
        CommandData(.persistentReserveIn, .in, "read-keys-parameter-data", serviceAction: 0x00),
        CommandData(
            .persistentReserveIn, .in, "read-reservation-parameter-data", serviceAction: 0x01),
        CommandData(
            .persistentReserveIn, .in, "report-capabilities-parameter-data", serviceAction: 0x02),
        CommandData(
            .persistentReserveIn, .in, "read-full-status-parameter-data", serviceAction: 0x03),
        CommandData(.persistentReserveOut, .out, "persistent-reserve-out-parameter-list"),
    ]

    /// The types in the table.
    static var types: [String] { table.map(\.form) }

    /// What the data of a command is, as far as it is known.
    static func form(of command: [UInt8], _ direction: Direction) -> ByteForm? {
        guard let first = command.first else { return nil }
        return table.first {
            $0.operationCode.rawValue == first && $0.direction == direction && $0.isMeant(command)
        }.flatMap { ByteForm.named($0.form) }
    }

    /// Which way the data of a command goes, where only one is known.
    static func direction(of command: [UInt8]) -> Direction? {
        guard let first = command.first else { return nil }
        return table.first { $0.operationCode.rawValue == first && $0.isMeant(command) }?.direction
    }
}
