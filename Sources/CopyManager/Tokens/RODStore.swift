import Devices
import SCSI
import Timebase
import WireBytes

/// The representations of data that a copy manager keeps, and their tokens.
///
/// Instants come from outside. A token is found dead when somebody next asks for any: it expires at
/// the instant at which its lifetime, or its time without use, has passed.
public final class RODStore {
    let profile: CopyManagerProfile
    unowned let resolver: any CopyTargetResolver
    private let random: () -> UInt64

    /// The tokens that are valid, oldest first.
    private var living: [TokenRecord] = []
    /// The tokens that no longer are, in the order in which they were found so.
    private var dead: [(record: TokenRecord, until: Instant)] = []
    /// The first instant at which a dead token can be forgotten.
    private var nextForgetting = Instant.farthest
    /// The identifiers of dead tokens for which there was no more room, and until when it is known
    /// that there were such tokens.
    private var lost: [UInt64: Instant] = [:]
    private var byIdentifier: [UInt64: TokenRecord] = [:]
    private var bySecret: [ArraySlice<UInt8>: TokenRecord] = [:]
    /// Representations that copies use and that have no token.
    private var internalCount = 0
    private var nextIdentifier: UInt64?
    /// The last instant that was heard of.
    private var latest = Instant.zero

    /// An empty store.
    ///
    /// - Parameter random: gives the bytes of tokens that nobody can guess.
    init(
        profile: CopyManagerProfile, resolver: any CopyTargetResolver,
        random: @escaping () -> UInt64
    ) {
        self.profile = profile
        self.resolver = resolver
        self.random = random
    }

    /// Numbers for a copy manager that has no source of random ones.
    public static func countingNumbers() -> () -> UInt64 {
        var last: UInt64 = 0
        return {
            last += 1
            return last
        }
    }

    private var rules: TokenRules { profile.tokens }

    // MARK: Making

    /// Takes a place for a representation that a copy makes for itself.
    func beginInternal(at now: Instant) throws(CopyFailure) {
        settle(at: now)
        guard hasRoom else { throw CopyFailure(.insufficientResourcesForROD) }
        internalCount += 1
    }

    /// Gives such a place back.
    func endInternal() { internalCount -= 1 }

    private var hasRoom: Bool { living.count + internalCount < rules.maximumRODs }

    /// Makes a token for a representation.
    ///
    /// - Parameters:
    ///   - lifetime: in seconds; `nil` for the longest.
    ///   - inactivityTimeout: in seconds; 0 for any time.
    func makeToken(
        for rod: RepresentationOfData, lifetime: UInt32?, inactivityTimeout: UInt32,
        by nexus: NexusIdentifier, at now: Instant
    ) throws(CopyFailure) -> TokenRecord {
        settle(at: now)
        guard hasRoom, let source = rod.source else {
            throw CopyFailure(.insufficientResourcesForToken)
        }
        let seconds = max(rules.minimumLifetime, lifetime ?? rules.maximumLifetime)
        let identifier = takeIdentifier()
        let record = TokenRecord(
            identifier: identifier, bytes: bytes(of: rod, source, identifier), rod: rod,
            created: now, lifetime: rules.hasLifetime ? .seconds(Int64(seconds)) : nil,
            inactivityTimeout: inactivityTimeout == 0
                ? nil : .seconds(Int64(inactivityTimeout)),
            nexus: nexus)
        living.append(record)
        byIdentifier[identifier] = record
        bySecret[secret(of: record.bytes)] = record
        return record
    }

    /// Identifiers begin anywhere, so that those of two copy managers are not the same, and go up
    /// by one.
    private func takeIdentifier() -> UInt64 {
        let identifier = nextIdentifier ?? random()
        nextIdentifier = identifier &+ 1
        return identifier
    }

    private func bytes(
        of rod: RepresentationOfData, _ source: any LogicalUnit, _ identifier: UInt64
    ) -> [UInt8] {
        let identity = source.identity
        var token = RODToken()
        token.rodType = rod.type
        token.copyManagerRODTokenIdentifier = identifier
        token.creatorLogicalUnitDescriptor =
            IdentificationCSCDDescriptor(
                naming: identity.designators[0], of: identity.deviceType,
                DeviceTypeSpecificParameters()
            ).encoded()
        token.numberOfBytesRepresented = rules.omitsByteCount ? 0 : rod.byteCount
        token.logicalBlockLength = rod.capacity.logicalBlockLengthInBytes
        token.pType = rod.capacity.pType
        token.protEn = rod.capacity.protEn
        token.pIExponent = rod.capacity.pIExponent
        token.logicalBlocksPerPhysicalBlockExponent =
            rod.capacity.logicalBlocksPerPhysicalBlockExponent
        token.lbpme = rod.capacity.lbpme
        token.lbprz = rod.capacity.lbprz
        token.lowestAlignedLBA = rod.capacity.lowestAlignedLogicalBlockAddress
        var bytes = Array(token.encoded().prefix(Self.targetPlace))
        let target = identity.designators.flatMap { $0.encoded() }.prefix(targetSize)
        bytes += target
        bytes += [UInt8](repeating: 0, count: targetSize - target.count)
        while bytes.count < RODToken.byteCount {
            let count = min(8, RODToken.byteCount - bytes.count)
            bytes.appendBigEndian(random() >> UInt64(64 - 8 * count), count: count)
        }
        return bytes
    }

    /// Where TARGET DEVICE DESCRIPTOR begins.
    private static let targetPlace = 128

    /// Bytes of TARGET DEVICE DESCRIPTOR; at least 256 bits are left behind it.
    private var targetSize: Int {
        let most = RODToken.byteCount - Self.targetPlace - 32
        return max(0, min(profile.switches.targetDeviceDescriptorSize, most))
    }

    /// The bytes that no two tokens have in common.
    private func secret(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes[(Self.targetPlace + targetSize)...]
    }

    // MARK: Using

    /// The representation that a token stands for, in the order of checks that the standard has
    /// (SPC-4, ROD token usage).
    ///
    /// A token that is known by its identifier or by its random bytes and that differs in another
    /// byte is corrupt; one with a creator that is no logical unit here is another copy manager's.
    func validate(_ bytes: [UInt8], at now: Instant) throws(TokenFault) -> UsableToken {
        settle(at: now)
        let token = try RODToken.checked(bytes)
        let known = byIdentifier[token.copyManagerRODTokenIdentifier] ?? bySecret[secret(of: bytes)]
        if let known, known.bytes != bytes {
            throw TokenFault(condition: .tokenCorrupt, byte: 0)
        }
        let isBlockZero = token.rodType == .blockZero && known == nil
        if isBlockZero, let wrong = bytes.indices.dropFirst(8).first(where: { bytes[$0] != 0 }) {
            throw TokenFault(condition: .tokenCorrupt, byte: wrong)
        }
        if !isBlockZero && known == nil && creator(of: token) == nil {
            throw TokenFault(condition: .tokenCorrupt, byte: 16)
        }
        try rules.requireAccepted(token)
        if isBlockZero { return UsableToken(rod: .blockZero(), record: nil) }
        if known == nil, let creator = creator(of: token), !resolver.hasLogicalUnit(creator) {
            throw TokenFault(
                condition: rules.remoteTokens < 4 ? .remoteTokenUse : .notReachable, byte: 16)
        }
        guard let known else {
            let isLost = lost[token.copyManagerRODTokenIdentifier] != nil
            throw TokenFault(
                condition: isLost && !rules.forgetsDeadTokens
                    ? .tokenCauseNotReportable : .tokenUnknown,
                byte: 8)
        }
        if let condition = known.state.condition {
            throw TokenFault(
                condition: rules.forgetsDeadTokens ? .tokenUnknown : condition,
                byte: rules.forgetsDeadTokens ? 8 : 0)
        }
        return UsableToken(rod: known.rod, record: known)
    }

    /// The logical unit that a token says it was made by; `nil` where it names none as a token
    /// must: by a designator of the IEEE.
    private func creator(of token: RODToken) -> CopyTargetIdentity? {
        guard let creator = token.creator,
            creator.designatorType == .naa || creator.designatorType == .eui64,
            creator.designatorLength > 0,
            creator.designatorLength <= IdentificationCSCDDescriptor.maximumDesignatorLength
        else { return nil }
        return .designator(
            codeSet: creator.codeSet, association: creator.association,
            type: creator.designatorType,
            designator: Array(creator.designator.prefix(Int(creator.designatorLength))))
    }

    /// The beginnings of the tokens that a nexus may know of: those that it made or used, and
    /// those of logical units that it can reach.
    func managementTokens(
        for nexus: NexusIdentifier, receiver: any LogicalUnit, at now: Instant
    ) -> [RODManagementToken] {
        settle(at: now)
        return living.compactMap { record in
            guard let token = try? RODToken(record.bytes),
                record.nexuses.contains(nexus)
                    || creator(of: token).flatMap({
                        resolver.copyTarget(
                            $0, for: nexus, receiver: receiver, actsForSender: false)
                    }) != nil
            else { return nil }
            return token.managementToken
        }
    }

    // MARK: Ending

    /// DEL_TKN.
    func delete(_ record: TokenRecord, at now: Instant) {
        settle(at: now)
        bury(at: now) { $0 === record ? .deleted : nil }
    }

    /// A logical unit was reset, and the views of its data are gone.
    func revokeTokens(of logicalUnit: any LogicalUnit) {
        bury(at: latest) { $0.rod.source === logicalUnit ? .revoked : nil }
    }

    /// A token that nobody was told of is no token.
    func withdraw(_ record: TokenRecord) {
        record.die(.deleted)
        living.removeAll { $0 === record }
        forget(record)
    }

    /// Finds the tokens that are no longer valid, and forgets those that were not for long enough.
    private func settle(at now: Instant) {
        latest = max(latest, now)
        bury(at: now) { record in
            if let expiry = record.expiry, expiry <= now { return .expired }
            let isVulnerable = record.rod.type == .pointInTimeChangeVulnerable
            return isVulnerable && record.rod.hasChanged ? .cancelled : nil
        }
        let surplus = max(0, dead.count - max(0, rules.rememberedTokens))
        if now < nextForgetting && surplus == 0 { return }
        for (number, entry) in dead.enumerated() where number < surplus || entry.until <= now {
            forget(entry.record)
            lost[entry.record.identifier] = entry.until
        }
        dead = dead.enumerated().filter { $0 >= surplus && $1.until > now }.map(\.element)
        lost = lost.filter { $1 > now }
        nextForgetting = (dead.map(\.until) + lost.values).min() ?? .farthest
    }

    /// What became of a token is told for as long again as it could have lived.
    private func bury(at now: Instant, _ cause: (TokenRecord) -> TokenRecord.State?) {
        living.removeAll { record in
            guard let state = cause(record) else { return false }
            record.die(state)
            let kept = record.lifetime ?? .seconds(Int64(rules.maximumLifetime))
            let until = now + kept
            dead.append((record, until))
            nextForgetting = min(nextForgetting, until)
            return true
        }
    }

    private func forget(_ record: TokenRecord) {
        byIdentifier[record.identifier] = nil
        bySecret[secret(of: record.bytes)] = nil
    }
}
