import SCSI
import Testing

/// Names of commands against libsgutils2, which knows them by kind of device and service action.
@Suite struct CommandNameTests {
    private static let disk = PeripheralDeviceType.directAccess.rawValue
    private static let tape = PeripheralDeviceType.sequentialAccess.rawValue

    private static let byServiceAction = "the name that SPC-3 gave the family of service actions"
    private static let obsolete = "libsgutils2 still names a command of disks that is obsolete"

    /// By operation code, with the oracle's names for a disk and for a tape.
    static let knownOperationCodes: [KnownDifference<UInt8>] = [
        .init(0x01, "REZERO UNIT OR REWIND", obsolete),
        .init(0x2B, "SEEK(10) OR LOCATE(10)", obsolete),
        .init(0x7E, "RESERVED [0X7E]", "its table has the extended CDB, its function does not"),
        .init(0x7F, "VARIABLE LENGTH", "said without `CDB`"),
        .init(0x80, "XDWRITE EXTENDED(16) OR WRITE FILEMARKS(16)", obsolete),
        .init(
            0x82, "REGENERATE(16)", "obsolete for disks, and ALLOW OVERWRITE of tapes is missing"),
        .init(0x83, "THIRD PARTY COPY OUT", byServiceAction),
        .init(0x84, "THIRD PARTY COPY IN", byServiceAction),
        .init(0x92, "LOCK UNLOCK CACHE(16) OR LOCATE(16)", obsolete),
    ]

    /// Of those that we name: libsgutils2 knows commands of more kinds of device.
    @Test func everyOperationCodeAgrees() {
        compare(
            OperationCode.names.keys.sorted(), known: Self.knownOperationCodes,
            ours: { OperationCode(rawValue: $0).meaning?.uppercased() },
            oracles: { code in
                let names = [Self.disk, Self.tape].map {
                    SGNames.operationCode(code, deviceType: $0)
                }
                return names[0] == names[1] ? names[0] : "\(names[0]) OR \(names[1])"
            }
        )
    }

    private static let spc5 = "SPC-5 leaves (LID4) away, since the LID1 commands are obsolete there"

    static let knownReceiveCopyServiceActions: [KnownDifference<UInt8>] = [
        .init(0x05, "RECEIVE COPY STATUS", spc5),
        .init(0x06, "RECEIVE COPY DATA", spc5),
        .init(0x16, "REPORT TAPE STREAM MIRRORING", "of SSC-5, and no matter of a copy manager"),
    ]

    static let knownExtendedCopyServiceActions: [KnownDifference<UInt8>] = [
        .init(0x01, "EXTENDED COPY", spc5)
    ]

    @Test func everyServiceActionOf83hAgrees() {
        compare(
            UInt8(0)...31, known: Self.knownExtendedCopyServiceActions,
            ours: { ExtendedCopyServiceAction(rawValue: $0).meaning },
            oracles: { Self.serviceAction(of: 0x83, $0) })
    }

    @Test func everyServiceActionOf84hAgrees() {
        compare(
            UInt8(0)...31, known: Self.knownReceiveCopyServiceActions,
            ours: { ReceiveCopyServiceAction(rawValue: $0).meaning },
            oracles: { Self.serviceAction(of: 0x84, $0) })
    }

    @Test func everyServiceActionOfPersistentReservationsAgrees() {
        compare(
            UInt8(0)...31, known: [],
            ours: {
                PersistentReserveInServiceAction(rawValue: $0).meaning.map {
                    "PERSISTENT RESERVE IN, \($0)"
                }
            },
            oracles: { Self.serviceAction(of: 0x5E, $0) })
        compare(
            UInt8(0)...31, known: [],
            ours: {
                PersistentReserveOutServiceAction(rawValue: $0).meaning.map {
                    "PERSISTENT RESERVE OUT, \($0)"
                }
            },
            oracles: { Self.serviceAction(of: 0x5F, $0) })
    }

    /// `nil` where libsgutils2 gives but the number.
    private static func serviceAction(of code: UInt8, _ action: UInt8) -> String? {
        let cdb = [code, action] + [UInt8](repeating: 0, count: 14)
        let name = SGNames.command(cdb, deviceType: disk)
        return name.contains("SERVICE ACTION=") ? nil : name
    }

    private static let several = "one structure for several service actions"

    /// By the structure's name.
    static let knownStructures: [KnownDifference<String>] = [
        .init("EXTENDED COPY(LID4) CDB", "EXTENDED COPY", spc5),
        .init("PERSISTENT RESERVE IN CDB", "PERSISTENT RESERVE IN, READ KEYS", several),
        .init("PERSISTENT RESERVE OUT CDB", "PERSISTENT RESERVE OUT, REGISTER", several),
        .init("READ POSITION CDB", "READ POSITION, SHORT FORM - BLOCK ID", several),
        .init("RECEIVE COPY RESULTS CDB", "RECEIVE COPY STATUS(LID1)", several),
        .init("RECEIVE COPY RESULTS(LID4) CDB", "RECEIVE COPY STATUS", several),
    ]

    /// What our structures put into operation code and service action is the command that they are
    /// called after.
    @Test func everyCDBIsTheCommandOfItsName() {
        var cdbs: [String: [[UInt8]]] = [:]
        for case let type as any WireStructure.Type in WireStructures.all
        where type.wireName.hasSuffix(" CDB") {
            cdbs[type.wireName, default: []].append(type.init().encoded())
        }
        #expect(cdbs.count > 30)
        compare(
            cdbs.keys.sorted(), known: Self.knownStructures, ours: { String($0.dropLast(4)) },
            oracles: { structure in
                // READ(6) and WRITE(6) have two layouts under one name.
                let names = (cdbs[structure] ?? []).flatMap { cdb in
                    [Self.disk, Self.tape].map { SGNames.command(cdb, deviceType: $0) }
                }
                return names.contains(String(structure.dropLast(4)))
                    ? String(structure.dropLast(4)) : names.last
            })
    }
}
