import VolumeMap
import WireBytes

/// The SHA-256 of an attribute's value as a file system shows it: what `sha256sum` says of the file.
struct ContentDigest: Equatable {
    /// The 32 bytes.
    let bytes: [UInt8]

    /// Reads the whole value.
    init(
        _ attribute: FileAttribute, of volume: MappedVolume, reader: any FileSystemReader
    ) throws(VolumeError) {
        let contents = AttributeContents(reader: reader, volume: volume, attribute: attribute)
        let digest = SHA256()
        try contents.forEachPiece { digest.add($0[...]) }
        bytes = digest.finish()
    }
}

/// A digest as `sha256sum` prints it.
func hexadecimalText(_ digest: [UInt8]) -> String { hexPairs(digest).filter { $0 != " " } }
