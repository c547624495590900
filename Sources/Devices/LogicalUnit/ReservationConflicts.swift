import SCSI

/// Whom a persistent reservation lets perform a command.
enum ReservationAccess {
    /// Every nexus.
    case always
    /// Every nexus while others may read: with the Write Exclusive types.
    case reading
    /// Holders, and registrants with the Registrants Only types.
    case holders

    /// What the standards' tables say of a command (SPC-4, SPC-4 commands that are allowed in the
    /// presence of various reservations; SBC-4 likewise). Of what a tape does beside, reading is
    /// what needs no more than reading does: what moves the tape elsewhere is not.
    init(_ cdb: [UInt8], of device: PeripheralDeviceType) {
        let action = cdb.count > 1 ? cdb[1] & 0x1F : 0
        let option = cdb.count > 4 ? cdb[4] : 0
        self =
            switch OperationCode(rawValue: cdb.first ?? 0) {
            case .testUnitReady, .inquiry, .requestSense, .reportLUNs, .logSense,
                .persistentReserveIn, .receiveCopyResults, .readCapacity10, .readBlockLimits,
                .reportDensitySupport:
                .always
            case .modeSense6, .modeSense10, .readAttribute, .readBuffer10,
                .receiveDiagnosticResults, .securityProtocolIn:
                .reading
            case .read6, .read10, .read12, .read16, .readReverse6, .verify6, .verify10, .verify12,
                .verify16, .readPosition, .readDefectData10:
                .reading
            case .maintenanceIn: Self(maintenanceIn: action)
            case .serviceActionIn16: Self(serviceActionIn16: action)
            // Of third-party copies POPULATE TOKEN alone does no more than read.
            case .extendedCopy: action == 0x10 ? .reading : .holders
            // What allows removal again hurts nobody.
            case .preventAllowMediumRemoval: option & 0x03 == 0 ? .always : .holders
            // START STOP UNIT that starts the unit; LOAD UNLOAD is for the holder.
            case .loadUnload where device != .sequentialAccess:
                option & 0xF1 == 0x01 ? .always : .holders
            default: .holders
            }
    }

    /// MAINTENANCE IN: MANAGEMENT PROTOCOL IN and what REPORT SUPPORTED OPERATION CODES and TASK
    /// MANAGEMENT FUNCTIONS tell may be private to those who have access; identifying information,
    /// aliases, priorities, target port groups and the time are not.
    private init(maintenanceIn action: UInt8) {
        self =
            switch action {
            case 0x05, 0x0A, 0x0B, 0x0E, 0x0F: .always
            case 0x0C, 0x0D, 0x10: .reading
            default: .holders
            }
    }

    /// SERVICE ACTION IN(16): READ CAPACITY(16), GET LBA STATUS, REPORT REFERRALS.
    private init(serviceActionIn16 action: UInt8) {
        self =
            switch action {
            case 0x10, 0x13: .always
            case 0x12: .reading
            default: .holders
            }
    }
}

extension PersistentReservations {
    /// Whether a command from a nexus has to end with RESERVATION CONFLICT.
    func refuse(
        _ cdb: [UInt8], from nexus: NexusIdentifier, on device: PeripheralDeviceType
    ) -> Bool {
        if cdb.first == OperationCode.persistentReserveOut.rawValue {
            let action = PersistentReserveOutServiceAction(rawValue: cdb.count > 1 ? cdb[1] : 0)
            return refuse(action, from: nexus)
        }
        guard let reservation, !isHolder(nexus) else { return false }
        if reservation.type.isRegistrantsOnly && keys[nexus] != nil { return false }
        return switch ReservationAccess(cdb, of: device) {
        case .always: false
        case .reading: !reservation.type.isWriteExclusive
        case .holders: true
        }
    }

    /// PERSISTENT RESERVE OUT service actions that are allowed in the presence of various
    /// reservations (SPC-4); those that need a registration need it always.
    private func refuse(
        _ action: PersistentReserveOutServiceAction, from nexus: NexusIdentifier
    ) -> Bool {
        switch action {
        case .register, .registerAndIgnoreExistingKey: false
        case .reserve, .registerAndMove:
            keys[nexus] == nil || reservation != nil && !isHolder(nexus)
        default: keys[nexus] == nil
        }
    }
}
