import CopyManager

extension ProfileField<CopyManagerSwitches> {
    /// The keys of `switches`. They have the names by which these open points are known, not names
    /// in the style of the other keys.
    static var switches: [Self] {
        [
            .number("feRTokenBit", \.feRTokenBit, 0...7),
            .number("feDelTknBit", \.feDelTknBit, 0...7),
            .number("spaceCodeWidth", \.spaceCodeWidth, 3...4),
            Self(
                key: "eaEbTailOffsets",
                read: { value, record in
                    value.fields(
                        ProfileField<ExtensionOffsets>.offsets, into: &record.eaEbTailOffsets)
                },
                value: { record in
                    .list(
                        ProfileField<ExtensionOffsets>.offsets.map {
                            $0.key + ": " + $0.value(record.eaEbTailOffsets).text
                        })
                }),
            .count("targetDeviceDescriptorSize", \.targetDeviceDescriptorSize, 0...128),
            .code("nulNeedsCommandAsc", \.nulNeedsCommandAsc),
            .code("unreachableAsc", \.unreachableAsc),
            .count("lid4CscdBase", \.lid4CscdBase, 0...1),
            .code("immedConflictAsc", \.immedConflictAsc),
            .choice("infoUnitVariable", \.infoUnitVariable),
            .flag("dropLid4AfterRead", \.dropLid4AfterRead),
            .flag("offsetTailIsResidue", \.offsetTailIsResidue),
            .choice("padUnit", \.padUnit),
            .choice("trailingBytes", \.trailingBytes),
            .number("completionDelay", \.completionDelay),
            .code("capacityAsc", \.capacityAsc),
            .flag("allow15AnyPdt", \.allow15AnyPdt),
            .flag("duplicateLbaAcrossSegments", \.duplicateLbaAcrossSegments),
            .choice("hddRetention", \.hddRetention),
            .choice("lateIllegalKey", \.lateIllegalKey),
            .flag("nullLuPad", \.nullLuPad),
        ]
    }
}

extension ProfileField<ExtensionOffsets> {
    /// Bytes of the second half of a CSCD descriptor of 64 bytes.
    fileprivate static var offsets: [Self] {
        [
            .count("extensionTypeCode", \.extensionTypeCode, 32...62),
            .count("port", \.port, 32...62),
            .count("protocolNumber", \.protocolNumber, 32...62),
        ]
    }
}
