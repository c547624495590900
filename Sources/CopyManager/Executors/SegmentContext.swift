import Media
import SCSI

/// What an executor needs to turn a segment descriptor into a movement of data.
struct SegmentContext {
    let residue: Residue
    let profile: CopyManagerProfile
    let inlineData: [UInt8]
    /// FCO: the copy must not be made by reading and writing.
    let fastCopyOnly: Bool
    var source: CSCDBinding?
    var destination: CSCDBinding?

    var limits: CopyManagerLimits { profile.enforced }

    init(
        residue: Residue, profile: CopyManagerProfile, inlineData: [UInt8], fastCopyOnly: Bool
    ) {
        self.residue = residue
        self.profile = profile
        self.inlineData = inlineData
        self.fastCopyOnly = fastCopyOnly
    }

    /// The movement of data that a segment descriptor asks for; `nil` for one that asks for none,
    /// and for images.
    func transfer(of descriptor: SegmentDescriptor) throws(CopyFailure) -> SegmentTransfer? {
        switch descriptor {
        case .blockToStream(let segment): try transfer(segment)
        case .streamToBlock(let segment): try transfer(segment)
        case .blockToBlock(let segment): try transfer(segment)
        case .streamToStream(let segment): try transfer(segment)
        case .inlineToStream(let segment): try transfer(segment)
        case .embeddedToStream(let segment): try transfer(segment)
        case .streamToDiscard(let segment): try transfer(segment)
        case .blockOffsetToStream(let segment): try transfer(segment)
        case .streamToBlockOffset(let segment): try transfer(segment)
        case .blockOffsetToBlockOffset(let segment): try transfer(segment)
        case .verify, .writeFilemarks, .space, .locate, .registerKey, .sourceITNexus,
            .tapeImage, .blockImage, .rodFromRanges, .rodFromRange:
            nil
        }
    }

    /// The source, which must be of a class that the type of segment reads from.
    func source(_ classes: CSCDDeviceClass...) throws(CopyFailure) -> CSCDBinding {
        guard let source, classes.contains(source.deviceClass) else {
            throw CopyFailure(.wrongDeviceClass, at: .segment(4))
        }
        return source
    }

    /// The destination, which must be of a class that the type of segment writes to.
    func destination(_ classes: CSCDDeviceClass...) throws(CopyFailure) -> CSCDBinding {
        guard let destination, classes.contains(destination.deviceClass) else {
            throw CopyFailure(.wrongDeviceClass, at: .segment(6))
        }
        return destination
    }

    /// N must be what the limits allow; the field that says it stands at `byte`.
    func checkLength(_ count: Int, at byte: Int) throws(CopyFailure) {
        let granule = 1 << Int(min(limits.dataSegmentGranularity, 62))
        let isTooLong =
            limits.maximumSegmentLength != 0 && count > Int(limits.maximumSegmentLength)
        if isTooLong || count % granule != 0 {
            throw CopyFailure(.segmentGranularity, at: .segment(byte))
        }
    }

    /// How many bytes one command to a stream device moves. It must not be zero where a command
    /// is needed, nor more than MAXIMUM STREAM DEVICE TRANSFER SIZE.
    ///
    /// - Parameter byte: where the STREAM DEVICE TRANSFER LENGTH stands.
    func streamUnit(
        _ binding: CSCDBinding, _ transferLength: UInt32, isNeeded: Bool, at byte: Int = 9
    ) throws(CopyFailure) -> Int {
        let unit = binding.streamUnit(transferLength)
        if unit > Int(limits.maximumStreamDeviceTransferSize) || (unit == 0 && isNeeded) {
            throw CopyFailure(.streamTransferLength, at: .segment(byte))
        }
        return unit
    }

    /// A place in the first block of a byte range, which the block must have.
    func byteOffset(
        _ offset: UInt16, in binding: CSCDBinding, at byte: Int
    ) throws(CopyFailure) -> Int {
        guard Int(offset) < binding.blockLength else {
            throw CopyFailure(.segmentDescriptorField, at: .segment(byte))
        }
        return Int(offset)
    }

    /// How left over bytes are treated.
    func rules(
        cat: Bool, source: CSCDBinding?, destination: CSCDBinding?, holds: Bool = false
    ) -> SegmentTransfer.Rules {
        var rules = SegmentTransfer.Rules()
        if !profile.quirks.ignoresPadAndCat {
            rules.cat = cat
            rules.sourcePad = source?.pad ?? false
            rules.destinationPad = destination?.pad ?? false
        }
        rules.countsRecords = profile.switches.infoUnitVariable == .records
        if profile.switches.padUnit == .block, let destination, destination.blockLength != 0 {
            rules.padsTo = destination.blockLength
        }
        rules.holds = holds
        return rules
    }

    /// Whether two block devices may be copied between by this copy manager.
    func checkPair(_ from: CSCDBinding, _ to: CSCDBinding) throws(CopyFailure) {
        if profile.quirks.requiresEqualBlockLengths && from.blockLength != to.blockLength {
            throw CopyFailure(.blockLengthMismatch, at: to.field)
        }
        if profile.quirks.requiresOneLogicalUnit,
            from.target?.logicalUnit != to.target?.logicalUnit
        {
            throw CopyFailure(.differentLogicalUnit, at: to.field)
        }
        try checkFastCopy(isPossible: isFast(from, to))
    }

    /// FCO asks for a copy that moves no data through the copy manager.
    func checkFastCopy(isPossible: Bool) throws(CopyFailure) {
        if fastCopyOnly && !isPossible {
            throw CopyFailure(.fastCopyNotPossible, at: .segment(1, bit: 2))
        }
    }

    /// Whether the medium of the one can take data from the medium of the other by itself.
    private func isFast(_ from: CSCDBinding, _ to: CSCDBinding) -> Bool {
        guard let source = from.target?.files, let target = to.target?.files else { return false }
        return !source.isEmpty && !target.isEmpty && from.blockLength == to.blockLength
            && residue.source.isEmpty && residue.destination.isEmpty
    }
}
