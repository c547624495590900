import Foundation
import VolumeMap

/// Reads what make-volume wrote through a map, and holds it against what it must be.
struct ExpectedContents {
    let map: MappedVolume
    let reader: any FileSystemReader

    /// What differs, one line an entry of the list; nothing where all is there and right.
    func differences(from entries: [GeneratedVolume.Entry]) throws -> [String] {
        var numbers: [[UInt8]: UInt64] = [:]
        for path in MapListing(map).paths() { numbers[path.bytes] = path.number }
        var lines: [String] = []
        for entry in entries {
            guard let number = numbers[Array(entry.path.utf8)],
                let index = map.file(number: number)
            else {
                lines.append("\(entry.path): is not in the map")
                continue
            }
            let file = map.files[index]
            let changed = file.times.modified
            if let modified = entry.modified,
                changed.seconds * 1_000_000_000 + Int64(changed.nanoseconds) != modified
            {
                lines.append("\(entry.path): modified at \(changed), should be \(modified)")
            }
            for value in expected(of: entry) {
                if let line = try check(value, file) { lines.append("\(entry.path) \(line)") }
            }
        }
        return lines
    }

    /// What a value must be.
    private struct Expected {
        var role = FileAttribute.Role.data
        var name = ""
        var size: UInt64
        /// Its bytes where there is no hole.
        var bytes: (Range<UInt64>) -> [UInt8]
        /// What is zeros, because nobody wrote it.
        var holes: [Range<UInt64>] = []
    }

    private func expected(of entry: GeneratedVolume.Entry) -> [Expected] {
        var values: [Expected] = []
        if let size = entry.size, let unit = entry.unit, entry.data == "text" {
            var holes = (entry.holes ?? []).map { $0[0]..<$0[1] }
            if let written = entry.written { holes.append(written..<size) }
            values.append(Expected(size: size, bytes: Self.text(unit), holes: holes))
        }
        if let target = entry.target, map.fileSystem != .ntfs {
            let bytes = Array(target.utf8)
            values.append(
                Expected(size: UInt64(bytes.count)) {
                    Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)])
                })
        }
        for stream in entry.streams ?? [] {
            values.append(
                Expected(name: stream.name, size: stream.size, bytes: Self.text(stream.unit)))
        }
        for value in entry.xattrs ?? [] {
            values.append(
                Expected(
                    role: .extendedAttribute, name: value.name, size: value.size,
                    bytes: Self.text(value.unit)))
        }
        return values
    }

    /// What is wrong with a value; nil if nothing is.
    private func check(_ expected: Expected, _ file: MappedFile) throws -> String? {
        let attribute = map.attributes(of: file).first {
            $0.role == expected.role && map.name($0.name).bytes == Array(expected.name.utf8)
        }
        guard let attribute else { return "has no value '\(expected.name)'" }
        guard attribute.size == expected.size else {
            return "'\(expected.name)': \(attribute.size) bytes, should be \(expected.size)"
        }
        // How a compressed value reads is not the map's matter.
        if attribute.flags.contains(.compressed) || expected.size == 0 { return nil }
        if attribute.isResident {
            return wrong(try reader.residentValue(of: attribute), at: 0, expected)
        }
        let length = UInt64(map.blockLength)
        var end: UInt64 = 0
        for extent in map.extents(of: attribute) where extent.kind == .stored {
            let start = extent.logical * length
            let stop = min(start + extent.count * length, attribute.initializedSize)
            if let line = wrong(missing: end..<start, expected) { return line }
            if start >= stop { continue }
            let bytes = try read(extent.physical, bytes: Int(stop - start))
            if let line = wrong(bytes, at: start, expected) { return line }
            end = stop
        }
        return wrong(missing: min(end, expected.size)..<expected.size, expected)
    }

    private func read(_ block: UInt64, bytes count: Int) throws -> [UInt8] {
        let most = DiskPart.largestRead / map.blockLength
        let blocks = (count + map.blockLength - 1) / map.blockLength
        var bytes: [UInt8] = []
        for first in stride(from: 0, to: blocks, by: most) {
            let start = block + UInt64(first)
            bytes += try reader.read(blocks: start..<start + UInt64(min(most, blocks - first)))
        }
        return Array(bytes.prefix(count))
    }

    private func wrong(_ found: [UInt8], at start: UInt64, _ expected: Expected) -> String? {
        let range = start..<start + UInt64(found.count)
        guard range.upperBound <= expected.size else { return "\(found.count) bytes at \(start)" }
        var bytes = expected.bytes(range)
        for hole in expected.holes where hole.overlaps(range) {
            let zeros = hole.clamped(to: range)
            bytes.replaceSubrange(
                Int(zeros.lowerBound - start)..<Int(zeros.upperBound - start),
                with: repeatElement(0, count: zeros.count))
        }
        if found == bytes { return nil }
        let place = found.indices.first { found[$0] != bytes[$0] } ?? 0
        return "'\(expected.name)': byte \(start + UInt64(place)) is not what was written"
    }

    /// A range that is stored nowhere has to be in holes.
    private func wrong(missing range: Range<UInt64>, _ expected: Expected) -> String? {
        var next = range.lowerBound
        for hole in expected.holes where hole.contains(next) { next = hole.upperBound }
        if next >= range.upperBound { return nil }
        return "'\(expected.name)': byte \(next) was written and is nowhere"
    }

    /// What make-volume writes in a range of bytes. See its `--help`.
    static func text(_ unit: String) -> (Range<UInt64>) -> [UInt8] {
        let digits = Array(unit.utf8).map { $0 < 0x60 ? $0 - 0x30 : $0 - 0x57 }
        let unit = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        let block = (0..<16).flatMap { _ in unit }
        return { range in
            var block = block
            var bytes: [UInt8] = []
            let first = range.lowerBound / 512
            for index in first..<(range.upperBound + 511) / 512 {
                for place in 0..<8 {
                    block[24 + place] = UInt8(truncatingIfNeeded: index >> UInt64(8 * place))
                }
                bytes += block
            }
            return Array(bytes.dropFirst(Int(range.lowerBound - first * 512)).prefix(range.count))
        }
    }
}
