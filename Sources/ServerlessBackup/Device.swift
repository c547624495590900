import SCSI
import Timebase

/// A device as the engine uses it: an initiator's way to it, with its name, and a count of the
/// bytes that pass through the server.
public final class Device {
    /// What people call it.
    public let name: String
    private let initiator: RetryingInitiator
    /// Bytes of a volume's content that this server read or wrote.
    public private(set) var payloadBytes: UInt64 = 0
    /// All other bytes: parameter lists, inline data, answers.
    public private(set) var controlBytes: UInt64 = 0

    /// How long one EXTENDED COPY may take.
    static let copyTimeout = Nanoseconds.seconds(24 * 3600)

    /// A device behind an initiator.
    public init(name: String, initiator: any Initiator) {
        self.name = name
        self.initiator = RetryingInitiator(initiator)
    }

    /// The unit attention since which nobody knows where the tape stands: see `RetryingInitiator`.
    var lostPosition: Reply? { initiator.lostPosition }

    /// Sends a command and returns what comes back, whatever it is; unit attentions are dealt with
    /// as `RetryingInitiator` says.
    func send(
        _ cdb: some WireStructure, dataOut: [UInt8] = [], dataInLength: Int = 0,
        timeout: Nanoseconds = CommandRequest.defaultTimeout, isPayload: Bool = false
    ) -> Reply {
        let request = CommandRequest(
            cdb: cdb.encoded(), dataOut: dataOut, dataInLength: dataInLength, timeout: timeout)
        let reply = initiator.execute(request)
        let bytes = UInt64(dataOut.count + reply.dataIn.count)
        if isPayload { payloadBytes += bytes } else { controlBytes += bytes }
        return reply
    }

    /// Sends a command that must end with GOOD, and returns its data.
    @discardableResult
    func demand<CDB: WireStructure>(
        _ cdb: CDB, dataOut: [UInt8] = [], dataInLength: Int = 0, isPayload: Bool = false
    ) throws(BackupError) -> [UInt8] {
        let reply = send(
            cdb, dataOut: dataOut, dataInLength: dataInLength, isPayload: isPayload)
        guard reply.hasSucceeded else {
            throw .command(
                CommandFailure(command: CDB.commandName, device: name, reply: reply))
        }
        return reply.dataIn
    }

    /// Sends a command whose data must decode.
    func ask<Data: WireStructure>(
        _ cdb: some WireStructure, length: Int, as _: Data.Type
    ) throws(BackupError) -> Data {
        let bytes = try demand(cdb, dataInLength: length)
        do {
            return try Data(bytes)
        } catch {
            throw .unsuitable(
                device: name, what: error.description, expected: Data.wireName)
        }
    }
}

extension WireStructure {
    /// A command's name without the word that says that this is its CDB.
    public static var commandName: String {
        wireName.hasSuffix(" CDB") ? String(wireName.dropLast(4)) : wireName
    }
}
