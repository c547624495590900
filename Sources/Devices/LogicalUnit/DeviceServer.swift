import Media
import SCSI
import Timebase
import WireBytes

/// What all logical units have in common: the commands of SPC, unit attentions, mode parameters
/// and the way to the copy manager. Each kind of device adds its own commands.
open class DeviceServer: LogicalUnit {
    public let identity: LogicalUnitIdentity
    /// The copy manager that serves EXTENDED COPY, if there is one.
    public weak var thirdPartyCopy: (any ThirdPartyCopyHandler)?
    /// The logical units that REPORT LUNS tells a nexus of, as their 8-byte LUNs; set by the
    /// fabric.
    public var reportedLUNs: (NexusIdentifier) -> [LogicalUnitNumber] = { _ in
        [LogicalUnitNumber(0)]
    }

    /// The ports of a nexus, for READ FULL STATUS and REGISTER AND MOVE; set by a fabric that
    /// names its ports. As it is, the number of the nexus is the name of its initiator port.
    public var nexusIdentity: (NexusIdentifier) -> NexusIdentity = { NexusIdentity(of: $0) }
    /// The nexuses of a pair of ports, the inverse of `nexusIdentity`: none for ports that nobody
    /// knows, several for an iSCSI name that stands for all ports of its initiator.
    public var nexuses: (NexusIdentity) -> [NexusIdentifier] = { identity in
        identity.numberedNexus.map { [$0] } ?? []
    }
    /// Aborts what some nexuses have running here, their copies too, for the PREEMPT AND ABORT of
    /// another: what the command has to wait for, or `nil` where all has ended; set by the fabric.
    public var abortCommands:
        (_ nexuses: [NexusIdentifier], _ sender: NexusIdentifier) -> (any RunningTask)? = {
            _, _ in nil
        }

    var commands = CommandTable()
    var reservations = PersistentReservations()
    var unitAttentions = UnitAttentions()
    var modeParameters: ModeParameters

    /// A device server with the commands that every device has.
    init(identity: LogicalUnitIdentity, modePages: [ModePage]) {
        self.identity = identity
        modeParameters = ModeParameters(pages: modePages)
        addPrimaryCommands()
        addReservationCommands()
    }

    open var files: Set<ObjectIdentifier> { [] }

    /// How sense data is written: the D_SENSE bit of the control mode page.
    public var senseFormat: SenseData.Format {
        modeParameters.isDescriptorSense ? .descriptor : .fixed
    }

    open func execute(_ task: SCSITask, at now: Instant) -> TaskOutcome {
        executeByTable(task, at: now)
    }

    /// Performs a command that the table finds: what `execute` does with all those that a kind of
    /// device has no shorter way for.
    final func executeByTable(_ task: SCSITask, at now: Instant) -> TaskOutcome {
        switch perform(task, at: now) {
        case .ended(var completion):
            completion.senseFormat = senseFormat
            return .ended(completion)
        case .background(var completion, let operation):
            completion.senseFormat = senseFormat
            return .background(completion, operation)
        case .running(let operation):
            return .running(operation)
        }
    }

    private func perform(_ task: SCSITask, at now: Instant) -> TaskOutcome {
        switch find(task.cdb) {
        case .unknownOperationCode:
            return .ended(.check(.illegalRequest, .invalidOperationCode, at: .cdb(0)))
        case .unknownServiceAction:
            return .ended(.invalidCDB(byte: 1, bit: 4))
        case .found(let command):
            if let refusal = refusal(of: command, task) { return .ended(refusal) }
            if task.cdb.count < command.usage.count {
                return .ended(.invalidCDB(byte: task.cdb.count))
            }
            // The NACA bit asks for auto contingent allegiance, which INQUIRY data denies.
            let control = task.cdb[command.usage.count - 1]
            if control & 0x04 != 0 {
                return .ended(.invalidCDB(byte: command.usage.count - 1, bit: 2))
            }
            return command.handler(task, now)
        }
    }

    /// Why a nexus may not have a command performed just now. A reservation conflict goes before
    /// unit attentions, and leaves them pending; but a nexus is told of resets before all else
    /// (SAM-5, Status precedence).
    private func refusal(of command: Command, _ task: SCSITask) -> Completion? {
        let attention =
            command.ignoresUnitAttention ? nil : unitAttentions.next(for: task.nexus)
        // Registrations are those of the nexus that the command really comes from.
        let isReserving = command.operationCode == OperationCode.persistentReserveOut.rawValue
        let holder = isReserving ? task.nexus : task.rightsOf ?? task.nexus
        let hasConflict = reservations.refuse(
            task.cdb, from: holder, on: identity.deviceType)
        if hasConflict && attention?.isReset != true {
            return Completion(status: .reservationConflict)
        }
        if command.ignoresUnitAttention { return nil }
        return unitAttentions.take(for: task.nexus).map { .check(.unitAttention, $0) }
    }

    /// The command of a CDB; those of third-party copy are there as far as a copy manager is that
    /// performs them.
    final func find(_ cdb: [UInt8]) -> CommandTable.Lookup {
        switch cdb.first.map(OperationCode.init(rawValue:)) {
        case .extendedCopy, .receiveCopyResults: break
        default: return commands.find(cdb)
        }
        guard let thirdPartyCopy else { return .unknownOperationCode }
        if let command = ThirdPartyCopyCommand(cdb: cdb), offers(command) {
            return commands.find(cdb)
        }
        let hasOthers = thirdPartyCopy.supportedCommands.contains {
            $0.operationCode == cdb[0]
        }
        return hasOthers && !thirdPartyCopy.refusesServiceActionAsOperationCode
            ? .unknownServiceAction : .unknownOperationCode
    }

    /// Whether there is any command of third-party copy, which the 3PC bit tells.
    final var hasThirdPartyCopy: Bool { thirdPartyCopy?.supportedCommands.isEmpty == false }

    /// Whether a command of third-party copy is there at present.
    final func offers(_ command: ThirdPartyCopyCommand) -> Bool {
        guard let thirdPartyCopy, thirdPartyCopy.supportedCommands.contains(command) else {
            return false
        }
        // Tokens stand for blocks.
        let isOfBlocks = command == .populateToken || command == .writeUsingToken
        return !isOfBlocks || identity.deviceType == .directAccess
    }

    /// Makes a unit attention known to every nexus but one.
    public func establishUnitAttention(
        _ code: AdditionalSenseCode, exceptFor nexus: NexusIdentifier? = nil
    ) {
        unitAttentions.establish(code, exceptFor: nexus)
    }

    /// Makes a unit attention known to one nexus.
    public func establishUnitAttention(_ code: AdditionalSenseCode, for nexus: NexusIdentifier) {
        unitAttentions.establish(code, for: nexus)
    }

    // MARK: What kinds of device say for themselves

    /// Why the medium cannot be used just now; `nil` when it can.
    func readiness() -> SenseData? { nil }

    /// What a logical unit reset does beside what it does to every device.
    func resetDevice() {}

    /// As if each of these nexuses had allowed the medium's removal.
    func allowRemoval(for nexuses: [NexusIdentifier]) {}

    /// The VPD pages beside 00h, 80h, 83h and 8Fh, by page code.
    func deviceVitalProductData() -> [UInt8: [UInt8]] { [:] }

    /// VERSION DESCRIPTOR fields of standard INQUIRY data (SPC-4 table 138).
    func versionDescriptors() -> [VersionDescriptor] { [] }

    /// The DEVICE-SPECIFIC PARAMETER of the mode parameter header.
    func modeDeviceSpecificParameter() -> UInt8 { 0 }

    /// The MEDIUM TYPE of the mode parameter header.
    func modeMediumType() -> UInt8 { 0 }

    /// The mode parameter block descriptor for a page control value.
    func modeBlockDescriptor(longLBA: Bool, control: ModePageControl) -> [UInt8] { [] }

    /// Takes what MODE SELECT sends in front of the pages. Nothing has changed where sense data
    /// comes back.
    ///
    /// - Parameters:
    ///   - deviceSpecific: the DEVICE-SPECIFIC PARAMETER.
    ///   - descriptor: the block descriptor; empty where none is sent.
    ///   - offset: where the descriptor begins in the parameter list.
    ///   - apply: false to check only.
    func selectMode(
        deviceSpecific: UInt8, descriptor: [UInt8], at offset: Int, apply: Bool
    ) -> SenseData? { nil }
}
