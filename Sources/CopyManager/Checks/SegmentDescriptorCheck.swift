import SCSI
import WireBytes

extension ParameterListCheck {
    /// The segment descriptors.
    func segmentDescriptors(_ header: CopyHeader) throws(CopyFailure) -> [AcceptedSegment] {
        let start = header.byteCount + Int(header.cscdLength)
        let end = start + Int(header.segmentLength)
        let place = header.places.segmentLength
        if let stride = profile.quirks.segmentDescriptorStride, (end - start) % stride != 0 {
            throw CopyFailure(.segmentDescriptorListLength, at: .parameterList(place))
        }
        var segments: [AcceptedSegment] = []
        segments.reserveCapacity(min((end - start) / 24, 4096))
        let supported = TypeCodeSet(profile.segmentTypes)
        var offset = start
        while offset < end {
            if segments.count == Int(limits.maximumSegmentDescriptorCount) {
                throw CopyFailure(.tooManySegmentDescriptors, at: .parameterList(place))
            }
            let listOffset = offset
            let descriptor: SegmentDescriptor
            do throws(CopyFailure) {
                descriptor = try segment(at: &offset, end: end, supported)
                try check(descriptor, at: listOffset, header)
            } catch {
                var failure = error
                failure.segment = FailedSegment(number: segments.count, listOffset: listOffset)
                throw failure
            }
            if let stride = profile.quirks.segmentDescriptorStride { offset = listOffset + stride }
            segments.append(AcceptedSegment(descriptor: descriptor, listOffset: listOffset))
        }
        return segments
    }

    private func segment(
        at offset: inout Int, end: Int, _ supported: TypeCodeSet
    ) throws(CopyFailure) -> SegmentDescriptor {
        let place = offset
        guard supported.contains(bytes[place]) else {
            throw CopyFailure(.unsupportedSegmentDescriptor, at: .parameterList(place))
        }
        var bytes = bytes
        if profile.quirks.descriptorLengthIsOneByte && place + 2 < end { bytes[place + 2] = 0 }
        do {
            guard let segment = try SegmentDescriptor.decode(bytes, at: &offset, end: end) else {
                throw CopyFailure(.unsupportedSegmentDescriptor, at: .parameterList(place))
            }
            return segment
        } catch let error as WireError {
            if case .truncated = error.problem { throw lengthFault(error, at: place, end: end) }
            throw CopyFailure(.segmentDescriptorLength, at: .parameterList(error.offset))
        } catch let failure as CopyFailure {
            throw failure
        } catch {
            throw CopyFailure(.segmentDescriptorLength, at: .parameterList(place))
        }
    }

    /// What can be said of a segment descriptor without its devices.
    private func check(
        _ segment: SegmentDescriptor, at place: Int, _ header: CopyHeader
    ) throws(CopyFailure) {
        if header.usage == .noListIdentifier && segment.holdsData {
            throw CopyFailure(.heldDataWithoutListIdentifier, at: .parameterList(place))
        }
        guard case .embeddedToStream(let embedded) = segment else { return }
        if embedded.data.count % 4 != 0 {
            throw CopyFailure(.segmentDescriptorLength, at: .parameterList(place + 2))
        }
        if Int(embedded.numberOfBytes) > embedded.data.count {
            throw CopyFailure(.embeddedByteCount, at: .parameterList(place + 12))
        }
    }

    /// A segment descriptor whose bytes end too early: its DESCRIPTOR LENGTH is to blame where it
    /// is there and wrong for the type, or a length in it, else the lengths of the list.
    private func lengthFault(_ error: WireError, at place: Int, end: Int) -> CopyFailure {
        guard place + SegmentDescriptor.frameLength <= end else {
            return CopyFailure(.parameterListTruncated)
        }
        let announced = Int(bytes.bigEndian16(at: place + 2)) + SegmentDescriptor.frameLength
        if let right = SegmentDescriptor.length(ofType: bytes[place]) {
            return announced == right
                ? CopyFailure(.parameterListTruncated)
                : CopyFailure(.segmentDescriptorLength, at: .parameterList(place + 2))
        }
        if let least = SegmentDescriptor.minimumLength(ofType: bytes[place]), announced < least {
            return CopyFailure(.segmentDescriptorLength, at: .parameterList(place + 2))
        }
        return announced > end - place
            ? CopyFailure(.parameterListTruncated)
            : CopyFailure(.segmentDescriptorLength, at: .parameterList(error.offset))
    }
}

/// A set of type codes that is asked for each of a thousand descriptors.
private struct TypeCodeSet {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    init(_ codes: [UInt8]) {
        for code in codes {
            let bit: UInt64 = 1 << UInt64(code & 63)
            switch code >> 6 {
            case 0: words.0 |= bit
            case 1: words.1 |= bit
            case 2: words.2 |= bit
            default: words.3 |= bit
            }
        }
    }

    func contains(_ code: UInt8) -> Bool {
        let word =
            switch code >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word >> UInt64(code & 63) & 1 == 1
    }
}
