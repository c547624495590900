import SCSI
import WireBytes

/// A parameter list that passed every check that comes before the first segment.
struct AcceptedParameterList {
    let header: ExtendedCopyLID1Header
    /// The CSCD descriptors, whose IDs are their indexes.
    let cscdDescriptors: [IdentificationCSCDDescriptor]
    let segments: [SegmentDescriptor]
    let inlineData: [UInt8]
}

/// The checks before the first segment, in the order of SPC-4 6.4.1 and 6.4.3.2: none of them
/// touches a device, and each ends in sense data that names the field.
struct ParameterListCheck {
    let bytes: [UInt8]
    let limits: CopyManagerLimits

    /// What came of the checks.
    typealias Outcome = Result<AcceptedParameterList, SenseFailure>

    /// Sense data as an error, for results.
    struct SenseFailure: Error {
        let sense: SenseData

        init(_ code: AdditionalSenseCode, at byte: Int? = nil, bit: UInt8? = nil) {
            sense = SenseData(
                .illegalRequest, code, at: byte.map { .parameterList($0, bit: bit) })
        }
    }

    /// The header alone, which says which copy it is.
    func header() throws(SenseFailure) -> ExtendedCopyLID1Header {
        guard let header = try? ExtendedCopyLID1Header(bytes) else {
            throw SenseFailure(.parameterListLengthError)
        }
        switch header.listIDUsage {
        case .holdResults, .mayDropResults:
            break
        case .noListIdentifier:
            if header.listIdentifier != 0 {
                throw SenseFailure(.invalidFieldInParameterList, at: 0)
            }
        default:
            throw SenseFailure(.invalidFieldInParameterList, at: 1, bit: 4)
        }
        return header
    }

    /// Everything behind the header.
    func accept(_ header: ExtendedCopyLID1Header) throws(SenseFailure) -> AcceptedParameterList {
        let cscdLength = UInt64(header.cscdDescriptorListLength)
        let segmentLength = UInt64(header.segmentDescriptorListLength)
        let inlineLength = UInt64(header.inlineDataLength)
        let start = UInt64(ExtendedCopyLID1Header.byteCount)
        if start + cscdLength + segmentLength + inlineLength > UInt64(bytes.count) {
            throw SenseFailure(.parameterListLengthError)
        }
        if cscdLength + segmentLength > UInt64(limits.maximumDescriptorListLength) {
            throw SenseFailure(.parameterListLengthError)
        }
        // The sums fit an array, so each part does.
        let cscdEnd = Int(start + cscdLength)
        let segmentEnd = cscdEnd + Int(segmentLength)
        let descriptors = try cscdDescriptors(end: cscdEnd)
        let segments = try segments(from: cscdEnd, end: segmentEnd)
        if inlineLength > UInt64(limits.maximumInlineDataLength) {
            throw SenseFailure(.inlineDataLengthExceeded, at: 12)
        }
        return AcceptedParameterList(
            header: header, cscdDescriptors: descriptors, segments: segments,
            inlineData: Array(bytes[segmentEnd..<segmentEnd + Int(inlineLength)]))
    }

    private func cscdDescriptors(
        end: Int
    ) throws(SenseFailure) -> [IdentificationCSCDDescriptor] {
        let size = IdentificationCSCDDescriptor.byteCount
        let start = ExtendedCopyLID1Header.byteCount
        if (end - start) % size != 0 {
            throw SenseFailure(.invalidFieldInParameterList, at: 2)
        }
        if (end - start) / size > Int(limits.maximumCSCDDescriptorCount) {
            throw SenseFailure(.tooManyTargetDescriptors, at: 2)
        }
        var descriptors: [IdentificationCSCDDescriptor] = []
        var offset = start
        while offset < end {
            let place = offset
            guard CopyManagerLimits.cscdTypes.contains(bytes[place]) else {
                throw SenseFailure(.unsupportedTargetDescriptor, at: place)
            }
            do {
                let descriptor = try IdentificationCSCDDescriptor(
                    from: bytes, at: &offset, end: end)
                try check(descriptor, at: place)
                descriptors.append(descriptor)
            } catch let error as WireError {
                throw SenseFailure(.invalidFieldInParameterList, at: error.offset)
            } catch let failure as SenseFailure {
                throw failure
            } catch {
                throw SenseFailure(.invalidFieldInParameterList, at: place)
            }
        }
        return descriptors
    }

    private func check(
        _ descriptor: IdentificationCSCDDescriptor, at place: Int
    ) throws(SenseFailure) {
        let longest = IdentificationCSCDDescriptor.maximumDesignatorLength
        if descriptor.designatorLength > longest && !descriptor.nul {
            throw SenseFailure(.invalidFieldInParameterList, at: place + 7)
        }
        let parameters = descriptor.deviceTypeSpecific
        switch CSCDDeviceClass(descriptor.peripheralDeviceType) {
        case .block, .processor:
            break
        case .stream:
            if parameters.fixed != (parameters.blockLength != 0) {
                throw SenseFailure(
                    .invalidFieldInParameterList, at: place + (parameters.fixed ? 29 : 28),
                    bit: parameters.fixed ? nil : 0)
            }
        case .other:
            throw SenseFailure(.invalidFieldInParameterList, at: place + 1, bit: 4)
        }
    }

    private func segments(
        from start: Int, end: Int
    ) throws(SenseFailure) -> [SegmentDescriptor] {
        var segments: [SegmentDescriptor] = []
        var offset = start
        while offset < end {
            let place = offset
            if segments.count == Int(limits.maximumSegmentDescriptorCount) {
                throw SenseFailure(.tooManySegmentDescriptors, at: 8)
            }
            let type = SegmentTypeCode(rawValue: bytes[place])
            guard CopyManagerLimits.segmentTypes.contains(type) else {
                throw SenseFailure(.unsupportedSegmentDescriptor, at: place)
            }
            do {
                guard
                    let segment = try SegmentDescriptor.decode(bytes, at: &offset, end: end)
                else { throw SenseFailure(.unsupportedSegmentDescriptor, at: place) }
                segments.append(segment)
            } catch let error as WireError {
                if case .truncated = error.problem {
                    throw lengthFault(at: place, end: end)
                }
                throw SenseFailure(.invalidFieldInParameterList, at: error.offset)
            } catch let failure as SenseFailure {
                throw failure
            } catch {
                throw SenseFailure(.invalidFieldInParameterList, at: place)
            }
        }
        return segments
    }

    /// A segment descriptor that the list cuts: its DESCRIPTOR LENGTH is to blame where it is
    /// there and wrong for the type, else the lengths of the list.
    private func lengthFault(at place: Int, end: Int) -> SenseFailure {
        guard place + SegmentDescriptor.frameLength <= end,
            let right = SegmentDescriptor.length(ofType: bytes[place])
        else { return SenseFailure(.parameterListLengthError) }
        let announced = Int(bytes.bigEndian16(at: place + 2)) + SegmentDescriptor.frameLength
        return announced == right
            ? SenseFailure(.parameterListLengthError)
            : SenseFailure(.invalidFieldInParameterList, at: place + 2)
    }
}
