import Foundation

/// A directory for one test, removed with the value.
final class ScratchDirectory: Sendable {
    let place: URL

    init() throws {
        // Short: a socket's path must fit into 107 bytes.
        place = URL(fileURLWithPath: "/tmp/sb-programs-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: place, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: place) }

    /// The path of something in it.
    func path(_ name: String) -> String { place.appendingPathComponent(name).path }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: place.appendingPathComponent(name))
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: place.appendingPathComponent(name)))
    }

    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    /// A file for a process to write to.
    func output(_ name: String) throws -> FileHandle {
        try write([], to: name)
        return try FileHandle(forWritingTo: place.appendingPathComponent(name))
    }

    /// Makes a directory of files, whose names and contents nothing else has.
    ///
    /// - Parameter name: the directory's, which goes into each file's name and content.
    func makeTree(_ name: String) throws {
        for folder in ["", "one", "one/two"] {
            let place = place.appendingPathComponent(name).appendingPathComponent(folder)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (number, length) in [0, 1, 511, 512, 40_000].enumerated() {
                let seed = "\(name)/\(folder)/\(number)".utf8.reduce(5381) {
                    $0 &* 33 &+ UInt64($1)
                }
                try Data(bytes(length, seed: seed))
                    .write(to: place.appendingPathComponent("\(name)-\(number)"))
            }
        }
        try FileManager.default.createSymbolicLink(
            atPath: place.appendingPathComponent(name).appendingPathComponent("link").path,
            withDestinationPath: "one/two")
    }
}

/// Bytes of which no eight-byte word comes twice, for one seed or for several.
func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    var word: UInt64 = 0
    while bytes.count < count {
        // A bijection of 64 bits: other words, other bytes.
        var mixed = (seed << 32 | word) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 29
        mixed = mixed &* 0xBF58_476D_1CE4_E5B9
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: mixed))
            mixed >>= 8
        }
        word += 1
    }
    return Array(bytes.prefix(count))
}
