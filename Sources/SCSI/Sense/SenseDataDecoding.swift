import WireBytes

extension SenseData {
    /// Reads sense data of either format.
    ///
    /// - Parameter isFromCopy: it ends an EXTENDED COPY command, so that COMMAND-SPECIFIC
    ///   INFORMATION holds a segment number and the places of forwarded sense data.
    /// - Throws: `WireError` for another response code, and where the bytes end too early.
    public init(_ bytes: [UInt8], isFromCopy: Bool = false) throws(WireError) {
        switch bytes.first.map({ $0 & 0x7F }) {
        case 0x70, 0x71:
            self = Self.reading(try FixedFormatSenseData(bytes), bytes, isFromCopy)
        case 0x72, 0x73:
            self = Self.reading(try DescriptorFormatSenseData(bytes), isFromCopy)
        case let found:
            throw WireError(
                structure: "Sense data", field: "RESPONSE CODE", offset: 0,
                problem: .unexpectedValue(expected: 0x70, found: UInt64(found ?? 0)))
        }
    }

    private static func reading(
        _ data: FixedFormatSenseData, _ bytes: [UInt8], _ isFromCopy: Bool
    ) -> SenseData {
        var sense = SenseData(
            data.senseKey,
            AdditionalSenseCode(data.additionalSenseCode, data.additionalSenseCodeQualifier))
        sense.isDeferred = data.responseCode == 0x71
        (sense.filemark, sense.eom, sense.ili) = (data.filemark, data.eom, data.ili)
        if data.valid {
            // Only stream devices count below zero; a disk's address may have the highest bit set.
            let isSigned = data.filemark || data.eom || data.ili || data.senseKey == .blankCheck
            sense.information =
                isSigned ? Int64(Int32(bitPattern: data.information)) : Int64(data.information)
        }
        if data.sksv { sense.fieldPointer = FieldPointer(senseKeySpecific: data.senseKeySpecific) }
        if isFromCopy && data.senseKey == .copyAborted {
            let specific = data.commandSpecificInformation
            sense.segment = UInt16(truncatingIfNeeded: specific)
            let source = Int(specific >> 24)
            let destination = Int(specific >> 16 & 0xFF)
            let end = min(bytes.count, 18 + data.additionalSenseBytes.count)
            sense.forwardedFromSource = area(
                bytes, source, destination > source ? min(destination, end) : end)
            sense.forwardedFromDestination = area(
                bytes, destination, source > destination ? min(source, end) : end)
        }
        return sense
    }

    private static func area(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Forwarded? {
        guard start >= 18, start < end else { return nil }
        return Forwarded(status: bytes[start], sense: Array(bytes[start + 1..<end]))
    }

    private static func reading(
        _ data: DescriptorFormatSenseData, _ isFromCopy: Bool
    ) -> SenseData {
        var sense = SenseData(
            data.senseKey,
            AdditionalSenseCode(data.additionalSenseCode, data.additionalSenseCodeQualifier))
        sense.isDeferred = data.responseCode == 0x73
        for descriptor in data.descriptors {
            switch descriptor {
            case .information(let information) where information.valid:
                sense.information = Int64(bitPattern: information.information)
            case .commandSpecificInformation(let specific) where isFromCopy:
                sense.segment = UInt16(truncatingIfNeeded: specific.commandSpecificInformation)
            case .senseKeySpecific(let specific) where specific.sksv:
                sense.fieldPointer = FieldPointer(senseKeySpecific: specific.senseKeySpecific)
            case .streamCommands(let stream):
                (sense.filemark, sense.eom, sense.ili) = (stream.filemark, stream.eom, stream.ili)
            case .forwarded(let forwarded):
                let area = Forwarded(
                    status: forwarded.forwardedStatus, sense: forwarded.forwardedSenseData)
                if forwarded.senseDataSource == .copyDestination {
                    sense.forwardedFromDestination = area
                } else {
                    sense.forwardedFromSource = area
                }
            default: break
            }
        }
        return sense
    }
}
