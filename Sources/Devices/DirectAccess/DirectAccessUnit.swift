import Media
import SCSI
import Timebase

/// A virtual disk: a logical unit of peripheral device type 00h (SBC-4).
public final class DirectAccessUnit: DeviceServer {
    /// The most blocks that one READ or WRITE moves; VPD page B0h reports it.
    public static let maximumTransferBytes = 64 << 20
    /// What VPD page B0h recommends for one READ or WRITE.
    public static let optimalTransferBytes = 1 << 20

    let medium: any BlockMedium
    /// LOGICAL BLOCK LENGTH in bytes: 512 or 4096.
    public let blockLength: Int
    /// How many blocks there are.
    public let blockCount: UInt64
    /// The WCE bit of the caching mode page, which MODE SELECT cannot change.
    let isWriteCacheEnabled: Bool
    /// Whether WRITE commands are refused.
    public let isWriteProtected: Bool

    /// Makes a disk of a medium.
    ///
    /// - Parameters:
    ///   - identity: what it is called.
    ///   - medium: where its blocks are; a last part shorter than a block is not reached.
    ///   - blockLength: 512 or 4096.
    ///   - writeCache: the WCE bit of the caching mode page.
    ///   - isWriteProtected: refuses to be written, as a snapshot does.
    ///   - descriptorSense: the D_SENSE bit of the control mode page: sense data in descriptor
    ///     format, the only one that has room for addresses of 2^32 and more.
    public init(
        identity: LogicalUnitIdentity, medium: any BlockMedium, blockLength: Int = 512,
        writeCache: Bool = true, isWriteProtected: Bool = false, descriptorSense: Bool = false
    ) {
        precondition(blockLength == 512 || blockLength == 4096)
        self.medium = medium
        self.blockLength = blockLength
        self.isWriteProtected = isWriteProtected
        isWriteCacheEnabled = writeCache
        blockCount = UInt64(medium.byteCount) / UInt64(blockLength)
        var caching = CachingModePage()
        caching.wce = writeCache
        var control = ControlModePage()
        control.dSense = descriptorSense
        super.init(
            identity: identity,
            modePages: [ModePage(caching.encoded()), ModePage(control.encoded())])
        addBlockCommands()
    }

    /// What is stored at a byte, for whoever examines a bench from outside.
    ///
    /// - Throws: `MediumFailure` where the range is not on the medium, or cannot be read.
    public func storedBytes(at offset: Int64, count: Int) throws(MediumFailure) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= medium.byteCount,
            Int64(count) <= medium.byteCount - offset
        else {
            throw MediumFailure(
                medium: identity.serialNumber, action: "reading \(count) bytes at \(offset)",
                reason: "it has \(medium.byteCount) bytes")
        }
        return try medium.read(at: offset, count: count).bytes()
    }

    /// READ(10), READ(16), WRITE(10) and WRITE(16) make up nearly all that a disk is asked for, and
    /// TEST UNIT READY is what round trips are measured by: where neither a unit attention nor a
    /// reservation stands in their way they need no table.
    public override func execute(_ task: SCSITask, at now: Instant) -> TaskOutcome {
        guard unitAttentions.areNone(for: task.nexus), reservations.isEmpty,
            var completion = transfer(task)
        else { return executeByTable(task, at: now) }
        if completion.hasSense { completion.senseFormat = senseFormat }
        return .ended(completion)
    }

    public override var files: Set<ObjectIdentifier> { medium.files }

    override func versionDescriptors() -> [VersionDescriptor] { [.sam5, .spc4, .sbc3, .sbc4] }

    override func modeDeviceSpecificParameter() -> UInt8 {
        // WP, and DPOFUA: DPO and FUA are understood (SBC-4 6.5.1).
        (isWriteProtected ? 0x80 : 0) | 0x10
    }

    override func modeBlockDescriptor(longLBA: Bool, control: ModePageControl) -> [UInt8] {
        let isMask = control == .changeable
        if longLBA {
            var descriptor = LongLBAModeParameterBlockDescriptor()
            descriptor.numberOfLogicalBlocks = isMask ? 0 : blockCount
            descriptor.logicalBlockLength = isMask ? 0 : UInt32(blockLength)
            return descriptor.encoded()
        }
        var descriptor = ShortLBAModeParameterBlockDescriptor()
        descriptor.numberOfLogicalBlocks = isMask ? 0 : UInt32(clamping: blockCount)
        descriptor.logicalBlockLength = isMask ? 0 : UInt32(blockLength)
        return descriptor.encoded()
    }

    override func deviceVitalProductData() -> [UInt8: [UInt8]] {
        var limits = BlockLimitsVPDPage()
        limits.peripheralDeviceType = identity.deviceType
        limits.maximumTransferLength = UInt32(Self.maximumTransferBytes / blockLength)
        limits.optimalTransferLength = UInt32(Self.optimalTransferBytes / blockLength)
        return [0xB0: limits.encoded()]
    }
}
