import CopyManager
import SCSI
import WireBytes

extension ProfileField<CopyManagerProfile> {
    /// The keys of a profile file that stand by themselves.
    static var support: [Self] {
        [
            .choice("dialect", \.dialect),
            .list(
                "commands", \.commands, sortedBy: <,
                read: { $0.choice(copyCommandNames) },
                show: { command in
                    copyCommandNames.first { $0.value == command }?.name ?? command.text
                }),
            .list(
                "segment_types", \.segmentTypes, sortedBy: <,
                read: { $0.known(CopyManagerProfile().segmentTypes, digits: 2) },
                show: { hexadecimal($0, digits: 2) }),
            .list(
                "cscd_types", \.cscdTypes, sortedBy: <,
                read: { $0.known(CopyManagerProfile().cscdTypes, digits: 2) },
                show: { hexadecimal($0, digits: 2) }),
            .list(
                "well_known_ids", \.wellKnownIDs, sortedBy: { $0.rawValue < $1.rawValue },
                read: { value in
                    value.known(CopyManagerProfile().wellKnownIDs.map(\.rawValue), digits: 4)
                        .map { CSCDDescriptorID(rawValue: $0) }
                },
                show: { hexadecimal($0.rawValue, digits: 4) }),
            Self(
                key: "check_order",
                read: { value, profile in
                    value.checkOrder().map { profile.checkOrder = $0 }
                },
                value: { .list($0.checkOrder.map { snakeCase($0.rawValue) }) }),
            .optional(
                "result_retention_seconds", \.resultRetentionSeconds,
                read: { $0.number(1...UInt32.max) }, show: { .number(UInt64($0)) }),
            .optional(
                "copy_group_identifier", \.copyGroupIdentifier,
                read: { $0.hexBytes(18...18) }, show: { .text(hexPairs($0)) }),
            .count("subcommand_retries", \.subcommandRetries, 0...100),
        ]
    }

    /// All that a profile says, in the order of the file: what is shown and compared.
    static var all: [Self] {
        support
            + ProfileField<CopyManagerLimits>.limits.map { $0.of(\.advertised, "advertised") }
            + ProfileField<CopyManagerLimits>.limits.map { $0.of(\.enforced, "enforced") }
            + ProfileField<CopyManagerSwitches>.switches.map { $0.of(\.switches, "switches") }
            + ProfileField<[CopyCondition: ReportedSense]>.conditions.map {
                $0.of(\.sense, "sense")
            }
            + ProfileField<CopyManagerQuirks>.quirks.map { $0.of(\.quirks, "quirks") }
            + ProfileField<TokenRules>.tokens.map { $0.of(\.tokens, "tokens") }
    }

    private static var copyCommandNames: [(value: ThirdPartyCopyCommand, name: String)] {
        [
            (.extendedCopyLID1, "extended_copy_lid1"), (.extendedCopyLID4, "extended_copy_lid4"),
            (.populateToken, "populate_token"), (.writeUsingToken, "write_using_token"),
            (.copyOperationAbort, "copy_operation_abort"),
            (.copyStatusLID1, "receive_copy_status_lid1"),
            (.copyDataLID1, "receive_copy_data_lid1"),
            (.operatingParameters, "receive_copy_operating_parameters"),
            (.failureDetailsLID1, "receive_copy_failure_details_lid1"),
            (.copyStatusLID4, "receive_copy_status_lid4"),
            (.copyDataLID4, "receive_copy_data_lid4"),
            (.rodTokenInformation, "receive_rod_token_information"),
            (.reportAllRODTokens, "report_all_rod_tokens"),
        ]
    }
}

/// `0Bh`.
func hexadecimal<T: FixedWidthInteger>(_ value: T, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text + "h"
}

extension ValueReader {
    /// One of the codes that the copy manager can do something with.
    fileprivate func known<T: FixedWidthInteger & UnsignedInteger>(
        _ codes: [T], digits: Int
    ) -> T? {
        guard let number: T = number(T.min...T.max) else { return nil }
        if codes.contains(number) { return number }
        let names = codes.map { hexadecimal($0, digits: digits) }
        return refuse("one of " + names.joined(separator: ", "))
    }

    /// Every stage of the check of a parameter list, each once.
    fileprivate func checkOrder() -> [ParameterListCheckStage]? {
        let named = ParameterListCheckStage.allCases.map { ($0, snakeCase($0.rawValue)) }
        guard let order = list({ $0.choice(named) }) else { return nil }
        for (stage, name) in named where order.filter({ $0 == stage }).count != 1 {
            let isMissing = !order.contains(stage)
            return refuse(
                "every stage once: " + named.map(\.1).joined(separator: ", "),
                found: isMissing ? "a list without \(name)" : "\(name) twice")
        }
        return order
    }
}
