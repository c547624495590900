import Devices
import Fabric
import SCSI
import Timebase
import WireBytes

/// Sends the EXTENDED COPY that a scenario spells out, and asks for its results.
struct CopyStepRunner {
    /// What came of it.
    struct Done {
        let parameterList: [UInt8]
        let reply: Reply
        let results: CopyStatusLID1Data?

        /// What was written to destinations, as RECEIVE COPY STATUS says.
        var copiedBytes: UInt64 {
            guard let results, let unit = results.transferCountUnits.byteCount else { return 0 }
            return UInt64(results.transferCount).multipliedReportingOverflow(by: unit).partialValue
        }

        var text: String {
            let status = reply.status.meaning ?? hexadecimal(reply.status.rawValue)
            guard !reply.sense.isEmpty,
                let sense = try? SenseData(reply.sense, isFromCopy: true)
            else { return status }
            return status + ", " + sense.text
        }
    }

    /// How long the copy may take.
    private static let timeout = Nanoseconds.seconds(24 * 3600)
    /// How often a command is sent again that met a unit attention.
    private static let unitAttentionRetries = 3

    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run(_ step: CopyStep) throws(BenchFault) -> Done {
        let list = try parameterList(step)
        let initiator = try bench.initiator(to: step.receiver, nexus: step.nexus)
        let command = ExtendedCopyLID1CDB(parameterListLength: UInt32(list.count))
        let request = CommandRequest(
            cdb: command.encoded(), dataOut: list, timeout: Self.timeout)
        var reply = initiator.execute(request)
        for _ in 0..<Self.unitAttentionRetries
        where (try? SenseData(reply.sense))?.key == .unitAttention {
            reply = initiator.execute(request)
        }
        let status = ReceiveCopyResultsCDB(
            .copyStatus, listIdentifier: list.first ?? 0, allocationLength: 12)
        let answer = initiator.execute(
            CommandRequest(cdb: status.encoded(), dataInLength: 12))
        let data = try? CopyStatusLID1Data(answer.dataIn)
        return Done(parameterList: list, reply: reply, results: answer.isGood ? data : nil)
    }

    /// The bytes: those that the scenario gives, or those of its fields, which must be equal.
    private func parameterList(_ step: CopyStep) throws(BenchFault) -> [UInt8] {
        guard let fields = step.fields else { return step.parameterList ?? [] }
        let encoded = try self.encoded(fields)
        if let raw = step.parameterList, raw != encoded {
            let place =
                zip(raw, encoded).enumerated().first { $0.element.0 != $0.element.1 }?.offset
                ?? min(raw.count, encoded.count)
            throw BenchFault(
                "copy: the fields give \(encoded.count) bytes and parameter_list \(raw.count),"
                    + " which differ from byte \(place) on: fields"
                    + " \(hexPairs(encoded.dropFirst(place).prefix(8))), parameter_list"
                    + " \(hexPairs(raw.dropFirst(place).prefix(8)))")
        }
        return encoded
    }

    private func encoded(_ fields: CopyFields) throws(BenchFault) -> [UInt8] {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = fields.listIdentifier
        list.header.sequentialStriped = fields.sequentialStriped
        list.header.listIDUsage = ListIDUsage(rawValue: fields.listIDUsage)
        list.header.priority = fields.priority
        list.inlineData = fields.inlineData
        for setup in fields.cscdDescriptors {
            list.cscdDescriptors.append(try descriptor(setup))
        }
        list.segments = fields.segmentDescriptors.map(\.descriptor)
        return list.encoded()
    }

    private func descriptor(
        _ setup: CSCDDescriptorSetup
    ) throws(BenchFault) -> CSCDDescriptor {
        guard let unit = bench.fabric.unit(setup.logicalUnit) else {
            throw BenchFault("\(setup.logicalUnit) is not on the fabric")
        }
        let identity = unit.logicalUnit.identity
        var parameters = DeviceTypeSpecificParameters()
        parameters.pad = setup.pad
        switch setup.parameters {
        case .block(let length):
            let disk = unit.logicalUnit as? DirectAccessUnit
            parameters.blockLength = length ?? UInt32(disk?.blockLength ?? 0)
        case .stream(let fixed, let length):
            parameters.fixed = fixed
            parameters.blockLength = length
        }
        return .naming(identity.designators[0], of: identity.deviceType, parameters)
    }
}

extension SegmentDescriptorSetup {
    /// The segment descriptor that the scenario's fields say.
    var descriptor: SegmentDescriptor {
        let id = { CSCDDescriptorID(rawValue: $0) }
        switch self {
        case .blockToStream(let setup):
            var segment = BlockToStreamSegment()
            segment.cat = setup.cat
            (segment.source, segment.destination) = (id(setup.source), id(setup.destination))
            segment.streamDeviceTransferLength = setup.streamDeviceTransferLength
            segment.numberOfBlocks = setup.blocks
            segment.logicalBlockAddress = setup.lba
            return .blockToStream(segment)
        case .streamToBlock(let setup):
            var segment = StreamToBlockSegment()
            segment.cat = setup.cat
            (segment.source, segment.destination) = (id(setup.source), id(setup.destination))
            segment.streamDeviceTransferLength = setup.streamDeviceTransferLength
            segment.numberOfBlocks = setup.blocks
            segment.logicalBlockAddress = setup.lba
            return .streamToBlock(segment)
        case .blockToBlock(let setup):
            var segment = BlockToBlockSegment()
            (segment.cat, segment.destinationCount) = (setup.cat, setup.dc)
            (segment.source, segment.destination) = (id(setup.source), id(setup.destination))
            segment.numberOfBlocks = setup.blocks
            segment.sourceLogicalBlockAddress = setup.sourceLBA
            segment.destinationLogicalBlockAddress = setup.destinationLBA
            return .blockToBlock(segment)
        case .inlineToStream(let setup):
            var segment = InlineToStreamSegment()
            (segment.cat, segment.destination) = (setup.cat, id(setup.destination))
            segment.streamDeviceTransferLength = setup.streamDeviceTransferLength
            segment.inlineDataOffset = setup.inlineDataOffset
            segment.inlineDataNumberOfBytes = setup.bytes
            return .inlineToStream(segment)
        case .streamToDiscard(let setup):
            var segment = StreamToDiscardSegment()
            (segment.cat, segment.source) = (setup.cat, id(setup.source))
            segment.streamDeviceTransferLength = setup.streamDeviceTransferLength
            segment.numberOfBytes = setup.bytes
            return .streamToDiscard(segment)
        case .writeFilemarks(let setup):
            var segment = SCSI.WriteFilemarksSegment()
            (segment.immediate, segment.destination) = (setup.immed, id(setup.destination))
            segment.filemarkCount = setup.count
            return .writeFilemarks(segment)
        }
    }
}
