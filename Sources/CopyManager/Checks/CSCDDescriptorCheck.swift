import SCSI
import WireBytes

extension ParameterListCheck {
    /// The CSCD descriptors, with their IDs.
    func cscdDescriptors(_ header: CopyHeader) throws(CopyFailure) -> [AcceptedCSCD] {
        let size = CSCDDescriptorID.unit
        let start = header.byteCount
        let end = start + Int(header.cscdLength)
        if (end - start) % size != 0 {
            throw CopyFailure(
                .cscdDescriptorListLength, at: .parameterList(header.places.cscdLength))
        }
        var descriptors: [AcceptedCSCD] = []
        var offset = start
        while offset < end {
            if descriptors.count == Int(limits.maximumCSCDDescriptorCount) {
                throw CopyFailure(
                    .tooManyCSCDDescriptors, at: .parameterList(header.places.cscdLength))
            }
            let place = offset
            let descriptor = try descriptor(at: &offset, end: end)
            try check(descriptor, at: place)
            if case .rod(let rod) = descriptor { try check(rod, at: place, header) }
            descriptors.append(
                AcceptedCSCD(
                    descriptor: descriptor,
                    id: header.firstID + (place - start) / size,
                    listOffset: place, bytes: Array(bytes[place..<offset])))
        }
        return descriptors
    }

    private func descriptor(
        at offset: inout Int, end: Int
    ) throws(CopyFailure) -> CSCDDescriptor {
        let place = offset
        guard profile.cscdTypes.contains(bytes[place]) else {
            throw CopyFailure(.unsupportedCSCDDescriptor, at: .parameterList(place))
        }
        do {
            return try CSCDDescriptor(from: bytes, at: &offset, end: end)
        } catch {
            if case .truncated = error.problem { throw CopyFailure(.parameterListTruncated) }
            throw CopyFailure(.cscdDescriptorField, at: .parameterList(error.offset))
        }
    }

    private func check(_ descriptor: CSCDDescriptor, at place: Int) throws(CopyFailure) {
        try checkLogicalUnitIDType(descriptor, at: place)
        if case .identification(let identification) = descriptor {
            try check(identification, at: place)
        }
        if case .rod(let rod) = descriptor {
            // What kind of device a token stands for is read from the token.
            if rod.rodType != .fromToken { try checkDeviceType(descriptor, at: place) }
            return
        }
        try checkDeviceType(descriptor, at: place)
    }

    /// 00b is a LUN; 01b, a proxy token, needs access controls, which nobody here has.
    private func checkLogicalUnitIDType(
        _ descriptor: CSCDDescriptor, at place: Int
    ) throws(CopyFailure) {
        switch descriptor {
        case .identification, .ipCopyService, .rod: return
        default:
            if descriptor.logicalUnitIDType > 1 {
                throw CopyFailure(.logicalUnitIDType, at: .parameterList(place + 1, bit: 7))
            }
        }
    }

    private func check(
        _ descriptor: IdentificationCSCDDescriptor, at place: Int
    ) throws(CopyFailure) {
        if descriptor.nul { return }
        if descriptor.designatorLength > IdentificationCSCDDescriptor.maximumDesignatorLength {
            throw CopyFailure(.cscdDescriptorField, at: .parameterList(place + 7))
        }
        guard profile.quirks.onlyLongNAADesignators else { return }
        let isLongNAA =
            descriptor.designatorType == .naa && descriptor.codeSet == .binary
            && descriptor.association == .logicalUnit && descriptor.designatorLength == 16
            && descriptor.designator[0] >> 4 == 6
        if !isLongNAA { throw CopyFailure(.cscdDescriptorField, at: .parameterList(place + 4)) }
    }

    private func checkDeviceType(
        _ descriptor: CSCDDescriptor, at place: Int
    ) throws(CopyFailure) {
        let parameters = descriptor.deviceTypeSpecific
        switch CSCDDeviceClass(descriptor.peripheralDeviceType) {
        case .block:
            if parameters.blockLength == 0 && profile.quirks.requiresDiskBlockLength
                && !descriptor.nul
            {
                throw CopyFailure(.cscdDescriptorField, at: .parameterList(place + 29))
            }
        case .processor:
            break
        case .stream:
            if parameters.fixed != (parameters.blockLength != 0) {
                throw CopyFailure(
                    .cscdDescriptorField,
                    at: .parameterList(
                        place + (parameters.fixed ? 29 : 28), bit: parameters.fixed ? nil : 0))
            }
        case .other:
            throw CopyFailure(.cscdDescriptorField, at: .parameterList(place + 1, bit: 4))
        }
    }
}

extension CSCDDescriptorID {
    /// How many bytes of the list one CSCD descriptor ID stands for.
    static let unit = 32
}
