import CLoopbackSG
import Glibc

/// A request from shared memory, copied and checked.
package struct FileRequest: Sendable {
    /// What is asked for.
    package enum Operation: Equatable, Sendable {
        case command(cdb: [UInt8])
        case read(offset: Int64?)
        case write(offset: Int64?)
        case seek(Int64, SeekOrigin)
        case control(UInt, value: UInt)
        case synchronize
        case reset
        case accessCount
    }

    package var operation: Operation
    /// How many bytes come from the program.
    package var outLength: Int
    /// How many bytes the program has room for.
    package var inLength: Int
    /// How long a command may take; `nil` for as long as it does.
    package var timeout: Int64?

    /// The most data of a request.
    package static let dataLimit = Int(lsg_data_bytes)
    /// The longest CDB.
    package static let cdbLimit = Int(lsg_cdb_bytes)

    /// The longest content of a file that is made at open.
    static let madeFileLimit = Int(lsg_made_file_bytes)

    /// What a request says.
    ///
    /// - Throws: the `errno` that the call fails with.
    package init(_ wire: lsg_request) throws(DeviceOpenFailure) {
        guard wire.out_length <= UInt32(Self.dataLimit),
            wire.in_length <= UInt32(Self.dataLimit)
        else { throw DeviceOpenFailure(error: ENOMEM) }
        outLength = Int(wire.out_length)
        inLength = Int(wire.in_length)
        timeout = wire.timeout == 0 ? nil : Int64(wire.timeout) * 1_000_000
        operation = try Self.operation(of: wire)
        if case .control = operation {
            let limit = Int(lsg_argument_bytes)
            guard outLength <= limit, inLength <= outLength else {
                throw DeviceOpenFailure(error: EINVAL)
            }
        }
    }

    private static func operation(
        of wire: lsg_request
    ) throws(DeviceOpenFailure) -> Operation {
        let offset = wire.has_offset != 0 ? wire.offset : nil
        switch lsg_operation(rawValue: wire.operation) {
        case lsg_command: return .command(cdb: try cdb(of: wire))
        case lsg_read: return .read(offset: offset)
        case lsg_write: return .write(offset: offset)
        case lsg_seek:
            guard let origin = SeekOrigin(rawValue: wire.origin) else {
                throw DeviceOpenFailure(error: EINVAL)
            }
            return .seek(wire.offset, origin)
        case lsg_control:
            return .control(
                UInt(UInt32(truncatingIfNeeded: wire.control)),
                value: UInt(wire.value))
        case lsg_synchronize: return .synchronize
        case lsg_reset: return .reset
        case lsg_access_count: return .accessCount
        default: throw DeviceOpenFailure(error: ENOTTY)
        }
    }

    private static func cdb(of wire: lsg_request) throws(DeviceOpenFailure) -> [UInt8] {
        let length = Int(wire.cdb_length)
        guard length >= 1, length <= cdbLimit else { throw DeviceOpenFailure(error: EMSGSIZE) }
        return copiedCDB(wire, length)
    }
}

/// How a request ended.
struct FileReply: Sendable {
    /// The `errno`, or 0.
    var error: Int32 = 0
    /// How many bytes of the slot's data are for the program.
    var inLength = 0
    /// What the call returns.
    var result = 0
    /// The SCSI status.
    var status: UInt8 = 0
    /// DID_OK and the like, and DRIVER_SENSE or 0, as sg shows them.
    var hostStatus: UInt16 = 0
    var driverStatus: UInt16 = 0
    var sense: [UInt8] = []

    /// Values that sg shows (scsi/scsi_status.h, scsi/sg.h).
    static let didNoConnect: UInt16 = 1
    static let didTimeOut: UInt16 = 3
    static let didError: UInt16 = 7
    static let driverSense: UInt16 = 8
}
