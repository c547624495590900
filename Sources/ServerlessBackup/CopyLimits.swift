import SCSI

/// What a copy manager can do, as it says itself.
struct CopyLimits: Equatable {
    /// The most blocks that the NUMBER OF BLOCKS field of a segment descriptor holds.
    static let largestBlockCount = 65535

    var parameters: CopyOperatingParametersData

    /// Asks RECEIVE COPY OPERATING PARAMETERS.
    init(of device: Device) throws(BackupError) {
        let command = ReceiveCopyResultsCDB(
            .operatingParameters, allocationLength: UInt32(DeviceFacts.allocationLength))
        parameters = try device.ask(
            command, length: DeviceFacts.allocationLength,
            as: CopyOperatingParametersData.self)
    }

    init(_ parameters: CopyOperatingParametersData) { self.parameters = parameters }

    /// Fails unless all the descriptor types are implemented.
    func require(_ codes: [UInt8], of device: Device) throws(BackupError) {
        for code in codes where !parameters.implementedDescriptors.contains(code) {
            let name = SegmentTypeCode(rawValue: code).meaning ?? "identification descriptor"
            throw .unsuitable(
                device: device.name, what: "the copy manager does not implement \(name)",
                expected: "descriptor type \(String(code, radix: 16, uppercase: true))h")
        }
    }

    /// The most segment descriptors in a list that names `cscdCount` devices.
    func segmentCount(cscdCount: Int, segmentLength: Int) -> Int {
        let bytes =
            Int(parameters.maximumDescriptorListLength)
            - cscdCount * IdentificationCSCDDescriptor.byteCount
        return min(
            Int(parameters.maximumSegmentDescriptorCount), max(0, bytes) / segmentLength)
    }

    /// The most blocks that one segment moves.
    func blocksPerSegment(blockLength: Int) -> Int {
        var bytes = Self.largestBlockCount * blockLength
        if parameters.maximumSegmentLength != 0 {
            bytes = min(bytes, Int(parameters.maximumSegmentLength))
        }
        let granularity = max(1 << Int(min(parameters.dataSegmentGranularity, 40)), blockLength)
        return bytes / granularity * granularity / blockLength
    }
}
