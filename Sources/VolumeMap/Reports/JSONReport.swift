import WireBytes

/// A map as JSON: one document, or JSON lines, which a program can read while they come.
///
/// | line's `record`; in a document | what |
/// |---|---|
/// | `volume` | file system, place, block sizes |
/// | `file`, in `files` | a file with its paths, attributes and their extents |
/// | `area`, in `areas` | blocks that belong to no file |
/// | `finding`, in `findings` | what is damaged |
/// | `check` | the check against the allocation bitmap, where one was made |
///
/// Numbers are in bytes or, where the key says so, in blocks of the file system. Keys have a fixed
/// order. A name that is no valid UTF-8 (NTFS: with a lone surrogate) shows U+FFFD for each byte that
/// is not; then `pathBytes` (of an attribute `nameBytes`) gives the bytes in hexadecimal, nothing
/// lost: `"paths":["a\u{FFFD}b"],"pathBytes":["61ff62"]`.
public struct JSONReport {
    /// One document or one line a record.
    public enum Form: Sendable { case document, lines }

    let volume: MappedVolume
    let paths: PathIndex
    let form: Form
    /// Bytes of a block of the disk, in which `diskBlock` counts.
    let diskBlockLength: Int

    /// A report of a map.
    public init(_ volume: MappedVolume, paths: PathIndex, form: Form, diskBlockLength: Int) {
        self.volume = volume
        self.paths = paths
        self.form = form
        self.diskBlockLength = max(1, diskBlockLength)
    }

    /// Writes the report, piece by piece.
    public func write(check: AllocationCheck?, to sink: @escaping (String) -> Void) {
        var writer = JSONWriter(sink)
        if form == .document {
            writer.open("{")
            writer.key("volume")
        }
        record(&writer, "volume") { writeVolume(&$0) }
        list(&writer, "files", "file", volume.files.indices) { writeFile(&$0, $1) }
        list(&writer, "areas", "area", volume.areas.indices) { writeArea(&$0, $1) }
        list(&writer, "findings", "finding", volume.findings.indices) { writeFinding(&$0, $1) }
        if let check {
            if form == .document { writer.key("check") }
            record(&writer, "check") { writeCheck(&$0, check) }
        }
        if form == .document {
            writer.close("}")
            writer.line()
        }
        writer.flush()
    }

    private func list(
        _ writer: inout JSONWriter, _ key: StaticString, _ name: String, _ indices: Range<Int>,
        _ body: (inout JSONWriter, Int) -> Void
    ) {
        if form == .document {
            writer.key(key)
            writer.open("[")
        }
        for index in indices { record(&writer, name) { body(&$0, index) } }
        if form == .document { writer.close("]") }
    }

    private func record(
        _ writer: inout JSONWriter, _ name: String, _ body: (inout JSONWriter) -> Void
    ) {
        writer.open("{")
        if form == .lines { writer.pair("record", name) }
        body(&writer)
        writer.close("}")
        if form == .lines { writer.line() } else { writer.flushIfLong() }
    }

    private func writeVolume(_ writer: inout JSONWriter) {
        writer.pair("fileSystem", volume.fileSystem.rawValue)
        writer.pair("label", volume.label)
        writer.pair("identifier", volume.identifier)
        writer.pair("diskByte", volume.part.start)
        writer.pair("byteCount", volume.part.byteCount)
        writer.pair("blockLength", UInt64(volume.blockLength))
        writer.pair("blockCount", volume.blockCount)
        writer.pair("blocksPerAllocationUnit", UInt64(volume.blocksPerAllocationUnit))
        writer.pair("diskBlockLength", UInt64(diskBlockLength))
        writer.pair("isDirty", volume.isDirty)
        writer.key("journaledBlocks")
        writer.open("[")
        for blocks in volume.overlaidBlocks { write(blocks, &writer) }
        writer.close("]")
    }

    private func write(_ blocks: Range<UInt64>, _ writer: inout JSONWriter) {
        writer.open("{")
        writer.pair("block", blocks.lowerBound)
        writer.pair("blocks", blocks.upperBound - blocks.lowerBound)
        writer.close("}")
        writer.flushIfLong()
    }

    private func writeFile(_ writer: inout JSONWriter, _ index: Int) {
        let file = volume.files[index]
        let names = paths.paths(of: index)
        writer.pair("number", file.number)
        writer.pair("generation", UInt64(file.generation))
        writer.pair("kind", kindName(file.kind))
        writer.pair("isMetadata", file.isMetadata)
        writer.pair("isOrphan", paths.isOrphan(index))
        writer.key("paths")
        writer.open("[")
        for name in names { writer.value("/" + name.description) }
        writer.close("]")
        if names.contains(where: { !$0.isText }) {
            writer.key("pathBytes")
            writer.open("[")
            for name in names { writer.value(hexDigits([UInt8(ascii: "/")] + name.bytes)) }
            writer.close("]")
        }
        writer.pair("flags", UInt64(file.flags))
        if let permissions = file.permissions {
            writer.pair("permissions", String(permissions, radix: 8))
            writer.pair("owner", UInt64(file.owner))
            writer.pair("group", UInt64(file.group))
        }
        if file.kind == .characterDevice || file.kind == .blockDevice {
            writer.pair("device", "\(file.device.major):\(file.device.minor)")
        }
        if let created = file.times.created { writer.pair("created", created.text) }
        writer.pair("modified", file.times.modified.text)
        writer.pair("changed", file.times.changed.text)
        writer.pair("accessed", file.times.accessed.text)
        writer.key("attributes")
        writer.open("[")
        for attribute in volume.attributes(of: file) { write(attribute, &writer) }
        writer.close("]")
    }

    private func write(_ attribute: FileAttribute, _ writer: inout JSONWriter) {
        writer.open("{")
        writer.pair("role", attributeRoleKey(attribute.role))
        if volume.fileSystem == .ntfs {
            writer.pair("type", AttributeType.text(attribute.typeCode))
            writer.pair("typeCode", UInt64(attribute.typeCode))
        }
        let name = volume.name(attribute.name)
        writer.pair("name", name.description)
        if !name.isText { writer.pair("nameBytes", hexDigits(name.bytes)) }
        writer.pair("isResident", attribute.isResident)
        writer.key("flags")
        writer.open("[")
        for flag in flagNames(attribute.flags) { writer.value(flag) }
        writer.close("]")
        writer.pair("size", attribute.size)
        writer.pair("allocatedSize", attribute.allocatedSize)
        writer.pair("initializedSize", attribute.initializedSize)
        if attribute.compressionUnit > 0 {
            writer.pair("compressionUnitBlocks", UInt64(attribute.compressionUnit))
        }
        writer.key("extents")
        writer.open("[")
        for extent in volume.extents(of: attribute) { write(extent, &writer) }
        writer.close("]")
        writer.close("}")
    }

    private func write(_ extent: Extent, _ writer: inout JSONWriter) {
        writer.open("{")
        writer.pair("kind", extentKindName(extent.kind))
        writer.pair("logicalBlock", extent.logical)
        writer.pair("blocks", extent.count)
        if extent.kind != .hole {
            let byte = volume.diskByte(ofBlock: extent.physical)
            writer.pair("block", extent.physical)
            writer.pair("diskByte", byte)
            // Where the partition does not begin with a block of the disk, only bytes say the place.
            if byte % UInt64(diskBlockLength) == 0 {
                writer.pair("diskBlock", byte / UInt64(diskBlockLength))
            }
        }
        writer.close("}")
        writer.flushIfLong()
    }

    private func writeArea(_ writer: inout JSONWriter, _ index: Int) {
        let area = volume.areas[index]
        writer.pair("kind", area.kind.rawValue)
        writer.pair("block", area.blocks.lowerBound)
        writer.pair("blocks", area.blocks.upperBound - area.blocks.lowerBound)
        writer.pair("diskByte", volume.diskByte(ofBlock: area.blocks.lowerBound))
        if let owner = area.owner { writer.pair("file", owner) }
    }

    private func writeFinding(_ writer: inout JSONWriter, _ index: Int) {
        let finding = volume.findings[index]
        writer.pair("structure", finding.structure)
        writer.pair("byte", finding.byte)
        if let file = finding.file { writer.pair("file", file) }
        writer.pair("problem", finding.problem)
    }

    private func writeCheck(_ writer: inout JSONWriter, _ check: AllocationCheck) {
        writer.pair("isExact", check.isExact)
        writer.pair("isTruncated", check.isTruncated)
        writer.pair("claimedBlocks", check.claimedBlocks)
        writer.pair("allocatedBlocks", check.allocatedBlocks)
        writer.pair("doubleBlocks", check.doubleBlocks)
        writer.pair("freeClaimedBlocks", check.freeClaimedBlocks)
        writer.pair("lostBlocks", check.lostBlocks)
        writer.pair("outsideBlocks", check.outsideBlocks)
        writer.key("doubleClaims")
        writer.open("[")
        for claim in check.doubleClaims {
            write(claim.blocks, [claim.first, claim.second], &writer)
        }
        writer.close("]")
        writer.key("freeClaims")
        writer.open("[")
        for claim in check.freeClaims { write(claim.blocks, [claim.owner], &writer) }
        writer.close("]")
        writer.key("lost")
        writer.open("[")
        for blocks in check.lost { write(blocks, &writer) }
        writer.close("]")
        writer.key("outsideClaims")
        writer.open("[")
        for claim in check.outsideClaims { write(claim.blocks, [claim.owner], &writer) }
        writer.close("]")
    }

    private func write(
        _ blocks: Range<UInt64>, _ owners: [BlockOwner], _ writer: inout JSONWriter
    ) {
        writer.open("{")
        writer.pair("block", blocks.lowerBound)
        writer.pair("blocks", blocks.upperBound - blocks.lowerBound)
        writer.key("owners")
        writer.open("[")
        for owner in owners { writer.value(volume.text(of: owner)) }
        writer.close("]")
        writer.close("}")
        writer.flushIfLong()
    }
}

extension MappedVolume {
    /// The first byte of a block, counted from the disk's.
    func diskByte(ofBlock block: UInt64) -> UInt64 {
        saturatingSum(part.start, multiplied(block, by: UInt64(blockLength)))
    }
}

/// Hexadecimal digits in lower case, two a byte.
package func hexDigits(_ bytes: [UInt8]) -> String {
    bytes.reduce(into: "") { $0 += twoDigits($1).lowercased() }
}
