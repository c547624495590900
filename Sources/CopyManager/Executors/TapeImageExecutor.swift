import Devices
import Media
import SCSI

extension SegmentContext {
    /// 13h: records and filemarks from one tape's position to the other's.
    func image(_ segment: TapeImageSegment) throws(CopyFailure) -> TapeImage {
        let from = try source(.stream)
        let to = try destination(.stream)
        try checkFastCopy(isPossible: false)
        return TapeImage(
            from: from, to: to, filemarkLimit: Int(segment.count),
            recordLimit: min(limits.maximumStreamDeviceTransferSize, 0xFF_FFFF))
    }
}

/// The copy of a tape, object by object: every record keeps its length. It ends at the end of the
/// source's data or partition, or behind a number of consecutive filemarks, which are copied.
struct TapeImage: SegmentWork {
    let from: CSCDBinding
    let to: CSCDBinding
    /// How many consecutive filemarks end the copy; 0 for no such end.
    let filemarkLimit: Int
    /// The longest record that one READ moves, in bytes.
    let recordLimit: UInt32

    private var filemarks = 0
    private var hasWritten = false
    private(set) var writtenBytes: UInt64 = 0

    init(from: CSCDBinding, to: CSCDBinding, filemarkLimit: Int, recordLimit: UInt32) {
        self.from = from
        self.to = to
        self.filemarkLimit = filemarkLimit
        self.recordLimit = recordLimit
    }

    /// Nobody knows how much there is on a tape, so that the residue is not computed.
    var informationResidue: Int64? { hasWritten ? 0 : nil }

    mutating func step(
        budget: Int, _ residue: inout Residue, _ held: inout HeldData, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool {
        var moved = 0
        // Filemarks and short records are many to the byte; each is a READ and a WRITE.
        var objects = SegmentTransfer.commandsPerStep / 2
        while moved < max(1, budget) && objects > 0 {
            objects -= 1
            var command = ReadStream6CDB()
            command.transferLength = recordLimit
            let completion = try io.send(
                command.encoded(), expecting: Int(recordLimit), to: from)
            switch try object(completion) {
            case .record(let data):
                moved += data.count
                filemarks = 0
                try write(data, &io)
            case .filemark:
                moved += 1
                filemarks += 1
                var command = WriteFilemarks6CDB()
                command.filemarkCount = 1
                try demand(command.encoded(), DataBuffer(), &io)
                if filemarks == filemarkLimit { return true }
            case .end:
                return true
            }
        }
        return false
    }

    /// What a READ met.
    private enum Object {
        case record(DataBuffer)
        case filemark
        case end
    }

    private func object(_ completion: Completion) throws(CopyFailure) -> Object {
        if completion.status == .good { return .record(completion.dataIn) }
        if let sense = completion.sense, completion.status == .checkCondition {
            if sense.filemark { return .filemark }
            if sense.key == .blankCheck || sense.code == .endOfPartition { return .end }
            // A record shorter than what was asked for is what a tape is full of.
            let isShort = sense.ili && sense.key == .noSense && (sense.information ?? 0) > 0
            if isShort { return .record(completion.dataIn) }
        }
        throw CopyFailure(
            .thirdPartyDeviceFailure, at: from.field,
            source: SenseData.Forwarded(
                status: completion.status.rawValue, sense: completion.senseBytes))
    }

    private mutating func write(_ data: DataBuffer, _ io: inout CopyIO) throws(CopyFailure) {
        var command = WriteStream6CDB()
        command.transferLength = UInt32(data.count)
        try demand(command.encoded(), data, &io)
    }

    /// Sends a command to the destination; here even the warning of the end of the medium ends the
    /// copy, though what came with it is written.
    private mutating func demand(
        _ cdb: [UInt8], _ data: DataBuffer, _ io: inout CopyIO
    ) throws(CopyFailure) {
        let completion = try io.send(cdb, data, to: to)
        let isWritten = completion.status == .good || completion.sense?.warnsOfTheEnd == true
        if isWritten {
            hasWritten = true
            writtenBytes += UInt64(data.count)
        }
        if completion.status == .good { return }
        throw CopyFailure(
            .thirdPartyDeviceFailure, at: to.field,
            destination: SenseData.Forwarded(
                status: completion.status.rawValue, sense: completion.senseBytes))
    }
}
