import Devices
import Media
import SCSI
import Timebase

/// An initiator in this process: a call runs the event loop until its command has ended.
public final class FabricInitiator: Initiator {
    /// The fabric.
    public let fabric: Fabric
    /// The nexus that it sends through.
    public let nexus: NexusIdentifier
    /// The logical unit that it reaches.
    public let unit: FabricUnit

    init(fabric: Fabric, nexus: NexusIdentifier, unit: FabricUnit) {
        self.fabric = fabric
        self.nexus = nexus
        self.unit = unit
    }

    public func execute(_ request: CommandRequest) -> Reply {
        let task = SCSITask(
            nexus: nexus, cdb: request.cdb, dataOut: DataBuffer(request.dataOut))
        let deadline = fabric.now + request.timeout
        var reply: Reply?
        var isWaiting = true
        fabric.submit(task, to: unit, dataInLength: request.dataInLength) { completion in
            guard isWaiting else { return }
            reply = Reply(completion, limit: request.dataInLength)
        }
        fabric.run(until: deadline) { reply != nil }
        isWaiting = false
        return reply ?? Reply(transportFailure: .timedOut)
    }
}

extension Reply {
    /// What an initiator gets of a completion into a Data-In Buffer of `limit` bytes; `nil` stands
    /// for no answer.
    init(_ completion: Completion?, limit: Int) {
        guard let completion else {
            self.init(transportFailure: .unreachable)
            return
        }
        var data = completion.dataIn
        if data.count > limit { data = data.takeFirst(limit) }
        guard let bytes = try? data.bytes() else {
            self.init(
                status: .checkCondition,
                sense: SenseData(.mediumError, .unrecoveredReadError).encoded(.fixed))
            return
        }
        self.init(status: completion.status, sense: completion.senseBytes, dataIn: bytes)
    }
}
