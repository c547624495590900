import Fabric
import SCSI

/// What a host finds out of a logical unit when it scans it: all that the tree says of it.
struct UnitFacts: Sendable {
    /// Standard INQUIRY data, as it came.
    var inquiry: [UInt8]
    /// VPD pages 00h, 80h, 83h and B0h, those that are there, by page code.
    var pages: [UInt8: [UInt8]] = [:]
    /// Of a disk.
    var shape: DiskShape?

    var deviceType: UInt8 { inquiry[0] & 0x1F }
    var isRemovable: Bool { inquiry[1] & 0x80 != 0 }
    var version: UInt8 { inquiry[2] }
    var vendor: String { Self.text(inquiry[8..<16]) }
    var model: String { Self.text(inquiry[16..<32]) }
    var revision: String { Self.text(inquiry[32..<36]) }

    /// The most bytes of a VPD page that are asked for.
    private static let pageLength: UInt16 = 0xFF
    /// What the kernel shows of INQUIRY data.
    private static let inquiryLength: UInt16 = 96

    /// Asks a logical unit. A unit attention that is pending is taken.
    init(asking initiator: any Initiator & Sendable) throws(DriverFailure) {
        let commands = DiskCommands(initiator: initiator)
        inquiry = try commands.perform(
            InquiryCDB(allocationLength: Self.inquiryLength).encoded(),
            dataInLength: Int(Self.inquiryLength))
        guard inquiry.count >= 36 else { throw DriverFailure.unreadable }
        for code: UInt8 in [0x00, 0x80, 0x83, 0xB0] {
            let cdb = InquiryCDB(vpdPage: code, allocationLength: Self.pageLength).encoded()
            let page = try? commands.perform(cdb, dataInLength: Int(Self.pageLength))
            if let page, page.count >= 4, page[1] == code { pages[code] = page }
        }
        if deviceType == PeripheralDeviceType.directAccess.rawValue {
            shape = try DiskShape(asking: commands)
        }
    }

    /// ASCII, with what is not printable as spaces.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : 0x20 }, as: UTF8.self)
    }

    /// The logical unit's designators of VPD page 83h.
    private var designators: [DesignationDescriptor] {
        guard let bytes = pages[0x83], let page = try? DeviceIdentificationVPDPage(bytes) else {
            return []
        }
        return page.designationDescriptors.filter { $0.association == .logicalUnit }
    }

    /// The NAA or EUI-64 designator in hexadecimal digits, with the digit that udev puts before it.
    var hexadecimalName: (kind: Character, digits: String)? {
        for (type, kind) in [(DesignatorType.naa, Character("3")), (.eui64, "2")] {
            if let found = designators.first(where: { $0.designatorType == type }) {
                return (kind, Self.hexadecimal(found.designator))
            }
        }
        return nil
    }

    /// What the kernel's `wwid` says.
    var worldwideName: String? {
        if let (kind, digits) = hexadecimalName {
            return (kind == "3" ? "naa." : "eui.") + digits
        }
        if let name = designators.first(where: { $0.designatorType == .scsiName }) {
            return String(decoding: name.designator.prefix { $0 != 0 }, as: UTF8.self)
        }
        return designators.first { $0.designatorType == .t10VendorID }.map {
            "t10." + Self.text($0.designator[...])
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
