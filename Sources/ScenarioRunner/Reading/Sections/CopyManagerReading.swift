/// Reading `copy_manager`.
extension CaseReader {
    /// The copy manager's limits and pace.
    func copyManager(_ value: ValueReader) -> CopyManagerSetup? {
        guard let mapping = value.mapping(["limits", "step"]) else { return nil }
        let limits = mapping.optional("limits", default: CopyManagerLimitSetup(), copyLimits)
        let step = mapping.optional("step", default: CopyManagerSetup.defaultStep) {
            $0.size(1...Int(UInt32.max))
        }
        guard let limits, let step else { return nil }
        return CopyManagerSetup(limits: limits, step: step)
    }

    private func copyLimits(_ value: ValueReader) -> CopyManagerLimitSetup? {
        let keys = [
            "maximum_cscd_descriptor_count", "maximum_segment_descriptor_count",
            "maximum_descriptor_list_length", "maximum_segment_length",
            "maximum_inline_data_length", "maximum_stream_device_transfer_size",
        ]
        guard let mapping = value.mapping(keys) else { return nil }
        func count(_ key: String) -> UInt16?? {
            mapping.ifPresent(key) { $0.number(1...UInt16.max) }
        }
        func bytes(_ key: String, atLeast least: Int) -> UInt32?? {
            mapping.ifPresent(key) { value in
                value.size(least...Int(UInt32.max)).map { UInt32($0) }
            }
        }
        let cscdCount = count(keys[0])
        let segmentCount = count(keys[1])
        let listLength = bytes(keys[2], atLeast: 1)
        // Of these two, zero is the standard's way to say "no limit" and "not supported".
        let segmentLength = bytes(keys[3], atLeast: 0)
        let inlineLength = bytes(keys[4], atLeast: 0)
        let transferSize = bytes(keys[5], atLeast: 1)
        guard let cscdCount, let segmentCount, let listLength, let segmentLength, let inlineLength,
            let transferSize
        else { return nil }
        var limits = CopyManagerLimitSetup()
        limits.maximumCSCDDescriptorCount = cscdCount
        limits.maximumSegmentDescriptorCount = segmentCount
        limits.maximumDescriptorListLength = listLength
        limits.maximumSegmentLength = segmentLength
        limits.maximumInlineDataLength = inlineLength
        limits.maximumStreamDeviceTransferSize = transferSize
        return limits
    }
}
