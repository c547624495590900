import Foundation
import Media

/// A cartridge on disk with eight records of 100 bytes, removed at the end of its test.
final class ScratchCartridge {
    let path: String
    let records = (0..<8).map { block($0, 100) }

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/sanbench-\(UUID().uuidString)"
        let tape = try Cartridge.create(
            at: path,
            CartridgeManifest(
                volumeIdentifier: "SB0002L8", capacity: 1 << 20, earlyWarning: 1 << 20))
        try tape.append(DataBuffer(records.flatMap { $0 }), recordLength: 100, at: 0)
        try tape.unload()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func mount(writeProtected: Bool = false) throws -> Cartridge {
        try Cartridge.mount(path, writeProtected: writeProtected)
    }

    /// Changes the log while no one has it mounted; without its index unless that is kept.
    func damage(keepingIndex: Bool, _ change: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: path + "/partition-0.log")
        var log = try Data(contentsOf: url)
        change(&log)
        try log.write(to: url)
        if !keepingIndex {
            try FileManager.default.removeItem(atPath: path + "/partition-0.index")
        }
    }
}
