import SCSI

/// Points on which the texts of the standard leave a choice, or differ from one another. A profile
/// chooses; the defaults follow SPC-4 as far as it says anything.
public struct CopyManagerSwitches: Equatable, Sendable {
    /// The bit of byte 23 of the ROD CSCD descriptor that is R_TOKEN.
    public var feRTokenBit: UInt8 = 4
    /// The bit of byte 23 of the ROD CSCD descriptor that is DEL_TKN.
    public var feDelTknBit: UInt8 = 0
    /// How many bits of byte 8 of the space segment descriptor are the CODE: 3 in SPC-2, 4 later.
    public var spaceCodeWidth: UInt8 = 4
    /// Where the fields behind byte 32 of the 64-byte CSCD descriptors stand.
    public var eaEbTailOffsets = ExtensionOffsets()
    /// Bytes of the TARGET DEVICE DESCRIPTOR field of a ROD token, which begins at byte 128.
    public var targetDeviceDescriptorSize = 128
    /// A segment that needs a command to a logical unit that is NUL.
    public var nulNeedsCommandAsc = AdditionalSenseCode.copyTargetNotReachable
    /// A CSCD that the copy manager cannot reach.
    public var unreachableAsc = AdditionalSenseCode.unreachableCopyTarget
    /// The CSCD descriptor ID of the first descriptor of a LID4 list: 1 where IDs count in units of
    /// 32 bytes from byte 16 of the list, 0 where they count descriptors.
    public var lid4CscdBase = 1
    /// IMMED together with G_SENSE or with LIST ID USAGE 11b.
    public var immedConflictAsc = AdditionalSenseCode.invalidFieldInCDB
    /// What INFORMATION counts for a stream device with variable blocks.
    public var infoUnitVariable = VariableStreamUnit.bytes
    /// Whether reading the status of a finished copy by RECEIVE COPY STATUS(LID4) drops it.
    public var dropLid4AfterRead = false
    /// Whether the bytes of the last source block of 08h and 0Ah segments behind the last byte that
    /// is copied become source residue.
    public var offsetTailIsResidue = false
    /// How far the last data of a segment is filled with zeros.
    public var padUnit = PadUnit.transfer
    /// What becomes of bytes behind the inline data.
    public var trailingBytes = TrailingBytes.ignored
    /// ESTIMATED STATUS UPDATE DELAY of a finished copy, in milliseconds.
    public var completionDelay: UInt32 = 0xFFFF_FFFE
    /// A block address that is not on a copy source or copy destination.
    public var capacityAsc = AdditionalSenseCode.thirdPartyDeviceFailure
    /// Whether 15h segments may name a device that is no sequential-access device.
    public var allow15AnyPdt = true
    /// Whether segments that build one ROD may name a block address twice.
    public var duplicateLbaAcrossSegments = true
    /// Which bytes are kept where more data is held than the limit allows.
    public var hddRetention = HeldDataRetention.newest
    /// The sense key of the errors for which the standard names ILLEGAL REQUEST, where they are
    /// found while a segment is processed.
    public var lateIllegalKey = LateErrorKey.illegalRequest
    /// The PAD bit of the null logical units C000h and C001h, which have no descriptor.
    public var nullLuPad = true

    /// The defaults.
    public init() {}

    /// What a variable stream's transfers are counted in.
    public enum VariableStreamUnit: String, CaseIterable, Sendable {
        case bytes
        case records
    }

    /// The unit that is filled up.
    public enum PadUnit: String, CaseIterable, Sendable {
        /// All that one command transfers.
        case transfer
        /// One block of STREAM BLOCK LENGTH.
        case block
    }

    /// What becomes of surplus bytes of a parameter list.
    public enum TrailingBytes: String, CaseIterable, Sendable {
        case ignored
        case refused
    }

    /// Which held bytes are kept.
    public enum HeldDataRetention: String, CaseIterable, Sendable {
        case newest
        case oldest
    }

    /// A sense key for errors that are found late.
    public enum LateErrorKey: String, CaseIterable, Sendable {
        case illegalRequest
        case copyAborted
    }
}

/// Where the fields behind byte 32 of the IPv6 and IP copy service CSCD descriptors stand, counted
/// from byte 0 of the descriptor.
public struct ExtensionOffsets: Equatable, Sendable {
    /// EXTENSION DESCRIPTOR TYPE CODE, FFh.
    public var extensionTypeCode = 32
    /// PORT NUMBER, two bytes.
    public var port = 36
    /// INTERNET PROTOCOL NUMBER, two bytes.
    public var protocolNumber = 38

    /// As SPC-4 has them.
    public init() {}
}
