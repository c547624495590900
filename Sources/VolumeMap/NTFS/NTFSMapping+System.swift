import WireBytes

/// Structures of the system that are there to be compared: the mirror of $MFT, and $LogFile.
extension NTFSMapping {
    /// Compares $MFTMirr with the first records of $MFT.
    mutating func compareMirror() {
        let geometry = disk.geometry
        let place = geometry.mirrorCluster.multipliedReportingOverflow(
            by: UInt64(geometry.clusterLength))
        // Four records, or as many as a cluster has; of a large one the first will do.
        let count = max(4 * geometry.recordLength, min(geometry.clusterLength, 64 << 10))
        let wanted = min(UInt64(count), layout.recordCount * UInt64(geometry.recordLength))
        guard !place.overflow, geometry.mirrorCluster < geometry.clusterCount,
            let mirror = try? disk.read(at: place.partialValue, count: Int(wanted))
        else {
            volume.findings.append(
                MapFinding(
                    structure: "boot sector", byte: 0,
                    problem: "first cluster of $MFTMirr: \(geometry.mirrorCluster), which cannot be"
                        + " read"))
            return
        }
        guard let records = try? disk.read(layout.runs, at: 0, count: Int(wanted)) else { return }
        for start in stride(from: 0, to: mirror.count, by: geometry.recordLength) {
            let range = start..<min(start + geometry.recordLength, mirror.count)
            if mirror[range] == records[range] { continue }
            volume.findings.append(
                MapFinding(
                    structure: "$MFTMirr", byte: place.partialValue + UInt64(start),
                    file: SystemRecord.mirror,
                    problem: "record \(start / geometry.recordLength) differs from the one in $MFT")
            )
        }
    }

    /// Looks whether $LogFile was closed: then nothing in it waits for being done again.
    mutating func checkLog() {
        guard let index = volume.file(number: SystemRecord.log),
            let attribute = volume.attributes(of: volume.files[index]).first(where: {
                $0.typeCode == AttributeType.data && $0.name.isEmpty
            }), !attribute.isResident
        else {
            report(record: SystemRecord.log, at: 0, "$LogFile is lost")
            return
        }
        let runs = ClusterRuns(Array(volume.extents(of: attribute)))
        let most = min(attribute.size, UInt64(2 * LogRestartPage.largest))
        guard let bytes = try? disk.read(runs, at: 0, count: Int(most)) else {
            report(
                record: SystemRecord.log, at: place(of: volume.files[index]),
                "$LogFile: its restart pages cannot be read")
            return
        }
        switch LogRestartPage.state(of: bytes) {
        case .clean: break
        case .open: volume.isDirty = true
        case .damaged:
            volume.isDirty = true
            volume.findings.append(
                MapFinding(
                    structure: "$LogFile",
                    byte: volume.extents(of: attribute).first.map {
                        $0.physical * UInt64(disk.geometry.clusterLength)
                    } ?? 0, file: SystemRecord.log,
                    problem: "neither of its restart pages can be used"))
        }
    }
}

/// The restart pages of $LogFile: two copies, of which the one that was written last counts.
///
///     byte  length
///     0     4       RSTR
///     4     4       update sequence
///     8     8       $LogFile sequence number of a check of the disk
///     16    4       system page size
///     20    4       log page size
///     24    2       offset of the restart area
///     26    4       version
///
///     restart area
///     0     8       current $LogFile sequence number
///     12    2       first of the clients that have the log open; FFFFh where none has
///     14    2       flags: 2 the volume was unmounted
enum LogRestartPage {
    enum State { case clean, open, damaged }

    static let largest = 64 << 10

    /// What the log's first bytes say.
    static func state(of log: [UInt8]) -> State {
        // A log that was emptied, by format or by a repair, holds FFh only.
        if !log.isEmpty, log.prefix(512).allSatisfy({ $0 == 0xFF }) { return .clean }
        guard let first = page(log, at: 0) else {
            for start in [4096, 512, 1024, 2048, 8192, 16384, 32768, 65536] {
                if let second = page(log, at: start) { return second.isClean ? .clean : .open }
            }
            return .damaged
        }
        guard let second = page(log, at: first.length) else {
            return first.isClean ? .clean : .open
        }
        let last = second.sequence > first.sequence ? second : first
        return last.isClean ? .clean : .open
    }

    /// A restart page; nil where there is none that can be used.
    private static func page(
        _ log: [UInt8], at start: Int
    ) -> (length: Int, sequence: UInt64, isClean: Bool)? {
        guard start + 512 <= log.count else { return nil }
        let length = Int(log.span.littleEndian32(at: start + 16))
        guard length >= 512, length <= largest, length & (length - 1) == 0,
            length <= log.count - start
        else { return nil }
        var bytes = Array(log[start..<start + length])
        guard UpdateSequence.restore(&bytes, signature: UpdateSequence.restart) == .restored else {
            return nil
        }
        let span = bytes.span
        let area = Int(span.littleEndian16(at: 24))
        guard area >= 30, area + 16 <= length else { return nil }
        let client = span.littleEndian16(at: area + 12)
        let flags = span.littleEndian16(at: area + 14)
        return (
            length, span.littleEndian64(at: area), client == 0xFFFF || flags & 2 != 0
        )
    }
}
