import CLoopbackSG
import Glibc

/// The first packet of a connection, checked.
package struct Hello: Sendable {
    /// The device node.
    var kind: DeviceKind
    var number: Int
    /// open(2)'s.
    var flags: Int32
    /// Whether the program says that it has CAP_SYS_RAWIO. It does so for itself only: what it
    /// could do to others it can do anyhow, as the same user.
    var isPrivileged: Bool

    /// What a connection is for.
    package enum Purpose: Sendable {
        /// A new open file.
        case open(Hello)
        /// The memory of the open file whose socket has this name.
        case attach(String)
    }

    /// What a first packet says.
    ///
    /// - Throws: the `errno` that says that it says nothing that can be done.
    package static func purpose(of wire: lsg_hello) throws(DeviceOpenFailure) -> Purpose {
        guard wire.magic == UInt32(lsg_magic) else {
            throw DeviceOpenFailure(error: EPROTO)
        }
        guard wire.version == UInt32(lsg_version) else {
            throw DeviceOpenFailure(error: EPROTO)
        }
        switch wire.purpose {
        case UInt32(lsg_attach.rawValue):
            let name = [
                wire.name.0, wire.name.1, wire.name.2, wire.name.3, wire.name.4,
            ]
            return .attach(String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        case UInt32(lsg_open.rawValue):
            guard let kind = DeviceKind(wireValue: wire.kind), wire.number >= 0
            else { throw DeviceOpenFailure(error: ENXIO) }
            return .open(
                Hello(
                    kind: kind, number: Int(wire.number), flags: wire.flags,
                    isPrivileged: wire.is_privileged != 0))
        default: throw DeviceOpenFailure(error: EPROTO)
        }
    }

    /// The part of the flags that says what the file is opened for.
    private var access: Int32 { flags & O_ACCMODE }
    var isReadOnly: Bool { access == O_RDONLY }
    var mayWrite: Bool { access == O_RDWR || access == O_WRONLY }
    var isExclusive: Bool { flags & O_EXCL != 0 }
    var mustNotWait: Bool { flags & O_NONBLOCK != 0 }
}

extension DeviceKind {
    private static let wireValues: [(DeviceKind, lsg_kind)] = [
        (.generic, lsg_generic), (.blockGeneric, lsg_block_generic), (.tape, lsg_tape),
        (.tapeWithoutRewind, lsg_tape_without_rewind), (.disk, lsg_disk),
        (.madeFile, lsg_made_file),
    ]

    init?(wireValue: UInt32) {
        guard let found = Self.wireValues.first(where: { $0.1.rawValue == wireValue }) else {
            return nil
        }
        self = found.0
    }

    /// The value on the socket and in shared memory.
    var wireValue: UInt32 { Self.wireValues.first { $0.0 == self }?.1.rawValue ?? 0 }

    /// Whether sg or bsg has it: then there is nothing but SCSI commands.
    var isGeneric: Bool { self == .generic || self == .blockGeneric }
}
