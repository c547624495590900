import Devices
import SCSI
import Timebase
import WireBytes

/// The representations of data that one copy uses and makes.
final class OperationRODs {
    private let store: RODStore
    private let list: AcceptedParameterList
    private let context: CopyContext

    /// The tokens that R_TOKEN asked for, with the IDs of their CSCD descriptors.
    private(set) var createdTokens: [RODTokenDescriptor] = []

    /// The tokens of the inline data that were used, by CSCD descriptor ID.
    private var used: [Int: UsableToken] = [:]
    /// What BEh and BFh built, by CSCD descriptor ID.
    private var built: [Int: RepresentationOfData] = [:]
    /// The representations that were used as copy source or copy destination.
    private var bindings: [Int: CSCDBinding] = [:]

    init(store: RODStore, list: AcceptedParameterList, context: CopyContext) {
        self.store = store
        self.list = list
        self.context = context
    }

    // MARK: As copy source and copy destination

    /// The representation of data that a CSCD descriptor stands for, as a copy source or copy
    /// destination. What segments have built is complete with its first use.
    func binding(
        _ named: AcceptedCSCD, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        let rod = try representation(named, at: io.now)
        // What keeps the data of one time cannot be written.
        if side == .destination && rod.type != .accessUponReference {
            throw CopyFailure(.rodSegmentField, at: .segment(6))
        }
        // A token lets its holder read; it is no way around a LUN map to write.
        if side == .destination, let source = rod.source, source !== context.receiver,
            !context.resolver.isMapped(source, to: context.nexus)
        {
            throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
        }
        if let known = bindings[named.id] { return known }
        // PERIPHERAL DEVICE TYPE does not say how they are laid out where a token counts.
        let parameters = named.bytes[28...31]
        let length = Int(named.bytes.bigEndian(at: 29, count: 3))
        if !rod.isBlockZero && length != 0 && length != rod.blockLength {
            throw CopyFailure(.cscdDescriptorField, at: .parameterList(named.listOffset + 29))
        }
        let binding = try context.binding(
            rod, pad: parameters[28] & 0x04 != 0, blockLength: length == 0 ? 512 : length,
            listOffset: named.listOffset, &io)
        bindings[named.id] = binding
        return binding
    }

    private func representation(
        _ named: AcceptedCSCD, at now: Instant
    ) throws(CopyFailure) -> RepresentationOfData {
        if isToken(named) { return try token(named, at: now).rod }
        guard let rod = built[named.id], rod.blockCount > 0 else {
            throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
        }
        return rod
    }

    private func isToken(_ named: AcceptedCSCD) -> Bool {
        if case .rod(let descriptor) = named.descriptor {
            descriptor.rodType == .fromToken
        } else {
            false
        }
    }

    /// The token that a descriptor names. It is validated when it is first needed; what then
    /// becomes of it does not stop the copy.
    private func token(
        _ named: AcceptedCSCD, at now: Instant
    ) throws(CopyFailure) -> UsableToken {
        if let known = used[named.id] { return known }
        let token = try validated(named, at: now)
        token.beginUse(by: context.nexus, at: now)
        used[named.id] = token
        return token
    }

    private func validated(
        _ named: AcceptedCSCD, at now: Instant
    ) throws(CopyFailure) -> UsableToken {
        guard case .rod(let descriptor) = named.descriptor else {
            throw CopyFailure(.rodSegmentField, at: .parameterList(named.listOffset))
        }
        let start = Int(descriptor.tokenOffset)
        // That it lies in the inline data was checked before the first segment.
        let bytes = Array(list.inlineData.dropFirst(start).prefix(RODToken.byteCount))
        do throws(TokenFault) {
            return try store.validate(bytes, at: now)
        } catch {
            throw error.failure(tokenAt: list.inlineOffset + start)
        }
    }

    /// 07h of a representation of data: its token is validated; one that is built here needs no
    /// verification.
    func verify(_ named: AcceptedCSCD, at now: Instant) throws(CopyFailure) {
        if isToken(named) { _ = try validated(named, at: now) }
    }

    // MARK: Building

    /// BEh.
    func populate(
        _ segment: RODFromBlockRangesSegment, _ io: inout CopyIO
    ) throws(CopyFailure) {
        let named = try destination(segment.source, segment.destination)
        try segment.check(context.profile.tokens)
        try populate(named, with: segment.ranges, firstAt: 16, &io)
    }

    /// BFh.
    func populate(
        _ segment: RODFromBlockRangeSegment, _ io: inout CopyIO
    ) throws(CopyFailure) {
        let named = try destination(segment.source, segment.destination)
        let range = BlockDeviceRangeDescriptor(
            logicalBlockAddress: segment.logicalBlockAddress,
            numberOfLogicalBlocks: segment.numberOfLogicalBlocks)
        try populate(named, with: [range], firstAt: 8, &io)
    }

    /// The representation that a segment is to add to: one that is built here, of a disk, of the
    /// blocks of the logical unit that got the command.
    private func destination(
        _ source: CSCDDescriptorID, _ id: CSCDDescriptorID
    ) throws(CopyFailure) -> AcceptedCSCD {
        guard context.receiver.identity.deviceType == .directAccess else {
            throw CopyFailure(.rodSegmentField, at: .segment(4))
        }
        return try list.buildable(source, id)
    }

    private func populate(
        _ named: AcceptedCSCD, with ranges: [BlockDeviceRangeDescriptor], firstAt byte: Int,
        _ io: inout CopyIO
    ) throws(CopyFailure) {
        if bindings[named.id] != nil {
            throw CopyFailure(.segmentDescriptorField, at: .segment(6))
        }
        let rules = context.profile.tokens
        let size = BlockDeviceRangeDescriptor.layout.fixedLength
        let check = BlockRanges(ranges) { .segment(byte + $0 * size + $1) }
        let earlier =
            context.profile.switches.duplicateLbaAcrossSegments
            ? [] : built[named.id]?.ranges ?? []
        try check.requireDistinct(from: earlier, .rodSegmentField)
        let (binding, capacity) = try context.receiverDisk(.source, &io)
        try check.requireOnDisk(capacity)
        try check.requireAtMost(
            rules.maximumTokenTransferSize, after: built[named.id]?.blockCount ?? 0,
            .rodSegmentField)
        let length = Int(named.bytes.bigEndian(at: 29, count: 3))
        if length != 0 && length != binding.blockLength {
            throw CopyFailure(.cscdDescriptorField, at: .parameterList(named.listOffset + 29))
        }
        let rod: RepresentationOfData
        if let begun = built[named.id] {
            rod = begun
        } else {
            rod = try begin(named, capacity, at: io.now)
        }
        for range in ranges {
            rod.append(
                address: range.logicalBlockAddress, count: UInt64(range.numberOfLogicalBlocks))
        }
    }

    /// Begins a representation: the time of a point in time copy is that of the first segment that
    /// adds to it.
    private func begin(
        _ named: AcceptedCSCD, _ capacity: ReadCapacity16ParameterData, at now: Instant
    ) throws(CopyFailure) -> RepresentationOfData {
        guard case .rod(let descriptor) = named.descriptor,
            let type = context.profile.tokens.created(descriptor.rodType)
        else { throw CopyFailure(.rodSegmentField, at: .segment(6)) }
        try store.beginInternal(at: now)
        do throws(CopyFailure) {
            let rod = try context.representation(type, capacity)
            rod.hold()
            built[named.id] = rod
            return rod
        } catch {
            store.endInternal()
            throw error
        }
    }

    // MARK: The end of the copy

    /// All segments are done: the tokens that were asked for are made, and those that are to go are
    /// deleted. A copy that fails does neither, so that it can be sent again.
    func finish(at now: Instant) throws(CopyFailure) {
        var made: [(id: Int, record: TokenRecord)] = []
        var deleted: [TokenRecord] = []
        do throws(CopyFailure) {
            for named in list.cscdDescriptors {
                guard case .rod(let descriptor) = named.descriptor else { continue }
                let flags = RODFlags(named.bytes[23], context.profile.switches)
                if flags.requestsToken {
                    let rod = try representation(named, at: now)
                    // Block zero is one token for all.
                    if rod.isBlockZero {
                        throw CopyFailure(
                            .rodDescriptorField, at: .parameterList(named.listOffset + 8))
                    }
                    let record = try store.makeToken(
                        for: rod, lifetime: descriptor.requestedLifetime,
                        inactivityTimeout: descriptor.requestedInactivityTimeout,
                        by: context.nexus, at: now)
                    made.append((named.id, record))
                }
                if flags.deletesToken, let record = try token(named, at: now).record {
                    deleted.append(record)
                }
            }
        } catch {
            for entry in made { store.withdraw(entry.record) }
            throw error
        }
        for record in deleted { store.delete(record, at: now) }
        createdTokens = made.map {
            RODTokenDescriptor(
                cscdDescriptorID: UInt16(clamping: $0.id), token: $0.record.bytes)
        }
    }

    /// The copy has ended: what only it needed goes.
    func end(at now: Instant) {
        for token in used.values { token.endUse(at: now) }
        for rod in built.values {
            rod.release()
            store.endInternal()
        }
        used = [:]
        built = [:]
        bindings = [:]
    }
}

extension CopyContext {
    /// A new representation of blocks of the logical unit that got the command.
    func representation(
        _ type: RODType, _ capacity: ReadCapacity16ParameterData
    ) throws(CopyFailure) -> RepresentationOfData {
        var view: (any PointInTimeCopy)?
        if type.isPointInTime {
            view = resolver.pointInTimeCopy(of: receiver)
            if view == nil { throw CopyFailure(.insufficientResourcesForROD) }
        }
        return RepresentationOfData(
            type: type, source: receiver, capacity: capacity, pointInTime: view)
    }
}
