import WireBytes

extension Cartridge {
    /// How many bytes of records are gathered for one write.
    private static var batchSize: Int { 1 << 20 }

    public func append(
        _ data: DataBuffer,
        recordLength: Int,
        at number: Int64
    ) throws(MediumFailure) {
        precondition(recordLength >= 1 && recordLength <= maximumRecordLength, "a record's length")
        precondition(!data.isEmpty && data.count % recordLength == 0, "whole records")
        try prepare(at: number)
        var rest = data
        let batch = max(1, Self.batchSize / recordLength)
        while !rest.isEmpty {
            let count = min(batch, rest.count / recordLength)
            let stride = recordLength + Int(objectOverhead)
            reserve(count * stride)
            for index in 0..<count {
                let start = index * stride + ObjectHeader.byteCount
                try rest.takeFirst(recordLength).copy(into: &scratch, at: start)
                encode(.record, length: recordLength, ahead: index, at: index * stride)
            }
            try write(.record, length: recordLength, count: count, first: number)
        }
    }

    public func append(filemarks count: Int, at number: Int64) throws(MediumFailure) {
        precondition(count >= 1, "at least one filemark")
        try prepare(at: number)
        let stride = Int(objectOverhead)
        let batch = Self.batchSize / stride
        var left = count
        while left > 0 {
            let part = min(batch, left)
            reserve(part * stride)
            for index in 0..<part {
                encode(.filemark, length: 0, ahead: index, at: index * stride)
            }
            try write(.filemark, length: 0, count: part, first: number)
            left -= part
        }
    }

    public func endData(at number: Int64) throws(MediumFailure) {
        try requireWritable(at: number)
        if number < table.objectCount || !endsClean { try beginGeneration(at: number) }
        try flush()
    }

    private func requireWritable(at number: Int64) throws(MediumFailure) {
        precondition(number >= 0 && number <= table.objectCount, "a place on the tape")
        let action = "writing object \(number)"
        if isWriteProtected {
            throw MediumFailure(medium: store.name, action: action, reason: "it is write-protected")
        }
        if case .damaged(let first, let why) = condition, number >= first {
            throw MediumFailure(
                medium: store.name, action: action,
                reason: "objects from \(first) on are lost: \(why.reason)")
        }
        if let lostFlush { throw lostFlush }
    }

    /// Makes the log end behind the first `number` objects.
    private func prepare(at number: Int64) throws(MediumFailure) {
        try requireWritable(at: number)
        if number < table.objectCount || !endsClean { try beginGeneration(at: number) }
    }

    /// Puts a mark of a new generation behind the first `number` objects and cuts the log there.
    ///
    /// The mark is on stable storage before anything is cut, and the index is gone before the mark
    /// is written: whatever step is the last before a crash, the log alone says what is on the tape.
    private func beginGeneration(at number: Int64) throws(MediumFailure) {
        // The index of a damaged log is not obeyed, but says until the mark is there that there is
        // damage.
        if condition == .good { try removeIndex() }
        endsClean = false
        table.removeObjects(from: number)
        let offset = table.endOffset
        generation += 1
        reserve(Int(objectOverhead))
        encode(.endOfData, length: 0, ahead: 0, at: 0)
        try store.write(scratch[..<Int(objectOverhead)], at: offset)
        isDirty = true
        try synchronize()
        try removeIndex()
        condition = .good
        lastHeader = (offset, scratch.bigEndian32(at: ObjectHeader.byteCount - 4))
        table.appendMark()
        try store.setByteCount(table.endOffset)
        isDirty = true
        endsClean = true
    }

    private func removeIndex() throws(MediumFailure) {
        guard hasIndex, let indexPath else { return }
        try removeFile(indexPath)
        hasIndex = false
    }

    private func reserve(_ count: Int) {
        if scratch.count < count { scratch = [UInt8](repeating: 0, count: count) }
    }

    /// Puts header and trailer around the data that is in the scratch array for an object that
    /// comes `ahead` equal objects behind the end of data.
    private func encode(_ type: LogObjectType, length: Int, ahead: Int, at start: Int) {
        let data = start + ObjectHeader.byteCount
        var header = ObjectHeader()
        header.type = type
        header.volumeTag = volumeTag
        header.generation = generation
        header.objectNumber = UInt64(table.objectCount) + UInt64(ahead)
        header.fileNumber = UInt64(table.filemarkCount) + (type == .filemark ? UInt64(ahead) : 0)
        header.logOffset = UInt64(table.endOffset) + UInt64(ahead * (length + Int(objectOverhead)))
        header.logicalLength = UInt32(length)
        header.storedLength = UInt32(length)
        header.dataChecksum = checksum(of: scratch, data..<data + length)
        header.encode(into: &scratch, at: start)
        ObjectTrailer(behind: header).encode(into: &scratch, at: data + length)
    }

    /// Writes objects that have been put together, and only then counts them.
    ///
    /// - Parameter first: the first object of the same command: all of them count, or none.
    private func write(
        _ kind: ObjectTable.Kind,
        length: Int,
        count: Int,
        first: Int64
    ) throws(MediumFailure) {
        let stride = length + Int(objectOverhead)
        let offset = table.endOffset
        isDirty = true
        // If this fails, something may stand in the log behind the last object.
        endsClean = false
        do throws(MediumFailure) {
            try store.write(scratch[..<(count * stride)], at: offset)
        } catch {
            table.removeObjects(from: first)
            throw error
        }
        endsClean = true
        table.append(kind, length: length, count: Int64(count))
        let last = (count - 1) * stride
        lastHeader = (
            offset + Int64(last), scratch.bigEndian32(at: last + ObjectHeader.byteCount - 4)
        )
    }
}

// MARK: Flushing

extension Cartridge {
    public func flush() throws(MediumFailure) {
        if let lostFlush { throw lostFlush }
        if isDirty { try synchronize() }
    }

    public func unload() throws(MediumFailure) {
        if isWriteProtected { return }
        try flush()
        guard let indexPath, let lastHeader, case .good = condition, endsClean else { return }
        var index = CartridgeIndex()
        index.volumeTag = volumeTag
        index.generation = generation
        index.objectCount = UInt64(table.objectCount)
        index.logLength = UInt64(table.endOffset)
        index.lastHeaderOffset = UInt64(lastHeader.offset)
        index.lastHeaderChecksum = lastHeader.checksum
        index.markCount = table.markCount
        index.runs = table.indexRuns
        try replaceFile(indexPath, with: index.file())
        hasIndex = true
    }

    private func synchronize() throws(MediumFailure) {
        do throws(MediumFailure) {
            try store.synchronize()
        } catch {
            lostFlush = error
            throw error
        }
        isDirty = false
    }
}
