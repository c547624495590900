import SCSI

extension ParameterListCheck {
    /// What can be said of a ROD CSCD descriptor before the first segment (SPC-4, ROD CSCD
    /// descriptor).
    func check(
        _ descriptor: RODCSCDDescriptor, at place: Int, _ header: CopyHeader
    ) throws(CopyFailure) {
        let flags = RODFlags(bytes[place + 23], profile.switches)
        let refused = { (byte: Int, bit: UInt8?) in
            CopyFailure(.rodDescriptorField, at: .parameterList(place + byte, bit: bit))
        }
        try checkProducer(descriptor, at: place, flags)
        if descriptor.rodType != .fromToken {
            if profile.tokens.created(descriptor.rodType) == nil { throw refused(8, nil) }
            if flags.deletesToken { throw refused(23, profile.switches.feDelTknBit) }
            if descriptor.tokenOffset != 0 { throw refused(24, nil) }
        } else if UInt64(descriptor.tokenOffset) + UInt64(RODToken.byteCount) > header.inlineLength
        {
            throw CopyFailure(.inlineDataOverrun, at: .parameterList(place + 24))
        }
        let rules = profile.tokens
        if flags.requestsToken {
            if header.usage == .noListIdentifier {
                throw refused(23, profile.switches.feRTokenBit)
            }
            if descriptor.requestedLifetime > rules.maximumLifetime { throw refused(12, nil) }
            if descriptor.requestedInactivityTimeout > rules.maximumInactivityTimeout {
                throw refused(16, nil)
            }
        } else {
            if descriptor.requestedLifetime != 0 { throw refused(12, nil) }
            if descriptor.requestedInactivityTimeout != 0 { throw refused(16, nil) }
        }
    }

    /// The copy manager that makes the representation, or made its token.
    private func checkProducer(
        _ descriptor: RODCSCDDescriptor, at place: Int, _ flags: RODFlags
    ) throws(CopyFailure) {
        let field = FieldPointer.parameterList(place + 4)
        let isToken = descriptor.rodType == .fromToken
        switch descriptor.rodProducer {
        case .receiver:
            if isToken && flags.requestsToken { throw CopyFailure(.rodDescriptorField, at: field) }
        case .tokenLogicalUnit:
            if !isToken || !profile.wellKnownIDs.contains(.tokenLogicalUnit) {
                throw CopyFailure(.rodDescriptorField, at: field)
            }
        default:
            // Another copy manager would have to do it.
            if isToken && profile.tokens.remoteTokens < 4 {
                throw CopyFailure(.remoteTokenUse, at: field)
            }
            if (flags.requestsToken || !isToken) && profile.tokens.remoteTokens < 6 {
                throw CopyFailure(.remoteTokenCreation, at: field)
            }
        }
    }
}

/// R_TOKEN and DEL_TKN, whose places a profile chooses.
struct RODFlags {
    /// A token is to be made.
    let requestsToken: Bool
    /// The token is to be deleted.
    let deletesToken: Bool

    /// The flags in byte 23 of a ROD CSCD descriptor.
    init(_ byte: UInt8, _ switches: CopyManagerSwitches) {
        requestsToken = byte >> switches.feRTokenBit & 1 == 1
        deletesToken = byte >> switches.feDelTknBit & 1 == 1
    }
}

extension AcceptedParameterList {
    /// The representation that a BEh or BFh segment adds to: one that is built here, of a disk, of
    /// the blocks of the logical unit that got the command.
    func buildable(
        _ source: CSCDDescriptorID, _ id: CSCDDescriptorID
    ) throws(CopyFailure) -> AcceptedCSCD {
        guard source == .receiver else { throw CopyFailure(.rodSegmentField, at: .segment(4)) }
        guard let named = cscd(id), case .rod(let descriptor) = named.descriptor,
            descriptor.rodType != .fromToken, descriptor.peripheralDeviceType == .directAccess
        else { throw CopyFailure(.rodSegmentField, at: .segment(6)) }
        return named
    }
}

extension RODFromBlockRangesSegment {
    /// The type and the number of the ranges are those that the copy manager takes.
    func check(_ rules: TokenRules) throws(CopyFailure) {
        if rangeDescriptorType != 1 { throw CopyFailure(.rodSegmentField, at: .segment(13)) }
        let most = Int(rules.maximumRangeDescriptors)
        if most != 0 && ranges.count > most {
            throw CopyFailure(.tooManyRangeDescriptors, at: .segment(14))
        }
    }
}
