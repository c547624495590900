import SCSI

/// Who is registered with a logical unit, and what is reserved (SPC-4, Persistent Reservations).
///
/// A registrant is an I_T nexus. Nothing here outlives a loss of power; nothing is lost by a reset
/// or with a nexus.
struct PersistentReservations {
    /// The persistent reservation.
    struct Reservation: Equatable {
        /// Which commands it lets pass.
        var type: PersistentReservationType
        /// The holder; with an All Registrants type, the nexus that made it, one holder of many.
        var nexus: NexusIdentifier
    }

    /// The reservation keys, none of them zero.
    private(set) var keys: [NexusIdentifier: UInt64] = [:]
    /// The persistent reservation, if there is one.
    private(set) var reservation: Reservation?
    /// PRgeneration.
    private(set) var generation: UInt32 = 0

    /// Whether no command can conflict with a reservation.
    var isEmpty: Bool { reservation == nil }

    /// The registered nexuses, in their order.
    var registrants: [NexusIdentifier] { keys.keys.sorted() }

    /// Whether a nexus holds the persistent reservation (SPC-4, Persistent reservation holder).
    func isHolder(_ nexus: NexusIdentifier) -> Bool {
        guard let reservation else { return false }
        return reservation.type.isAllRegistrants
            ? keys[nexus] != nil : reservation.nexus == nexus
    }

    /// The key that READ RESERVATION tells: zero with an All Registrants type.
    var holderKey: UInt64 {
        guard let reservation, !reservation.type.isAllRegistrants else { return 0 }
        return keys[reservation.nexus] ?? 0
    }

    // MARK: Registering

    /// REGISTER, and REGISTER AND IGNORE EXISTING KEY.
    ///
    /// - Parameters:
    ///   - key: RESERVATION KEY; `nil` where it is ignored.
    ///   - newKey: SERVICE ACTION RESERVATION KEY: zero to unregister.
    ///   - ports: with SPEC_I_PT, what initiator ports are to be registered too.
    mutating func register(
        _ nexus: NexusIdentifier, key: UInt64?, as newKey: UInt64,
        with ports: [SpecifiedPort]? = nil
    ) throws(ReservationRefusal) -> ReservationChange {
        // No key is zero: that is what a nexus without registration has to send.
        if let key, key != keys[nexus] ?? 0 { throw .conflict }
        let isRegistered = keys[nexus] != nil
        if ports != nil && isRegistered { throw .parameter(20, bit: 3) }
        if newKey == 0 { return isRegistered ? unregister(nexus) : ReservationChange() }
        for port in ports ?? [] {
            // All are registered, or none.
            if port.nexuses.isEmpty || port.nexuses.contains(where: { keys[$0] != nil }) {
                throw .parameter(port.byte)
            }
        }
        generation &+= 1
        keys[nexus] = newKey
        for other in ports?.flatMap(\.nexuses) ?? [] { keys[other] = newKey }
        return ReservationChange()
    }

    /// Unregistering (SPC-4): the reservation goes with its last holder.
    private mutating func unregister(_ nexus: NexusIdentifier) -> ReservationChange {
        generation &+= 1
        return remove(nexus)
    }

    private mutating func remove(_ nexus: NexusIdentifier) -> ReservationChange {
        keys[nexus] = nil
        guard let held = reservation else { return ReservationChange() }
        if held.type.isAllRegistrants {
            if keys.isEmpty { reservation = nil }
            return ReservationChange()
        }
        if held.nexus != nexus { return ReservationChange() }
        reservation = nil
        return held.type.isRegistrantsOnly
            ? ReservationChange(.reservationsReleased, to: registrants) : ReservationChange()
    }

    /// Whether a nexus is registered with that key.
    private func check(_ nexus: NexusIdentifier, _ key: UInt64) throws(ReservationRefusal) {
        if keys[nexus] == nil || keys[nexus] != key { throw .conflict }
    }

    // MARK: Reserving and releasing

    /// RESERVE.
    mutating func reserve(
        _ nexus: NexusIdentifier, key: UInt64, type: PersistentReservationType
    ) throws(ReservationRefusal) {
        try check(nexus, key)
        guard PersistentReservationType.all.contains(type) else { throw .cdb(2, bit: 3) }
        if let held = reservation {
            guard isHolder(nexus), held.type == type else { throw .conflict }
            return
        }
        reservation = Reservation(type: type, nexus: nexus)
    }

    /// RELEASE.
    ///
    /// - Parameter isSilent: NUAR: nobody is told.
    mutating func release(
        _ nexus: NexusIdentifier, key: UInt64, type: PersistentReservationType, isSilent: Bool
    ) throws(ReservationRefusal) -> ReservationChange {
        try check(nexus, key)
        guard let held = reservation, isHolder(nexus) else { return ReservationChange() }
        guard held.type == type else {
            throw .sense(SenseData(.illegalRequest, .invalidReleaseOfPersistentReservation))
        }
        reservation = nil
        let isShared = type.isRegistrantsOnly || type.isAllRegistrants
        if isSilent || !isShared { return ReservationChange() }
        return ReservationChange(.reservationsReleased, to: registrants.filter { $0 != nexus })
    }

    /// CLEAR.
    mutating func clear(
        _ nexus: NexusIdentifier, key: UInt64
    ) throws(ReservationRefusal) -> ReservationChange {
        try check(nexus, key)
        let others = registrants.filter { $0 != nexus }
        generation &+= 1
        reservation = nil
        keys = [:]
        return ReservationChange(.reservationsPreempted, to: others)
    }

    // MARK: Preempting

    /// PREEMPT, and what PREEMPT AND ABORT has in common with it (SPC-4, Preempting actions).
    mutating func preempt(
        _ nexus: NexusIdentifier, key: UInt64, preempting victimKey: UInt64,
        type: PersistentReservationType
    ) throws(ReservationRefusal) -> ReservationChange {
        try check(nexus, key)
        let victims = registrants.filter { keys[$0] == victimKey }
        if let held = reservation {
            let isOfAll = held.type.isAllRegistrants
            if victimKey == 0 {
                guard isOfAll else { throw .parameter(8) }
                return try takeOver(nexus, from: registrants, type: type)
            }
            if !isOfAll && keys[held.nexus] == victimKey {
                return try takeOver(nexus, from: victims, type: type)
            }
        }
        if victims.isEmpty { throw .conflict }
        generation &+= 1
        // None of them is the one holder; an All Registrants reservation goes with the last.
        for victim in victims { _ = remove(victim) }
        var change = ReservationChange(
            .registrationsPreempted, to: victims.filter { $0 != nexus })
        change.preempted = victims
        return change
    }

    /// Preempts the reservation, and the registrations of `victims`.
    private mutating func takeOver(
        _ nexus: NexusIdentifier, from victims: [NexusIdentifier],
        type: PersistentReservationType
    ) throws(ReservationRefusal) -> ReservationChange {
        guard PersistentReservationType.all.contains(type) else { throw .cdb(2, bit: 3) }
        let isOther = reservation?.type != type
        let losers = victims.filter { $0 != nexus }
        generation &+= 1
        for loser in losers { keys[loser] = nil }
        reservation = Reservation(type: type, nexus: nexus)
        var change = ReservationChange(.registrationsPreempted, to: losers)
        if isOther {
            change.add(.reservationsReleased, to: registrants.filter { $0 != nexus })
        }
        change.preempted = losers
        return change
    }

    // MARK: Moving

    /// Whether REGISTER AND MOVE may be performed, wherever to.
    func checkMove(
        _ nexus: NexusIdentifier, key: UInt64, newKey: UInt64
    ) throws(ReservationRefusal) {
        try check(nexus, key)
        guard let held = reservation else { throw .cdb(1, bit: 4) }
        if held.type.isAllRegistrants || held.nexus != nexus { throw .conflict }
        if newKey == 0 { throw .parameter(8) }
    }

    /// REGISTER AND MOVE, once it has been checked.
    mutating func move(
        _ nexus: NexusIdentifier, to other: NexusIdentifier, newKey: UInt64, unregister: Bool
    ) {
        generation &+= 1
        keys[other] = newKey
        reservation?.nexus = other
        if unregister { keys[nexus] = nil }
    }
}

/// An initiator port that REGISTER names.
struct SpecifiedPort {
    /// Where its TransportID begins in the parameter list.
    var byte: Int
    /// The nexuses that it has.
    var nexuses: [NexusIdentifier]
}

/// What others have to be told of a persistent reserve service action.
struct ReservationChange {
    /// Unit attentions, and who gets them.
    private(set) var attentions: [(code: AdditionalSenseCode, nexuses: [NexusIdentifier])] = []
    /// Whose reservation or registration was preempted.
    var preempted: [NexusIdentifier] = []

    /// Nobody is told.
    init() {}

    /// These nexuses are told.
    init(_ code: AdditionalSenseCode, to nexuses: [NexusIdentifier]) { add(code, to: nexuses) }

    mutating func add(_ code: AdditionalSenseCode, to nexuses: [NexusIdentifier]) {
        attentions.append((code, nexuses))
    }
}

/// Why a persistent reserve service action is not performed.
enum ReservationRefusal: Error {
    /// RESERVATION CONFLICT.
    case conflict
    /// CHECK CONDITION.
    case sense(SenseData)

    /// INVALID FIELD IN PARAMETER LIST.
    static func parameter(_ byte: Int, bit: UInt8? = nil) -> ReservationRefusal {
        .sense(
            SenseData(
                .illegalRequest, .invalidFieldInParameterList,
                at: .parameterList(byte, bit: bit)))
    }

    /// INVALID FIELD IN CDB.
    static func cdb(_ byte: Int, bit: UInt8? = nil) -> ReservationRefusal {
        .sense(SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb(byte, bit: bit)))
    }

    /// PARAMETER LIST LENGTH ERROR.
    static var length: ReservationRefusal {
        .sense(SenseData(.illegalRequest, .parameterListLengthError, at: .cdb(5)))
    }
}
