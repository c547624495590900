import Media
import SCSI

extension SegmentTransfer {
    /// Writes as many whole units as the destination residue holds.
    mutating func writeWholeUnits(
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        switch destination {
        case .discard:
            return
        case .blocks(let binding, _):
            var count = residue.destination.count / binding.blockLength * binding.blockLength
            if let writable { count = min(count, writable) }
            if count > 0 { try write(residue.destination.takeFirst(count), &io) }
        case .bytes(let binding, _, let skip):
            let left = writable ?? residue.destination.count
            var count = min(left, residue.destination.count)
            // Until the last byte is there, what is written ends with a block.
            if count < left { count -= (skip + count) % binding.blockLength }
            if count > 0 { try write(residue.destination.takeFirst(count), &io) }
        case .stream(let binding, let unit):
            if unit == 0 { return }
            let block = binding.blockLength == 0 ? unit : binding.blockLength
            let least = isDraining ? 1 : unit
            while commandsLeft > 0 && (unwritten > 0 || residue.destination.count >= least) {
                // The last unit may be shorter, where only its last block was filled up.
                if unwritten == 0 { unwritten = min(unit, residue.destination.count) }
                try write(residue.destination.takeFirst(block), &io)
                unwritten -= block
                commandsLeft -= 1
            }
        }
    }

    /// Writes whole blocks, a range of bytes, or records of a stream.
    mutating func write(_ data: DataBuffer, _ io: inout CopyIO) throws(CopyFailure) {
        switch destination {
        case .discard:
            return
        case .blocks(let binding, let next):
            try write(data, to: binding, next, &io)
        case .bytes(let binding, let next, let skip):
            try write(data, to: binding, next, skip, &io)
        case .stream(let binding, _):
            var data = data
            let block = binding.blockLength == 0 ? data.count : binding.blockLength
            while !data.isEmpty {
                var command = WriteStream6CDB()
                command.transferLength = UInt32(block)
                _ = try io.demand(
                    command.encoded(), data.takeFirst(block), to: binding, .destination)
                let isOne = binding.blockLength != 0 || rules.countsRecords
                written += isOne ? 1 : Int64(block)
                writtenBytes += UInt64(block)
            }
        }
    }

    private mutating func write(
        _ data: DataBuffer, to binding: CSCDBinding, _ first: UInt64, _ io: inout CopyIO
    ) throws(CopyFailure) {
        var data = data
        var next = first
        while !data.isEmpty {
            let blocks = min(data.count, Self.largestBlockTransfer) / binding.blockLength
            let length = blocks * binding.blockLength
            try send(data.takeFirst(length), blocks, at: next, to: binding, &io)
            next = next.addingReportingOverflow(UInt64(blocks)).partialValue
            destination = .blocks(binding, next: next)
            if let left = writable { writable = left - length }
            writtenBytes += UInt64(length)
        }
    }

    /// Writes bytes that begin `skip` bytes into a block: the first and the last block are read
    /// before, where they are not written whole.
    private mutating func write(
        _ data: DataBuffer, to binding: CSCDBinding, _ first: UInt64, _ skipped: Int,
        _ io: inout CopyIO
    ) throws(CopyFailure) {
        var data = data
        var next = first
        var skip = skipped
        let length = binding.blockLength
        while !data.isEmpty {
            let largest = Self.largestBlockTransfer / length * length
            let part = data.takeFirst(min(data.count, largest - skip))
            let end = skip + part.count
            let blocks = (end + length - 1) / length
            var whole = DataBuffer()
            if skip > 0 {
                var old = try block(at: next, of: binding, &io)
                whole.append(old.takeFirst(skip))
            }
            whole.append(part)
            if end % length != 0 {
                let last = next.addingReportingOverflow(UInt64(blocks - 1)).partialValue
                var old = try block(at: last, of: binding, &io)
                _ = old.takeFirst(end % length)
                whole.append(old)
            }
            try send(whole, blocks, at: next, to: binding, &io)
            next = next.addingReportingOverflow(UInt64(end / length)).partialValue
            skip = end % length
            destination = .bytes(binding, next: next, skip: skip)
            if let left = writable { writable = left - part.count }
            writtenBytes += UInt64(part.count)
        }
    }

    /// One block of the destination, as it is before it is written in part.
    private func block(
        at address: UInt64, of binding: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) -> DataBuffer {
        var command = Read16CDB()
        command.logicalBlockAddress = address
        command.transferLength = 1
        var data = try io.demand(
            command.encoded(), expecting: binding.blockLength, to: binding, .destination
        ).dataIn
        guard data.count == binding.blockLength else {
            throw CopyFailure(.dataUnderrun, at: binding.field)
        }
        do {
            // The file that it lies in is about to be written.
            try data.materialize()
        } catch {
            throw CopyFailure(.thirdPartyDeviceFailure, at: binding.field)
        }
        return data
    }

    private mutating func send(
        _ data: DataBuffer, _ blocks: Int, at address: UInt64, to binding: CSCDBinding,
        _ io: inout CopyIO
    ) throws(CopyFailure) {
        var command = Write16CDB()
        command.logicalBlockAddress = address
        command.transferLength = UInt32(blocks)
        _ = try io.demand(command.encoded(), data, to: binding, .destination)
        written += Int64(blocks)
    }
}
