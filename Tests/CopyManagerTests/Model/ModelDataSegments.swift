/// The segments that data goes through: 00h to 06h, 08h to 0Fh.
extension ResidueModel {
    /// What a data segment is to do.
    private struct Task {
        var segment: PlannedSegment
        var source: End
        var destination: End
        /// What one command to a stream moves; the length of a block for a disk.
        var sourceUnit = 0
        var destinationUnit = 0
        /// Bytes to be processed.
        var processed = 0
        /// The bytes that are to be written, where the segment counts those.
        var room: Int?
        /// Whether the rest is filled with zeros and written, and up to a multiple of what.
        var isFilled = false
        var fillUnit = 1
    }

    mutating func move(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        var task = Task(segment: segment, source: End(type: 0), destination: End(type: 1))
        let writes = segment.writesBlocks || segment.writesStream
        let reads = segment.readsBlocks || segment.readsStream
        if reads { task.source = try end(segment.source, plan, at: 4) }
        if writes { task.destination = try end(segment.destination, plan, at: 6) }
        if reads && (segment.readsStream ? !task.source.isStream : task.source.type != 0) {
            throw .field((0x26, 0x0C), segment: 4)
        }
        if writes
            && (segment.writesStream ? !task.destination.isStream : task.destination.type != 0)
        {
            throw .field((0x26, 0x0C), segment: 6)
        }
        let pads = (reads && task.source.pad, writes && task.destination.pad)
        task.isFilled = !segment.cat && pads.1
        count(&task)
        try checkFields(&task, plan)
        intend(task)

        let before = tapes.map(\.position)
        do throws(Failure) {
            let new: [UInt8]
            switch segment.code {
            case 0x04: new = Array(plan.inline[segment.from..<segment.from + segment.count])
            case 0x05: new = segment.embedded
            default: new = try take(task)
            }
            if segment.holds { held += new }
            if writes { leftForDestination += new }
            try writeUnits(task)
        } catch {
            adoptPosition(task, before)
            throw error
        }
        if segment.cat { return }
        switch pads {
        case (false, false):
            if !leftOfSource.isEmpty || !leftForDestination.isEmpty {
                throw Failure(code: (0x26, 0x0A))
            }
        case (true, false): (leftOfSource, leftForDestination) = ([], [])
        default:
            if pads.0 { leftOfSource = [] }
            if leftForDestination.isEmpty { return }
            if task.room != nil { throw Failure(code: (0x26, 0x0A)) }
            let missing =
                rounded(leftForDestination.count, task.fillUnit) - leftForDestination.count
            leftForDestination += [UInt8](repeating: 0, count: missing)
            try write(leftForDestination.count, task)
        }
    }

    private func rounded(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit * unit }

    /// How many bytes are to be processed, and how many are to be written where that is counted.
    private func count(_ task: inout Task) {
        let segment = task.segment
        switch segment.plainCode {
        case 0x00: task.processed = segment.count * task.source.length
        case 0x02 where !segment.countsDestination:
            task.processed = segment.count * task.source.length
        case 0x01, 0x02: task.room = segment.count * task.destination.length
        case 0x09, 0x0A: task.room = segment.count
        default: task.processed = segment.count
        }
        if let room = task.room { task.processed = max(0, room - leftForDestination.count) }
    }

    /// Checks the segment's other fields, and says what units are moved.
    private func checkFields(_ task: inout Task, _ plan: CopyPlan) throws(Failure) {
        let segment = task.segment
        let (source, destination) = (task.source, task.destination)
        switch segment.code {
        case 0x04:
            if segment.from + segment.count > plan.inline.count {
                throw .field((0x26, 0x0B), segment: segment.from > plan.inline.count ? 12 : 16)
            }
            if segment.from % 4 != 0 { throw .field((0x26, 0x00), segment: 12) }
        case 0x08 where segment.fromOffset >= source.length:
            throw .field((0x26, 0x00), segment: 26)
        case 0x09 where segment.toOffset >= destination.length:
            throw .field((0x26, 0x00), segment: 26)
        case 0x0A where segment.fromOffset >= source.length:
            throw .field((0x26, 0x00), segment: 28)
        case 0x0A where segment.toOffset >= destination.length:
            throw .field((0x26, 0x00), segment: 30)
        default: break
        }
        if segment.readsStream {
            task.sourceUnit = max(1, source.length) * segment.transfer
            let isRead = task.processed > leftOfSource.count
            if task.sourceUnit > 0xFF_FFFF || (task.sourceUnit == 0 && isRead) {
                throw .field((0x26, 0x00), segment: 9)
            }
        }
        task.destinationUnit = destination.length
        if segment.writesStream {
            let isBoth = segment.plainCode == 0x03
            let transfer = isBoth ? segment.destinationTransfer : segment.transfer
            task.destinationUnit = max(1, destination.length) * transfer
            let isTaken = task.isFilled || segment.plainCode != 0x08
            let isMoved = task.processed > 0 || (isTaken && !leftForDestination.isEmpty)
            if task.destinationUnit > 0xFF_FFFF || (task.destinationUnit == 0 && isMoved) {
                throw .field((0x26, 0x00), segment: isBoth ? 13 : 9)
            }
        }
        task.destinationUnit = max(1, task.destinationUnit)
        let isPaddedByBlock =
            segment.writesStream && destination.length > 0
            && switches.padUnit == .block
        task.fillUnit = isPaddedByBlock ? destination.length : task.destinationUnit
    }

    /// How many bytes are written as whole units, before anything is filled up.
    private func whole(_ available: Int, _ task: Task) -> Int {
        if task.segment.plainCode == 0x08 && task.segment.count == 0 { return 0 }
        return available / task.destinationUnit * task.destinationUnit
    }

    /// What INFORMATION counts.
    private func units(_ bytes: Int, _ task: Task) -> Int {
        let end = task.destination
        if end.type == 1 && end.length == 0 {
            return switches.infoUnitVariable == .records ? bytes / task.destinationUnit : bytes
        }
        return bytes / max(1, end.length)
    }

    private mutating func intend(_ task: Task) {
        if !task.segment.writesBlocks && !task.segment.writesStream { return }
        if let room = task.room {
            if room == 0 { return }
            intendedUnits = units(rounded(room + task.segment.toOffset, task.destinationUnit), task)
            return
        }
        let all = leftForDestination.count + task.processed
        let whole = whole(all, task)
        let filled = task.isFilled ? rounded(all - whole, task.fillUnit) : 0
        intendedUnits = units(whole + filled, task)
    }

    /// Bytes from what was left over, then from the device, whole units only.
    private mutating func take(_ task: Task) throws(Failure) -> [UInt8] {
        let segment = task.segment
        let missing = task.processed - leftOfSource.count
        if missing > 0 {
            if task.source.device == nil { try writeWhatWasRead(task) }
            let device = try task.source.reached()
            do throws(DeviceSense) {
                if segment.readsStream {
                    try readStream(device - 2, task)
                } else {
                    let length = task.source.length
                    let skipped = segment.fromOffset
                    let blocks = rounded(skipped + missing, length) / length
                    notice(task, blocks)
                    if progress != nil {
                        let there = max(0, min(blocks, disks[device].blocks - segment.from))
                        if there < blocks && there > 0 {
                            let bytes = try disks[device].read(segment.from, there)
                            leftOfSource += bytes[skipped...]
                        }
                    }
                    let bytes = try disks[device].read(segment.from, blocks)
                    let hasTail = segment.plainCode < 0x08 || switches.offsetTailIsResidue
                    leftOfSource += bytes[skipped..<(hasTail ? bytes.count : skipped + missing)]
                }
            } catch {
                try writeWhatWasRead(task)
                throw Failure(
                    code: (0x0D, 0x01), pointer: task.source.pointer, source: error.bytes)
            }
        }
        let taken = Array(leftOfSource[..<task.processed])
        leftOfSource = Array(leftOfSource[task.processed...])
        return taken
    }

    private mutating func readStream(_ tape: Int, _ task: Task) throws(DeviceSense) {
        if tape + 2 == task.destination.device && task.segment.writesStream { isUndefined = true }
        while leftOfSource.count < task.processed {
            for _ in 0..<(task.source.length > 0 ? task.segment.transfer : 1) {
                let length = task.source.length > 0 ? task.source.length : task.sourceUnit
                leftOfSource += try tapes[tape].read(length)
            }
        }
    }

    /// The source has failed: steps before may have written what they read.
    private mutating func writeWhatWasRead(_ task: Task) throws(Failure) {
        guard let progress, task.segment.writesBlocks || task.segment.writesStream else { return }
        leftForDestination += leftOfSource.prefix(task.processed)
        let offset = task.segment.toOffset
        let inBlocks = whole(leftForDestination.count + offset, task) - offset
        let most = max(0, min(inBlocks, task.room ?? inBlocks))
        try write(
            progress.blames(task.destination)
                ? most : max(0, min(most, progress.written - writtenBefore)),
            task)
    }

    /// The tape that is read stands behind what steps have read of it.
    private mutating func adoptPosition(_ task: Task, _ before: [Int]) {
        guard let progress, task.segment.readsStream, let device = task.source.device,
            progress.blames(task.destination)
        else { return }
        let seen = progress.positions[device - 2]
        if (before[device - 2]...tapes[device - 2].position).contains(seen) {
            tapes[device - 2].position = seen
        }
    }

    /// Notes that blocks are read and written at once.
    private mutating func notice(_ task: Task, _ blocks: Int) {
        if !task.segment.writesBlocks || task.source.device != task.destination.device { return }
        let (from, to) = (task.segment.from, task.segment.to)
        let length = task.destination.length
        let all = (task.room ?? leftForDestination.count + task.processed) + task.segment.toOffset
        let count = rounded(all, length) / length
        if from < to + count && to < from + blocks { isUndefined = true }
    }

    /// As many whole units as are there, and as may be written.
    private mutating func writeUnits(_ task: Task) throws(Failure) {
        if !task.segment.writesBlocks && !task.segment.writesStream { return }
        try write(task.room ?? whole(leftForDestination.count, task), task)
    }

    private mutating func write(_ count: Int, _ task: Task) throws(Failure) {
        if count == 0 { return }
        let device = try task.destination.reached()
        let bytes = Array(leftForDestination[..<count])
        leftForDestination = Array(leftForDestination[count...])
        do throws(DeviceSense) {
            if task.segment.writesBlocks {
                let seen = progress.map { $0.written - writtenBefore - written } ?? 0
                let first = seen > 0 && seen < count ? seen : 0
                if first > 0 { try writeBlocks(Array(bytes[..<first]), device, task) }
                return try writeBlocks(Array(bytes[first...]), device, task)
            }
            let length =
                task.destination.length > 0 ? task.destination.length : task.destinationUnit
            for start in stride(from: 0, to: count, by: length) {
                try tapes[device - 2].write(Array(bytes[start..<start + length]))
                written += length
                writtenUnits += units(length, task)
            }
        } catch {
            throw Failure(
                code: (0x0D, 0x01), pointer: task.destination.pointer, destination: error.bytes)
        }
    }

    /// Writes bytes into blocks; of the first and the last block, the rest stays.
    private mutating func writeBlocks(
        _ bytes: [UInt8], _ device: Int, _ task: Task
    ) throws(DeviceSense) {
        let length = task.destination.length
        let start = task.segment.toOffset + written
        let lba = task.segment.to + start / length
        let skipped = start % length
        let end = skipped + bytes.count
        let blocks = rounded(end, length) / length
        do throws(DeviceSense) {
            var all = [UInt8](repeating: 0, count: blocks * length)
            if skipped > 0 { all.replaceSubrange(..<length, with: try disks[device].read(lba, 1)) }
            if end % length > 0 {
                let last = (blocks - 1) * length
                all.replaceSubrange(last..., with: try disks[device].read(lba + blocks - 1, 1))
            }
            all.replaceSubrange(skipped..<end, with: bytes)
            try disks[device].write(all, lba)
        } catch {
            // In steps, it may be any block of those that are not there that is found out first.
            if let sense = progress?.sense, sense.count > 29, error.bytes[2] == 5 {
                let seen = sense[22..<26].reduce(0) { $0 << 8 | Int($1) }
                if (max(lba, disks[device].blocks)..<lba + blocks).contains(seen) {
                    throw DeviceSense(key: 5, 0x21, 0x00, information: seen)
                }
                // A step before the one that would have read the last block was refused.
                if disks[device].isWriteProtected && sense[21] == 7 {
                    throw DeviceSense(key: 7, 0x27, 0x00)
                }
            }
            throw error
        }
        written += bytes.count
        writtenUnits += blocks
    }
}
