import VolumeMap

extension MappedVolume {
    /// How often each block is owned: by stored extents of attributes, and by areas.
    func ownership() -> [UInt8] {
        var owned = [UInt8](repeating: 0, count: Int(blockCount))
        for file in files {
            for attribute in attributes(of: file) {
                for extent in extents(of: attribute) where extent.kind == .stored {
                    for block in extent.physical..<extent.physical + extent.count {
                        owned[Int(block)] += 1
                    }
                }
            }
        }
        for area in areas {
            for block in area.blocks { owned[Int(block)] += 1 }
        }
        return owned
    }

    /// Blocks that are owned another number of times than the bitmap wants.
    var misowned: [Int] {
        ownership().enumerated().filter {
            $0.element != (allocation.isUsed(UInt64($0.offset)) ? 1 : 0)
        }.map(\.offset)
    }

    /// The path that a file is listed by; loops end.
    func path(of file: MappedFile) -> String {
        var names: [String] = []
        var next = file
        while next.number != 5, names.count < 100, let link = links(of: next).first,
            let parent = self.file(number: link.parent)
        {
            names.insert(name(link.name).description, at: 0)
            next = files[parent]
        }
        return names.isEmpty ? "." : names.joined(separator: "/")
    }

    /// The attribute of a file with a type code and a name; the first where it has several.
    func attribute(_ type: UInt32, _ name: String = "", of number: UInt64) -> FileAttribute? {
        guard let index = file(number: number) else { return nil }
        return attributes(of: files[index]).first {
            $0.typeCode == type && self.name($0.name).bytes == Array(name.utf8)
        }
    }
}
