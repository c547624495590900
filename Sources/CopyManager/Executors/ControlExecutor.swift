import Devices
import Media
import SCSI

/// Segments that move no data: each is one command to one CSCD.
struct ControlExecutor {
    let profile: CopyManagerProfile

    /// 07h with TUR: what a TEST UNIT READY says. Without it, to have found the device was all.
    func verify(
        _ segment: VerifySegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        guard segment.testUnitReady else { return }
        try requireTestUnitReady()
        _ = try io.demand(TestUnitReadyCDB().encoded(), to: binding, .source)
    }

    /// 10h.
    func writeFilemarks(
        _ segment: WriteFilemarksSegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        try requireTape(binding)
        var command = WriteFilemarks6CDB()
        command.immed = segment.immediate
        command.filemarkCount = segment.filemarkCount
        _ = try io.demand(command.encoded(), to: binding, .destination)
    }

    /// 11h.
    func space(
        _ segment: SpaceSegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        try requireTape(binding)
        var command = Space6CDB()
        let mask = UInt8(truncatingIfNeeded: (1 << UInt16(profile.switches.spaceCodeWidth)) - 1)
        command.code = SpaceCode(rawValue: segment.code.rawValue & mask)
        command.count = segment.count
        _ = try io.demand(command.encoded(), to: binding, .destination)
    }

    /// 12h.
    func locate(
        _ segment: LocateSegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        try requireTape(binding)
        var command = Locate10CDB()
        command.logicalObjectIdentifier = segment.logicalObjectIdentifier
        _ = try io.demand(command.encoded(), to: binding, .destination)
    }

    /// 14h: registers the copy manager's own nexus.
    func registerKey(
        _ segment: RegisterKeySegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        var list = PersistentReserveOutParameterList()
        list.reservationKey = segment.reservationKey
        list.serviceActionReservationKey = segment.serviceActionReservationKey
        try reserveOut(.register, list.encoded(), binding, &io)
    }

    /// 15h: moves a registration, with the parameter list that the segment carries.
    func moveRegistration(
        _ segment: SourceITNexusSegment, _ binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        if !profile.switches.allow15AnyPdt { try requireTape(binding) }
        // The descriptor carries the parameter list from byte 8 on, byte for byte.
        try reserveOut(.registerAndMove, Array(segment.encoded().dropFirst(8)), binding, &io)
    }

    private func reserveOut(
        _ action: PersistentReserveOutServiceAction, _ list: [UInt8], _ binding: CSCDBinding,
        _ io: inout CopyIO
    ) throws(CopyFailure) {
        var command = PersistentReserveOutCDB()
        command.serviceAction = action
        command.parameterListLength = UInt32(list.count)
        _ = try io.demand(command.encoded(), DataBuffer(list), to: binding, .destination)
    }

    /// A TEST UNIT READY can be sent.
    func requireTestUnitReady() throws(CopyFailure) {
        if profile.quirks.refusesTestUnitReady {
            throw CopyFailure(.testUnitReadyNotSupported, at: .segment(8, bit: 0))
        }
    }

    /// The destination is a tape.
    func requireTape(_ binding: CSCDBinding) throws(CopyFailure) {
        guard binding.deviceClass == .stream else {
            throw CopyFailure(.wrongDeviceClass, at: .segment(6))
        }
    }
}
