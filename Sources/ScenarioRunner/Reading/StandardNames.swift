import SCSI

/// Reading the standards' names. Each has its home in `SCSI`: the codes' tables and the structures
/// of the commands.
extension ValueReader {
    /// One of the names that the standard gives to a code's values: a sense key, a status.
    func code<Code: WireCode>(_: Code.Type = Code.self) -> Code? {
        let named = Code.names.sorted { $0.key < $1.key }.map { (Code(rawValue: $0.key), $0.value) }
        return choice(named)
    }

    /// A command that the bench's devices have, by its name.
    func command() -> OperationCode? { choice(commandNames) }
}

/// The commands' names by their structures: the operation code alone is a name for two devices'
/// commands, or for what a service action tells apart.
let commandNames: [(OperationCode, name: String)] = {
    let structures: [any WireStructure.Type] = [
        TestUnitReadyCDB.self, RewindCDB.self, RequestSenseCDB.self, ReadBlockLimitsCDB.self,
        Read6CDB.self, Write6CDB.self, WriteFilemarks6CDB.self, Space6CDB.self, InquiryCDB.self,
        ModeSelect6CDB.self, Erase6CDB.self, ModeSense6CDB.self, LoadUnloadCDB.self,
        PreventAllowMediumRemovalCDB.self, ReadCapacity10CDB.self, Read10CDB.self,
        Write10CDB.self, Locate10CDB.self, ReadPositionCDB.self, SynchronizeCache10CDB.self,
        ModeSelect10CDB.self, ModeSense10CDB.self, ExtendedCopyLID1CDB.self,
        ReceiveCopyResultsCDB.self, Read16CDB.self, Write16CDB.self, SynchronizeCache16CDB.self,
        Locate16CDB.self, ReadCapacity16CDB.self, ReportLUNsCDB.self,
        ReportSupportedOperationCodesCDB.self, Read12CDB.self, Write12CDB.self,
        Verify10CDB.self, Verify16CDB.self,
    ]
    return structures.map { structure in
        let code = OperationCode(rawValue: structure.init().encoded().first ?? 0)
        return (code, structure.wireName.replacing(" CDB", with: ""))
    }
}()
