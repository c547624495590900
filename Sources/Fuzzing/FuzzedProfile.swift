import CopyManager
import SCSI

extension CopyManagerProfile {
    /// A copy manager of which each bit of an input's byte changes something.
    static func fuzzed(_ bits: UInt8) -> CopyManagerProfile {
        var profile = CopyManagerProfile()
        // Small steps, so that a copy can be ended in its midst.
        profile.enforced.stepByteCount = 1 << 16
        profile.enforced.maximumStreamDeviceTransferSize = 1 << 20
        if bits & 0x01 != 0 {
            profile.enforced.maximumCSCDDescriptorCount = 2
            profile.enforced.maximumSegmentDescriptorCount = 3
            profile.enforced.maximumInlineDataLength = 64
            profile.enforced.heldDataLimit = 64
            profile.enforced.keptResultsPerNexus = 1
            profile.enforced.totalConcurrentCopies = 1
            profile.tokens.maximumRangeDescriptors = 2
            profile.tokens.maximumRODs = 2
            profile.tokens.maximumTokenTransferSize = 32
        }
        if bits & 0x02 != 0 {
            profile.quirks.ignoresPadAndCat = true
            profile.quirks.pointsIntoParameterListOnly = true
            profile.quirks.forwardsSense = false
        }
        if bits & 0x04 != 0 { profile.chooseOtherwise() }
        if bits & 0x08 != 0 {
            profile.quirks.segmentDescriptorStride = 28
            profile.quirks.ignoresListIdentifiers = true
        }
        if bits & 0x10 != 0 { profile.dialect = .r143 }
        if bits & 0x20 != 0 { profile.checkOrder.reverse() }
        if bits & 0x40 != 0 {
            profile.quirks.requiresEqualBlockLengths = true
            profile.quirks.requiresDiskBlockLength = true
            profile.quirks.descriptorLengthIsOneByte = true
            profile.quirks.takesUnalignedInlineData = true
            profile.quirks.resolvesCSCDsEarly = true
        }
        if bits & 0x80 != 0 {
            profile.quirks.forwarding.putsStatusIntoFieldPointer = true
            profile.quirks.forwarding.leavesSourceUnnamed = true
            profile.quirks.forwarding.maximumLength = 8
            profile.quirks.dropsResultsAfterRead = true
            profile.quirks.forgetsFailedCopies = true
        }
        return profile
    }

    /// The other way, wherever the standard leaves a choice.
    private mutating func chooseOtherwise() {
        switches.padUnit = .block
        switches.infoUnitVariable = .records
        switches.offsetTailIsResidue = true
        switches.hddRetention = .oldest
        switches.trailingBytes = .refused
        switches.lateIllegalKey = .copyAborted
        switches.lid4CscdBase = 0
        switches.spaceCodeWidth = 3
        switches.duplicateLbaAcrossSegments = false
        switches.nullLuPad = false
        switches.dropLid4AfterRead = true
    }
}
