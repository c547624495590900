import SCSI
import WireBytes

/// The checks before the first segment: none of them touches a device, and each ends in a failure
/// that names the field. Their order is the profile's.
struct ParameterListCheck {
    var bytes: [UInt8]
    let format: CopyHeader.Format
    let profile: CopyManagerProfile
    /// Whether the list identifier of a header is in use, and by which format.
    let isInUse: (CopyHeader) -> CopyHeader.Format?

    var limits: CopyManagerLimits { profile.enforced }

    /// Makes the check of a parameter list.
    init(
        bytes: [UInt8], format: CopyHeader.Format = .lid1, profile: CopyManagerProfile,
        isInUse: @escaping (CopyHeader) -> CopyHeader.Format? = { _ in nil }
    ) {
        self.bytes = bytes
        self.format = format
        self.profile = profile
        self.isInUse = isInUse
    }

    /// The list, if nothing is wrong with it.
    func accept() throws(CopyFailure) -> AcceptedParameterList {
        let header = try header()
        var descriptors: [AcceptedCSCD] = []
        var segments: [AcceptedSegment] = []
        var inlineData: [UInt8] = []
        // A stage that reads descriptors needs the lengths to be right, whatever the order says.
        var hasLengths = false
        for stage in profile.checkOrder {
            switch stage {
            case .format: try checkFormat()
            case .usage: try checkUsage(header)
            case .listIdentifier: try checkListIdentifier(header)
            case .lengths:
                try checkLengths(header)
                hasLengths = true
            case .descriptorListLength: try checkDescriptorListLength(header)
            case .cscdDescriptors:
                if !hasLengths { try checkLengths(header) }
                descriptors = try cscdDescriptors(header)
            case .segmentDescriptors:
                if !hasLengths { try checkLengths(header) }
                segments = try segmentDescriptors(header)
            case .inlineData:
                if !hasLengths { try checkLengths(header) }
                inlineData = try inline(header)
            }
        }
        return AcceptedParameterList(
            header: header, cscdDescriptors: descriptors, segments: segments,
            inlineData: inlineData)
    }

    /// The header alone, which says which copy it is.
    func header() throws(CopyFailure) -> CopyHeader {
        var header = CopyHeader()
        do {
            switch format {
            case .lid1: header = CopyHeader(try ExtendedCopyLID1Header(bytes))
            case .lid4:
                header = CopyHeader(
                    try ExtendedCopyLID4Header(bytes), firstID: profile.switches.lid4CscdBase)
            }
        } catch {
            // What passes for long enough and is not shows at the sum of the lengths.
            let isTruncated =
                profile.quirks.checksLID4MinimumAsLID1 && format == .lid4
                && bytes.count >= ExtendedCopyLID1Header.byteCount
            throw CopyFailure(isTruncated ? .parameterListTruncated : .parameterListLengthMinimum)
        }
        if let most = profile.quirks.maximumBytesBehindHeader,
            bytes.count - header.byteCount > most
        {
            throw CopyFailure(.parameterListLengthMaximum)
        }
        if profile.quirks.usageIsNRCR {
            header.usage = ListIDUsage(
                rawValue: header.usage.rawValue & ListIDUsage.mayDropResults.rawValue)
        }
        if profile.quirks.ignoresPriority { header.priority = CopyHeader().priority }
        return header
    }

    private func checkFormat() throws(CopyFailure) {
        guard format == .lid4, let header = try? ExtendedCopyLID4Header(bytes) else { return }
        if header.parameterListFormat != 0x01 {
            throw CopyFailure(.parameterListFormat, at: .parameterList(0))
        }
        if header.headerCSCDDescriptorListLength != 0x20 {
            throw CopyFailure(.parameterListFormat, at: .parameterList(2))
        }
        if header.headerCSCDDescriptorTypeCode != 0xFF {
            throw CopyFailure(.parameterListFormat, at: .parameterList(16))
        }
    }

    private func checkUsage(_ header: CopyHeader) throws(CopyFailure) {
        if profile.quirks.ignoresListIdentifiers { return }
        let places = header.places
        let isUnderstood =
            header.usage != .reserved
            && (header.usage != .noListIdentifier || limits.supportsNoListIdentifier)
            && (profile.quirks.onlyListIDUsage ?? header.usage) == header.usage
        if !isUnderstood {
            throw CopyFailure(
                .listIdentifierUsageReserved, at: .parameterList(places.usage, bit: 4))
        }
        if header.usage == .noListIdentifier && header.listIdentifier != 0 {
            throw CopyFailure(
                .listIdentifierNotZero, at: .parameterList(places.listIdentifier))
        }
        // A copy in the background is reached by its list identifier alone, and its end has nobody
        // to give sense data to.
        if header.isImmediate && (header.reportsGoodSense || header.usage == .noListIdentifier) {
            throw CopyFailure(
                .immediateConflict, at: .parameterList(places.immediate, bit: 0))
        }
    }

    private func checkListIdentifier(_ header: CopyHeader) throws(CopyFailure) {
        if profile.quirks.ignoresListIdentifiers || header.usage == .noListIdentifier { return }
        guard let other = isInUse(header) else { return }
        if other == header.format { throw CopyFailure(.listIdentifierInUse) }
        throw CopyFailure(
            .listIdentifierInUseByOtherFormat, at: .parameterList(header.places.listIdentifier))
    }

    private func checkLengths(_ header: CopyHeader) throws(CopyFailure) {
        let sum = header.cscdLength + header.segmentLength + header.inlineLength
        if UInt64(header.byteCount) + sum > UInt64(bytes.count) {
            throw CopyFailure(.parameterListTruncated)
        }
        let least = (
            cscd: profile.quirks.minimumCSCDListLength,
            segment: profile.quirks.minimumSegmentListLength
        )
        let needsCSCDs = header.segmentLength > 0 || least.segment > 0
        if needsCSCDs && header.cscdLength < UInt64(least.cscd) {
            throw CopyFailure(
                .descriptorListTooShort, at: .parameterList(header.places.cscdLength))
        }
        if header.segmentLength < UInt64(least.segment) {
            throw CopyFailure(
                .descriptorListTooShort, at: .parameterList(header.places.segmentLength))
        }
    }

    private func checkDescriptorListLength(_ header: CopyHeader) throws(CopyFailure) {
        let sum = header.cscdLength + header.segmentLength
        if sum > UInt64(limits.maximumDescriptorListLength) {
            throw CopyFailure(.descriptorListTooLong)
        }
    }

    /// The inline data, whose length the limits allow.
    private func inline(_ header: CopyHeader) throws(CopyFailure) -> [UInt8] {
        let place = FieldPointer.parameterList(header.places.inlineLength)
        let granule = UInt64(1) << UInt64(min(limits.inlineDataGranularity, 63))
        if header.inlineLength > UInt64(limits.maximumInlineDataLength)
            || header.inlineLength % granule != 0
        {
            throw CopyFailure(.inlineDataTooLong, at: place)
        }
        // The lengths were found to fit the list, so they fit an Int.
        let start = header.byteCount + Int(header.cscdLength + header.segmentLength)
        let end = start + Int(header.inlineLength)
        if end < bytes.count && profile.switches.trailingBytes == .refused {
            throw CopyFailure(.trailingBytes, at: place)
        }
        return Array(bytes[start..<end])
    }
}
