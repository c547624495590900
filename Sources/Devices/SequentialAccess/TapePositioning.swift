import Media
import SCSI

extension SequentialAccessUnit {
    /// Adds the commands that move the tape or ask where it is.
    func addPositioning() {
        commands.add(RewindCDB.self) { [unowned self] _, _ in withMedium { move(to: 0, $0) } }
        commands.add(Space6CDB.self) { [unowned self] cdb, _ in space(cdb) }
        commands.add(Locate10CDB.self) { [unowned self] cdb, _ in locate(cdb) }
        commands.add(Locate16CDB.self) { [unowned self] cdb, _ in locate(cdb) }
        for form in [
            ReadPositionServiceAction.shortFormBlockID, .shortFormVendorSpecific, .longForm,
            .extendedForm,
        ] {
            commands.add(ReadPositionCDB.self, serviceAction: UInt16(form.rawValue)) {
                [unowned self] cdb, _ in readPosition(cdb)
            }
        }
    }

    /// Moves to an object, or to end of data where there are fewer objects.
    private func move(to number: Int64?, _ medium: any TapeMedium) -> Completion {
        if let failure = flushEarlier(medium) { return failure }
        let start = position
        let end = medium.objectCount
        position = min(number ?? end, end)
        let work = MediumWork(distance: abs(position - start))
        let isThere = number.map { $0 <= end } ?? false
        return (isThere ? .good : endOfData(residual: nil, medium)).with(work: work)
    }

    /// LOCATE(10) (SSC-4 7.3). What the BT bit leaves to the device, a number of its own kind, is
    /// the object's number here too.
    private func locate(_ cdb: Locate10CDB) -> Completion {
        withMedium { medium in
            if cdb.cp && cdb.partition != 0 { return .invalidCDB(byte: 8) }
            return move(to: Int64(cdb.logicalObjectIdentifier), medium)
        }
    }

    /// LOCATE(16) (SSC-4 7.4).
    private func locate(_ cdb: Locate16CDB) -> Completion {
        withMedium { medium in
            // Explicit address mode is not offered.
            if cdb.bam { return .invalidCDB(byte: 2, bit: 0) }
            if cdb.cp && cdb.partition != 0 { return .invalidCDB(byte: 3) }
            let number = Int64(clamping: cdb.logicalIdentifier)
            switch cdb.destType {
            case .logicalObject: return move(to: number, medium)
            case .logicalFile:
                if number == 0 { return move(to: 0, medium) }
                return move(to: medium.filemark(number - 1).map { $0 + 1 }, medium)
            case .endOfData: return move(to: medium.objectCount, medium)
            default: return .invalidCDB(byte: 1, bit: 5)
            }
        }
    }

    /// READ POSITION (SSC-4 7.7). No object is ever in a buffer: writing reaches the cartridge at
    /// once.
    private func readPosition(_ cdb: ReadPositionCDB) -> Completion {
        withMedium { medium in
            switch cdb.serviceAction {
            case .longForm:
                return .good(longPosition(medium).encoded(), allocationLength: 32)
            case .extendedForm:
                return .good(
                    extendedPosition(medium).encoded(), allocationLength: cdb.allocationLength)
            default:
                return .good(shortPosition(medium).encoded(), allocationLength: 20)
            }
        }
    }

    private func shortPosition(_ medium: any TapeMedium) -> ReadPositionShortFormData {
        var data = ReadPositionShortFormData()
        data.bop = position == 0
        data.eop = isBehindEarlyWarning(medium)
        let number = UInt32(clamping: position)
        data.perr = Int64(number) != position
        data.firstLogicalObjectLocation = number
        data.lastLogicalObjectLocation = number
        return data
    }

    private func extendedPosition(_ medium: any TapeMedium) -> ReadPositionExtendedFormData {
        var data = ReadPositionExtendedFormData()
        data.bop = position == 0
        data.eop = isBehindEarlyWarning(medium)
        data.firstLogicalObjectLocation = UInt64(position)
        data.lastLogicalObjectLocation = UInt64(position)
        return data
    }

    private func longPosition(_ medium: any TapeMedium) -> ReadPositionLongFormData {
        var data = ReadPositionLongFormData()
        data.bop = position == 0
        data.eop = isBehindEarlyWarning(medium)
        data.logicalObjectNumber = UInt64(position)
        data.logicalFileIdentifier = UInt64(medium.filemarks(before: position))
        return data
    }
}
