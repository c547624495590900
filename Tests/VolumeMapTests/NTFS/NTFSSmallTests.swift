import Testing
import VolumeMap

/// The map of `images/ntfs-small.img` against what a mount of the volume shows.
@Suite struct NTFSSmallTests {
    /// A line of the list, without its digest.
    struct Line: Hashable {
        var kind: String
        var links: Int?
        var size: Int?
        var changed: Int?
        var attributes: String?
        var path: [UInt8]
    }

    private func opened() throws -> (reader: NTFSReader, map: MappedVolume, disk: MemoryDisk) {
        let disk = MemoryDisk(SmallImage.bytes)
        let reader = try NTFSReader(reader: disk, part: disk.part)
        return (reader, try reader.map(), disk)
    }

    /// All paths of a file.
    private func paths(_ file: MappedFile, _ map: MappedVolume) -> [[UInt8]] {
        if file.number == 5 { return [Array(".".utf8)] }
        return map.links(of: file).filter { !$0.isShortName }.map { link in
            let name = map.name(link.name).bytes
            guard link.parent != 5, let parent = map.file(number: link.parent) else { return name }
            return (paths(map.files[parent], map).first ?? []) + Array("/".utf8) + name
        }
    }

    /// The bytes of a value; nil where they are compressed.
    private func content(
        _ attribute: FileAttribute, _ map: MappedVolume, _ reader: NTFSReader
    ) throws -> [UInt8]? {
        if attribute.isResident { return try reader.residentValue(of: attribute) }
        if attribute.flags.contains(.compressed) { return nil }
        var bytes: [UInt8] = []
        for extent in map.extents(of: attribute) {
            #expect(extent.logical * UInt64(map.blockLength) == UInt64(bytes.count))
            if let blocks = extent.blocks {
                bytes += try reader.read(blocks: blocks)
            } else {
                bytes += [UInt8](repeating: 0, count: Int(extent.count) * map.blockLength)
            }
        }
        for place in Int(
            attribute.initializedSize)..<max(Int(attribute.initializedSize), bytes.count)
        { bytes[place] = 0 }
        return Array(bytes.prefix(Int(attribute.size)))
    }

    private func hex(_ flags: UInt32) -> String {
        let digits = String(flags, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    @Test func everyClusterIsOwnedOnceAsTheBitmapSays() throws {
        let (reader, map, disk) = try opened()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(map.label == "sanbench small")
        #expect(map.identifier == "53414E42454E4348")
        #expect(map.blockLength == 4096 && map.blockCount == 2047 && !map.isDirty)
        #expect(reader.checkIndexes(of: map) == [])
        #expect(disk.readCount < 60)
    }

    @Test func theMapShowsWhatAMountShows() throws {
        let (reader, map, _) = try opened()
        var found: Set<Line> = []
        var contents: [(path: [UInt8], bytes: [UInt8])] = []
        for file in map.files where !file.isMetadata || file.number == 5 {
            let isFolder = file.kind == .directory
            let paths = paths(file, map)
            for path in paths {
                for attribute in map.attributes(of: file) where attribute.role == .data {
                    let isStream = !attribute.name.isEmpty
                    let name = isStream ? Array(":".utf8) + map.name(attribute.name).bytes : []
                    found.insert(
                        Line(
                            kind: isStream ? "s" : "f", links: isStream ? nil : paths.count,
                            size: Int(attribute.size),
                            changed: isStream ? nil : Int(file.times.modified.seconds),
                            attributes: isStream ? nil : hex(file.flags), path: path + name))
                    if let bytes = try content(attribute, map, reader) {
                        contents.append((path + name, bytes))
                    }
                }
                if isFolder {
                    found.insert(
                        Line(
                            kind: "d", changed: Int(file.times.modified.seconds),
                            attributes: hex(file.flags | 0x10), path: path))
                }
            }
        }
        let tree = try SmallImage.tree()
        let wanted = Set(
            tree.map {
                Line(
                    kind: $0[0] ?? "", links: $0[1].flatMap { Int($0) },
                    size: $0[2].flatMap { Int($0) }, changed: $0[3].flatMap { Int($0) },
                    attributes: $0[4], path: Array(($0[6] ?? "").utf8))
            })
        #expect(found.subtracting(wanted) == [])
        #expect(wanted.subtracting(found) == [])
        #expect(wanted.count == tree.count && tree.count > 150)
        let digests = try SmallImage.digests(contents.map(\.bytes))
        var wantedDigests: [[UInt8]: String] = [:]
        for line in tree { wantedDigests[Array((line[6] ?? "").utf8)] = line[5] }
        for (content, digest) in zip(contents, digests) {
            #expect(wantedDigests[content.path] == digest)
        }
        // All but the compressed one.
        #expect(contents.count == wanted.count { $0.kind != "d" } - 1)
    }
}
