import SCSI
import Testing

/// What becomes of unit attentions.
@Suite struct RetryingInitiatorTests {
    /// A logical unit that answers GOOD, but for the answers that are waiting.
    private final class Unit: Initiator {
        var waiting: [Reply] = []
        var type = PeripheralDeviceType.sequentialAccess
        private(set) var sent: [[UInt8]] = []

        func execute(_ request: CommandRequest) -> Reply {
            sent.append(request.cdb)
            if request.cdb[0] == OperationCode.inquiry.rawValue {
                let data = StandardInquiryData(
                    peripheralDeviceType: type, vendor: "V", product: "P", revision: "R")
                return Reply(status: .good, dataIn: data.encoded())
            }
            return waiting.isEmpty ? Reply(status: .good) : waiting.removeFirst()
        }
    }

    private static func attention(_ code: UInt8, _ qualifier: UInt8 = 0) -> Reply {
        Reply(
            status: .checkCondition,
            sense: SenseData(.unitAttention, AdditionalSenseCode(code, qualifier)).encoded(.fixed))
    }

    private static let write = WriteStream6CDB(transferLength: 512).encoded()
    private static let rewind = RewindCDB().encoded()
    private static let position = ReadPositionCDB(serviceAction: .longForm).encoded()
    private static let read16 = Read16CDB(logicalBlockAddress: 1, transferLength: 1).encoded()
    private static let copy = ExtendedCopyLID1CDB(parameterListLength: 40).encoded()
    private static let inquiry = InquiryCDB(allocationLength: 96).encoded()

    private func send(_ way: RetryingInitiator, _ cdb: [UInt8]) -> Reply {
        way.execute(CommandRequest(cdb: cdb))
    }

    @Test func aUnitAttentionIsTakenNoteOf() {
        let unit = Unit()
        let way = RetryingInitiator(unit)
        unit.waiting = [Self.attention(0x29), Self.attention(0x2A, 1), Self.attention(0x3F, 0x0E)]
        #expect(send(way, Self.read16).isGood)
        #expect(unit.sent == [Self.read16, Self.read16, Self.read16, Self.read16])
        unit.waiting = Array(repeating: Self.attention(0x2A, 1), count: 9)
        #expect(send(way, Self.read16) == Self.attention(0x2A, 1))
        #expect(unit.sent.count == 8 && way.lostPosition == nil)
    }

    @Test func otherAnswersPass() {
        let unit = Unit()
        let way = RetryingInitiator(unit)
        let others = [
            Reply(status: .busy), Reply(transportFailure: .timedOut),
            Reply(
                status: .checkCondition, sense: SenseData(.notReady, .notReady).encoded(.fixed)),
            Reply(status: .checkCondition, sense: [0x70]),
        ]
        for reply in others {
            unit.waiting = [reply]
            #expect(send(way, Self.read16) == reply && unit.waiting.isEmpty)
        }
        #expect(unit.sent.count == others.count)
    }

    /// Whoever writes a tape without having asked where it is, has lost nothing.
    @Test func aFirstCommandIsSentAgain() {
        let unit = Unit()
        let way = RetryingInitiator(unit)
        unit.waiting = [Self.attention(0x29)]
        #expect(send(way, Self.write).isGood && unit.sent.count == 2)
    }

    @Test(arguments: [(UInt8(0x29), UInt8(2)), (0x28, 0)])
    func whatIsWrittenAfterAResetWouldGoElsewhere(_ code: UInt8, _ qualifier: UInt8) {
        let reset = Self.attention(code, qualifier)
        let space = Space6CDB(code: .filemarks, count: 1).encoded()
        for known in [Self.rewind, Self.position, Self.write] {
            let unit = Unit()
            let way = RetryingInitiator(unit)
            #expect(send(way, known).isGood)
            unit.waiting = [reset]
            #expect(send(way, Self.write) == reset)
            #expect(unit.sent == [known, Self.write])
            // Nor is what follows, until the tape is where somebody wanted it.
            for cdb in [Self.write, space, Self.copy] { #expect(send(way, cdb) == reset) }
            #expect(unit.sent.count == 2 && way.lostPosition == reset)
            #expect(send(way, Self.position).isGood && way.lostPosition == reset)
            #expect(send(way, Locate16CDB(logicalIdentifier: 3).encoded()).isGood)
            #expect(way.lostPosition == nil && send(way, Self.write).isGood)
        }
    }

    /// The attention may come with a command that does no harm.
    @Test func aResetThatIsToldElsewhereCountsToo() {
        let unit = Unit()
        let way = RetryingInitiator(unit)
        #expect(send(way, Self.rewind).isGood)
        unit.waiting = [Self.attention(0x29)]
        #expect(send(way, Self.position).isGood)
        #expect(send(way, Self.write) == Self.attention(0x29))
        #expect(unit.sent == [Self.rewind, Self.position, Self.position])
        let end = Space6CDB(code: .endOfData).encoded()
        unit.waiting = [Self.attention(0x29)]
        #expect(send(way, end).isGood && way.lostPosition == nil)
        unit.waiting = [Self.attention(0x2A, 1)]
        #expect(send(way, Self.write).isGood)
    }

    /// A disk has no position that could be lost; that it is one, its INQUIRY data say.
    @Test func disksGoOn() {
        let unit = Unit()
        unit.type = .directAccess
        let way = RetryingInitiator(unit)
        #expect(send(way, Self.inquiry).isGood)
        for cdb in [Self.copy, Self.read16, Self.write] {
            unit.waiting = [Self.attention(0x29)]
            #expect(send(way, cdb).isGood && way.lostPosition == nil)
        }
        #expect(unit.sent.count == 7)
        let tape = Unit()
        let other = RetryingInitiator(tape)
        #expect(send(other, Self.inquiry).isGood && send(other, Self.rewind).isGood)
        tape.waiting = [Self.attention(0x29)]
        #expect(send(other, Self.copy) == Self.attention(0x29))
    }

    @Test(arguments: [
        ("08", nil, CommandRepetition.Position.relative, false), ("08", 0, .independent, true),
        ("88", nil, .independent, true), ("88", 1, .relative, false), ("88", 0, .independent, true),
        ("11 03", nil, .absolute, true), ("11 01", nil, .relative, false),
        ("91 03", 1, .absolute, true), ("91 00", 1, .relative, false),
        ("91 00", nil, .independent, true), ("01", nil, .absolute, true),
        ("92", nil, .absolute, true), ("2b", nil, .absolute, true), ("1b", nil, .absolute, true),
        ("10", nil, .relative, false), ("19", nil, .relative, false), ("82", nil, .relative, false),
        ("83 00", nil, .relative, false), ("83 00", 0, .independent, false),
        ("83 1c", nil, .independent, true), ("83 1c", 0, .independent, true),
        ("5f", 0, .independent, false), ("5f", nil, .independent, false),
        ("34", nil, .independent, true), ("12", nil, .independent, true),
        ("", nil, .independent, true),
    ])
    func whatACommandDoesIsKnown(
        _ cdb: String, _ type: UInt8?, _ position: CommandRepetition.Position,
        _ isRepeatable: Bool
    ) {
        let bytes = cdb.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        let found = CommandRepetition(of: bytes, on: type.map(PeripheralDeviceType.init))
        #expect(found.position == position && found.isRepeatable == isRepeatable)
    }
}
