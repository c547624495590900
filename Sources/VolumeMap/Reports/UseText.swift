extension BlockOwners.Use {
    /// What a block is used for, in words: the path of the file, its attribute and the block of its
    /// value, or the area, or that the block is free.
    public func text(_ volume: MappedVolume, _ paths: PathIndex) -> String {
        switch self {
        case .attribute(let file, let attribute, let logical):
            let found = volume.attributes[attribute]
            var text = shown(paths.path(of: file).bytes)
            let name = volume.nameBytes[found.name.indices]
            if found.role == .data {
                if !name.isEmpty { text += ":" + shown(name) }
            } else {
                text += ", " + (found.typeCode == 0 ? "" : "attribute \(hex(found.typeCode)) ")
                text += shown(name)
            }
            return text + ", block \(logical) of its value"
        case .area(let index):
            let area = volume.areas[index]
            guard let owner = area.owner else { return area.kind.rawValue }
            guard let file = volume.file(number: owner) else {
                return "\(area.kind.rawValue) of file \(owner)"
            }
            return "\(area.kind.rawValue) of \(shown(paths.path(of: file).bytes))"
        case .lost: return "in use, but nothing owns it"
        case .free: return "free"
        case .behindFileSystem: return "behind the file system's last block"
        case .outside: return "outside of the volume"
        }
    }

    private func hex(_ code: UInt32) -> String {
        String(code, radix: 16, uppercase: true) + "h"
    }
}
