import CopyManager
import SCSI

extension ProfileField<CopyManagerQuirks> {
    /// The keys of `quirks`.
    static var quirks: [Self] { header + descriptors + sense + results }

    private static var header: [Self] {
        [
            .flag(
                "refuses_service_action_as_operation_code",
                \.refusesServiceActionAsOperationCode),
            .optional(
                "only_list_id_usage", \.onlyListIDUsage,
                read: { value in
                    value.number(UInt8(0)...3).map { ListIDUsage(rawValue: $0) }
                },
                show: { .text(String($0.rawValue, radix: 2) + "b") }),
            .flag("ignores_list_identifiers", \.ignoresListIdentifiers),
            .flag("usage_is_nrcr", \.usageIsNRCR),
            .flag("ignores_priority", \.ignoresPriority),
            .optionalCount("maximum_bytes_behind_header", \.maximumBytesBehindHeader),
            .flag("checks_lid4_minimum_as_lid1", \.checksLID4MinimumAsLID1),
            .count("minimum_cscd_list_length", \.minimumCSCDListLength, 0...0xFFFF),
            .count("minimum_segment_list_length", \.minimumSegmentListLength, 0...0xFFFF),
            .flag("takes_unaligned_inline_data", \.takesUnalignedInlineData),
        ]
    }

    private static var descriptors: [Self] {
        [
            .optionalCount("segment_descriptor_stride", \.segmentDescriptorStride, 4...0xFFFF),
            .flag("descriptor_length_is_one_byte", \.descriptorLengthIsOneByte),
            .flag("ignores_pad_and_cat", \.ignoresPadAndCat),
            .flag("requires_equal_block_lengths", \.requiresEqualBlockLengths),
            .flag("requires_one_logical_unit", \.requiresOneLogicalUnit),
            .flag("only_long_naa_designators", \.onlyLongNAADesignators),
            .flag("requires_disk_block_length", \.requiresDiskBlockLength),
            .flag("resolves_cscds_early", \.resolvesCSCDsEarly),
            .flag("refuses_test_unit_ready", \.refusesTestUnitReady),
            .flag("acts_for_sender_on_receiver", \.actsForSenderOnReceiver),
        ]
    }

    private static var sense: [Self] {
        [
            .flag("forwards_sense", \.forwardsSense),
            .flag("reports_not_authorized", \.reportsNotAuthorized),
            .flag("points_into_parameter_list_only", \.pointsIntoParameterListOnly),
            .flag("blames_id_of_null_logical_unit", \.blamesIDOfNullLogicalUnit),
            .flag(
                "forwarded_status_in_field_pointer", \.forwarding.putsStatusIntoFieldPointer),
            .flag("omits_forwarded_descriptors", \.forwarding.omitsDescriptors),
            .flag("leaves_forwarded_source_unnamed", \.forwarding.leavesSourceUnnamed),
            .count(
                "maximum_forwarded_length", \.forwarding.maximumLength,
                0...SenseData.maximumLength),
        ]
    }

    private static var results: [Self] {
        [
            .flag("drops_results_after_read", \.dropsResultsAfterRead),
            .flag("forgets_failed_copies", \.forgetsFailedCopies),
            // Off by more than a few bytes is no answer that a program would survive.
            .count("failure_details_length_surplus", \.failureDetailsLengthError, 0...255),
            .flag("failure_details_hold_copy_state", \.failureDetailsHoldCopyState),
            .number("smallest_transfer_count_units", \.smallestTransferCountUnits, 0...6),
            .optionalCount(
                "operating_parameters_minimum_allocation",
                \.operatingParametersMinimumAllocation),
        ]
    }

    private static func optionalCount(
        _ key: String, _ path: WritableKeyPath<CopyManagerQuirks, Int?>,
        _ range: ClosedRange<UInt64> = 0...UInt64(UInt32.max)
    ) -> Self {
        .optional(
            key, path, read: { value in value.number(range).map { Int($0) } },
            show: { .number(UInt64($0)) })
    }
}
