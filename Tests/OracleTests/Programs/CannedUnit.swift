import SCSI

/// What a logical unit says of itself, by our own encoders.
struct CannedUnit {
    var deviceType: PeripheralDeviceType
    var name: DesignationDescriptor
    var blockCount: UInt64
    var blockLength: UInt32
    var operatingParameters: CopyOperatingParametersData

    /// A disk of that number.
    static func disk(
        _ number: UInt8, blockCount: UInt64 = 0x20000, blockLength: UInt32 = 512
    ) -> Self {
        CannedUnit(
            deviceType: .directAccess, name: name(number), blockCount: blockCount,
            blockLength: blockLength, operatingParameters: parameters)
    }

    /// A tape of that number. sg_xcopy asks a tape too for its capacity, and gives up without.
    static func tape(_ number: UInt8) -> Self {
        var unit = disk(number)
        unit.deviceType = .sequentialAccess
        return unit
    }

    private static func name(_ number: UInt8) -> DesignationDescriptor {
        .naa6(
            companyID: 0x5A_4E42, vendorSpecificIdentifier: 0x1_2345_6780 + UInt64(number),
            vendorSpecificIdentifierExtension: 0x0102_0304_0506_0708)
    }

    private static let parameters: CopyOperatingParametersData = {
        var data = CopyOperatingParametersData()
        data.supportsNoListIdentifier = true
        data.maximumCSCDDescriptorCount = 5
        data.maximumSegmentDescriptorCount = 9
        data.maximumDescriptorListLength = 0x700
        data.maximumSegmentLength = 0x0123_4567
        data.maximumInlineDataLength = 0x2468
        data.heldDataLimit = 0x1357
        data.maximumStreamDeviceTransferSize = 0x10_0040
        data.totalConcurrentCopies = 0x0203
        data.maximumConcurrentCopies = 0x21
        data.dataSegmentGranularity = 9
        data.inlineDataGranularity = 2
        data.heldDataGranularity = 3
        data.implementedDescriptors = [0x00, 0x01, 0x02, 0x04, 0x06, 0x10, 0xE4]
        return data
    }()

    var inquiry: StandardInquiryData {
        var data = StandardInquiryData(
            peripheralDeviceType: deviceType, vendor: "SANBENCH", product: "CANNED UNIT",
            revision: "0042")
        data.thirdPartyCopy = true
        data.cmdQue = true
        return data
    }
}

extension SGCapture {
    /// `unit` answers to `/dev/sgN`: who it is, how large, what its copy manager can, and GOOD to
    /// EXTENDED COPY.
    mutating func add(_ unit: CannedUnit, _ device: Int) {
        let identification = DeviceIdentificationVPDPage(
            peripheralDeviceType: unit.deviceType, designationDescriptors: [unit.name])
        answer(device, [0x12, 0x01, 0x83], with: identification.encoded())
        answer(device, [0x12, 0x00], with: unit.inquiry.encoded())
        let capacity10 = ReadCapacity10ParameterData(
            blockCount: unit.blockCount, logicalBlockLengthInBytes: unit.blockLength)
        let capacity16 = ReadCapacity16ParameterData(
            blockCount: unit.blockCount, logicalBlockLengthInBytes: unit.blockLength)
        answer(device, [0x25], with: capacity10.encoded())
        answer(device, [0x9E, 0x10], with: capacity16.encoded())
        answer(device, [0x84, 0x03], with: unit.operatingParameters.encoded())
        answer(device, [0x83, 0x00])
        answer(device, [0x00])
    }
}
