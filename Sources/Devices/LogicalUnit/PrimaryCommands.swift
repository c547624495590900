import Media
import SCSI
import Timebase

extension DeviceServer {
    /// The commands of SPC-4 that every logical unit has.
    func addPrimaryCommands() {
        commands.add(TestUnitReadyCDB.self) { [unowned self] _, _ in
            readiness().map { .check($0) } ?? .good
        }
        commands.add(InquiryCDB.self, ignoresUnitAttention: true) { [unowned self] cdb, _ in
            inquiry(cdb)
        }
        commands.add(RequestSenseCDB.self, ignoresUnitAttention: true) {
            [unowned self] cdb, task in requestSense(cdb, task)
        }
        commands.add(ReportLUNsCDB.self, ignoresUnitAttention: true) {
            [unowned self] cdb, task in reportLUNs(cdb, task)
        }
        commands.add(ReportSupportedOperationCodesCDB.self, serviceAction: 0x0C) {
            [unowned self] cdb, _ in reportSupportedOperationCodes(cdb)
        }
        commands.add(ModeSense6CDB.self) { [unowned self] cdb, _ in modeSense(cdb) }
        commands.add(ModeSense10CDB.self) { [unowned self] cdb, _ in modeSense(cdb) }
        addThirdPartyCopyCommands()
    }

    private func inquiry(_ cdb: InquiryCDB) -> Completion {
        if cdb.evpd {
            guard let page = vitalProductData(cdb.pageCode) else { return .invalidCDB(byte: 2) }
            return .good(page, allocationLength: cdb.allocationLength)
        }
        if cdb.pageCode != 0 { return .invalidCDB(byte: 2) }
        var data = StandardInquiryData()
        data.peripheralDeviceType = identity.deviceType
        data.rmb = identity.isRemovable
        data.version = .spc4
        data.hiSup = true
        data.thirdPartyCopy = hasThirdPartyCopy
        data.cmdQue = true
        data.t10VendorIdentification = identity.vendor
        data.productIdentification = identity.product
        data.productRevisionLevel = identity.revision
        data.versionDescriptors = versionDescriptors()
        return .good(data.encoded(), allocationLength: cdb.allocationLength)
    }

    /// A VPD page; `nil` for one that the logical unit does not have.
    func vitalProductData(_ code: UInt8) -> [UInt8]? {
        var pages = deviceVitalProductData()
        let device = identity.deviceType
        var serial = UnitSerialNumberVPDPage()
        serial.peripheralDeviceType = device
        serial.productSerialNumber = identity.serialNumber
        pages[0x80] = serial.encoded()
        var identification = DeviceIdentificationVPDPage()
        identification.peripheralDeviceType = device
        identification.designationDescriptors = identity.designators
        pages[0x83] = identification.encoded()
        if let thirdPartyCopy, hasThirdPartyCopy {
            var page = ThirdPartyCopyVPDPage()
            page.peripheralDeviceType = device
            page.thirdPartyCopyDescriptors = thirdPartyCopy.thirdPartyCopyDescriptors(
                for: self)
            pages[0x8F] = page.encoded()
        }
        if code == 0x00 {
            var supported = SupportedVPDPagesVPDPage()
            supported.peripheralDeviceType = device
            supported.supportedVPDPages =
                ([0x00] + pages.keys.sorted()).map { VPDPageCode(rawValue: $0) }
            return supported.encoded()
        }
        return pages[code]
    }

    private func requestSense(_ cdb: RequestSenseCDB, _ task: SCSITask) -> Completion {
        let sense: SenseData =
            if let attention = unitAttentions.take(for: task.nexus) {
                SenseData(.unitAttention, attention)
            } else {
                readiness() ?? SenseData(.noSense, .none)
            }
        let bytes = sense.encoded(cdb.desc ? .descriptor : .fixed)
        return .good(bytes, allocationLength: cdb.allocationLength)
    }

    private func reportLUNs(_ cdb: ReportLUNsCDB, _ task: SCSITask) -> Completion {
        // An allocation length below 16 is an error only in SPC-2; SPC-4 truncates (6.33).
        var data = ReportLUNsParameterData()
        switch cdb.selectReport {
        case .accessible, .all: data.luns = reportedLUNs(task.nexus)
        case .wellKnown: data.luns = []
        default: return .invalidCDB(byte: 2)
        }
        return .good(data.encoded(), allocationLength: cdb.allocationLength)
    }
}
