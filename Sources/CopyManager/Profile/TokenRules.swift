import SCSI

/// What a copy manager does about representations of data and their tokens.
public struct TokenRules: Equatable, Sendable {
    /// The ROD types for which tokens are made, in the order of preference; the first is what a
    /// POPULATE TOKEN without a type gets.
    public var createdTypes: [RODType] = [
        .pointInTimeDefault, .pointInTimeChangeVulnerable, .pointInTimePersistent,
        .accessUponReference,
    ]
    /// The ROD types whose tokens are accepted.
    public var acceptedTypes: [RODType] = [
        .pointInTimeDefault, .pointInTimeChangeVulnerable, .pointInTimePersistent,
        .accessUponReference, .blockZero,
    ]
    /// REMOTE TOKENS: 0 none, 4 use, 6 use and creation.
    public var remoteTokens: UInt8 = 0
    /// MAXIMUM RANGE DESCRIPTORS.
    public var maximumRangeDescriptors: UInt16 = 64
    /// MAXIMUM TOKEN TRANSFER SIZE in blocks; 0 for no limit.
    public var maximumTokenTransferSize: UInt64 = 0
    /// OPTIMAL TRANSFER COUNT in blocks.
    public var optimalTransferCount: UInt64 = 131_072
    /// MINIMUM TOKEN LIFETIME in seconds.
    public var minimumLifetime: UInt32 = 1
    /// MAXIMUM TOKEN LIFETIME in seconds.
    public var maximumLifetime: UInt32 = 86_400
    /// DEFAULT INACTIVITY TIMEOUT in seconds.
    public var defaultInactivityTimeout: UInt32 = 60
    /// MAXIMUM TOKEN INACTIVITY TIMEOUT in seconds.
    public var maximumInactivityTimeout: UInt32 = 600
    /// How many tokens and internal RODs there can be at the same time.
    public var maximumRODs = 1024
    /// Whether tokens expire by their age too, not by inactivity alone.
    public var hasLifetime = true
    /// Of how many tokens that are no longer valid it is remembered why. Of the others it is only
    /// known that they were made, until as much time has passed as they could have lived. More than
    /// the 50,000 within which an identifier must not be used again.
    public var rememberedTokens = 65_536
    /// Whether a token is refused as unknown, whatever became of it.
    public var forgetsDeadTokens = false
    /// Whether RTV of POPULATE TOKEN is taken from bit 1 of byte 1 of the CDB, not of byte 2 of the
    /// parameter list. There it is a bit of the service action, and zero.
    public var takesRTVFromCDB = false
    /// Whether a range of no blocks ends the list of ranges: those behind it do nothing, and where
    /// none stands before it the command does nothing, and ends GOOD.
    public var stopsAtEmptyRange = false
    /// Whether WRITE USING TOKEN writes to the first of its ranges alone.
    public var writesFirstRangeOnly = false
    /// Whether NUMBER OF BYTES REPRESENTED of a token is left zero.
    public var omitsByteCount = false
    /// Whether the descriptor 0108h of the Third-party Copy VPD page lists no types.
    public var listsNoTypes = false
    /// Whether a token can only be written to logical blocks of the length that its own have.
    public var requiresEqualBlockLengths = false
    /// Whether the range descriptors of POPULATE TOKEN and WRITE USING TOKEN are taken from the byte
    /// before their place on, where ddpt 0.97 writes them. The first byte of the first is the last
    /// one of the length before it then, and counts as zero. Lists that are right are misread.
    public var takesRangesOneByteEarly = false

    /// The defaults.
    public init() {}
}
