/// A cartridge as the caller knows it.
public struct CatalogCartridge: Hashable, Sendable {
    /// What tells it from all others: its volume identifier, its serial number, or its path.
    public var identifier: String
    /// What people call it.
    public var name: String

    /// A cartridge.
    ///
    /// - Parameter name: nil where people call it by its identifier.
    public init(identifier: String, name: String? = nil) {
        self.identifier = identifier
        self.name = name ?? identifier
    }
}

/// A backup as the catalog knows it.
public struct CatalogBackup: Equatable, Sendable {
    /// Whether it can be restored.
    public enum State: String, Sendable, CaseIterable {
        /// All of it is on tape.
        case complete
        /// It was broken off, and can be finished; what is on tape can be restored.
        case incomplete
        /// At least one of its cartridges was written over.
        case overwritten
    }

    /// A part of it on a cartridge.
    public struct Part: Equatable, Sendable {
        /// Where its records are.
        public var span: TapeSpan
        /// On which cartridge.
        public var cartridge: CatalogCartridge
        /// Whether something else was written there since.
        public var isOverwritten: Bool
    }

    /// Its number in the catalog; numbers are not used again.
    public var number: Int64
    /// Its header.
    public var header: ArchiveHeader
    /// Whether all of it was written.
    public var isComplete: Bool
    /// Its parts, in the order of the stream.
    public var parts: [Part]
    /// How many members it has, of those that are on tape.
    public var memberCount: UInt64
    /// Bytes of these members' contents, holes included.
    public var contentBytes: UInt64
    /// Bytes of its tape records.
    public var tapeBytes: UInt64

    /// Whether it can be restored.
    public var state: State {
        if parts.contains(where: \.isOverwritten) { return .overwritten }
        return isComplete ? .complete : .incomplete
    }

    /// The backup for a restore. The drives have to hold the cartridges of `parts`, in their order.
    public var onTape: BackupOnTape {
        BackupOnTape(header: header, spans: parts.map(\.span), isEnded: isComplete)
    }

    /// Where a byte of the stream stands on tape; nil where it is not there, or was written over.
    public func place(of offset: UInt64) -> TapePlace? {
        let length = UInt64(header.recordLength)
        for part in parts where part.span.start <= offset && !part.isOverwritten {
            let (record, byte) = (offset - part.span.start).quotientAndRemainder(dividingBy: length)
            if record < part.span.recordCount {
                return TapePlace(
                    cartridge: part.cartridge, file: part.span.file,
                    object: part.span.firstObject &+ record, byte: Int(byte))
            }
        }
        return nil
    }
}

/// A byte on tape.
public struct TapePlace: Equatable, Sendable {
    /// The cartridge.
    public var cartridge: CatalogCartridge
    /// How many filemarks stand before it.
    public var file: UInt64
    /// The logical object number of the record that holds it.
    public var object: UInt64
    /// The byte of the record, from 0.
    public var byte: Int
}

/// A member of a backup in the catalog.
public struct CatalogMember: Equatable, Sendable {
    /// The number of its backup.
    public var backup: Int64
    /// Its place among the backup's members, from 0.
    public var number: UInt64
    /// The member.
    public var member: ArchivedMember
}

/// A digest that was made when a backup was.
public struct CatalogDigest: Equatable, Sendable {
    /// How it is computed.
    public enum Algorithm: String, Sendable, CaseIterable {
        /// SHA-256 (FIPS 180-4), 32 bytes.
        case sha256
        /// CRC-32C (RFC 3720 B.4), 4 bytes, high byte first.
        case crc32c

        /// How many bytes it has.
        public var byteCount: Int { self == .sha256 ? 32 : 4 }
    }

    /// How it was computed.
    public var algorithm: Algorithm
    /// Its bytes.
    public var value: [UInt8]

    /// A digest.
    public init(_ algorithm: Algorithm, _ value: [UInt8]) {
        self.algorithm = algorithm
        self.value = value
    }

    /// Fails unless it has the bytes that its algorithm gives.
    func requireLength() throws(CatalogError) {
        if value.count != algorithm.byteCount {
            throw .unsuitable(
                what: "a \(algorithm.rawValue) digest of \(value.count) bytes",
                expected: "\(algorithm.byteCount) bytes")
        }
    }
}
