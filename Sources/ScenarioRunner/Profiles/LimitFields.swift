import CopyManager

extension ProfileField<CopyManagerLimits> {
    /// The keys of `limits`, `advertised` and `enforced`, and of a scenario's `limits`.
    static var limits: [Self] {
        [
            .flag("supports_no_list_identifier", \.supportsNoListIdentifier),
            .number("maximum_cscd_descriptor_count", \.maximumCSCDDescriptorCount, 1...UInt16.max),
            .number(
                "maximum_segment_descriptor_count", \.maximumSegmentDescriptorCount,
                1...UInt16.max),
            .size("maximum_descriptor_list_length", \.maximumDescriptorListLength, atLeast: 1),
            // Of these three, zero is the standard's way to say "no limit" and "not supported".
            .size("maximum_segment_length", \.maximumSegmentLength),
            .size("maximum_inline_data_length", \.maximumInlineDataLength),
            .size("held_data_limit", \.heldDataLimit),
            .size(
                "maximum_stream_device_transfer_size", \.maximumStreamDeviceTransferSize,
                atLeast: 1),
            .number("total_concurrent_copies", \.totalConcurrentCopies, 1...UInt16.max),
            .number(
                "maximum_identified_concurrent_copies", \.maximumIdentifiedConcurrentCopies,
                1...UInt8.max),
            .number("data_segment_granularity", \.dataSegmentGranularity, 0...62),
            .number("inline_data_granularity", \.inlineDataGranularity, 0...62),
            .number("held_data_granularity", \.heldDataGranularity, 0...62),
            .count("kept_results_per_nexus", \.keptResultsPerNexus, 1...0xFFFF),
            .count("step_byte_count", \.stepByteCount, 1...Int(UInt32.max)),
        ]
    }
}
