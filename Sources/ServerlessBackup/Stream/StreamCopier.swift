import SCSI

/// Sends a stream's lists to the copy manager, one cartridge after the other.
///
/// A cartridge is full when the drive says that it is past early warning after a list, or when a
/// list ends in VOLUME OVERFLOW in its middle. What is on tape then is told by the tape's position;
/// the rest goes to the next cartridge, behind a label that says what it continues.
final class StreamCopier {
    private let source: Device
    private let route: CopyRoute
    private let tapes: [Device]
    private let header: ArchiveHeader
    private let guarding: CartridgeGuard
    private var sender = CopySender()
    /// The tape's logical object number after a list has failed; nil where the drive does not say.
    private var failedAt: UInt64?
    /// Whether what comes next goes to the next cartridge.
    private var isCartridgeFull = false

    /// Where the stream is on tape.
    private(set) var spans: [TapeSpan] = []
    /// How many EXTENDED COPY commands were sent.
    var commandCount: Int { sender.count }
    /// The limits of the copy manager that is used.
    var limits: CopyLimits { route.limits }
    /// The device whose copy manager is used with the first cartridge.
    var manager: Device { route.manager }

    init(
        source: Device, tapes: [Device], header: ArchiveHeader, guarding: CartridgeGuard
    ) throws(BackupError) {
        self.source = source
        self.tapes = tapes
        self.header = header
        self.guarding = guarding
        route = try CopyRoute(disk: source, tapes: tapes, recordLength: header.recordLength)
    }

    /// The cartridge that is written, from 0.
    private var cartridge: Int { (spans.last?.cartridge ?? 1) - 1 }
    private var drive: TapeDrive { TapeDrive(device: tapes[cartridge]) }
    /// The device that takes the lists for that cartridge.
    private var receiver: Device { route.receiver(cartridge) }

    /// Begins the stream where the first tape stands, or goes on with one that is there.
    ///
    /// - Parameter isEnded: whether a filemark ends what is there already.
    func begin(with spans: [TapeSpan] = [], isEnded: Bool = false) throws(BackupError) {
        if !spans.isEmpty {
            self.spans = spans
            if isEnded, cartridge + 1 < tapes.count {
                isCartridgeFull = try drive.position().isPastEarlyWarning
            }
            return
        }
        let position = try TapeDrive(device: tapes[0]).position()
        self.spans = [
            TapeSpan(
                cartridge: 1, file: position.file, firstObject: position.object, start: 0,
                recordCount: 0)
        ]
    }

    /// Copies one list, to as many cartridges as it takes.
    ///
    /// - Parameter replan: makes new lists of what did not fit on a cartridge: the next one begins
    ///   with a tape record, wherever in a block that is.
    func copy(
        _ planned: StreamList, replan: (StreamList) throws -> [StreamList]
    ) throws {
        if isCartridgeFull {
            isCartridgeFull = false
            try continueOnNextCartridge(after: nil)
        }
        var waiting = [planned]
        let record = UInt64(header.recordLength)
        while let list = waiting.popLast() {
            let reply = send(list)
            if reply.hasSucceeded {
                spans[spans.count - 1].recordCount += (list.count + record - 1) / record
                // Without another cartridge this one is filled to its end.
                if !list.isLast, cartridge + 1 < tapes.count,
                    try drive.position().isPastEarlyWarning
                {
                    try drive.writeFilemarks(1)
                    try continueOnNextCartridge(after: nil)
                }
                continue
            }
            noteRecords(of: list)
            let end = spans[spans.count - 1].end(recordLength: header.recordLength)
            guard reply.isOfFullTape else { throw BackupError.stream(failure(reply)) }
            // A mark of the end, if there is still room for one: the records before it count.
            try? drive.writeFilemarks(1)
            if list.isLast, end >= list.start + list.count { return }
            try continueOnNextCartridge(after: reply)
            waiting += try replan(list.remainder(from: end)).reversed()
        }
    }

    /// Ends a stream that is on tape whole, but for its filemark.
    func end() throws(BackupError) { try drive.writeFilemarks(1) }

    private func send(_ list: StreamList) -> Reply {
        // The disk's copy manager would write wherever the tape stands.
        if let lost = tapes[cartridge].lostPosition { return lost }
        let parameters = list.parameterList(
            source: route.diskFacts.cscdDescriptor(
                .block(length: UInt32(header.geometry.blockLength))),
            tape: route.tapeFacts[cartridge].cscdDescriptor(.stream(pad: list.isLast)),
            recordLength: header.recordLength)
        return sender.send(parameters, to: receiver)
    }

    /// Takes note of the records that stand on tape after a list has failed. Where the drive does
    /// not say, those of the lists before are certain.
    private func noteRecords(of list: StreamList) {
        failedAt = try? drive.position().object
        guard let object = failedAt else { return }
        let last = spans.count - 1
        let record = UInt64(header.recordLength)
        let most = (list.start + list.count - spans[last].start + record - 1) / record
        let count = object > spans[last].firstObject ? object - spans[last].firstObject : 0
        spans[last].recordCount = min(max(count, spans[last].recordCount), most)
    }

    private func continueOnNextCartridge(after reply: Reply?) throws(BackupError) {
        let next = cartridge + 1
        guard next < tapes.count else {
            var failure = failure(
                reply ?? Reply(status: .checkCondition, sense: Self.endOfTape))
            failure.cartridgeNote =
                "\(tapes[cartridge].name) is full and there is no other cartridge"
            throw .stream(failure)
        }
        let tape = TapeDrive(device: tapes[next])
        let start = spans[spans.count - 1].end(recordLength: header.recordLength)
        try guarding.requireOverwritable(tape)
        try tape.rewind()
        var label = header
        label.cartridge = next + 1
        label.continuesAt = start
        let zeros = [UInt8](repeating: 0, count: ArchiveHeader.byteCount)
        try tape.write(label.encoded() + zeros)
        try tape.writeFilemarks(1)
        let position = try tape.position()
        spans.append(
            TapeSpan(
                cartridge: next + 1, file: position.file, firstObject: position.object,
                start: start, recordCount: 0))
    }

    private func failure(_ reply: Reply) -> StreamFailure {
        StreamFailure(
            command: CommandFailure(
                command: ExtendedCopyLID1CDB.commandName, device: receiver.name, reply: reply),
            number: commandCount, status: sender.status(from: receiver), tapePosition: failedAt,
            header: header, spans: spans)
    }

    private static let endOfTape = SenseData(
        .noSense, AdditionalSenseCode(0x00, 0x02)
    ).encoded(.fixed)
}

extension Reply {
    /// Whether a copy ended because its tape is full.
    fileprivate var isOfFullTape: Bool {
        guard transportFailure == nil, status == .checkCondition,
            let sense = try? SenseData(self.sense, isFromCopy: true),
            let area = sense.forwardedFromDestination, let inner = try? SenseData(area.sense)
        else { return false }
        return inner.key == .volumeOverflow || inner.eom
    }
}
