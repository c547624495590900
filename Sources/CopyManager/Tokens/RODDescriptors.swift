import SCSI

extension CopyManager {
    /// 0000h: what POPULATE TOKEN and WRITE USING TOKEN can do.
    var rodTokenLimits: BlockDeviceRODTokenLimitsDescriptor {
        var limits = BlockDeviceRODTokenLimitsDescriptor()
        limits.maximumRangeDescriptors = profile.tokens.maximumRangeDescriptors
        limits.maximumInactivityTimeout = profile.tokens.maximumInactivityTimeout
        limits.defaultInactivityTimeout = profile.tokens.defaultInactivityTimeout
        limits.maximumTokenTransferSize = profile.tokens.maximumTokenTransferSize
        limits.optimalTransferCount = profile.tokens.optimalTransferCount
        return limits
    }

    /// 0106h and 0108h: what tokens there are.
    var rodDescriptors: [any WireStructure] { [] }
}

extension CopyManagerProfile {
    /// Whether there are tokens at all.
    var hasTokens: Bool { hasTokenCommands || cscdTypes.contains(0xFE) }
}
