import CLinuxSG
import Devices
import Dispatch
import Fabric
import Glibc
import Media
import SCSI
import Synchronization
import Timebase

/// An open sg file: what Linux's sg driver does for an ioctl (see <scsi/sg.h>), as far as it needs
/// no reading and writing of the file.
final class PassThroughFile: Sendable {
    /// The version of sg's interface that programs ask for: 3.5.36.
    static let version: Int32 = 30_536
    /// Clock ticks of a second in SG_SET_TIMEOUT (USER_HZ).
    static let ticksPerSecond: Int32 = 100
    /// The most bytes of the reserved buffer, which is only remembered.
    static let reservedLimit: Int32 = 1 << 20

    private struct State {
        /// The timeout of commands that bring none, in ticks.
        var timeout = 60 * PassThroughFile.ticksPerSecond
        var reservedSize = SG_DEF_RESERVED_SIZE
    }

    private let exported: ExportedUnit
    private let state = Mutex(State())

    init(_ exported: ExportedUnit) { self.exported = exported }

    /// Performs an ioctl and answers it, at once or when its command has ended.
    func control(_ call: ControlCall, _ request: FuseRequest, _ sender: CommandSender) {
        let memory = CallerMemory(thread: request.thread)
        do throws(ErrorNumber) {
            if Int32(bitPattern: call.command) == SG_IO {
                let command = try PassThroughCommand(at: call.argument, in: memory)
                perform(command, request, sender)
                return
            }
            let result = try simple(call, memory, sender)
            if request.claim() { request.claimedControl(result: result) }
        } catch {
            request.fail(error)
        }
    }

    // MARK: SG_IO

    private func perform(
        _ command: PassThroughCommand, _ request: FuseRequest, _ sender: CommandSender
    ) {
        let began = sender.fabric.now
        let task = SCSITask(
            nexus: sender.nexus, cdb: command.cdb, dataOut: DataBuffer(command.dataOut))
        let finish: @Sendable (PassThroughOutcome) -> Void = { outcome in
            // Only the one who answers may touch the caller's memory: until then it waits.
            guard request.claim() else { return }
            let time = sender.fabric.now - began
            do throws(ErrorNumber) {
                try command.deliver(outcome, milliseconds: time.count / 1_000_000)
                request.claimedControl(result: 0)
            } catch {
                request.claimedFail(error)
            }
        }
        request.allowInterrupt()
        sender.send(task, to: exported.unit, dataInLength: command.dataInLength) { completion in
            finish(completion.map { .ended($0) } ?? .unreachable)
        }
        if request.isAnswered { return }
        let ticks = state.withLock { $0.timeout }
        let standard = Int(ticks) * 1000 / Int(Self.ticksPerSecond)
        guard let timeout = command.timeout(standard: standard) else { return }
        sender.queue.asyncAfter(deadline: .now() + .milliseconds(timeout)) { finish(.timedOut) }
    }

    // MARK: The others

    /// What asks for a number that never changes.
    private static let constants: [Int32: Int32] = [
        SG_GET_VERSION_NUM: version, SG_EMULATED_HOST: 0, SG_GET_TRANSFORM: 0,
        SG_GET_COMMAND_Q: 1, SG_GET_LOW_DMA: 0, SG_GET_PACK_ID: -1, SG_GET_NUM_WAITING: 0,
        SG_GET_SG_TABLESIZE: Int32(PassThroughCommand.rangeLimit), SG_GET_KEEP_ORPHAN: 0,
        ControlNumber.getAccessCount: 1, ControlNumber.getBusNumber: 0,
        ControlNumber.maximumSectors: Int32(PassThroughCommand.transferLimit),
    ]

    /// What sets a number that means nothing here.
    private static let ignored: Set<Int32> = [
        SG_SET_COMMAND_Q, SG_SET_FORCE_LOW_DMA, SG_SET_FORCE_PACK_ID, SG_SET_KEEP_ORPHAN,
        SG_SET_DEBUG, SG_NEXT_CMD_LEN,
    ]

    private func simple(
        _ call: ControlCall, _ memory: CallerMemory, _ sender: CommandSender
    ) throws(ErrorNumber) -> Int32 {
        let command = Int32(bitPattern: call.command)
        func put(_ numbers: [Int32]) throws(ErrorNumber) {
            let bytes = numbers.flatMap { LittleEndianBytes.of($0) }
            try memory.write(bytes[...], at: call.argument)
        }
        func number() throws(ErrorNumber) -> Int32 {
            let bytes = try memory.read(call.argument, 4)
            return Int32(bitPattern: bytes.span.littleEndian32(at: 0))
        }
        if let constant = Self.constants[command] {
            try put([constant])
            return 0
        }
        if Self.ignored.contains(command) {
            _ = try number()
            return 0
        }
        switch command {
        case SG_GET_TIMEOUT: return state.withLock { $0.timeout }
        case SG_SET_TIMEOUT:
            let ticks = try number()
            if ticks < 0 { throw ErrorNumber(EIO) }
            state.withLock { $0.timeout = ticks }
        case SG_GET_RESERVED_SIZE: try put([state.withLock { $0.reservedSize }])
        case SG_SET_RESERVED_SIZE:
            let size = try number()
            if size < 0 { throw ErrorNumber(EINVAL) }
            state.withLock { $0.reservedSize = min(size, Self.reservedLimit) }
        case SG_GET_SCSI_ID:
            // Host, channel, target, LUN, type; two 16-bit queue depths; two unused.
            let type = Int32(exported.unit.identity.deviceType.rawValue)
            let depths = SG_MAX_QUEUE << 16 | SG_MAX_QUEUE
            try put([0, 0, 0, Int32(exported.lun), type, depths, 0, 0])
        case ControlNumber.getIdentifierAndLUN: try put([Int32(exported.lun & 0xFF) << 8, 0])
        case SG_GET_REQUEST_TABLE:
            // Requests are listed that wait to be read, and none does.
            try put([Int32](repeating: 0, count: 6 * Int(SG_MAX_QUEUE)))
        case SG_SCSI_RESET: try reset(try number(), sender)
        default: throw ErrorNumber(ENOTTY)
        }
        return 0
    }

    /// SG_SCSI_RESET: of this logical unit, or of all that the nexus sees.
    private func reset(_ what: Int32, _ sender: CommandSender) throws(ErrorNumber) {
        // The highest bit asks not to try harder things where this fails.
        switch what & ~ControlNumber.resetNoEscalation {
        case SG_SCSI_RESET_NOTHING: return
        case SG_SCSI_RESET_DEVICE: reset(exported.unit, sender)
        case SG_SCSI_RESET_BUS, SG_SCSI_RESET_HOST, ControlNumber.resetTarget:
            for unit in sender.fabric.logicalUnits(of: sender.nexus) { reset(unit, sender) }
        default: throw ErrorNumber(EINVAL)
        }
    }

    private func reset(_ unit: RealTimeUnit, _ sender: CommandSender) {
        sender.fabric.withFabric { fabric in
            if let unit = fabric.unit(unit.id) { fabric.reset(unit) }
        }
    }
}

/// Numbers that the C library's headers leave out (kernel: include/scsi/sg.h, include/uapi/scsi,
/// include/uapi/linux/fs.h).
private enum ControlNumber {
    /// SG_GET_ACCESS_COUNT: how many have the device open.
    static let getAccessCount: Int32 = 0x2289
    /// SCSI_IOCTL_GET_IDLUN.
    static let getIdentifierAndLUN: Int32 = 0x5382
    /// SCSI_IOCTL_GET_BUS_NUMBER: the host's number.
    static let getBusNumber: Int32 = 0x5386
    /// BLKSECTGET; of an sg device the most bytes of a command.
    static let maximumSectors: Int32 = 0x1267
    /// SG_SCSI_RESET_TARGET.
    static let resetTarget: Int32 = 4
    /// SG_SCSI_RESET_NO_ESCALATE.
    static let resetNoEscalation: Int32 = 0x100
}
