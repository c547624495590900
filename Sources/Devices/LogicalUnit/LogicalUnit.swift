import SCSI
import Timebase

/// A device as an initiator sees it: commands go in, outcomes come out.
///
/// A pure state machine: no thread, no socket, no clock of its own. Whoever owns it tells it the
/// time with each task.
public protocol LogicalUnit: AnyObject {
    /// What it is called and what kind of device it is.
    var identity: LogicalUnitIdentity { get }

    /// How it writes sense data at present.
    var senseFormat: SenseData.Format { get }

    /// Performs a task, or begins it.
    func execute(_ task: SCSITask, at now: Instant) -> TaskOutcome

    /// The files that data returned by this logical unit may still lie in.
    var files: Set<ObjectIdentifier> { get }
}

/// What a logical unit is called: in INQUIRY data, in VPD pages and on its fabric.
public struct LogicalUnitIdentity: Sendable, Equatable {
    /// The kind of device.
    public var deviceType: PeripheralDeviceType
    /// T10 VENDOR IDENTIFICATION, up to 8 ASCII characters.
    public var vendor: String
    /// PRODUCT IDENTIFICATION, up to 16 ASCII characters.
    public var product: String
    /// PRODUCT REVISION LEVEL, up to 4 ASCII characters.
    public var revision: String
    /// PRODUCT SERIAL NUMBER, ASCII.
    public var serialNumber: String
    /// The NAA designator: 8 bytes (NAA 2, 3 or 5) or 16 (NAA 6).
    public var naa: [UInt8]
    /// The EUI-64 based designator: 8, 12 or 16 bytes; empty where there is none.
    public var eui64: [UInt8] = []
    /// The SCSI name string, such as an iSCSI name; empty where there is none.
    public var scsiName = ""
    /// Whether its medium can be changed.
    public var isRemovable: Bool

    /// The identity of one logical unit.
    public init(
        deviceType: PeripheralDeviceType, product: String, serialNumber: String, naa: [UInt8],
        isRemovable: Bool = false
    ) {
        self.deviceType = deviceType
        vendor = "SANBENCH"
        self.product = product
        revision = "0001"
        self.serialNumber = serialNumber
        self.naa = naa
        self.isRemovable = isRemovable
    }

    /// The designators of VPD page 83h, in the page's order: NAA, EUI-64 based, T10 vendor ID
    /// based, SCSI name string.
    public var designators: [DesignationDescriptor] {
        var all = [DesignationDescriptor(codeSet: .binary, designatorType: .naa, designator: naa)]
        if !eui64.isEmpty {
            all.append(
                DesignationDescriptor(
                    codeSet: .binary, designatorType: .eui64, designator: eui64))
        }
        all.append(
            .t10VendorID(vendor: vendor, vendorSpecificIdentifier: product + serialNumber))
        if !scsiName.isEmpty {
            // Null-terminated, and filled up to a multiple of four (SPC-4, SCSI name string).
            let text = Array(scsiName.utf8)
            let nulls = [UInt8](repeating: 0, count: 4 - text.count % 4)
            all.append(
                DesignationDescriptor(
                    codeSet: .utf8, designatorType: .scsiName, designator: text + nulls))
        }
        return all
    }
}
