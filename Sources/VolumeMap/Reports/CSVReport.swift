/// A map as CSV (RFC 4180) with a header line: a row for each extent, and one for each attribute that
/// has none, such as a resident one; a file without attributes has one row as well. The columns of
/// the file and of the attribute are repeated in each of their rows.
///
/// `path` is the path that the file is listed by. One that is no valid UTF-8 shows U+FFFD for each
/// byte that is not, and `path_hex` then has its bytes in hexadecimal; the same for `attribute_name`.
public struct CSVReport {
    /// The names of the columns.
    public static let columns = [
        "number", "generation", "kind", "path", "path_hex", "links", "attribute", "attribute_name",
        "attribute_name_hex", "resident", "flags", "size", "allocated_size", "initialized_size",
        "extent_kind", "logical_block", "block", "blocks", "disk_byte",
    ]

    let volume: MappedVolume
    let paths: PathIndex

    /// A report of a map.
    public init(_ volume: MappedVolume, paths: PathIndex) {
        self.volume = volume
        self.paths = paths
    }

    /// Writes the report, piece by piece.
    public func write(to sink: (String) -> Void) {
        var text = Self.columns.joined(separator: ",") + "\r\n"
        for (index, file) in volume.files.enumerated() {
            let start = fileFields(index)
            if file.attributes.isEmpty {
                text += start + String(repeating: ",", count: 13) + "\r\n"
            }
            for attribute in volume.attributes(of: file) {
                let middle = start + "," + fields(attribute)
                let extents = volume.extents(of: attribute)
                if extents.isEmpty { text += middle + ",,,,,\r\n" }
                for extent in extents {
                    text += middle + "," + fields(extent) + "\r\n"
                    if text.utf8.count >= 1 << 16 {
                        sink(text)
                        text = ""
                    }
                }
            }
            if text.utf8.count >= 1 << 16 {
                sink(text)
                text = ""
            }
        }
        if !text.isEmpty { sink(text) }
    }

    private func fileFields(_ index: Int) -> String {
        let file = volume.files[index]
        let path = FileName(bytes: [UInt8(ascii: "/")] + paths.path(of: index).bytes)
        let links = volume.links(of: file).count { !$0.isShortName }
        return [
            "\(file.number)", "\(file.generation)", kindName(file.kind), quoted(path.description),
            path.isText ? "" : hexDigits(path.bytes), "\(links)",
        ].joined(separator: ",")
    }

    private func fields(_ attribute: FileAttribute) -> String {
        let name = volume.name(attribute.name)
        let kind =
            volume.fileSystem == .ntfs
            ? AttributeType.text(attribute.typeCode) : attributeRoleKey(attribute.role)
        return [
            kind, quoted(name.description), name.isText ? "" : hexDigits(name.bytes),
            attribute.isResident ? "yes" : "no",
            flagNames(attribute.flags).joined(separator: " "), "\(attribute.size)",
            "\(attribute.allocatedSize)", "\(attribute.initializedSize)",
        ].joined(separator: ",")
    }

    private func fields(_ extent: Extent) -> String {
        let kind = extentKindName(extent.kind)
        if extent.kind == .hole { return "\(kind),\(extent.logical),,\(extent.count)," }
        let byte = volume.diskByte(ofBlock: extent.physical)
        return "\(kind),\(extent.logical),\(extent.physical),\(extent.count),\(byte)"
    }

    /// A field, in quotes where RFC 4180 wants them.
    private func quoted(_ field: String) -> String {
        let special: Set<UInt8> = [0x2C, 0x22, 0x0A, 0x0D]
        guard field.utf8.contains(where: special.contains) else { return field }
        var text = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { text += "\"" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
