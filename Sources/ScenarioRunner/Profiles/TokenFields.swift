import CopyManager
import SCSI

extension ProfileField<TokenRules> {
    /// The keys of `tokens`.
    static var tokens: [Self] {
        [
            .list(
                "created_types", \.createdTypes, canBeEmpty: false, read: rodType,
                show: hexadecimal),
            .list("accepted_types", \.acceptedTypes, read: rodType, show: hexadecimal),
            Self(
                key: "remote_tokens",
                read: { value, record in
                    let names = [0, 4, 6].map { (UInt8($0), "\($0)") }
                    value.choice(names).map { record.remoteTokens = $0 }
                },
                value: { .number(UInt64($0.remoteTokens)) }),
            .number("maximum_range_descriptors", \.maximumRangeDescriptors, 1...UInt16.max),
            .number("maximum_token_transfer_size", \.maximumTokenTransferSize),
            .number("optimal_transfer_count", \.optimalTransferCount),
            .number("minimum_lifetime", \.minimumLifetime),
            .number("maximum_lifetime", \.maximumLifetime),
            .number("default_inactivity_timeout", \.defaultInactivityTimeout),
            .number("maximum_inactivity_timeout", \.maximumInactivityTimeout),
            .count("maximum_rods", \.maximumRODs, 1...1 << 20),
            .count("remembered_tokens", \.rememberedTokens, 0...1 << 24),
            .flag("has_lifetime", \.hasLifetime),
            .flag("forgets_dead_tokens", \.forgetsDeadTokens),
            .flag("takes_rtv_from_cdb", \.takesRTVFromCDB),
            .flag("stops_at_empty_range", \.stopsAtEmptyRange),
            .flag("writes_first_range_only", \.writesFirstRangeOnly),
            .flag("omits_byte_count", \.omitsByteCount),
            .flag("lists_no_types", \.listsNoTypes),
            .flag("requires_equal_block_lengths", \.requiresEqualBlockLengths),
            .flag("takes_ranges_one_byte_early", \.takesRangesOneByteEarly),
        ]
    }

    /// The types that a token can have.
    private static var types: [RODType] {
        [
            .accessUponReference, .pointInTimeDefault, .pointInTimeChangeVulnerable,
            .pointInTimePersistent, .blockZero,
        ]
    }

    private static func rodType(_ value: ValueReader) -> RODType? {
        value.choice(types.map { ($0, hexadecimal($0)) })
    }

    /// `00800000h`.
    private static func hexadecimal(_ type: RODType) -> String {
        let digits = String(type.rawValue, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits + "h"
    }
}
