/// Deals with unit attentions as an initiator does that wants its commands carried out: it takes
/// note of them and sends the command again.
///
/// One thing must not pass so. After a reset or a change of the medium (29h, 28h) nobody knows where
/// a tape stands, and a command that works where it stands would read or write another place than
/// was meant. Once the position was known, such a command ends with the unit attention, and so do
/// those that follow, until REWIND, LOCATE, LOAD UNLOAD or SPACE to the end of data has brought the
/// tape to a known place. Linux's tape driver holds back commands in the same way.
public final class RetryingInitiator: Initiator {
    /// How often a command is sent again that met a unit attention.
    public static let unitAttentionRetries = 3

    private let initiator: any Initiator
    /// The kind of device, from INQUIRY data that passed by.
    private var deviceType: PeripheralDeviceType?
    /// Whether anything was said, or followed, of where the tape stands.
    private var knowsPosition = false
    /// The unit attention since which nobody knows where the tape stands; nil where that is known,
    /// or never was.
    public private(set) var lostPosition: Reply?

    /// Wraps a way to a logical unit.
    public init(_ initiator: any Initiator) { self.initiator = initiator }

    public func execute(_ request: CommandRequest) -> Reply {
        let position = CommandRepetition(of: request.cdb, on: deviceType).position
        if position == .relative, let lostPosition { return lostPosition }
        var reply = initiator.execute(request)
        for _ in 0..<Self.unitAttentionRetries {
            guard let sense = reply.checkConditionSense, sense.key == .unitAttention else { break }
            if knowsPosition, Self.losesPosition(sense.code) { lostPosition = reply }
            if position == .relative, lostPosition != nil { return reply }
            reply = initiator.execute(request)
        }
        if reply.hasSucceeded { learn(request, position, reply) }
        return reply
    }

    /// POWER ON, RESET, OR BUS DEVICE RESET OCCURRED and NOT READY TO READY CHANGE, MEDIUM MAY HAVE
    /// CHANGED, with all their qualifiers.
    private static func losesPosition(_ code: AdditionalSenseCode) -> Bool {
        code.code == 0x29 || code.code == 0x28
    }

    private func learn(
        _ request: CommandRequest, _ position: CommandRepetition.Position, _ reply: Reply
    ) {
        switch position {
        case .absolute: (knowsPosition, lostPosition) = (true, nil)
        case .relative: knowsPosition = true
        case .independent:
            guard let code = request.cdb.first else { return }
            if code == OperationCode.readPosition.rawValue { knowsPosition = true }
            if code == OperationCode.inquiry.rawValue, request.cdb.count > 1,
                request.cdb[1] & 1 == 0, let data = try? StandardInquiryData(reply.dataIn)
            {
                deviceType = data.peripheralDeviceType
            }
        }
    }
}
