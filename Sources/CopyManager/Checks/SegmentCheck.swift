import Media
import SCSI

/// What can be said of the segments of a list without their devices: it goes through the segments
/// as a copy does, with devices that are what their CSCD descriptors say.
///
/// What only a device knows is taken in all the ways that matter, and only what fails in each of
/// them in the same manner is a failure: the block length where a descriptor leaves it open, what
/// kind of device got the command, and whether earlier segments left data over.
struct SegmentCheck {
    let list: AcceptedParameterList
    let profile: CopyManagerProfile

    /// What one side of a segment can be.
    private struct Side {
        let binding: CSCDBinding
        /// Whether it stands for no logical unit.
        var isNull = false
        var deviceType = PeripheralDeviceType.directAccess
    }

    /// The block lengths between which those lie that a descriptor leaves open.
    private static let openBlockLengths = [1, 1 << 24]
    /// More than any segment reads from a device.
    private static let muchResidue = 1 << 48

    /// The first segment that fails, and why; no segment for what is found before the first.
    func firstFailure() -> (failure: CopyFailure, segment: FailedSegment?)? {
        if let failure = earlyFailure() { return (failure, nil) }
        var mayHaveResidue = false
        var representations = Representations()
        var moves: [Int] = []
        for (number, segment) in list.segments.enumerated() {
            if case .sourceITNexus = segment.descriptor {
                moves.append(number)
                continue
            }
            let failure = failure { () throws(CopyFailure) in
                try check(segment.descriptor, mayHaveResidue, &representations)
            }
            if let failure { return (failure, segment.failed(number)) }
            mayHaveResidue = mayHaveResidue || mayLeaveResidue(segment.descriptor)
        }
        // These are performed after all others.
        for number in moves {
            let segment = list.segments[number]
            let failure = failure { () throws(CopyFailure) in
                try check(segment.descriptor, mayHaveResidue, &representations)
            }
            if let failure { return (failure, segment.failed(number)) }
        }
        return nil
    }

    private func earlyFailure() -> CopyFailure? {
        guard profile.quirks.resolvesCSCDsEarly else { return nil }
        for named in list.cscdDescriptors {
            if case .rod = named.descriptor { continue }
            let id = CSCDDescriptorID(rawValue: UInt16(clamping: named.id))
            let failure = failure { () throws(CopyFailure) in
                _ = try reference.find(id, at: 4, .source)
            }
            if let failure { return failure }
        }
        return nil
    }

    private var reference: CSCDReference { CSCDReference(list: list, profile: profile) }

    private func failure(of attempt: () throws(CopyFailure) -> Void) -> CopyFailure? {
        do throws(CopyFailure) {
            try attempt()
            return nil
        } catch {
            return error
        }
    }

    /// Whether a segment may leave data over for those behind it.
    private func mayLeaveResidue(_ descriptor: SegmentDescriptor) -> Bool {
        switch descriptor {
        case .verify, .writeFilemarks, .space, .locate, .tapeImage, .registerKey, .sourceITNexus,
            .blockImage, .rodFromRanges, .rodFromRange:
            return false
        default:
            break
        }
        // Without CAT and PAD what is left over ends the copy.
        if descriptor.cat { return true }
        guard let id = descriptor.destination else { return false }
        return list.cscd(id).map { named in
            if case .rod = named.descriptor { return true }
            return named.descriptor.deviceTypeSpecific.pad
        } ?? true
    }
}

// MARK: One segment

extension SegmentCheck {
    private func check(
        _ descriptor: SegmentDescriptor, _ mayHaveResidue: Bool,
        _ representations: inout Representations
    ) throws(CopyFailure) {
        switch descriptor {
        case .rodFromRanges(let segment):
            let named = try list.buildable(segment.source, segment.destination)
            try segment.check(profile.tokens)
            try representations.add(segment.ranges, to: named, firstAt: 16)
        case .rodFromRange(let segment):
            let named = try list.buildable(segment.source, segment.destination)
            let range = BlockDeviceRangeDescriptor(
                logicalBlockAddress: segment.logicalBlockAddress,
                numberOfLogicalBlocks: segment.numberOfLogicalBlocks)
            try representations.add([range], to: named, firstAt: 8)
        default:
            let sources = try descriptor.source.map { id throws(CopyFailure) in
                try sides(id, at: 4, descriptor, &representations)
            }
            let destinations = try descriptor.destination.map { id throws(CopyFailure) in
                try sides(id, at: 6, descriptor, &representations)
            }
            try requireSome(sources, destinations) { source, destination throws(CopyFailure) in
                try check(descriptor, source, destination, mayHaveResidue)
            }
        }
    }

    /// Throws what all pairs of sides fail with, if they do so alike.
    private func requireSome(
        _ sources: [Side]?, _ destinations: [Side]?,
        _ attempt: (Side?, Side?) throws(CopyFailure) -> Void
    ) throws(CopyFailure) {
        var common: CopyFailure?
        for source in sources.map({ $0.map(Optional.some) }) ?? [nil] {
            for destination in destinations.map({ $0.map(Optional.some) }) ?? [nil] {
                let failure = failure { () throws(CopyFailure) in
                    try attempt(source, destination)
                }
                guard let failure, common == nil || common == failure else { return }
                common = failure
            }
        }
        if let common { throw common }
    }

    private func check(
        _ descriptor: SegmentDescriptor, _ source: Side?, _ destination: Side?,
        _ mayHaveResidue: Bool
    ) throws(CopyFailure) {
        let executor = ControlExecutor(profile: profile)
        switch descriptor {
        case .verify(let segment):
            guard segment.testUnitReady else { return }
            try executor.requireTestUnitReady()
            try requireDevice(source)
        case .writeFilemarks, .space, .locate:
            if let destination { try executor.requireTape(destination.binding) }
            try requireDevice(destination)
        case .sourceITNexus:
            if let destination, !profile.switches.allow15AnyPdt {
                try executor.requireTape(destination.binding)
            }
            try requireDevice(destination)
        case .registerKey:
            try requireDevice(destination)
        case .blockImage:
            try checkImage(source, destination)
        default:
            try checkTransfer(descriptor, source, destination, mayHaveResidue)
        }
    }

    private func requireDevice(_ side: Side?) throws(CopyFailure) {
        if let side, side.isNull { throw side.binding.nullFailure }
    }

    /// 16h.
    private func checkImage(_ source: Side?, _ destination: Side?) throws(CopyFailure) {
        let place = context(source, destination, Residue(), fastCopyOnly: false)
        let from = try place.source(.block)
        let to = try place.destination(.block)
        if source?.deviceType != .directAccess {
            throw CopyFailure(.wrongDeviceClass, at: .segment(4))
        }
        if destination?.deviceType != .directAccess {
            throw CopyFailure(.wrongDeviceClass, at: .segment(6))
        }
        try requireDevice(source)
        try requireDevice(destination)
        if from.blockLength != to.blockLength {
            throw CopyFailure(.blockLengthMismatch, at: to.field)
        }
    }

    private func checkTransfer(
        _ descriptor: SegmentDescriptor, _ source: Side?, _ destination: Side?,
        _ mayHaveResidue: Bool
    ) throws(CopyFailure) {
        var residue = Residue()
        // Where there may be some, there may be so much that nothing need be read.
        if mayHaveResidue { residue.source.append(.zeros(count: Self.muchResidue)) }
        // Between disks only the devices know whether there is a fast way.
        let isOfDisks =
            switch descriptor {
            case .blockToBlock, .blockOffsetToBlockOffset: true
            default: false
            }
        let place = context(
            source, destination, residue,
            fastCopyOnly: descriptor.fastCopyOnly && !isOfDisks)
        if case .tapeImage(let segment) = descriptor {
            _ = try place.image(segment)
            try requireDevice(source)
            return
        }
        guard let transfer = try place.transfer(of: descriptor) else { return }
        if case .inline = transfer.source {
        } else if transfer.remaining > residue.source.count {
            try requireDevice(source)
        }
        if transfer.writes { try requireDevice(destination) }
    }

    private func context(
        _ source: Side?, _ destination: Side?, _ residue: Residue, fastCopyOnly: Bool
    ) -> SegmentContext {
        var place = SegmentContext(
            residue: residue, profile: profile, inlineData: list.inlineData,
            fastCopyOnly: fastCopyOnly)
        place.source = source?.binding
        place.destination = destination?.binding
        return place
    }
}

// MARK: One side of a segment

extension SegmentCheck {
    /// What the ID at byte 4 or 6 of a segment descriptor can stand for.
    private func sides(
        _ id: CSCDDescriptorID, at byte: Int, _ descriptor: SegmentDescriptor,
        _ representations: inout Representations
    ) throws(CopyFailure) -> [Side] {
        let side: CopySide = byte == 4 ? .source : .destination
        if let named = list.cscd(id), case .rod = named.descriptor {
            if case .verify = descriptor {
                try representations.verify(named, list, profile)
                // No command is sent.
                return []
            }
            try representations.use(named, side, list, profile)
            let length = Int(named.descriptor.deviceTypeSpecific.blockLength)
            return blockLengths(length, descriptor).map {
                Side(binding: binding(named, .block, $0))
            }
        }
        switch try reference.find(id, at: byte, side) {
        case .nothing(let binding):
            // What is not there passes for any device of its class.
            return [Side(binding: binding, isNull: true)]
        case .device(let named, _):
            let type = named.descriptor.peripheralDeviceType
            let deviceClass = CSCDDeviceClass(type)
            let length = Int(named.descriptor.deviceTypeSpecific.blockLength)
            let lengths = deviceClass == .block ? blockLengths(length, descriptor) : [length]
            return lengths.map {
                Side(binding: binding(named, deviceClass, $0), deviceType: type)
            }
        case .receiver:
            return blockLengths(0, descriptor).map { Side(binding: binding(nil, .block, $0)) } + [
                Side(binding: binding(nil, .stream, 0), deviceType: .sequentialAccess),
                Side(binding: binding(nil, .processor, 0), deviceType: .processor),
            ]
        }
    }

    /// The block lengths that a disk can have: its own, else any, that of the other disk of the
    /// segment among them.
    private func blockLengths(_ stated: Int, _ descriptor: SegmentDescriptor) -> [Int] {
        if stated != 0 { return [stated] }
        let others = [descriptor.source, descriptor.destination].compactMap { id in
            id.flatMap { list.cscd($0) }.map { Int($0.descriptor.deviceTypeSpecific.blockLength) }
        }
        // That of a null disk.
        return Self.openBlockLengths + [512] + others.filter { $0 != 0 }
    }

    private func binding(
        _ named: AcceptedCSCD?, _ deviceClass: CSCDDeviceClass, _ blockLength: Int
    ) -> CSCDBinding {
        CSCDBinding(
            target: nil, deviceClass: deviceClass,
            pad: named?.descriptor.deviceTypeSpecific.pad ?? false, blockLength: blockLength,
            listOffset: named?.listOffset)
    }
}

// MARK: Representations of data

/// What the segments so far have done to the representations of data of a list.
private struct Representations {
    /// The IDs of those that segments have added blocks to.
    private var built: Set<Int> = []
    /// The IDs of those that were used, and are complete.
    private var used: Set<Int> = []

    /// BEh and BFh.
    mutating func add(
        _ ranges: [BlockDeviceRangeDescriptor], to named: AcceptedCSCD, firstAt byte: Int
    ) throws(CopyFailure) {
        if used.contains(named.id) {
            throw CopyFailure(.segmentDescriptorField, at: .segment(6))
        }
        let size = BlockDeviceRangeDescriptor.layout.fixedLength
        try BlockRanges(ranges) { .segment(byte + $0 * size + $1) }
            .requireDistinct(.rodSegmentField)
        if ranges.contains(where: { $0.numberOfLogicalBlocks > 0 }) { built.insert(named.id) }
    }

    /// Copy source or copy destination.
    mutating func use(
        _ named: AcceptedCSCD, _ side: CopySide, _ list: AcceptedParameterList,
        _ profile: CopyManagerProfile
    ) throws(CopyFailure) {
        guard case .rod(let descriptor) = named.descriptor else { return }
        var type = profile.tokens.created(descriptor.rodType)
        if descriptor.rodType == .fromToken {
            type = try token(descriptor, list, profile).rodType
        } else if !built.contains(named.id) {
            throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
        }
        if side == .destination && type != .accessUponReference {
            throw CopyFailure(.rodSegmentField, at: .segment(6))
        }
        used.insert(named.id)
    }

    /// 07h.
    func verify(
        _ named: AcceptedCSCD, _ list: AcceptedParameterList, _ profile: CopyManagerProfile
    ) throws(CopyFailure) {
        guard case .rod(let descriptor) = named.descriptor, descriptor.rodType == .fromToken
        else { return }
        _ = try token(descriptor, list, profile)
    }

    private func token(
        _ descriptor: RODCSCDDescriptor, _ list: AcceptedParameterList,
        _ profile: CopyManagerProfile
    ) throws(CopyFailure) -> RODToken {
        let start = Int(descriptor.tokenOffset)
        do throws(TokenFault) {
            // That it lies in the inline data was checked before.
            return try profile.tokens.token(
                Array(list.inlineData.dropFirst(start).prefix(RODToken.byteCount)))
        } catch {
            throw error.failure(tokenAt: list.inlineOffset + start)
        }
    }
}
