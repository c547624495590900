import SCSI

/// What must be known of a device before data is copied to or from it.
struct DeviceFacts {
    /// The most bytes of a VPD page or of operating parameters that are asked for.
    static let allocationLength = 4096

    /// The kind of device.
    var deviceType: PeripheralDeviceType
    /// Whether it takes third-party copy commands.
    var hasCopyManager: Bool
    /// The designator by which copy managers find it.
    var designator: DesignationDescriptor

    /// Asks INQUIRY and VPD page 83h.
    init(of device: Device) throws(BackupError) {
        var inquiry = InquiryCDB()
        inquiry.allocationLength = 96
        let data = try device.ask(inquiry, length: 96, as: StandardInquiryData.self)
        deviceType = data.peripheralDeviceType
        hasCopyManager = data.thirdPartyCopy
        inquiry.evpd = true
        inquiry.pageCode = 0x83
        inquiry.allocationLength = UInt16(Self.allocationLength)
        let page = try device.ask(
            inquiry, length: Self.allocationLength, as: DeviceIdentificationVPDPage.self)
        let usable = page.designationDescriptors.filter {
            $0.association == .logicalUnit
                && $0.designator.count <= IdentificationCSCDDescriptor.maximumDesignatorLength
        }
        // NAA designators are the ones that every copy manager takes.
        guard let best = usable.first(where: { $0.designatorType == .naa }) ?? usable.first
        else {
            throw .unsuitable(
                device: device.name, what: "VPD page 83h names no logical unit",
                expected: "a designator of at most 20 bytes")
        }
        designator = best
    }

    /// Fails unless the device is of one type.
    func require(_ type: PeripheralDeviceType, of device: Device) throws(BackupError) {
        if deviceType != type {
            throw .unsuitable(
                device: device.name,
                what: "peripheral device type \(deviceType.meaning ?? "unknown")",
                expected: type.meaning ?? "another type")
        }
    }

    /// The CSCD descriptor that names the device.
    func cscdDescriptor(
        _ parameters: DeviceTypeSpecificParameters
    ) -> CSCDDescriptor {
        .naming(designator, of: deviceType, parameters)
    }
}

/// How large a disk is.
public struct DiskGeometry: Equatable, Sendable {
    /// Bytes of a block.
    public var blockLength: Int
    /// How many blocks there are.
    public var blockCount: UInt64

    /// All bytes.
    public var byteCount: UInt64 { blockCount * UInt64(blockLength) }

    /// A disk of that size.
    public init(blockLength: Int, blockCount: UInt64) {
        self.blockLength = blockLength
        self.blockCount = blockCount
    }

    /// Asks READ CAPACITY(16).
    init(of device: Device) throws(BackupError) {
        var command = ReadCapacity16CDB()
        command.allocationLength = 32
        let data = try device.ask(command, length: 32, as: ReadCapacity16ParameterData.self)
        blockLength = Int(data.logicalBlockLengthInBytes)
        let (count, overflow) = data.returnedLogicalBlockAddress.addingReportingOverflow(1)
        guard blockLength > 0, !overflow,
            !count.multipliedReportingOverflow(by: UInt64(blockLength)).overflow
        else {
            throw .unsuitable(
                device: device.name, what: "READ CAPACITY(16) tells no possible size",
                expected: "a block length and a number of blocks")
        }
        blockCount = count
    }
}
