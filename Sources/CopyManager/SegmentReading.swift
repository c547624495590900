import Media
import SCSI

extension SegmentTransfer {
    /// Reads whole units until `count` bytes are there.
    mutating func read(
        _ count: Int, _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        hasRead = true
        switch source {
        case .blocks(let binding, let next, let skip):
            try read(count, from: binding, next, skip, &residue, &io)
        case .stream(let binding, let unit):
            // A fixed unit of several blocks is read block by block: the device then tells which
            // of them has another length.
            let block = binding.blockLength == 0 ? unit : binding.blockLength
            var got = 0
            while (unread > 0 || got < count) && commandsLeft > 0 {
                if unread == 0 { unread = unit }
                var command = ReadStream6CDB()
                command.transferLength = UInt32(block)
                let completion = try io.demand(
                    command.encoded(), expecting: block, to: binding, .source)
                residue.source.append(try checked(completion.dataIn, block, binding))
                unread -= block
                got += block
                commandsLeft -= 1
            }
        case .inline:
            break
        }
    }

    private mutating func read(
        _ count: Int, from binding: CSCDBinding, _ first: UInt64, _ skipped: Int,
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        var next = first
        var skip = skipped
        var missing = (skip + count + binding.blockLength - 1) / binding.blockLength
        while missing > 0 {
            let blocks = min(missing, Self.largestBlockTransfer / binding.blockLength)
            var command = Read16CDB()
            command.logicalBlockAddress = next
            command.transferLength = UInt32(blocks)
            let length = blocks * binding.blockLength
            let completion = try io.demand(
                command.encoded(), expecting: length, to: binding, .source)
            var data = try checked(completion.dataIn, length, binding)
            if skip > 0 { _ = data.takeFirst(skip) }
            residue.source.append(data)
            skip = 0
            // An address beyond the last is refused by the device, which has no such block.
            next = next.addingReportingOverflow(UInt64(blocks)).partialValue
            missing -= blocks
            source = .blocks(binding, next: next)
        }
    }

    /// The data of a READ that ended GOOD, if it is as much as was asked for.
    private func checked(
        _ data: DataBuffer, _ expected: Int, _ binding: CSCDBinding
    ) throws(CopyFailure) -> DataBuffer {
        if data.count < expected {
            throw CopyFailure(.dataUnderrun, at: binding.field)
        }
        if data.count > expected {
            throw CopyFailure(.dataOverrun, at: binding.field)
        }
        guard sharesFiles(with: binding) else { return data }
        var data = data
        do {
            try data.materialize()
        } catch {
            throw CopyFailure(.thirdPartyDeviceFailure, at: binding.field)
        }
        return data
    }

    /// Whether a write to the destination could change bytes that were read by reference.
    private func sharesFiles(with binding: CSCDBinding) -> Bool {
        let other: CSCDBinding
        switch destination {
        case .blocks(let binding, _), .bytes(let binding, _, _): other = binding
        case .stream, .discard: return false
        }
        guard let from = binding.target?.files, let to = other.target?.files
        else { return false }
        return !from.isDisjoint(with: to)
    }
}
