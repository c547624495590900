import WireBytes

/// Files whose attributes lie in several records.
extension NTFSMapping {
    /// An attribute, or a part of one, in a record that is held.
    private struct Piece {
        /// The index of the record that holds it.
        var holder: Int
        var header: AttributeHeader
        /// Its place among the pieces of the file.
        var order: Int
        /// The same for all pieces of one attribute.
        var group = 0
    }

    /// What makes two pieces parts of one attribute.
    private struct Key: Hashable {
        var type: UInt32
        var name: [UInt16]
    }

    /// A file that is being put together.
    private struct Assembly {
        var base: HeldRecords.Entry
        /// nil where the list cannot or need not be read: then every record counts that says it is
        /// the file's.
        var list: AttributeList?
        var pieces: [Piece] = []
    }

    /// Puts the files together that have attribute lists, and names the extension records that are
    /// nobody's.
    mutating func assembleHeld() {
        let held = self.held
        self.held = HeldRecords()
        var extensionsOf: [UInt64: [Int]] = [:]
        for (index, entry) in held.entries.enumerated() where entry.file == nil {
            extensionsOf[entry.base.record, default: []].append(index)
        }
        var isTaken = [Bool](repeating: false, count: held.entries.count)
        for (index, entry) in held.entries.enumerated() {
            guard let file = entry.file else { continue }
            var assembly = Assembly(base: entry)
            let bytes = held.bytes.span.extracting(entry.bytes)
            let own =
                [index]
                + (extensionsOf[entry.number] ?? []).filter {
                    held.entries[$0].base.matches(entry.sequence)
                }
            if !accounts(own, held) { assembly.list = list(of: entry, in: bytes) }
            if assembly.list != nil {
                gatherByList(&assembly, index, held, &isTaken)
            } else {
                for holder in own {
                    isTaken[holder] = true
                    take(holder, into: &assembly, held, entries: nil)
                }
            }
            volume.files[file] = put(&assembly, held)
        }
        for (index, entry) in held.entries.enumerated() where entry.file == nil && !isTaken[index] {
            report(
                record: entry.number, at: entry.place, file: entry.base.record,
                "an extension of record \(entry.base.record), sequence \(entry.base.sequence),"
                    + " which does not list it")
        }
    }

    /// Whether the records that say they are a file's account for every byte of its attribute list.
    ///
    /// A list in clusters of its own costs a READ, and it says what the records say, too. Each piece
    /// has an entry whose length follows from its name; so where the lengths of all entries are the
    /// list's, and the VCNs of each attribute have neither gap nor overlap, no record is missing and
    /// none is stale. Lists in the records themselves cost nothing, and are always followed.
    private func accounts(_ records: [Int], _ held: HeldRecords) -> Bool {
        var pieces: [Piece] = []
        var listed: Int64 = 0
        var size: Int64?
        for index in records {
            let bytes = held.bytes.span.extracting(held.entries[index].bytes)
            var next = FileRecordHeader(bytes).firstAttribute
            var header = AttributeHeader()
            loop: while true {
                switch header.read(bytes, at: next, limit: bytes.count) {
                case .damaged: return false
                case .end: break loop
                case .attribute: next += header.length
                }
                if header.type == AttributeType.attributeList {
                    if header.isResident || size != nil { return false }
                    size = header.dataSize
                } else {
                    listed += Int64(AttributeList.entryLength(nameUnits: header.nameUnits))
                    pieces.append(Piece(holder: index, header: header, order: pieces.count))
                }
            }
        }
        guard listed == size else { return false }
        sort(&pieces, held)
        var group = -1
        var nextVCN: UInt64 = 0
        for piece in pieces where !piece.header.isResident {
            if piece.group != group { nextVCN = 0 }
            if piece.header.lowestVCN != nextVCN { return false }
            group = piece.group
            nextVCN = piece.header.endVCN
        }
        return true
    }

    /// The attribute list of a base record; nil, and a finding, where it cannot be read.
    private mutating func list(of entry: HeldRecords.Entry, in bytes: Span<UInt8>) -> AttributeList?
    {
        var next = FileRecordHeader(bytes).firstAttribute
        var header = AttributeHeader()
        while case .attribute = header.read(bytes, at: next, limit: bytes.count) {
            next += header.length
            if header.type != AttributeType.attributeList { continue }
            let value: [UInt8]
            if header.isResident {
                value = (0..<header.valueLength).map { bytes[header.valueOffset + $0] }
            } else {
                guard let read = readList(header, in: bytes, of: entry) else { return nil }
                value = read
            }
            let list = AttributeList(value)
            if let problem = list.problem ?? (list.entries.isEmpty ? "it is empty" : nil) {
                report(record: entry.number, at: entry.place, "$ATTRIBUTE_LIST: \(problem)")
                return nil
            }
            return list
        }
        return nil
    }

    private mutating func readList(
        _ header: AttributeHeader, in bytes: Span<UInt8>, of entry: HeldRecords.Entry
    ) -> [UInt8]? {
        var extents: [Extent] = []
        let problem = DataRuns.decode(bytes, of: header, on: disk.geometry, into: &extents)
        let size = min(header.dataSize, Int64(AttributeList.largest) + 1)
        let runs = ClusterRuns(extents)
        guard problem == nil, size <= AttributeList.largest, UInt64(size) <= listBudget,
            extents.allSatisfy({ $0.kind == .stored }),
            runs.knownEnd * UInt64(disk.geometry.clusterLength) >= UInt64(size)
        else {
            report(
                record: entry.number, at: entry.place,
                "$ATTRIBUTE_LIST: \(header.dataSize) bytes that cannot be"
                    + " (\(problem?.text ?? "too many, or with holes"))")
            return nil
        }
        listBudget -= UInt64(size)
        do {
            return try disk.read(runs, at: 0, count: Int(size))
        } catch {
            report(
                record: entry.number, at: entry.place, "$ATTRIBUTE_LIST: \(error.description)")
            return nil
        }
    }

    /// Takes from each record that the list names what the list names.
    private mutating func gatherByList(
        _ assembly: inout Assembly, _ baseIndex: Int, _ held: HeldRecords, _ isTaken: inout [Bool]
    ) {
        guard let list = assembly.list else { return }
        let base = assembly.base
        var groups: [FileReference: [Int]] = [:]
        var order: [FileReference] = []
        for (index, entry) in list.entries.enumerated() {
            if groups[entry.holder] == nil { order.append(entry.holder) }
            groups[entry.holder, default: []].append(index)
        }
        // A record has room for so many; no list that names more of one is to be believed.
        let most = disk.geometry.recordLength / 24
        var hasBase = false
        for reference in order {
            let entries = groups[reference] ?? []
            let index =
                reference.record == base.number ? baseIndex : held.index(of: reference.record)
            guard let index, entries.count <= most, reference.matches(held.entries[index].sequence),
                index == baseIndex
                    || held.entries[index].file == nil
                        && held.entries[index].base.record == base.number
                        && held.entries[index].base.matches(base.sequence)
            else {
                report(
                    record: base.number, at: base.place,
                    "$ATTRIBUTE_LIST: record \(reference.record), sequence \(reference.sequence),"
                        + " holds no attributes of this file")
                continue
            }
            if index == baseIndex { hasBase = true }
            isTaken[index] = true
            take(index, into: &assembly, held, entries: entries)
        }
        if !hasBase { take(baseIndex, into: &assembly, held, entries: []) }
    }

    /// Takes the pieces of one record.
    ///
    /// - Parameter entries: the list's entries for the record; nil where every piece is to be taken.
    private mutating func take(
        _ index: Int, into assembly: inout Assembly, _ held: HeldRecords, entries: [Int]?
    ) {
        let holder = held.entries[index]
        let bytes = held.bytes.span.extracting(holder.bytes)
        var open = entries ?? []
        var next = FileRecordHeader(bytes).firstAttribute
        var header = AttributeHeader()
        loop: while true {
            switch header.read(bytes, at: next, limit: bytes.count) {
            case .end: break loop
            case .damaged(let problem):
                report(
                    record: holder.number, at: holder.place, file: assembly.base.number,
                    "attribute at byte \(next): \(problem)")
                break loop
            case .attribute:
                next += header.length
                guard let list = assembly.list, header.type != AttributeType.attributeList else {
                    // The list itself comes behind $STANDARD_INFORMATION, as its type says.
                    let order = assembly.list == nil ? assembly.pieces.count : -1
                    assembly.pieces.append(Piece(holder: index, header: header, order: order))
                    continue
                }
                let place = open.firstIndex { list.entries[$0].names(header, in: bytes) }
                guard let place else {
                    report(
                        record: holder.number, at: holder.place, file: assembly.base.number,
                        "\(AttributeType.text(header.type)) from VCN \(header.lowestVCN) on:"
                            + " not in the attribute list")
                    continue
                }
                assembly.pieces.append(Piece(holder: index, header: header, order: open[place]))
                open.remove(at: place)
            }
        }
        guard let list = assembly.list else { return }
        for entry in open.map({ list.entries[$0] }) {
            report(
                record: holder.number, at: holder.place, file: assembly.base.number,
                "\(AttributeType.text(entry.type)) from VCN \(entry.lowestVCN) on: listed, but not"
                    + " there")
        }
    }

    /// Brings the pieces of each attribute together, and the attributes into the map.
    private mutating func put(_ assembly: inout Assembly, _ held: HeldRecords) -> MappedFile {
        sort(&assembly.pieces, held)
        let base = assembly.base
        let header = FileRecordHeader(held.bytes.span.extracting(base.bytes))
        var draft = self.draft(header, number: base.number, place: base.place)
        var open = OpenAttribute()
        var group = -1
        for piece in assembly.pieces {
            let holder = held.entries[piece.holder]
            let bytes = held.bytes.span.extracting(holder.bytes)
            if piece.header.isResident {
                if group >= 0 { close(&open, of: draft) }
                group = -1
                addResident(piece.header, in: bytes, at: holder.place, &draft)
                continue
            }
            if piece.group == group {
                extend(&open, by: piece.header, in: bytes, at: holder.place, of: draft)
                continue
            }
            if group >= 0 { close(&open, of: draft) }
            group = piece.group
            self.open(&open, piece.header, in: bytes, at: holder.place, draft)
        }
        if group >= 0 { close(&open, of: draft) }
        return finished(draft)
    }

    /// Sorts pieces by attribute, in the order in which the attributes come first, and by VCN.
    private func sort(_ pieces: inout [Piece], _ held: HeldRecords) {
        pieces.sort { ($0.order, $0.holder) < ($1.order, $1.holder) }
        if let list = pieces.firstIndex(where: { $0.order < 0 }) {
            // Where its type belongs.
            let piece = pieces.remove(at: list)
            let place = pieces.firstIndex { $0.header.type > piece.header.type } ?? pieces.count
            pieces.insert(piece, at: place)
        }
        var groups: [Key: Int] = [:]
        for index in pieces.indices {
            let header = pieces[index].header
            let bytes = held.bytes.span.extracting(held.entries[pieces[index].holder].bytes)
            let name = (0..<header.nameUnits).map {
                bytes.littleEndian16(at: header.nameOffset + 2 * $0)
            }
            let key = Key(type: header.type, name: name)
            let group = groups[key] ?? groups.count
            groups[key] = group
            pieces[index].group = group
            pieces[index].order = index
        }
        pieces.sort {
            ($0.group, $0.header.lowestVCN, $0.order) < ($1.group, $1.header.lowestVCN, $1.order)
        }
    }
}
