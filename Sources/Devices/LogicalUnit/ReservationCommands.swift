import Media
import SCSI
import WireBytes

extension DeviceServer {
    /// The longest parameter list that PERSISTENT RESERVE OUT takes, in bytes: more TransportIDs
    /// than a fabric has ports.
    static let maximumReservationParameterListLength = 1 << 16

    /// Adds PERSISTENT RESERVE IN and OUT. REPLACE LOST RESERVATION is for devices that can lose
    /// what they know; here nothing is lost but with the power, and then without a doubt.
    func addReservationCommands() {
        for action in PersistentReserveInServiceAction.names.keys {
            commands.add(PersistentReserveInCDB.self, serviceAction: UInt16(action)) {
                [unowned self] cdb, _ in persistentReserveIn(cdb)
            }
        }
        for action in PersistentReserveOutServiceAction.names.keys {
            let action = PersistentReserveOutServiceAction(rawValue: action)
            if action == .replaceLostReservation { continue }
            commands.add(
                PersistentReserveOutCDB.self, serviceAction: UInt16(action.rawValue),
                ignoring: action.usesScopeAndType ? [] : ["SCOPE", "TYPE"]
            ) { [unowned self] cdb, task, _ in persistentReserveOut(cdb, task) }
        }
    }

    // MARK: PERSISTENT RESERVE IN

    private func persistentReserveIn(_ cdb: PersistentReserveInCDB) -> Completion {
        let data: [UInt8] =
            switch cdb.serviceAction {
            case .readKeys:
                ReadKeysParameterData(
                    prGeneration: reservations.generation,
                    reservationKeys: reservations.registrants.compactMap {
                        reservations.keys[$0]
                    }
                ).encoded()
            case .readReservation:
                ReadReservationParameterData(
                    prGeneration: reservations.generation,
                    reservation: reservations.reservation.map {
                        PersistentReservationDescriptor(
                            reservationKey: reservations.holderKey, type: $0.type)
                    }
                ).encoded()
            case .reportCapabilities: reservationCapabilities().encoded()
            default: fullReservationStatus().encoded()
            }
        return .good(data, allocationLength: cdb.allocationLength)
    }

    /// All six types, and other initiator ports; no registration for all target ports at once, and
    /// nothing that outlives a loss of power.
    private func reservationCapabilities() -> ReportCapabilitiesParameterData {
        var data = ReportCapabilitiesParameterData()
        data.sipC = true
        data.tmv = true
        data.allowCommands = .asInSPC4
        data.wrExAr = true
        data.exAcRo = true
        data.wrExRo = true
        data.exAc = true
        data.wrEx = true
        data.exAcAr = true
        return data
    }

    private func fullReservationStatus() -> ReadFullStatusParameterData {
        ReadFullStatusParameterData(
            prGeneration: reservations.generation,
            fullStatusDescriptors: reservations.registrants.map { nexus in
                let identity = nexusIdentity(nexus)
                var status = FullStatusDescriptor()
                status.reservationKey = reservations.keys[nexus] ?? 0
                if let held = reservations.reservation, reservations.isHolder(nexus) {
                    status.rHolder = true
                    status.type = held.type
                }
                status.relativeTargetPortIdentifier = identity.relativeTargetPortIdentifier
                status.transportID = identity.initiatorPort
                return status
            })
    }

    // MARK: PERSISTENT RESERVE OUT

    private func persistentReserveOut(
        _ cdb: PersistentReserveOutCDB, _ task: SCSITask
    ) -> TaskOutcome {
        do throws(ReservationRefusal) {
            let list = try reservationParameterList(cdb, task)
            if cdb.serviceAction.usesScopeAndType && cdb.scope != .logicalUnit {
                throw .cdb(2, bit: 7)
            }
            let change =
                cdb.serviceAction == .registerAndMove
                ? try registerAndMove(list, task.nexus)
                : try performReservation(cdb, list, task.nexus)
            tell(change)
            guard cdb.serviceAction == .preemptAndAbort else { return .ended(.good) }
            allowRemoval(for: change.preempted)
            // The command ends when all that it aborts has.
            return abortCommands(change.preempted, task.nexus).map { .running($0) }
                ?? .ended(.good)
        } catch {
            return switch error {
            case .conflict: .ended(Completion(status: .reservationConflict))
            case .sense(let sense): .ended(.check(sense))
            }
        }
    }

    /// The parameter list, at least its fixed part.
    private func reservationParameterList(
        _ cdb: PersistentReserveOutCDB, _ task: SCSITask
    ) throws(ReservationRefusal) -> [UInt8] {
        let length = Int(cdb.parameterListLength)
        guard length >= PersistentReserveOutParameterList.basicLength,
            length <= Self.maximumReservationParameterListLength, length <= task.dataOut.count
        else { throw .length }
        var data = task.dataOut
        guard let list = try? data.takeFirst(length).bytes() else {
            throw .sense(SenseData(.hardwareError, .internalTargetFailure))
        }
        return list
    }

    /// Every service action but REGISTER AND MOVE.
    private func performReservation(
        _ cdb: PersistentReserveOutCDB, _ bytes: [UInt8], _ nexus: NexusIdentifier
    ) throws(ReservationRefusal) -> ReservationChange {
        let action = cdb.serviceAction
        // What follows the fixed part is looked at only where it may be there.
        guard
            let list = try? PersistentReserveOutParameterList(
                Array(bytes[..<PersistentReserveOutParameterList.basicLength]))
        else { throw .length }
        if list.specIPt && action != .register { throw .parameter(20, bit: 3) }
        if !list.specIPt && bytes.count != PersistentReserveOutParameterList.basicLength {
            throw .length
        }
        if action == .register || action == .registerAndIgnoreExistingKey {
            if list.allTgPt { throw .parameter(20, bit: 2) }
            if list.aptpl { throw .parameter(20, bit: 0) }
        }
        let key = list.reservationKey
        switch action {
        case .register:
            return try reservations.register(
                nexus, key: key, as: list.serviceActionReservationKey,
                with: list.specIPt ? try specifiedPorts(bytes, nexus) : nil)
        case .registerAndIgnoreExistingKey:
            return try reservations.register(
                nexus, key: nil, as: list.serviceActionReservationKey)
        case .reserve:
            try reservations.reserve(nexus, key: key, type: cdb.type)
            return ReservationChange()
        case .release:
            return try reservations.release(
                nexus, key: key, type: cdb.type,
                isSilent: modeParameters.isSilentOnRelease)
        case .clear:
            return try reservations.clear(nexus, key: key)
        default:
            return try reservations.preempt(
                nexus, key: key, preempting: list.serviceActionReservationKey, type: cdb.type)
        }
    }

    /// The initiator ports behind the fixed part. Each is registered at the target port through
    /// which the command came.
    private func specifiedPorts(
        _ list: [UInt8], _ nexus: NexusIdentifier
    ) throws(ReservationRefusal) -> [SpecifiedPort] {
        let start = PersistentReserveOutParameterList.basicLength
        guard list.count >= start + 4 else { throw .length }
        let length = Int(list.bigEndian32(at: start))
        guard length == list.count - start - 4 else { throw .length }
        let targetPort = nexusIdentity(nexus).relativeTargetPortIdentifier
        var ports: [SpecifiedPort] = []
        var offset = start + 4
        while offset < list.count {
            let first = offset
            guard let port = try? TransportID(from: list, at: &offset, end: list.count) else {
                throw .parameter(first)
            }
            let identity = NexusIdentity(
                initiatorPort: port, relativeTargetPortIdentifier: targetPort)
            ports.append(SpecifiedPort(byte: first, nexuses: nexuses(identity)))
        }
        return ports
    }

    private func registerAndMove(
        _ bytes: [UInt8], _ nexus: NexusIdentifier
    ) throws(ReservationRefusal) -> ReservationChange {
        // The length comes first, as the TransportID cannot be found without it.
        let start = RegisterAndMoveParameterList.headerLength
        let length = Int(bytes.bigEndian32(at: start - 4))
        guard length == bytes.count - start else { throw .length }
        guard length >= 24, length % 4 == 0 else { throw .parameter(start - 4) }
        guard let list = try? RegisterAndMoveParameterList(bytes), let port = list.transportID
        else { throw .parameter(start) }
        if list.aptpl { throw .parameter(17, bit: 0) }
        let newKey = list.serviceActionReservationKey
        try reservations.checkMove(nexus, key: list.reservationKey, newKey: newKey)
        if port == nexusIdentity(nexus).initiatorPort { throw .parameter(start) }
        let found = nexuses(
            NexusIdentity(
                initiatorPort: port,
                relativeTargetPortIdentifier: list.relativeTargetPortIdentifier))
        // One nexus can hold it; an initiator's name may stand for several of its ports.
        guard let other = found.first, found.count == 1 else { throw .parameter(start) }
        reservations.move(nexus, to: other, newKey: newKey, unregister: list.unreg)
        return ReservationChange()
    }

    /// Tells whom it concerns.
    private func tell(_ change: ReservationChange) {
        for (code, nexuses) in change.attentions {
            for nexus in nexuses { unitAttentions.establish(code, for: nexus) }
        }
    }
}

extension PersistentReserveOutServiceAction {
    /// Whether SCOPE and TYPE count (SPC-4, PERSISTENT RESERVE OUT service actions and valid
    /// parameters).
    fileprivate var usesScopeAndType: Bool {
        [.reserve, .release, .preempt, .preemptAndAbort].contains(self)
    }
}
