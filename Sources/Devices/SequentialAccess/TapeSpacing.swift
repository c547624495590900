import Media
import SCSI

extension SequentialAccessUnit {
    /// SPACE(6) (SSC-4 7.11).
    func space(_ cdb: Space6CDB) -> Completion {
        withMedium { medium in
            if let failure = flushEarlier(medium) { return failure }
            let start = position
            let count = Int64(cdb.count.value)
            let completion: Completion
            switch cdb.code {
            case .logicalBlocks: completion = spaceBlocks(count, medium)
            case .filemarks: completion = spaceFilemarks(count, medium)
            case .sequentialFilemarks: completion = spaceSequentialFilemarks(count, medium)
            case .endOfData:
                position = medium.objectCount
                completion =
                    medium.condition == .good ? .good : endOfData(residual: nil, medium)
            default: return .invalidCDB(byte: 1, bit: 3)
            }
            return completion.with(work: MediumWork(distance: abs(position - start)))
        }
    }

    /// Over blocks; a filemark stops it, on its far side as seen from where it came.
    private func spaceBlocks(_ count: Int64, _ medium: any TapeMedium) -> Completion {
        let start = position
        let behind = medium.filemarks(before: start)
        if count >= 0 {
            let wanted = start + min(count, medium.objectCount - start)
            let mark = medium.filemark(behind)
            let end = min(wanted, mark ?? wanted)
            if let lost = lostObject(from: start, to: end, residual: count, medium) { return lost }
            if let mark, mark < start + count {
                position = mark + 1
                return .filemark(residual: count - (mark - start))
            }
            position = end
            if end - start == count { return .good }
            return endOfData(residual: count - (end - start), medium)
        }
        let wanted = max(0, start + count)
        let mark = medium.filemark(behind - 1)
        let end = max(wanted, mark.map { $0 + 1 } ?? 0)
        if let lost = lostObject(backFrom: start, to: end, residual: -count, medium) { return lost }
        if let mark, mark >= start + count {
            position = mark
            return .filemark(residual: -count - (start - mark - 1))
        }
        position = wanted
        if start - wanted == -count { return .good }
        return .beginningOfPartition(residual: -count - start)
    }

    /// Over filemarks: behind the last one forward, before it backward.
    private func spaceFilemarks(_ count: Int64, _ medium: any TapeMedium) -> Completion {
        if count == 0 { return .good }
        let behind = medium.filemarks(before: position)
        if count > 0 {
            if let mark = medium.filemark(behind + count - 1) {
                position = mark + 1
                return .good
            }
            position = medium.objectCount
            let passed = medium.filemarks(before: position) - behind
            return endOfData(residual: count - passed, medium)
        }
        if let mark = medium.filemark(behind + count) {
            position = mark
            return .good
        }
        position = 0
        return .beginningOfPartition(residual: -count - behind)
    }

    /// To the next `count` filemarks that follow each other directly. Where there are none, all of
    /// the count remains.
    private func spaceSequentialFilemarks(_ count: Int64, _ medium: any TapeMedium) -> Completion {
        if count == 0 { return .good }
        let behind = medium.filemarks(before: position)
        if count > 0 {
            var index = behind
            while let last = medium.filemark(index + count - 1) {
                if medium.filemark(index) == last - count + 1 {
                    position = last + 1
                    return .good
                }
                index += 1
            }
            position = medium.objectCount
            return endOfData(residual: count, medium)
        }
        var index = behind + count
        while let first = medium.filemark(index) {
            if medium.filemark(index - count - 1) == first - count - 1 {
                position = first
                return .good
            }
            index -= 1
        }
        position = 0
        return .beginningOfPartition(residual: -count)
    }

    /// An object that may be a filemark or a block stops spacing over blocks, behind it.
    private func lostObject(
        from start: Int64, to end: Int64, residual: Int64, _ medium: any TapeMedium
    ) -> Completion? {
        guard let lost = medium.firstUnknown(from: start), lost < end else { return nil }
        position = lost + 1
        return .residual(.mediumError, .unrecoveredReadError, residual - (lost - start))
    }

    /// The same backward; the position is before it.
    private func lostObject(
        backFrom start: Int64, to end: Int64, residual: Int64, _ medium: any TapeMedium
    ) -> Completion? {
        var next = medium.firstUnknown(from: end)
        var lost: Int64?
        while let found = next, found < start {
            lost = found
            next = medium.firstUnknown(from: found + 1)
        }
        guard let lost else { return nil }
        position = lost
        return .residual(.mediumError, .unrecoveredReadError, residual - (start - lost - 1))
    }
}
