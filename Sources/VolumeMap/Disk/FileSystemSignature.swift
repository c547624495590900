import WireBytes

/// Which family of file systems a part of a disk holds, by the signature that each has at a place of
/// its own.
public enum FileSystemSignature: Sendable, CaseIterable {
    /// The OEM ID "NTFS    " at byte 3, and 55h AAh at byte 510.
    case ntfs
    /// s_magic EF53h at byte 1080: byte 56 of the superblock, which lies at byte 1024.
    case ext

    /// Looks at the beginning of a part of a disk.
    ///
    /// - Throws: `BlockReadFailure` where it cannot be read.
    /// - Returns: nil where neither signature is there, also where the part is too short for one.
    public static func detect(
        _ reader: any BlockReader, _ part: DiskPart
    ) throws(BlockReadFailure) -> FileSystemSignature? {
        signature(of: try beginning(reader, part))
    }

    /// The bytes that signatures are looked for in: 2048, or fewer where the part has no more.
    static func beginning(
        _ reader: any BlockReader, _ part: DiskPart
    ) throws(BlockReadFailure) -> [UInt8] {
        try part.read(reader, at: 0, count: Int(min(2048, part.byteCount)))
    }

    static func signature(of bytes: [UInt8]) -> FileSystemSignature? {
        if isBootSector(bytes), text(bytes, at: 3) == "NTFS    " { return .ntfs }
        if bytes.count >= 1082, bytes[1080] == 0x53, bytes[1081] == 0xEF { return .ext }
        return nil
    }

    /// Whether a disk's first block is a file system's boot sector, which has 55h AAh where a master
    /// boot record has them.
    static func isVolumeBootSector(_ bytes: [UInt8]) -> Bool {
        isBootSector(bytes) && bootSectorName(bytes) != nil
    }

    private static func isBootSector(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 512 && bytes[510] == 0x55 && bytes[511] == 0xAA
    }

    private static func bootSectorName(_ bytes: [UInt8]) -> String? {
        let name = text(bytes, at: 3)
        if name == "NTFS    " { return "NTFS" }
        if name == "EXFAT   " { return "exFAT" }
        if name == "-FVE-FS-" { return "BitLocker" }
        if name == "ReFS\0\0\0\0" { return "ReFS" }
        if text(bytes, at: 82) == "FAT32   " { return "FAT32" }
        let old = text(bytes, at: 54)
        return old.hasPrefix("FAT1") ? "FAT" : nil
    }

    /// What a part begins with, for whoever expected a file system that can be mapped.
    static func found(in bytes: [UInt8]) -> String {
        if isBootSector(bytes), let name = bootSectorName(bytes) { return name }
        if text(bytes, at: 0).hasPrefix("XFSB") { return "XFS" }
        if text(bytes, at: 0).hasPrefix("LUKS") { return "LUKS" }
        if text(bytes, at: 512) == "LABELONE" { return "an LVM physical volume" }
        if bytes.allSatisfy({ $0 == 0 }) { return "zeros" }
        return "bytes " + hexPairs(bytes.prefix(16))
    }

    /// Eight bytes as Latin-1; empty where they are not there.
    private static func text(_ bytes: [UInt8], at offset: Int) -> String {
        guard bytes.count >= offset + 8 else { return "" }
        return String(
            String.UnicodeScalarView(bytes[offset..<offset + 8].map { Unicode.Scalar($0) }))
    }
}

/// The reader of whichever file system a part of a disk holds.
///
/// - Throws: `VolumeError.unknownFileSystem` where there is none that can be mapped, and what the
///   reader itself throws.
public func openVolume(
    _ reader: any BlockReader, _ part: DiskPart
) throws(VolumeError) -> any FileSystemReader {
    let bytes: [UInt8]
    do throws(BlockReadFailure) {
        bytes = try FileSystemSignature.beginning(reader, part)
    } catch {
        throw .unreadable(error)
    }
    switch FileSystemSignature.signature(of: bytes) {
    case .ntfs: return try NTFSReader(reader: reader, part: part)
    case .ext: return try ExtReader(reader: reader, part: part)
    case nil:
        throw .unknownFileSystem(at: part.start, found: FileSystemSignature.found(in: bytes))
    }
}
