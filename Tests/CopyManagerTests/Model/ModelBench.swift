import CopyManager
import Fabric
import Media
import SCSI
import Testing
import WireBytes

/// A bench whose copies are compared with the model's. It serves many: each copy begins with the
/// same disks and with tapes of its own.
final class ModelBench {
    private let world: ModelWorld
    private let bench: CopyBench

    init(_ world: ModelWorld) throws {
        self.world = world
        bench = try CopyBench(world.shape)
        endPowerOn()
    }

    /// Lets the copy manager meet the unit attentions of power on, which a 07h segment with TUR
    /// reports: each copy ends at the first device that has one.
    private func endPowerOn() {
        var plan = CopyPlan()
        for device in 0..<4 {
            plan.descriptors.append(PlannedDevice(device: device, type: device < 2 ? 0 : 1))
            plan.segments.append(PlannedSegment(code: 0x07, source: device, from: 1))
        }
        for receiver in 0..<4 {
            plan.receiver = receiver
            for _ in 0..<8 where send(plan, id: 0xFF).reply.status != .good {}
            #expect(send(plan, id: 0xFF).reply.status == .good)
        }
    }

    /// What there is before a copy.
    private func model(_ trial: ModelTrial) -> ResidueModel {
        let shape = world.shape
        let capacity = Int(shape.capacity)
        return ResidueModel(
            disks: [
                ModelDisk(length: shape.blockLengthA, bytes: bench.diskA.content),
                ModelDisk(
                    length: shape.blockLengthB, bytes: bench.diskB.content,
                    isWriteProtected: shape.isBWriteProtected),
            ],
            tapes: zip(trial.tapes, trial.positions).map { items, position in
                ModelTape(
                    items: items, position: position, capacity: capacity,
                    earlyWarning: capacity / 2)
            },
            switches: shape.profile.switches, heldLimit: Int(shape.limits.heldDataLimit))
    }

    /// Brings the same into being.
    private func prepare(_ trial: ModelTrial) throws {
        bench.commands.clear()
        for disk in [bench.diskA, bench.diskB] {
            try disk.medium.write(DataBuffer(disk.content), at: 0)
        }
        for (number, tape) in [bench.tape1, bench.tape2].enumerated() {
            try tape.cartridge.endData(at: 0)
            for (place, item) in trial.tapes[number].enumerated() {
                switch item {
                case .record(let bytes):
                    try tape.cartridge.append(
                        DataBuffer(bytes), recordLength: bytes.count, at: Int64(place))
                case .filemark: try tape.cartridge.append(filemarks: 1, at: Int64(place))
                }
            }
            bench.locate(["1", "2"][number], trial.positions[number])
        }
    }

    /// What a copy ends with by the model, and the first thing in which it does not.
    func run(
        _ trial: ModelTrial, id: Int
    ) throws -> (outcome: ResidueModel.Outcome, difference: String?) {
        var model = model(trial)
        let outcome = model.run(trial.plan)
        if outcome.isUndefined { return (outcome, nil) }
        try prepare(trial)
        let found = send(trial.plan, id: id)
        if world.isStepped && outcome.dependsOnSteps && found.isComplete {
            model = self.model(trial)
            model.progress = found.progress
            let seen = model.run(trial.plan)
            return (seen, try difference(model, seen, trial.plan, found))
        }
        return (outcome, try difference(model, outcome, trial.plan, found))
    }

    /// What the copy manager replied, and what the commands that retrieve results gave then.
    private struct Found {
        var reply: Reply
        var isLID4: Bool
        var data: [UInt8]
        var status: [UInt8]
        var details: [UInt8] = []
        var positions: [Int]

        /// Whether there is enough to tell how far a copy that failed got.
        var isComplete: Bool { reply.sense.count >= 18 && status.count >= (isLID4 ? 24 : 12) }

        var progress: ResidueModel.Progress {
            let count = isLID4 ? status.bigEndian64(at: 16) : UInt64(status.bigEndian32(at: 8))
            return ResidueModel.Progress(
                written: Int(clamping: count), positions: positions,
                sense: reply.sense)
        }
    }

    private func send(_ plan: CopyPlan, id: Int) -> Found {
        let receiver = ["A", "B", "1", "2"][plan.receiver]
        let list = plan.list(id: id)
        var cdb = CopyBench.copyCDB(list.count)
        cdb[1] = plan.isLID4 ? 0x01 : 0x00
        let reply = bench.send(cdb, list, to: receiver)
        func receive(_ action: UInt8) -> [UInt8] {
            var cdb: [UInt8] = [0x84, action] + [UInt8](repeating: 0, count: 14)
            cdb.replaceSubrange(2..<6, with: ListBytes.number(id << (plan.isLID4 ? 0 : 24), 4))
            cdb.replaceSubrange(10..<14, with: ListBytes.number(1 << 20, 4))
            return bench.send(cdb, to: receiver, dataIn: 1 << 20).dataIn
        }
        return Found(
            reply: reply, isLID4: plan.isLID4, data: receive(plan.isLID4 ? 0x06 : 0x01),
            status: receive(plan.isLID4 ? 0x05 : 0x00),
            details: plan.isLID4 ? [] : receive(0x04),
            positions: [bench.position("1"), bench.position("2")])
    }

    /// The first of what is to be compared that is different.
    private func difference(
        _ model: ResidueModel, _ outcome: ResidueModel.Outcome, _ plan: CopyPlan,
        _ found: Found
    ) throws -> String? {
        func bytes(_ what: String, _ found: [UInt8], _ expected: [UInt8]) -> String? {
            if found == expected { return nil }
            return "\(what):\n  found    \(short(found))\n  expected \(short(expected))"
        }
        if let wrong = bytes("sense data", found.reply.sense, outcome.sense) { return wrong }
        let status: UInt8 = outcome.sense.isEmpty ? 0 : 2
        if found.reply.status.rawValue != status {
            return "status \(found.reply.status)"
        }
        for (what, found, expected) in results(outcome, found) {
            if let wrong = bytes(what, found, expected) { return wrong }
        }
        for (name, disk, model) in [
            ("disk A", bench.diskA, model.disks[0]), ("disk B", bench.diskB, model.disks[1]),
        ] {
            let content = try disk.bytes()
            if !areEqual(content, model.bytes) {
                let place =
                    zip(content, model.bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
                return "\(name) from byte \(place % disk.blockLength) of block "
                    + "\(place / disk.blockLength) on"
            }
        }
        for (number, tape) in [bench.tape1, bench.tape2].enumerated() {
            let items = try tape.items()
            let expected = model.tapes[number]
            if items != expected.items {
                let place = zip(items, expected.items).enumerated().first { $1.0 != $1.1 }?.offset
                return "tape \(number + 1) from object "
                    + "\(place ?? min(items.count, expected.items.count)) on: \(items.count) "
                    + "objects, expected \(expected.items.count)"
            }
            if found.positions[number] != expected.position {
                return "tape \(number + 1) is at \(found.positions[number]), "
                    + "expected \(expected.position)"
            }
        }
        return nil
    }

    /// What the commands that retrieve results gave, and should give.
    private func results(
        _ outcome: ResidueModel.Outcome, _ found: Found
    ) -> [(String, [UInt8], [UInt8])] {
        let sense = outcome.sense
        var mark: UInt8 = outcome.isHeldDataDiscarded ? 0x80 : 0
        if found.isLID4 {
            let kept = sense.isEmpty ? outcome.held : []
            let rest = ListBytes.number(kept.count, 4) + kept
            if outcome.isHeldDataUnknown { mark = found.data.count > 5 ? found.data[5] & 0x80 : 0 }
            return [
                ("COPY STATUS(LID4)", found.status, header(outcome, like: found.status, [])),
                ("COPY DATA(LID4)", found.data, header(outcome, like: found.data, rest, mark)),
            ]
        }
        if outcome.isHeldDataUnknown { mark = found.status.count > 4 ? found.status[4] & 0x80 : 0 }
        let status =
            [0, 0, 0, 8, mark | (sense.isEmpty ? 1 : 2)] + ListBytes.number(outcome.segments, 2)
            + [0] + ListBytes.number(outcome.bytes, 4)
        let details =
            ListBytes.number(56 + sense.count, 4) + [UInt8](repeating: 0, count: 52)
            + [0x02, 0] + ListBytes.number(sense.count, 2) + sense
        let data = ListBytes.number(outcome.held.count, 4) + outcome.held
        return [
            ("COPY DATA(LID1)", found.data, outcome.isHeldDataUnknown ? found.data : data),
            ("COPY STATUS(LID1)", found.status, status),
            ("FAILURE DETAILS(LID1)", found.details, sense.isEmpty ? [0, 0, 0, 0] : details),
        ]
    }

    /// The header of the LID4 results with what follows it. The counter of operations and the
    /// length of the sense data field are the copy manager's own.
    private func header(
        _ outcome: ResidueModel.Outcome, like found: [UInt8], _ rest: [UInt8], _ mark: UInt8 = 0
    ) -> [UInt8] {
        guard found.count >= 32 else { return [] }
        let sense = outcome.sense
        let field = Int(found[13])
        if field < sense.count || field % 4 != 0 || (sense.isEmpty && field > 0) { return [] }
        let fill = [UInt8](repeating: 0, count: field - sense.count)
        let body: [UInt8] =
            [0x01, mark | (sense.isEmpty ? 0x01 : 0x02)] + found[6..<8] + [0xFF, 0xFF, 0xFF, 0xFE]
            + [sense.isEmpty ? 0x00 : 0x02, UInt8(field), UInt8(sense.count), 0]
            + ListBytes.number(outcome.bytes, 8) + ListBytes.number(outcome.segments, 2)
            + [0, 0, 0, 0, 0, 0] + sense + fill + rest
        return ListBytes.number(body.count, 4) + body
    }

    private func short(_ bytes: [UInt8]) -> String {
        let text = hexPairs(Array(bytes.prefix(96)))
        return bytes.count > 96 ? "\(text) ... (\(bytes.count) bytes)" : text
    }
}
