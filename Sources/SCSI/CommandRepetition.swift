/// What sending a command a second time would do, as far as its CDB tells.
///
/// Some operation codes are one command for disks and another for tapes. Where the kind of device
/// is not known, 88h, 8Ah, 8Fh, 91h and 93h are taken for the commands of disks, and those of six
/// bytes for the commands of tapes.
public struct CommandRepetition: Equatable, Sendable {
    /// What a command has to do with the place where a tape stands (SSC-4, logical objects and
    /// positions).
    public enum Position: Sendable {
        /// Nothing.
        case independent
        /// It works where the tape stands, and moves it: READ, WRITE, SPACE.
        case relative
        /// It brings the tape to a place that does not depend on where it stood: REWIND, LOCATE.
        case absolute
    }

    /// What it has to do with the tape's position.
    public var position: Position
    /// Whether it may be sent again where nobody knows whether it was carried out.
    public var isRepeatable: Bool

    /// What follows from a CDB.
    ///
    /// - Parameter type: the kind of device, where it is known.
    public init(of cdb: [UInt8], on type: PeripheralDeviceType?) {
        position = Self.position(cdb, type)
        let once: [OperationCode] = [.persistentReserveOut, .extendedCopy]
        isRepeatable =
            position != .relative && !once.contains { $0.rawValue == cdb.first }
            || Self.isCopyOperationAbort(cdb)
    }

    private static let endOfData: UInt8 = 3
    private static let relativeOnTapes: [OperationCode] = [
        .read6, .write6, .readReverse6, .writeFilemarks6, .space6, .verify6, .erase6,
        .writeFilemarks16, .allowOverwrite,
    ]
    /// What disks understand otherwise.
    private static let relativeOnKnownTapes: [OperationCode] = [
        .read16, .write16, .verify16, .synchronizeCache16, .writeSame16,
    ]
    private static let absoluteOnTapes: [OperationCode] = [
        .rewind, .loadUnload, .locate10, .locate16,
    ]

    private static func isCopyOperationAbort(_ cdb: [UInt8]) -> Bool {
        cdb.count > 1 && cdb[0] == OperationCode.extendedCopy.rawValue && cdb[1] & 0x1F == 0x1C
    }

    private static func position(_ cdb: [UInt8], _ type: PeripheralDeviceType?) -> Position {
        guard let first = cdb.first, type == nil || type == .sequentialAccess else {
            return .independent
        }
        let code = OperationCode(rawValue: first)
        if absoluteOnTapes.contains(code) { return .absolute }
        let isTape = type == .sequentialAccess
        // 91h is SPACE(16) there.
        let isSpace = code == .space6 || isTape && code == .synchronizeCache16
        if isSpace, cdb.count > 1, cdb[1] & 0x0F == endOfData { return .absolute }
        if relativeOnTapes.contains(code) { return .relative }
        if isTape, relativeOnKnownTapes.contains(code) { return .relative }
        // A copy reads or writes where its tape stands.
        return code == .extendedCopy && !isCopyOperationAbort(cdb) ? .relative : .independent
    }
}
