import Media
import SCSI
import Timebase

/// A virtual tape drive: a logical unit of peripheral device type 01h (SSC-4), with one partition.
///
/// It keeps what SSC calls the logical position: the number of the object that is read next, or in
/// whose place the next one is written. What is on the tape is the cartridge's business.
///
/// Data that was written is with the cartridge at once, but on stable storage only when it has been
/// flushed: by WRITE FILEMARKS without IMMED (also of no filemarks), by anything that moves the tape
/// away, by unloading, at early warning, and after each WRITE in unbuffered mode.
public final class SequentialAccessUnit: DeviceServer {
    /// The most bytes that one READ or WRITE moves.
    public static let maximumTransferBytes = 64 << 20

    /// Where the cartridge is.
    enum Loading {
        /// There is none.
        case empty
        /// In the drive's mouth: a LOAD takes it in, a person may take it away.
        case ejected(any TapeMedium)
        /// In the drive, but not threaded.
        case held(any TapeMedium)
        /// Ready to be read and written.
        case loaded(any TapeMedium)
    }

    var loading = Loading.empty
    /// The nexuses that prevent the cartridge's removal.
    var preventing: Set<NexusIdentifier> = []
    /// The number of the object at the logical position.
    var position: Int64 = 0
    /// BLOCK LENGTH of the mode parameter block descriptor, in bytes; 0 for variable length.
    var blockLength = 0
    /// BUFFERED MODE of the mode parameter header.
    var bufferedMode = BufferedMode.buffered

    /// A drive, with a cartridge loaded at its beginning or without one.
    public init(identity: LogicalUnitIdentity, cartridge: (any TapeMedium)? = nil) {
        super.init(identity: identity, modePages: Self.modePages())
        if let cartridge { loading = .loaded(cartridge) }
        addReadingAndWriting()
        addPositioning()
        addLoading()
        addModeSelect()
    }

    /// The cartridge in the drive or in its mouth.
    public var cartridge: (any TapeMedium)? {
        switch loading {
        case .empty: nil
        case .ejected(let medium), .held(let medium), .loaded(let medium): medium
        }
    }

    override func readiness() -> SenseData? {
        switch loading {
        case .loaded: nil
        case .held: SenseData(.notReady, .initializingCommandRequired)
        case .empty, .ejected: SenseData(.notReady, .mediumNotPresent)
        }
    }

    /// The tape is rewound, as REWIND ON RESET of the device configuration page says, and its mode
    /// parameters outside the pages are what they were at power on.
    override func resetDevice() {
        preventing = []
        blockLength = 0
        bufferedMode = .buffered
        guard case .loaded(let medium) = loading else { return }
        // Nobody is waiting for a failure: what could not be stored is told of by the next flush.
        _ = flushEarlier(medium)
        position = 0
    }

    override func allowRemoval(for nexuses: [NexusIdentifier]) {
        preventing.subtract(nexuses)
    }

    override func versionDescriptors() -> [VersionDescriptor] { [.sam5, .spc4, .ssc4] }

    override func modeDeviceSpecificParameter() -> UInt8 { deviceSpecificParameter() }

    override func modeBlockDescriptor(longLBA: Bool, control: ModePageControl) -> [UInt8] {
        blockDescriptor(control)
    }

    override func selectMode(
        deviceSpecific: UInt8, descriptor: [UInt8], at offset: Int, apply: Bool
    ) -> SenseData? {
        selectTapeMode(deviceSpecific, descriptor, at: offset, apply: apply)
    }

    /// Performs a command that needs a loaded cartridge.
    func withMedium(_ body: (any TapeMedium) -> Completion) -> Completion {
        if case .loaded(let medium) = loading { return body(medium) }
        return .check(readiness() ?? SenseData(.notReady, .mediumNotPresent))
    }

    /// Brings what was written onto stable storage. A failure belongs to earlier commands, which
    /// have ended with GOOD: a deferred error (SPC-4 4.5.7).
    func flushEarlier(_ medium: any TapeMedium) -> Completion? {
        do {
            try medium.flush()
            return nil
        } catch {
            var sense = SenseData(.mediumError, .writeError)
            sense.isDeferred = true
            return .check(sense)
        }
    }
}

extension Completion {
    /// CHECK CONDITION with an INFORMATION field: what was asked for and not done.
    static func residual(
        _ key: SenseKey, _ code: AdditionalSenseCode, _ information: Int64
    ) -> Completion {
        var sense = SenseData(key, code)
        sense.information = information
        return .check(sense)
    }

    /// A filemark was met (SSC-4: NO SENSE, FILEMARK one).
    static func filemark(residual: Int64) -> Completion {
        var completion = Completion.residual(.noSense, .filemarkDetected, residual)
        completion.sense?.filemark = true
        return completion
    }

    /// The beginning of the partition was met (SSC-4: NO SENSE, EOM one).
    static func beginningOfPartition(residual: Int64) -> Completion {
        var completion = Completion.residual(.noSense, .beginningOfPartition, residual)
        completion.sense?.eom = true
        return completion
    }

    /// Early warning or the end of the partition was met (EOM one).
    static func endOfPartition(_ key: SenseKey, residual: Int64) -> Completion {
        var completion = Completion.residual(key, .endOfPartition, residual)
        completion.sense?.eom = true
        return completion
    }

    /// The same with what the medium had to do.
    func with(work: MediumWork) -> Completion {
        var completion = self
        completion.work = work
        return completion
    }
}
