import SCSI
import Timebase

/// Reading `logical_units`.
extension CaseReader {
    /// The logical units at the start; declares each of them.
    mutating func logicalUnits(_ value: ValueReader) -> [LogicalUnitSetup]? {
        guard let elements = value.elements() else {
            units.hasUnreadable = true
            return nil
        }
        let limit = ReadingLimits.logicalUnits
        guard (1...limit).contains(elements.count) else {
            units.hasUnreadable = true
            return value.refuse(
                "from 1 to \(limit) logical units",
                found: "\(elements.count)"
            )
        }
        var result: [LogicalUnitSetup] = []
        var isGood = true
        var designators: [[UInt8]] = []
        for element in elements {
            guard let unit = logicalUnit(element) else {
                isGood = false
                continue
            }
            if let naa = unit.naa {
                if designators.contains(naa), let place = naaValue(element) {
                    place.note("a designator of its own for each logical unit")
                    isGood = false
                }
                designators.append(naa)
            }
            result.append(unit)
        }
        return isGood ? result : nil
    }

    private func naaValue(_ value: ValueReader) -> ValueReader? {
        guard case .mapping(let entries) = value.node.content,
            let entry = entries.first(where: { $0.key == "naa" })
        else { return nil }
        return ValueReader(node: entry.value, path: value.path(of: "naa"), log: value.log)
    }

    private enum UnitType: String, CaseIterable { case disk, tape }

    private mutating func logicalUnit(_ value: ValueReader) -> LogicalUnitSetup? {
        // The type decides which keys there are, so it is looked at before the mapping is.
        let shared = ["id", "type", "naa", "ports", "lun", "timing", "store"]
        let disk = ["size", "block_size", "image", "write_cache"]
        let tape = ["capacity", "early_warning", "cartridge"]
        let type = unitType(value)
        let own =
            switch type {
            case .disk: disk
            case .tape: tape
            case nil: disk + tape
            }
        guard let mapping = value.mapping(shared + own) else {
            units.hasUnreadable = true
            return nil
        }
        let id = mapping.required("id", "a name") { type == .tape ? tapeName($0) : $0.name() }
        _ = mapping.required("type", "disk or tape") { $0.choice(UnitType.self) }
        let naa = mapping.ifPresent("naa", designator)
        let ports = mapping.optional("ports", default: [], targetPorts)
        let lun = mapping.optional("lun", default: LogicalUnitNumber(0), logicalUnitNumber)
        let store = mapping.optional("store", default: .memory) { $0.choice(StoreKind.self) }
        var device: LogicalUnitSetup.Device?
        var known = KnownUnits.Unit(id: id ?? "", kind: .disk)
        switch type {
        case .disk:
            device = diskSetup(mapping, store: store, &known).map { .disk($0) }
        case .tape:
            known.kind = .tape
            device = tapeSetup(mapping, store: store).map { .tape($0) }
        case nil: break
        }
        let timing = mapping.optional(
            "timing",
            default: type == .tape ? .tapeDefault : .diskDefault
        ) { serviceTiming($0, default: type == .tape ? .tapeDefault : .diskDefault) }
        guard declare(known, id: id, type: type, mapping) else { return nil }
        guard let id, let device, let naa, let ports, let lun, let timing else { return nil }
        return LogicalUnitSetup(
            id: id,
            device: device,
            naa: naa,
            ports: ports,
            lun: lun,
            timing: timing,
            isTimingGiven: mapping.has("timing"),
            line: value.node.line
        )
    }

    private func tapeName(_ value: ValueReader) -> String? {
        guard let name = value.name() else { return nil }
        let limit = TapeSetup.longestID
        return name.utf8.count <= limit
            ? name
            : value.refuse(
                "a tape's name of at most \(limit) characters, which is its cartridge's volume"
                    + " identifier")
    }

    private func unitType(_ value: ValueReader) -> UnitType? {
        guard case .mapping(let entries) = value.node.content,
            let entry = entries.first(where: { $0.key == "type" }),
            case .scalar(let text, _) = entry.value.content
        else { return nil }
        return UnitType(rawValue: text)
    }

    private mutating func declare(
        _ unit: KnownUnits.Unit,
        id: String?,
        type: UnitType?,
        _ mapping: MappingReader
    ) -> Bool {
        guard let id, type != nil else {
            units.hasUnreadable = true
            return false
        }
        if units.declare(unit) { return true }
        mapping.optional("id")?.note("an id of its own for each logical unit", found: id)
        return false
    }

    private func diskSetup(
        _ mapping: MappingReader,
        store: StoreKind?,
        _ known: inout KnownUnits.Unit
    ) -> DiskSetup? {
        let blockSize = mapping.optional("block_size", default: DiskSetup.defaultBlockSize) {
            value -> Int? in
            guard let size = value.size(0...Int.max) else { return nil }
            return DiskSetup.blockSizes.contains(size) ? size : value.refuse("512 or 4096")
        }
        let size = mapping.ifPresent("size") { diskSize($0, blockSize: blockSize, store: store) }
        let image = mapping.ifPresent("image") { $0.filePath() }
        let writeCache = mapping.optional("write_cache", default: true) { $0.bool() }
        known.blockSize = blockSize
        known.size = size ?? nil
        if !mapping.has("size"), !mapping.has("image") {
            return mapping.required("size", "a size, or an image that has one") { _ in nil }
        }
        guard let blockSize, let size, let image, let writeCache, let store else { return nil }
        return DiskSetup(
            size: size,
            blockSize: blockSize,
            store: store,
            image: image,
            writeCache: writeCache
        )
    }

    private func diskSize(_ value: ValueReader, blockSize: Int?, store: StoreKind?) -> Int? {
        let least = blockSize ?? 1
        let unit = blockSize.map { ($0, "the block size") }
        guard let size = value.size(least...DiskSetup.largestSize, multipleOf: unit) else {
            return nil
        }
        // A store that could not be read is a fault already.
        guard let store, size > DiskSetup.largestSize(in: store) else { return size }
        return value.refuse(
            "from \(least) to \(DiskSetup.largestSize(in: store)) bytes, which the store"
                + " \(store.rawValue) can hold")
    }

    private func tapeSetup(_ mapping: MappingReader, store: StoreKind?) -> TapeSetup? {
        let capacity = mapping.optional("capacity", default: TapeSetup.defaultCapacity) {
            $0.size(1...TapeSetup.largestCapacity)
        }
        let limit = capacity ?? TapeSetup.largestCapacity
        let earlyWarning = mapping.optional(
            "early_warning",
            default: TapeSetup.defaultEarlyWarning(capacity: limit)
        ) { value -> Int? in
            guard let size = value.size(0...TapeSetup.largestCapacity) else { return nil }
            return size < limit ? size : value.refuse("less than the capacity, \(limit) bytes")
        }
        let cartridge = mapping.ifPresent("cartridge") { $0.filePath() }
        guard let capacity, let earlyWarning, let cartridge, let store else { return nil }
        guard cartridge == nil || leavesAllToCartridge(mapping, store) else { return nil }
        return TapeSetup(
            store: store,
            capacity: capacity,
            earlyWarning: earlyWarning,
            cartridge: cartridge
        )
    }

    /// Keys that a cartridge which is there already settles: they would say what is not so. Its
    /// copy is always a file, which may be said.
    private func leavesAllToCartridge(_ mapping: MappingReader, _ store: StoreKind) -> Bool {
        var keys = ["capacity", "early_warning"]
        if store == .memory { keys.append("store") }
        let ignored = keys.compactMap { mapping.optional($0) }
        for value in ignored {
            value.note("no such key beside cartridge, by which it is settled")
        }
        return ignored.isEmpty
    }

    private func designator(_ value: ValueReader) -> [UInt8]? {
        guard let bytes = value.hexBytes(0...ReadingLimits.hexBytes) else { return nil }
        switch (bytes.count, (bytes.first ?? 0) >> 4) {
        case (16, 6), (8, 2), (8, 5): return bytes
        default: return value.refuse("16 bytes that begin with 6h, or 8 with 2h or 5h")
        }
    }

    private func serviceTiming(_ value: ValueReader, default: ServiceTiming) -> ServiceTiming? {
        guard let mapping = value.mapping(["per_command", "per_mib"]) else { return nil }
        let longest = ServiceTiming.longest
        func time(_ value: ValueReader) -> Nanoseconds? {
            guard let time = value.duration() else { return nil }
            return time <= longest ? time : value.refuse("at most \(longest)")
        }
        let command = mapping.optional("per_command", default: `default`.perCommand, time)
        let mebibyte = mapping.optional("per_mib", default: `default`.perMebibyte, time)
        guard let command, let mebibyte else { return nil }
        return ServiceTiming(perCommand: command, perMebibyte: mebibyte)
    }
}
