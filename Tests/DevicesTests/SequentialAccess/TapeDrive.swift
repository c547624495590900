import Devices
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// A tape drive under test, and the initiator that uses it.
struct TapeDrive {
    static let nexus = NexusIdentifier(1)
    static let otherNexus = NexusIdentifier(2)

    let unit: SequentialAccessUnit
    let cartridge: Cartridge

    /// A drive whose cartridge holds `capacity` bytes, ready after its power on is known.
    init(capacity: Int64 = 1 << 30, earlyWarning: Int64? = nil) throws {
        try self.init(Self.newCartridge(capacity: capacity, earlyWarning: earlyWarning))
    }

    /// A drive with a cartridge in it; `medium` stands for the cartridge where it is given.
    init(_ cartridge: Cartridge, as medium: (any TapeMedium)? = nil) throws {
        self.cartridge = cartridge
        unit = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "VIRTUAL TAPE", serialNumber: "T1",
                naa: [0x51, 2, 3, 4, 5, 6, 7, 8], isRemovable: true),
            cartridge: medium ?? cartridge)
        for nexus in [Self.nexus, Self.otherNexus] {
            #expect(run(TestUnitReadyCDB(), from: nexus).sense?.code == .powerOnOrReset)
        }
    }

    static func newCartridge(
        capacity: Int64 = 1 << 30, earlyWarning: Int64? = nil
    ) throws -> Cartridge {
        try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB0001L8", capacity: capacity,
                earlyWarning: earlyWarning ?? capacity))
    }

    /// Sends a command.
    @discardableResult
    func run(
        _ cdb: some WireStructure, _ data: [UInt8] = [], from nexus: NexusIdentifier = nexus
    ) -> Completion {
        send(cdb.encoded(), data, from: nexus)
    }

    /// Sends a command that is given as bytes.
    @discardableResult
    func send(
        _ cdb: [UInt8], _ data: [UInt8] = [], from nexus: NexusIdentifier = nexus
    ) -> Completion {
        let task = SCSITask(nexus: nexus, cdb: cdb, dataOut: DataBuffer(data))
        guard case .ended(let completion) = unit.execute(task, at: .zero) else {
            Issue.record("a tape command does not run on")
            return .good
        }
        return completion
    }

    // MARK: Commands that must succeed

    /// Where the tape is, by READ POSITION's long form.
    func position() throws -> Int {
        let bytes = try run(ReadPositionCDB(serviceAction: .longForm)).dataIn.bytes()
        return Int(try ReadPositionLongFormData(bytes).logicalObjectNumber)
    }

    /// Writes records of one length, no two alike, and returns them.
    @discardableResult
    func write(records count: Int, length: Int = 100, seed: Int = 0) -> [[UInt8]] {
        (0..<count).map { number in
            let record = block(seed << 20 | number, length)
            let completion = run(WriteStream6CDB(transferLength: UInt32(length)), record)
            #expect(completion.status == .good)
            return record
        }
    }

    /// Writes filemarks.
    func write(filemarks count: Int) {
        #expect(run(WriteFilemarks6CDB(filemarkCount: UInt32(count))).status == .good)
    }

    /// Moves to an object.
    func locate(_ number: Int) {
        #expect(run(Locate10CDB(logicalObjectIdentifier: UInt32(number))).status == .good)
    }

    /// Sets BLOCK LENGTH by MODE SELECT(6): header, block descriptor.
    func setBlockLength(_ length: Int) {
        var list: [UInt8] = [0, 0, 0x10, 8, 0, 0, 0, 0, 0]
        list.appendBigEndian(UInt64(length), count: 3)
        #expect(run(ModeSelect6CDB(parameterListLength: 12), list).status == .good)
        // The other nexus is told, which is a test of its own.
        run(TestUnitReadyCDB(), from: Self.otherNexus)
    }
}

/// Bytes that no other block has.
func block(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { place in
        // The number's bytes in turn, mixed with the place: neither order nor shifts repeat.
        UInt8(truncatingIfNeeded: (number >> (8 * (place % 4))) &+ place &* 31 &+ place >> 8)
    }
}

/// Compares how a command ended: CHECK CONDITION with exactly these bytes of sense data.
func expectSense(
    _ completion: Completion, _ hex: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(completion.status == .checkCondition, sourceLocation: sourceLocation)
    #expect(hexPairs(completion.senseBytes) == hex, sourceLocation: sourceLocation)
}

/// Compares how a command ended: GOOD, without sense data.
func expectGood(
    _ completion: Completion, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(completion.status == .good, sourceLocation: sourceLocation)
    #expect(completion.senseBytes == [], sourceLocation: sourceLocation)
}

/// Compares what a READ returned.
func expectData(
    _ completion: Completion, _ bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let found = try completion.dataIn.bytes()
    #expect(found == bytes, sourceLocation: sourceLocation)
}
