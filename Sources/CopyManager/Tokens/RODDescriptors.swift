import Devices
import SCSI

extension CopyManager {
    /// 0000h: what POPULATE TOKEN and WRITE USING TOKEN can do.
    var rodTokenLimits: BlockDeviceRODTokenLimitsDescriptor {
        var limits = BlockDeviceRODTokenLimitsDescriptor()
        limits.vendorSpecific = [UInt8](repeating: 0, count: 6)
        limits.maximumRangeDescriptors = profile.tokens.maximumRangeDescriptors
        limits.maximumInactivityTimeout = profile.tokens.maximumInactivityTimeout
        limits.defaultInactivityTimeout = profile.tokens.defaultInactivityTimeout
        limits.maximumTokenTransferSize = profile.tokens.maximumTokenTransferSize
        limits.optimalTransferCount = profile.tokens.optimalTransferCount
        return limits
    }

    /// 0106h and 0108h: what tokens there are.
    func rodDescriptors(for receiver: any LogicalUnit) -> [any WireStructure] {
        [rodTokenFeatures(for: receiver), supportedRODTypes]
    }

    private func rodTokenFeatures(for receiver: any LogicalUnit) -> RODTokenFeaturesDescriptor {
        let rules = profile.tokens
        var features = RODTokenFeaturesDescriptor()
        features.remoteTokens = rules.remoteTokens
        features.minimumTokenLifetime = rules.minimumLifetime
        features.maximumTokenLifetime = rules.maximumLifetime
        features.maximumTokenInactivityTimeout = rules.maximumInactivityTimeout
        // Tokens stand for blocks alone.
        if let disk = receiver as? DirectAccessUnit {
            let length = UInt64(disk.blockLength)
            let optimal = rules.optimalTransferCount.multipliedReportingOverflow(by: length)
            let most = rules.maximumTokenTransferSize.multipliedReportingOverflow(by: length)
            let isBounded = rules.maximumTokenTransferSize != 0 && !most.overflow
            var blocks = BlockRODFeaturesDescriptor()
            blocks.optimalBlockRODLengthGranularity = 1
            blocks.maximumBytesInBlockROD = isBounded ? most.partialValue : .max
            blocks.optimalBytesInBlockRODTransfer = optimal.overflow ? .max : optimal.partialValue
            blocks.optimalBytesToTokenPerSegment = blocks.optimalBytesInBlockRODTransfer
            blocks.optimalBytesFromTokenPerSegment = blocks.optimalBytesInBlockRODTransfer
            if let descriptor = try? RODFeaturesDescriptor(blocks) {
                features.features = [descriptor]
            }
        }
        return features
    }

    /// The types, ascending. No preference is reported: one costs as much as another.
    private var supportedRODTypes: SupportedRODTypesDescriptor {
        let rules = profile.tokens
        let hasDescriptor = profile.cscdTypes.contains(0xFE)
        if rules.listsNoTypes { return SupportedRODTypesDescriptor() }
        var types = Set(rules.createdTypes + rules.acceptedTypes)
        // A descriptor that leaves the type to the token.
        if hasDescriptor && !rules.acceptedTypes.isEmpty { types.insert(.fromToken) }
        return SupportedRODTypesDescriptor(
            rodTypeDescriptors: types.sorted { $0.rawValue < $1.rawValue }.map { type in
                var descriptor = RODTypeDescriptor()
                let isCreated = rules.created(type) != nil
                descriptor.rodType = type
                descriptor.ecpyInt = hasDescriptor && isCreated
                descriptor.tokenIn = type == .fromToken || rules.acceptedTypes.contains(type)
                descriptor.tokenOut = isCreated
                return descriptor
            })
    }
}

extension CopyManagerProfile {
    /// Whether there are tokens at all.
    var hasTokens: Bool { hasTokenCommands || cscdTypes.contains(0xFE) }
}
