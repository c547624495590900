/// Attribute lists in clusters of their own, which a map reads only where it has to.
extension NTFSReader {
    /// Reads the attribute lists that have clusters of their own, and compares them with a map.
    ///
    /// - Parameter volume: a map that this reader has made.
    /// - Returns: lists that cannot be read, that are damaged, or that name an attribute the file
    ///   does not have.
    public func checkAttributeLists(of volume: MappedVolume) -> [MapFinding] {
        var findings: [MapFinding] = []
        // Lists cannot be longer, all in all, than the volume.
        var budget = volume.blockCount * UInt64(volume.blockLength)
        for file in volume.files {
            for attribute in volume.attributes(of: file)
            where attribute.typeCode == AttributeType.attributeList && !attribute.isResident {
                let size = min(attribute.size, UInt64(AttributeList.largest))
                let problem: String?
                if size > budget {
                    problem = "longer than what is left of the volume"
                } else {
                    budget -= size
                    problem = check(attribute, count: Int(size), of: file, in: volume)
                }
                guard let problem else { continue }
                let start = volume.extents(of: attribute).first?.physical ?? 0
                findings.append(
                    MapFinding(
                        structure: "$ATTRIBUTE_LIST of file \(file.number)",
                        byte: start * UInt64(volume.blockLength), file: file.number,
                        problem: problem))
            }
        }
        return findings
    }

    private struct Key: Hashable {
        var type: UInt32
        var name: [UInt8]
    }

    private func check(
        _ attribute: FileAttribute, count: Int, of file: MappedFile, in volume: MappedVolume
    ) -> String? {
        let runs = ClusterRuns(Array(volume.extents(of: attribute)))
        let value: [UInt8]
        do {
            value = try disk.read(runs, at: 0, count: count)
        } catch {
            return error.description
        }
        let list = AttributeList(value)
        if let problem = list.problem { return problem }
        var present: Set<Key> = []
        for attribute in volume.attributes(of: file) {
            present.insert(
                Key(type: attribute.typeCode, name: volume.name(attribute.name).bytes))
        }
        for entry in list.entries {
            let units = entry.name.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            var name: [UInt8] = []
            name.appendWTF8(units.span, at: 0, units: entry.name.count)
            if !present.contains(Key(type: entry.type, name: name)) {
                return "it names \(AttributeType.text(entry.type)) \(FileName(bytes: name)),"
                    + " which is in none of the file's records"
            }
        }
        return nil
    }
}
