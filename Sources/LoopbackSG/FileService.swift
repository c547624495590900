import CLoopbackSG
import Devices
import Fabric
import Glibc
import Media
import SCSI

/// Serves the requests of one open file, on a thread of its own.
///
/// A SCSI command goes to the fabric from here and its reply is written from here, so that nothing
/// but two wakes lies between a program and the fabric. Other requests are calls of a `DeviceFile`,
/// one after the other.
package final class FileService {
    private let fabric: RealTimeFabric
    private let nexus: NexusIdentifier
    private let unit: RealTimeUnit
    private let hello: Hello
    private let area: SharedArea
    private let socket: ClientSocket?
    private let file: (any DeviceFile)?
    private let replies: CommandReplies
    /// How many files sg has open on a logical unit, this one included.
    private let accessCount: (RealTimeUnit) -> Int
    /// Commands that have been submitted, by slot.
    private var pending = [Pending?](repeating: nil, count: SharedArea.slotCount)
    private var pendingCount = 0
    /// The slots without a pending command.
    private var freeSlots: UInt32 = (1 << UInt32(SharedArea.slotCount)) - 1

    private struct Pending {
        var inLength: Int
        var deadline: Int64
    }

    /// How many requests there have been.
    private var servedCount: UInt64 = 0
    /// How many of the next requests are not looked out for.
    private var sleeps = 0

    /// How long the thread sleeps at most: a program that meddles with the doorbell gains no more.
    private static let longestSleep: Int64 = 2_000_000_000

    init(
        _ fabric: RealTimeFabric, _ nexus: NexusIdentifier, _ unit: RealTimeUnit, _ hello: Hello,
        _ area: SharedArea, socket: ClientSocket?, file: (any DeviceFile)?,
        accessCount: @escaping (RealTimeUnit) -> Int
    ) {
        self.fabric = fabric
        self.nexus = nexus
        self.unit = unit
        self.hello = hello
        self.area = area
        self.socket = socket
        self.file = file
        self.accessCount = accessCount
        replies = CommandReplies(area)
    }

    /// The service of a file without a socket: what fuzzers and tests write requests to.
    package convenience init(
        _ fabric: RealTimeFabric, _ nexus: NexusIdentifier, _ unit: RealTimeUnit, _ hello: Hello,
        _ area: SharedArea, file: (any DeviceFile)?
    ) {
        self.init(fabric, nexus, unit, hello, area, socket: nil, file: file) { _ in 1 }
    }

    // MARK: The thread

    /// Serves until the file ends.
    ///
    /// - Parameter isEnding: says that nobody has it open any more.
    func run(isEnding: () -> Bool) {
        while !isEnding() {
            let seen = area.doorbell
            if area.asksWhetherClosed {
                if socket?.hasEnded == true { break }
                area.answerStillOpen()
            }
            let served = servedCount
            serveWhatIsThere()
            if isEnding() { break }
            if anotherComesAtOnce(after: seen, since: served) { continue }
            guard replies.fallAsleep() else { continue }
            area.wait(seen, nanoseconds: sleepTime())
        }
        for slot in pending.indices { replies.forget(slot) }
        let error = file?.close().error ?? 0
        area.answerClosed(error)
    }

    /// Whether the next request comes while the last one's end is still warm: a program that sends
    /// one command after the other need not wake this thread each time.
    private func anotherComesAtOnce(after seen: UInt32, since served: UInt64) -> Bool {
        if served == servedCount { return false }
        if sleeps > 0 {
            sleeps -= 1
            return false
        }
        if area.watch(seen) { return true }
        sleeps = Int(lsg_sleeps_after_failure)
        return false
    }

    /// Serves the requests that are ready, and writes the replies that have arrived.
    package func serveWhatIsThere() {
        writeReplies()
        while let (slot, request) = area.take(freeSlots) {
            serve(slot, request)
            writeReplies()
        }
    }

    /// Whether commands are under way.
    package var isIdle: Bool { pendingCount == 0 }

    private func sleepTime() -> Int64 {
        if pendingCount == 0 { return Self.longestSleep }
        let now = monotonicNow()
        let first = pending.reduce(Int64.max) { min($0, $1?.deadline ?? .max) }
        return first == .max ? Self.longestSleep : max(1, min(Self.longestSleep, first - now))
    }

    // MARK: Requests

    private func serve(_ slot: Int, _ wire: lsg_request) {
        servedCount += 1
        do throws(DeviceOpenFailure) {
            let request = try FileRequest(wire)
            if case .command(let cdb) = request.operation {
                try submit(cdb, request, slot)
            } else {
                finish(slot, call(request, slot))
            }
        } catch {
            finish(slot, FileReply(error: error.error))
        }
    }

    private func finish(_ slot: Int, _ reply: FileReply) {
        area.finish(slot, reply, noticeTo: socket)
    }

    private func submit(
        _ cdb: [UInt8], _ request: FileRequest, _ slot: Int
    ) throws(DeviceOpenFailure) {
        guard mayPass(cdb) else { throw DeviceOpenFailure(error: EPERM) }
        let generation = replies.begin(slot)
        let deadline = request.timeout.map { monotonicNow() + $0 } ?? .max
        pending[slot] = Pending(inLength: request.inLength, deadline: deadline)
        pendingCount += 1
        freeSlots &= ~(1 << UInt32(slot))
        let task = SCSITask(
            nexus: nexus, cdb: cdb,
            dataOut: DataBuffer(area.dataOut(slot, count: request.outLength)))
        let limit = request.inLength
        fabric.submit(task, to: unit, dataInLength: limit) { [replies] completion in
            replies.put(slot, generation, limit: limit, completion)
        }
    }

    /// sg asks only where a file was not opened for both, the other drivers always.
    private func mayPass(_ cdb: [UInt8]) -> Bool {
        if hello.isPrivileged { return true }
        if hello.kind.isGeneric, hello.mayWrite, hello.flags & O_ACCMODE == O_RDWR { return true }
        return PermittedCommands.allow(cdb[0], mayWrite: hello.mayWrite)
    }

    private func call(_ request: FileRequest, _ slot: Int) -> FileReply {
        switch request.operation {
        case .reset:
            fabric.withFabric { fabric in
                if let unit = fabric.unit(unit.id) { fabric.reset(unit) }
            }
            return FileReply()
        case .accessCount: return FileReply(result: accessCount(unit))
        default: break
        }
        guard let file else { return FileReply(error: ENOTTY) }
        let answer: FileAnswer
        switch request.operation {
        case .read(let offset): answer = file.read(count: request.inLength, at: offset)
        case .write(let offset):
            answer = file.write(area.dataOut(slot, count: request.outLength), at: offset)
        case .seek(let offset, let origin): answer = file.seek(to: offset, from: origin)
        case .control(let number, let value):
            answer = file.control(
                number, argument: area.dataOut(slot, count: request.outLength), value: value)
        case .synchronize: answer = file.synchronize()
        case .command, .reset, .accessCount: return FileReply(error: ENOTTY)
        }
        var reply = FileReply(error: answer.error, result: answer.result)
        let data = DataBuffer(Array(answer.data.prefix(request.inLength)))
        reply.inLength = data.count
        do throws(MediumFailure) {
            try area.fill(slot, with: data)
        } catch {
            return FileReply(error: EIO)
        }
        return reply
    }

    // MARK: Replies

    private func writeReplies() {
        if pendingCount == 0 { return }
        for arrival in replies.takeAll() {
            guard let command = pending[arrival.slot] else { continue }
            end(arrival.slot, reply(arrival, limit: command.inLength))
        }
        expire()
    }

    private func end(_ slot: Int, _ reply: FileReply) {
        pending[slot] = nil
        pendingCount -= 1
        freeSlots |= 1 << UInt32(slot)
        finish(slot, reply)
    }

    private func reply(_ arrival: CommandReplies.Arrival, limit: Int) -> FileReply {
        guard let completion = arrival.completion else {
            return FileReply(hostStatus: FileReply.didNoConnect)
        }
        var reply = FileReply(status: completion.status.rawValue, sense: completion.senseBytes)
        if !reply.sense.isEmpty { reply.driverStatus = FileReply.driverSense }
        if let filled = arrival.filled {
            reply.inLength = filled
            return reply
        }
        var data = completion.dataIn
        if data.count > limit { data = data.takeFirst(limit) }
        do throws(MediumFailure) {
            try area.fill(arrival.slot, with: data)
        } catch {
            return FileReply(hostStatus: FileReply.didError)
        }
        reply.inLength = data.count
        return reply
    }

    /// Ends the commands whose time is over. What they come to later is dropped.
    private func expire() {
        if pendingCount == 0 { return }
        let now = monotonicNow()
        for (slot, command) in pending.enumerated() {
            guard let command, command.deadline <= now else { continue }
            replies.forget(slot)
            end(slot, FileReply(hostStatus: FileReply.didTimeOut))
        }
    }
}
