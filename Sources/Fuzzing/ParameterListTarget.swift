import SCSI

extension FuzzTarget {
    /// Two bytes choose the command, the logical unit that gets it, the devices and the copy
    /// manager's profile; the other bytes are the parameter list.
    ///
    ///     Byte 0   b0 LID4, b1-2 the logical unit, b4 blocks of 4096 bytes on disk A,
    ///              b5 disk B is write protected, b6 tape 1 is nearly full
    ///     Byte 1   the profile: see `CopyManagerProfile.fuzzed`
    static let parameterList = FuzzTarget(
        "parameter-list", "EXTENDED COPY parameter lists, executed", maximumLength: 2048
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        let choice = bytes.byte()
        var shape = FuzzFabric.Shape()
        shape.hasLongBlocks = choice & 0x10 != 0
        shape.isBWriteProtected = choice & 0x20 != 0
        shape.isTapeShort = choice & 0x40 != 0
        let fabric = try FuzzFabric(.fuzzed(bytes.byte()), shape)
        let list = bytes.takeRest()
        let isLID4 = choice & 0x01 != 0
        let receiver = Int(choice >> 1 & 0x03)
        try fabric.execute(CopyCommand.copy(list.count, isLID4: isLID4), list, to: receiver)

        // What became of it can be asked for.
        let place = isLID4 ? 20..<24 : 0..<1
        let identifier = list.count >= place.upperBound ? Array(list[place]) : [0]
        for action in UInt8(0)...8 {
            try fabric.retrieve(action, identifier, allocation: 4096, from: receiver)
        }
        try fabric.requireReady()
    }
}

/// The CDBs of third-party copy, as plain bytes.
enum CopyCommand {
    /// EXTENDED COPY of either format.
    static func copy(_ length: Int, isLID4: Bool) -> [UInt8] {
        [0x83, isLID4 ? 1 : 0] + [UInt8](repeating: 0, count: 8) + bigEndian(length, 4) + [0, 0]
    }

    /// POPULATE TOKEN and WRITE USING TOKEN.
    static func token(_ action: UInt8, _ identifier: UInt8, _ length: Int) -> [UInt8] {
        [0x83, action, 0, 0, 0, 0, 0, 0, 0, identifier] + bigEndian(length, 4) + [0, 0]
    }

    /// The commands of 84h: the list identifier has one byte up to service action 4, then four.
    static func retrieve(
        _ action: UInt8, _ identifier: [UInt8], allocation: Int
    ) -> [UInt8] {
        let short = [identifier.last ?? 0, 0, 0, 0]
        let long = [UInt8](repeating: 0, count: max(0, 4 - identifier.count)) + identifier
        let field = action < 5 ? short : action == 8 ? [0, 0, 0, 0] : long
        return [0x84, action] + field.prefix(4) + [0, 0, 0, 0] + bigEndian(allocation, 4) + [0, 0]
    }

    /// COPY OPERATION ABORT.
    static func abort(_ identifier: [UInt8]) -> [UInt8] {
        let long = [UInt8](repeating: 0, count: max(0, 4 - identifier.count)) + identifier
        return [0x83, 0x1C] + long.prefix(4) + [UInt8](repeating: 0, count: 10)
    }
}
