import Devices
import Timebase

/// Reading `workloads`.
extension CaseReader {
    /// One workload.
    func workload(_ value: ValueReader) -> Workload? {
        let kinds = [("burst", ["on", "start", "idle", "repeat"]), ("write", ["on"])]
        guard let (kind, mapping) = value.oneOf(kinds) else { return nil }
        // Even if the disk is not known, the rest is read for its own faults.
        let disk = mapping.required("on", "a disk") { units.reference(.disk, $0) }
        let pattern: Workload.Pattern? =
            if kind == "burst" {
                bursts(mapping, on: disk).map { .bursts($0) }
            } else {
                mapping.optional("write").flatMap { singleWrite($0, on: disk) }
                    .map { .single($0) }
            }
        guard let disk, let pattern else { return nil }
        return Workload(disk: disk.id, pattern: pattern, line: value.node.line)
    }

    private func singleWrite(_ value: ValueReader, on disk: KnownUnits.Unit?) -> SingleWrite? {
        guard let mapping = value.mapping(["at", "lba", "blocks"]) else { return nil }
        let at = mapping.required("at", "an instant such as 77s") { $0.instant() }
        let lba = mapping.required("lba", "a logical block address") {
            $0.number(UInt64.min...UInt64.max)
        }
        let blocks = mapping.required("blocks", "a number of blocks") {
            // The bytes of a write are made before the disk could refuse them.
            $0.number(
                1...UInt32(
                    DirectAccessUnit.maximumTransferBytes
                        / (disk?.blockSize ?? DiskSetup.defaultBlockSize)))
        }
        guard let at, let lba, let blocks else { return nil }
        if let size = disk?.size, let blockSize = disk?.blockSize {
            let capacity = UInt64(size / blockSize)
            guard lba < capacity, UInt64(blocks) <= capacity - lba else {
                return value.refuse(
                    "blocks within the disk's \(capacity)",
                    found: "\(blocks) blocks at LBA \(lba)"
                )
            }
        }
        return SingleWrite(at: at, lba: lba, blocks: blocks)
    }

    private func bursts(_ mapping: MappingReader, on disk: KnownUnits.Unit?) -> WriteBursts? {
        let start = mapping.optional("start", default: .zero) { $0.instant() }
        let idle = mapping.optional("idle", default: .zero) { $0.duration() }
        let most = WriteBursts.mostWrites
        let repeats = mapping.optional("repeat", default: 1) { $0.number(1...most) }
        guard let value = mapping.optional("burst"),
            let burst = value.mapping(["writes", "gap", "sizes", "region"])
        else { return nil }
        let writes = burst.required("writes", "a number of writes") { $0.number(1...most) }
        let gap = burst.optional("gap", default: .zero) { $0.duration() }
        let sizes = burst.required("sizes", "sizes with weights, such as {4KiB: 70, 64KiB: 30}") {
            weightedSizes($0, on: disk)
        }
        let region = burst.ifPresent("region") { byteRange($0, on: disk) }
        guard let start, let idle, let repeats, let writes, let gap, let sizes, let region else {
            return nil
        }
        let largest = sizes.map(\.size).max() ?? 0
        if let room = region?.count ?? disk?.size, largest > room {
            return value.refuse(
                "sizes of at most \(room) bytes, which is all there is to write to",
                found: "\(largest)"
            )
        }
        guard writes.multipliedReportingOverflow(by: repeats).partialValue <= most,
            !writes.multipliedReportingOverflow(by: repeats).overflow
        else {
            return value.refuse(
                "at most \(most) writes in all",
                found: "\(writes) writes \(repeats) times"
            )
        }
        let result = WriteBursts(
            start: start,
            writes: writes,
            gap: gap,
            sizes: sizes,
            region: region,
            idle: idle,
            repeats: repeats
        )
        return endsInTime(result)
            ? result : value.refuse("a last write before 292 years", found: "a later one")
    }

    private func weightedSizes(
        _ value: ValueReader,
        on disk: KnownUnits.Unit?
    ) -> [WeightedSize]? {
        guard case .mapping(let entries) = value.node.content, !entries.isEmpty else {
            return value.refuse("sizes with weights, such as {4KiB: 70, 64KiB: 30}")
        }
        let limit = ReadingLimits.weightedSizes
        guard entries.count <= limit else {
            return value.refuse("at most \(limit) sizes", found: "\(entries.count)")
        }
        var result: [WeightedSize] = []
        for entry in entries {
            let path = value.path(of: entry.key)
            let key = DocumentNode(
                line: entry.line,
                column: entry.column,
                content: .scalar(entry.key, isPlain: true)
            )
            let size = ValueReader(node: key, path: path, log: value.log)
                .size(
                    1...DirectAccessUnit.maximumTransferBytes,
                    multipleOf: disk?.blockSize.map { ($0, "the disk's block size") }
                )
            let weight: UInt64? = ValueReader(node: entry.value, path: path, log: value.log)
                .number(1...1_000_000)
            guard let size, let weight else { continue }
            guard !result.contains(where: { $0.size == size }) else {
                ValueReader(node: key, path: path, log: value.log).note("each size once")
                continue
            }
            result.append(WeightedSize(size: size, weight: weight))
        }
        return result.count == entries.count ? result : nil
    }

    private func byteRange(_ value: ValueReader, on disk: KnownUnits.Unit?) -> Range<Int>? {
        guard let mapping = value.mapping(["from", "to"]) else { return nil }
        let unit = disk?.blockSize.map { ($0, "the disk's block size") }
        let limit = disk?.size ?? DiskSetup.largestSize
        let from = mapping.optional("from", default: 0) { $0.size(0...limit, multipleOf: unit) }
        let to = mapping.required("to", "a size") { $0.size(0...limit, multipleOf: unit) }
        guard let from, let to else { return nil }
        guard from < to else {
            return value.refuse("from before to", found: "\(from) to \(to)")
        }
        return from..<to
    }

    /// Whether the issue of the last write is an instant that can be expressed.
    private func endsInTime(_ bursts: WriteBursts) -> Bool {
        let gaps = Int64(bursts.writes - 1)
            .multipliedReportingOverflow(by: bursts.gap.count)
        let burst = gaps.partialValue.addingReportingOverflow(bursts.idle.count)
        let all = burst.partialValue.multipliedReportingOverflow(by: Int64(bursts.repeats))
        let end = all.partialValue.addingReportingOverflow(bursts.start.nanoseconds)
        return !(gaps.overflow || burst.overflow || all.overflow || end.overflow)
    }
}
