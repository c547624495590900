import ArgumentParser
import DeviceSAN
import FileSAN
import ServerlessBackup
import VolumeMap

/// The cartridges that a subcommand reads a backup from.
struct TapeOptions: ParsableArguments {
    @Option(
        name: .customLong("tape"),
        help: "A cartridge's directory, or a device; again for the backup's next cartridge.",
        completion: .directory)
    var tapes: [String] = []

    @Option(help: "The backup's name; not needed where the tape has one alone.")
    var name: String?

    /// Drives with the cartridges, which are only read.
    func drives(on san: DeviceSAN) throws -> [Device] {
        try tapes.map { try san.tape($0, isWriteProtected: true) }
    }

    /// Fails where no tape is given.
    func requireTape() throws {
        if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
    }
}

/// The files that a subcommand works on.
struct FileChoice: ParsableArguments {
    @Option(help: "Only the files whose paths match; ** spans folders. May be given again.")
    var files: [String] = []

    /// Says of a path whether it is chosen: all are where no pattern is given.
    var isChosen: (_ path: [UInt8]) -> Bool {
        let globs = files.map { PathGlob($0) }
        return { path in globs.isEmpty || globs.contains { $0.covers(path) } }
    }
}
