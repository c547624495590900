/// The segments that leave the residue alone.
extension ResidueModel {
    /// 07h. A device of the model is always ready; only TEST UNIT READY needs a command to it.
    func verify(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        let device = try end(segment.source, plan, at: 4, isDataMoved: false)
        if segment.from == 1 { _ = try device.reached() }
    }

    /// 10h, 11h, 12h.
    mutating func position(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        let tape = try end(segment.destination, plan, at: 6)
        if tape.type != 1 { throw .field((0x26, 0x0C), segment: 6) }
        let device = try tape.reached() - 2
        do throws(DeviceSense) {
            switch segment.code {
            case 0x10: try tapes[device].write(filemarks: segment.count)
            case 0x11: try tapes[device].space(segment.from, segment.count)
            default: try tapes[device].locate(segment.count)
            }
        } catch {
            throw Failure(code: (0x0D, 0x01), pointer: tape.pointer, destination: error.bytes)
        }
    }

    /// 13h.
    mutating func copyTape(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        let source = try end(segment.source, plan, at: 4)
        let destination = try end(segment.destination, plan, at: 6)
        if source.type != 1 { throw .field((0x26, 0x0C), segment: 4) }
        if destination.type != 1 { throw .field((0x26, 0x0C), segment: 6) }
        let from = try source.reached() - 2
        countsNothing = true
        var marks = 0
        while tapes[from].position < tapes[from].items.count {
            let item = tapes[from].items[tapes[from].position]
            tapes[from].position += 1
            let to = try destination.reached() - 2
            if from == to { isUndefined = true }
            do throws(DeviceSense) {
                switch item {
                case .record(let bytes):
                    try tapes[to].write(bytes)
                    written += bytes.count
                    marks = 0
                case .filemark:
                    try tapes[to].write(filemarks: 1)
                    marks += 1
                }
                writtenUnits += 1
                // Here, early warning ends the copy, though all is written.
                if tapes[to].used >= tapes[to].earlyWarning {
                    throw DeviceSense(key: 0x40, 0x00, 0x02, information: 0)
                }
            } catch {
                throw Failure(
                    code: (0x0D, 0x01), pointer: destination.pointer, destination: error.bytes)
            }
            if segment.count > 0 && marks == segment.count { return }
            if isUndefined { return }
        }
    }

    /// 16h.
    mutating func copyBlocks(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        let source = try end(segment.source, plan, at: 4)
        let destination = try end(segment.destination, plan, at: 6)
        if source.type != 0 { throw .field((0x26, 0x0C), segment: 4) }
        if destination.type != 0 { throw .field((0x26, 0x0C), segment: 6) }
        let from = try source.reached()
        let to = try destination.reached()
        if disks[from].length != disks[to].length {
            throw Failure(code: (0x0D, 0x03), pointer: destination.pointer)
        }
        for (device, end, lba) in [(from, source, segment.from), (to, destination, segment.to)] {
            if lba <= disks[device].blocks { continue }
            let sense = DeviceSense(key: 5, 0x21, 0x00, information: lba).bytes
            throw Failure(
                code: (0x0D, 0x01), pointer: end.pointer,
                source: lba == segment.from && device == from ? sense : nil,
                destination: lba == segment.from && device == from ? nil : sense)
        }
        let behind = min(disks[from].blocks - segment.from, disks[to].blocks - segment.to)
        let count = max(0, segment.count == 0 ? behind : min(behind, segment.count))
        if count == 0 { return }
        if from == to && abs(segment.from - segment.to) < count { isUndefined = true }
        intendedUnits = count
        do throws(DeviceSense) {
            try disks[to].write(try disks[from].read(segment.from, count), segment.to)
        } catch {
            throw Failure(
                code: (0x0D, 0x01), pointer: destination.pointer, destination: error.bytes)
        }
        writtenUnits = count
        written = count * disks[to].length
    }
}
