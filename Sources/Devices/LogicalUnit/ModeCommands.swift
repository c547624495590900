import Media
import SCSI

extension DeviceServer {
    /// Adds MODE SELECT(6) and (10), for devices whose parameters can be changed.
    func addModeSelect() {
        commands.add(ModeSelect6CDB.self) { [unowned self] cdb, task in
            modeSelect(
                task, length: Int(cdb.parameterListLength), pageFormat: cdb.pf,
                savePages: cdb.sp, header: .six)
        }
        commands.add(ModeSelect10CDB.self) { [unowned self] cdb, task in
            modeSelect(
                task, length: Int(cdb.parameterListLength), pageFormat: cdb.pf,
                savePages: cdb.sp, header: .ten)
        }
    }

    func modeSense(_ cdb: ModeSense6CDB) -> Completion {
        modeSense(
            header: .six, control: cdb.pageControl, code: cdb.pageCode.rawValue,
            subpage: cdb.subpageCode, withoutDescriptor: cdb.dbd, longLBA: false,
            allocationLength: Int(cdb.allocationLength))
    }

    func modeSense(_ cdb: ModeSense10CDB) -> Completion {
        modeSense(
            header: .ten, control: cdb.pageControl, code: cdb.pageCode.rawValue,
            subpage: cdb.subpageCode, withoutDescriptor: cdb.dbd, longLBA: cdb.llbaa,
            allocationLength: Int(cdb.allocationLength))
    }

    private func modeSense(
        header: ModeHeaderForm, control rawControl: PageControl, code: UInt8, subpage: UInt8,
        withoutDescriptor: Bool, longLBA: Bool, allocationLength: Int
    ) -> Completion {
        guard let control = ModePageControl(rawValue: rawControl.rawValue), control != .saved else {
            return .check(.illegalRequest, .savingParametersNotSupported)
        }
        // Page 00h is vendor specific; with no such page only header and descriptor come back.
        let isHeaderOnly = code == 0x00 && subpage == 0x00
        guard isHeaderOnly || modeParameters.select(code, subpage) != nil else {
            // A page that is there, without that subpage, is not what is wrong.
            let hasPage = modeParameters.select(code, 0xFF) != nil
            return hasPage ? .invalidCDB(byte: 3) : .invalidCDB(byte: 2, bit: 5)
        }
        let pages = isHeaderOnly ? [] : modeParameters.select(code, subpage) ?? []
        let descriptor =
            withoutDescriptor ? [] : modeBlockDescriptor(longLBA: longLBA, control: control)
        let content = pages.flatMap { $0.bytes(control) }
        return .good(
            header.encoded(
                mediumType: modeMediumType(), deviceSpecific: modeDeviceSpecificParameter(),
                longLBA: longLBA && descriptor.count == 16, descriptor: descriptor,
                pages: content),
            allocationLength: allocationLength)
    }

    private func modeSelect(
        _ task: SCSITask, length: Int, pageFormat: Bool, savePages: Bool, header: ModeHeaderForm
    ) -> Completion {
        if savePages { return .invalidCDB(byte: 1, bit: 0) }
        if length == 0 { return .good }
        guard length <= task.dataOut.count else {
            return .check(.illegalRequest, .parameterListLengthError)
        }
        var data = task.dataOut
        guard let list = try? data.takeFirst(length).bytes() else {
            return .check(.hardwareError, .internalTargetFailure)
        }
        guard list.count >= header.length else {
            return .check(.illegalRequest, .parameterListLengthError)
        }
        let (deviceSpecific, descriptorLength) = header.decoded(list)
        let start = header.length + descriptorLength
        guard start <= list.count else {
            return .check(.illegalRequest, .parameterListLengthError)
        }
        // Without the PF bit the rest is vendor specific, and nothing is defined here.
        if !pageFormat && start < list.count { return .invalidCDB(byte: 1, bit: 4) }
        let descriptor = Array(list[header.length..<start])
        switch modeParameters.checked(list, from: start) {
        case .failure(.truncated):
            return .check(.illegalRequest, .parameterListLengthError)
        case .failure(.field(let byte, let bit)):
            return .invalidParameter(byte: byte, bit: bit)
        case .success(let pages):
            for apply in [false, true] {
                let sense = selectMode(
                    deviceSpecific: deviceSpecific, descriptor: descriptor, at: header.length,
                    apply: apply)
                if let sense { return .check(sense) }
            }
            modeParameters.replace(pages)
            modePagesChanged()
            establishUnitAttention(.modeParametersChanged, exceptFor: task.nexus)
            return .good
        }
    }
}

/// The two forms of the mode parameter header.
enum ModeHeaderForm {
    case six
    case ten

    var length: Int { self == .six ? 4 : 8 }

    /// The whole of MODE SENSE's parameter data.
    func encoded(
        mediumType: UInt8, deviceSpecific: UInt8, longLBA: Bool, descriptor: [UInt8],
        pages: [UInt8]
    ) -> [UInt8] {
        switch self {
        case .six:
            var header = ModeParameterHeader6()
            header.modeDataLength = UInt8(clamping: 3 + descriptor.count + pages.count)
            header.mediumType = mediumType
            header.deviceSpecificParameter = deviceSpecific
            header.blockDescriptorLength = UInt8(descriptor.count)
            return header.encoded() + descriptor + pages
        case .ten:
            var header = ModeParameterHeader10()
            header.modeDataLength = UInt16(clamping: 6 + descriptor.count + pages.count)
            header.mediumType = mediumType
            header.deviceSpecificParameter = deviceSpecific
            header.longLBA = longLBA
            header.blockDescriptorLength = UInt16(descriptor.count)
            return header.encoded() + descriptor + pages
        }
    }

    /// The DEVICE-SPECIFIC PARAMETER and the BLOCK DESCRIPTOR LENGTH of a MODE SELECT list.
    func decoded(_ list: [UInt8]) -> (deviceSpecific: UInt8, descriptorLength: Int) {
        switch self {
        case .six: (list[2], Int(list[3]))
        case .ten: (list[3], Int(list[6]) << 8 | Int(list[7]))
        }
    }
}
