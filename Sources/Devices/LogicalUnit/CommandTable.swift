import SCSI
import Timebase
import WireBytes

/// A command that a device server knows.
struct Command {
    /// The operation code.
    let operationCode: UInt8
    /// The service action, for operation codes that have some.
    let serviceAction: UInt16?
    /// For each bit of the CDB whether the device server looks at it (SPC-4 6.35.3).
    let usage: [UInt8]
    /// Whether it is performed while a unit attention is pending, which it leaves alone.
    let ignoresUnitAttention: Bool
    /// Performs it.
    let handler: (SCSITask, Instant) -> TaskOutcome
}

/// The commands of a device server, found by operation code and service action.
struct CommandTable {
    /// In the order of operation code and service action.
    private(set) var commands: [Command] = []
    private var indexes: [UInt32: Int] = [:]

    /// Adds a command whose CDB has the layout of `CDB`.
    ///
    /// - Parameter fields: the fields that the device server does not look at, beside those that
    ///   are reserved or obsolete.
    mutating func add<CDB: WireStructure>(
        _: CDB.Type, serviceAction: UInt16? = nil, ignoring fields: Set<String> = [],
        ignoresUnitAttention: Bool = false,
        _ handler: @escaping (CDB, SCSITask, Instant) -> TaskOutcome
    ) {
        var usage = CDB.layout.usageMap(ignoring: fields)
        // Of the CONTROL byte the NACA bit alone is looked at.
        usage[usage.count - 1] = 0x04
        usage[0] = CDB.layout.operationCode
        if let serviceAction { usage[1] = usage[1] & 0xE0 | UInt8(serviceAction & 0x1F) }
        let command = Command(
            operationCode: usage[0], serviceAction: serviceAction, usage: usage,
            ignoresUnitAttention: ignoresUnitAttention
        ) { task, now in
            do throws(WireError) {
                return handler(try CDB(task.cdb), task, now)
            } catch {
                return .ended(.invalidCDB(byte: error.offset))
            }
        }
        commands.append(command)
        commands.sort {
            ($0.operationCode, $0.serviceAction ?? 0) < ($1.operationCode, $1.serviceAction ?? 0)
        }
        indexes = [:]
        for (index, command) in commands.enumerated() {
            indexes[Self.key(command.operationCode, command.serviceAction)] = index
        }
    }

    /// Adds a command that ends at once.
    mutating func add<CDB: WireStructure>(
        _ type: CDB.Type, serviceAction: UInt16? = nil, ignoring fields: Set<String> = [],
        ignoresUnitAttention: Bool = false,
        _ handler: @escaping (CDB, SCSITask) -> Completion
    ) {
        add(
            type, serviceAction: serviceAction, ignoring: fields,
            ignoresUnitAttention: ignoresUnitAttention
        ) { cdb, task, _ in .ended(handler(cdb, task)) }
    }

    /// What a CDB asks for.
    enum Lookup {
        case found(Command)
        case unknownOperationCode
        case unknownServiceAction
    }

    /// Finds the command of a CDB.
    func find(_ cdb: [UInt8]) -> Lookup {
        guard let code = cdb.first else { return .unknownOperationCode }
        if let index = indexes[Self.key(code, nil)] { return .found(commands[index]) }
        let action = cdb.count > 1 ? UInt16(cdb[1] & 0x1F) : 0
        if let index = indexes[Self.key(code, action)] { return .found(commands[index]) }
        let hasActions = commands.contains { $0.operationCode == code }
        return hasActions ? .unknownServiceAction : .unknownOperationCode
    }

    private static func key(_ code: UInt8, _ action: UInt16?) -> UInt32 {
        UInt32(code) << 17 | (action.map { UInt32($0) | 0x10000 } ?? 0)
    }
}

extension WireLayout {
    /// The CDB usage map: one for each bit of a field that is not reserved, obsolete or one of
    /// those that are ignored.
    func usageMap(ignoring ignored: Set<String>) -> [UInt8] {
        var map = [UInt8](repeating: 0, count: fixedLength)
        let unused = ignored.union(["Reserved", "Obsolete"])
        for field in fields where !unused.contains(field.name) {
            guard let place = field.place else { continue }
            for byte in place.bytes {
                var mask: UInt8 = 0xFF
                if byte == place.bytes.lowerBound { mask &= 0xFF >> UInt8(7 - place.highBit) }
                if byte == place.bytes.upperBound { mask &= 0xFF << UInt8(place.lowBit) }
                map[byte] |= mask
            }
        }
        return map
    }
}

extension WireLayout where Structure: WireStructure {
    /// The operation code of a CDB's layout.
    var operationCode: UInt8 { Structure().encoded()[0] }
}
