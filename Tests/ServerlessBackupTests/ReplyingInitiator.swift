import SCSI

/// Passes commands on, and changes what comes back.
final class ReplyingInitiator: Initiator {
    private let initiator: any Initiator
    private let change: (CommandRequest, inout Reply) -> Void
    private(set) var requests: [CommandRequest] = []

    init(_ initiator: any Initiator, change: @escaping (CommandRequest, inout Reply) -> Void) {
        self.initiator = initiator
        self.change = change
    }

    func execute(_ request: CommandRequest) -> Reply {
        requests.append(request)
        var reply = initiator.execute(request)
        change(request, &reply)
        return reply
    }
}

extension ReplyingInitiator {
    /// A device that says in INQUIRY data that it has no copy manager: the 3PC bit is zero.
    static func withoutCopyManager(_ initiator: any Initiator) -> ReplyingInitiator {
        ReplyingInitiator(initiator) { request, reply in
            let isStandardInquiry = request.cdb[0] == 0x12 && request.cdb[1] & 1 == 0
            if isStandardInquiry, reply.dataIn.count > 5 { reply.dataIn[5] &= ~0x08 }
        }
    }
}
