import ArgumentParser
import DeviceSAN
import Foundation
import ServerlessBackup

/// The catalog that a subcommand looks into.
struct CatalogOptions: ParsableArguments {
    @Option(help: "The catalog's file.", completion: .file())
    var catalog: String

    @Flag(help: "Write JSON lines.")
    var json = false

    func report() throws -> CatalogReport {
        CatalogReport(
            try Catalog(path: catalog, mustExist: true), form: json ? .jsonLines : .table)
    }

    static func say(_ text: String) { Terminal.write(Data(text.utf8)) }
}

/// What a catalog calls cartridges.
struct CartridgeNames: ParsableArguments {
    @Option(
        name: .customLong("cartridge"),
        help: "What the catalog calls the cartridge in a device; once for each --tape.")
    var names: [String] = []

    /// The cartridges of tapes, as catalogs know them: by a folder's whole path, or, in a device, by
    /// the name given here.
    func cartridges(in tapes: [String]) throws -> [CatalogCartridge] {
        if tapes.contains(where: DeviceSAN.isDevice) {
            guard names.count == tapes.count else {
                throw InputFault(
                    "\(names.count) names of cartridges for \(tapes.count) tapes; a catalog needs"
                        + " --cartridge for each where one is a device")
            }
            return names.map { CatalogCartridge(identifier: $0, name: $0) }
        }
        if !names.isEmpty {
            throw InputFault("--cartridge is for devices; a cartridge's directory is its name")
        }
        return tapes.map { path in
            let url = URL(fileURLWithPath: path).standardizedFileURL
            return CatalogCartridge(identifier: url.path, name: url.lastPathComponent)
        }
    }
}

/// `sanbench list`.
struct ListBackups: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the backups of a catalog.",
        discussion: """
            Examples:
              sanbench list --catalog catalog.db
              sanbench list --catalog catalog.db --json

            Exit status: 0 done, 2 usage or bad input.
            """)

    @OptionGroup var options: CatalogOptions

    func run() throws { try options.report().list(to: CatalogOptions.say) }
}

/// `sanbench find`.
struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find files in the backups of a catalog, or who had a block of the disk.",
        discussion: """
            Examples:
              sanbench find --catalog catalog.db 'early*'
              sanbench find --catalog catalog.db --ignore-case '**/*.TXT'
              sanbench find --catalog catalog.db --byte 1048576

            Exit status: 0 done, 2 usage or bad input.
            """)

    @OptionGroup var options: CatalogOptions

    @Argument(help: "Patterns of paths; ** spans folders.")
    var patterns: [String] = []

    @Flag(help: "Letters of both cases are the same.")
    var ignoreCase = false

    @Option(help: "Only the backup of this number.")
    var backup: Int64?

    @Option(help: "The files that had this byte of the disk.")
    var byte: UInt64?

    func validate() throws {
        if patterns.isEmpty == (byte == nil) {
            throw ValidationError("either patterns or --byte are needed")
        }
    }

    func run() throws {
        let report = try options.report()
        if let byte {
            guard byte < UInt64.max else { throw InputFault("--byte: no disk has that byte") }
            try report.owners(ofDisk: byte..<byte + 1, in: backup, to: CatalogOptions.say)
        } else {
            try report.find(
                patterns, ignoringCase: ignoreCase, in: backup, to: CatalogOptions.say)
        }
    }
}

/// `sanbench show`.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a backup of a catalog: where it is on tape, and what it holds.",
        discussion: """
            Examples:
              sanbench show --catalog catalog.db 1
              sanbench show --catalog catalog.db --members 1

            Exit status: 0 done, 2 usage or bad input.
            """)

    @OptionGroup var options: CatalogOptions

    @Argument(help: "The backup's number, as sanbench list shows it.")
    var number: Int64

    @Flag(help: "Show every member too.")
    var members = false

    func run() throws {
        try options.report().show(number, withMembers: members, to: CatalogOptions.say)
    }
}

/// `sanbench catalog`.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Make a catalog anew from the tapes alone.",
        discussion: """
            Examples:
              sanbench catalog rebuild --catalog anew.db --tape c
              sanbench catalog rebuild --catalog anew.db --tape a --tape b

            Exit status: 0 done, 2 usage or bad input.
            """,
        subcommands: [Rebuild.self])

    /// `sanbench catalog rebuild`.
    struct Rebuild: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the headers of all members on cartridges into a catalog.",
            discussion: """
                What the catalog knew of other cartridges is forgotten, unless --keep \
                says otherwise.

                Examples:
                  sanbench catalog rebuild --catalog anew.db --tape c
                  sanbench catalog rebuild --catalog anew.db --keep --tape a --tape b

                Exit status: 0 done, 1 something on the tapes could not be taken in, 2 \
                usage or bad input.
                """)

        @Option(help: "The catalog's file; made where it is missing.", completion: .file())
        var catalog: String

        @Option(
            name: .customLong("tape"),
            help: "A cartridge's directory, or a device; again for another.",
            completion: .directory)
        var tapes: [String] = []

        @OptionGroup var cartridges: CartridgeNames

        @Flag(help: "Keep what the catalog knows of other cartridges.")
        var keep = false

        func validate() throws {
            if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
        }

        func run() throws {
            let san = DeviceSAN(profile: try copyManagerProfile("spc4"))
            let loaded = try zip(cartridges.cartridges(in: tapes), tapes).map {
                Catalog.LoadedCartridge($0, in: try san.tape($1, isWriteProtected: true))
            }
            let catalog = try Catalog(path: catalog)
            defer { Terminal.showProgress(nil) }
            let result = try catalog.rebuild(from: loaded, isAnew: !keep) {
                Terminal.showProgress("reading \($0)")
            }
            Terminal.showProgress(nil)
            let count = result.backups.count
            Terminal.say("\(count) backup\(count == 1 ? "" : "s")")
            for note in result.notes { Terminal.complain(note) }
            if !result.notes.isEmpty { throw ExitCode(1) }
        }
    }
}
