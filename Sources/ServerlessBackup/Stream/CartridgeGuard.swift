import SCSI

/// Keeps backups from being overwritten that nobody has given up.
public struct CartridgeGuard: Sendable {
    /// The present second, by which backups expire.
    var time: Int64
    /// Whether what is on a cartridge counts for nothing.
    var isForced: Bool

    /// A guard at a second.
    public init(time: Int64, isForced: Bool = false) {
        self.time = time
        self.isForced = isForced
    }

    /// Fails where a cartridge holds a backup that has not expired, or what is no backup at all.
    ///
    /// The tape is wound.
    func requireOverwritable(_ drive: TapeDrive) throws(BackupError) {
        if isForced { return }
        let found = try CartridgeContents(drive)
        if let foreign = found.foreign {
            throw .unsuitable(
                device: drive.device.name,
                what: "the tape file \(foreign.file) holds what is no backup: \(foreign.problem)",
                expected: "a blank cartridge, or one of expired backups")
        }
        for backup in found.backups {
            let header = backup.header
            if let expires = header.expires, expires <= time { continue }
            let until = header.expires.map { "which expires at second \($0)" }
            throw .unsuitable(
                device: drive.device.name,
                what: "the cartridge holds the backup \(header.name),"
                    + " \(until ?? "for which no end was given")",
                expected: "a blank cartridge, or one of expired backups")
        }
    }
}

/// What stands on a cartridge, tape file by tape file.
public struct CartridgeContents {
    /// A backup, or the part of one, that begins on the cartridge.
    public struct Backup: Equatable, Sendable {
        /// Its header; of a part that continues another cartridge its label.
        public var header: ArchiveHeader
        /// How many filemarks stand before the header.
        public var file: UInt64
        /// The logical object number of the record with the header.
        public var object: UInt64
        /// The logical object number of what stands behind its records: a filemark, or the end.
        public var end: UInt64
        /// Whether a filemark ends it: else it was broken off.
        public var isEnded: Bool
    }

    /// What is no backup.
    public struct Foreign: Equatable, Sendable {
        /// How many filemarks stand before it.
        public var file: UInt64
        /// Why it is none.
        public var problem: String
    }

    /// The backups, in their order.
    public private(set) var backups: [Backup] = []
    /// The first tape file that is no backup.
    public private(set) var foreign: Foreign?
    /// The logical object number of the end of data.
    public private(set) var endOfData: UInt64 = 0
    /// Whether the last tape file, if there is any, is ended by a filemark.
    public private(set) var isEnded = true

    /// Reads the first record of each tape file of the cartridge in a drive.
    public init(on device: Device) throws(BackupError) { try self.init(TapeDrive(device: device)) }

    init(_ drive: TapeDrive) throws(BackupError) {
        try drive.rewind()
        while true {
            let position = try drive.position()
            let (found, length) = try drive.read(upTo: ArchiveHeader.byteCount)
            switch found {
            case .endOfData:
                endOfData = position.object
                return
            case .filemark:
                note(position.file, "an empty tape file")
                continue
            case .record(let bytes):
                try add(bytes, length, position, drive)
            }
            if endOfData > 0 { return }
        }
    }

    /// The header of a first record: such as a backup's first record has it, or a label.
    private static func header(
        _ bytes: [UInt8], _ length: Int
    ) throws(BackupError) -> ArchiveHeader {
        let header = try ArchiveHeader(bytes)
        if !header.isContinuation, length != header.recordLength {
            throw .notAnArchive(
                "the first tape record has \(length) bytes, its header says"
                    + " \(header.recordLength)")
        }
        return header
    }

    private mutating func note(_ file: UInt64, _ problem: String) {
        if foreign == nil { foreign = Foreign(file: file, problem: problem) }
    }

    private mutating func add(
        _ bytes: [UInt8], _ length: Int, _ position: TapeDrive.Position, _ drive: TapeDrive
    ) throws(BackupError) {
        var header: ArchiveHeader?
        do {
            header = try Self.header(bytes, length)
        } catch {
            note(position.file, error.description)
        }
        var isEnded = try drive.spaceOverFilemark()
        var end = try drive.position().object
        if isEnded { end -= 1 }
        // The records of a part that continues another cartridge are the tape file behind its label.
        if let header, header.isContinuation, isEnded {
            isEnded = try drive.spaceOverFilemark()
            end = try drive.position().object
            if isEnded { end -= 1 }
        }
        if let header {
            backups.append(
                Backup(
                    header: header, file: position.file, object: position.object, end: end,
                    isEnded: isEnded))
        }
        self.isEnded = isEnded
        if !isEnded { endOfData = end }
    }
}
