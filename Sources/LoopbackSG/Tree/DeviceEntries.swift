extension SystemTree {
    /// Writes all that there is of one device: first what it is, then the names that lead to it.
    func write(_ device: LoopbackDevice, _ facts: UnitFacts) throws(TreeFailure) {
        let lun = device.place.lun
        let path = Self.targetPath + "/" + device.address
        try writeDevice(device, facts, path)
        try writeGeneric(device, path)
        switch device.driver {
        case .disk(let number):
            guard let shape = facts.shape else { break }
            try writeDisk(device, facts, shape, path, number)
        case .tape(let number): try writeTape(device, facts, path, number)
        case .none: break
        }
        try writer.link(
            "sys/class/scsi_device/" + device.address, to: path + "/scsi_device/" + device.address)
        try writer.link("sys/bus/scsi/devices/" + device.address, to: path)
        let generic = DeviceNumber.generic(device.genericNumber)
        try link(
            generic, .character, "sys/class/scsi_generic/" + device.genericName,
            "dev/" + device.genericName)
        let block = blockGeneric(lun)
        try link(block, .character, "sys/class/bsg/" + device.address, "dev/bsg/" + device.address)
    }

    /// What a link below /dev and /sys/dev is named for.
    enum NodeKind: String {
        case character = "char"
        case block
    }

    /// Links a device number to its directory in sysfs and to its node.
    func link(
        _ number: DeviceNumber, _ kind: NodeKind, _ entry: String, _ node: String
    ) throws(TreeFailure) {
        try writer.link("sys/dev/\(kind.rawValue)/\(number.text)", to: entry)
        try writer.link("dev/\(kind.rawValue)/\(number.text)", to: node)
    }

    /// The directory of a logical unit.
    private func writeDevice(
        _ device: LoopbackDevice, _ facts: UnitFacts, _ path: String
    ) throws(TreeFailure) {
        var values = [
            "device_blocked": "0", "device_busy": "0", "eh_timeout": "10", "ioerr_cnt": "0x0",
            "iodone_cnt": "0x0", "iorequest_cnt": "0x0", "iocounterbits": "32",
            "modalias": "scsi:t-0x0\(String(facts.deviceType, radix: 16))",
            "model": facts.model, "queue_depth": "\(Self.queueDepth)", "queue_type": "simple",
            "rev": facts.revision,
            // The kernel counts from SCSI-1, CCS included: SPC-4 is 7.
            "scsi_level": "\(facts.version + (facts.version >= 2 ? 1 : 0))",
            "state": "running", "timeout": device.isTape ? "900" : "30",
            "type": "\(facts.deviceType)", "vendor": facts.vendor,
            "uevent": "DEVTYPE=scsi_device",
        ]
        if let name = facts.worldwideName { values["wwid"] = name }
        try attributes(of: path, values)
        try writer.write(facts.inquiry, to: path + "/inquiry")
        for (code, page) in facts.pages.sorted(by: { $0.key < $1.key }) {
            let digits = String(code, radix: 16)
            try writer.write(page, to: path + "/vpd_pg" + digits)
        }
        try writer.link(path + "/subsystem", to: "sys/bus/scsi")
        let entry = path + "/scsi_device/" + device.address
        try writer.makeDirectory(entry)
        try writer.link(entry + "/device", to: path)
    }

    /// The entries of sg and bsg.
    private func writeGeneric(_ device: LoopbackDevice, _ path: String) throws(TreeFailure) {
        let lun = device.place.lun
        let number = DeviceNumber.generic(device.genericNumber)
        let generic = path + "/scsi_generic/" + device.genericName
        try attributes(of: generic, ["dev": number.text])
        try writer.link(generic + "/device", to: path)
        try writer.link(generic + "/subsystem", to: "sys/class/scsi_generic")
        try writer.link(path + "/generic", to: generic)
        try node(.generic, device.genericNumber, number, "dev/" + device.genericName)
        try writer.link("sys/class/scsi_generic/" + device.genericName, to: generic)

        let block = blockGeneric(lun)
        let entry = path + "/bsg/" + device.address
        try attributes(of: entry, ["dev": block.text])
        try writer.link(entry + "/device", to: path)
        try node(.blockGeneric, lun, block, "dev/bsg/" + device.address)
        try writer.link("sys/class/bsg/" + device.address, to: entry)
    }

    /// The entries of st: stN and nstN.
    private func writeTape(
        _ device: LoopbackDevice, _ facts: UnitFacts, _ path: String, _ number: Int
    ) throws(TreeFailure) {
        let lun = device.place.lun
        for isRewinding in [true, false] {
            let name = (isRewinding ? "st" : "nst") + "\(number)"
            let device = DeviceNumber.tape(number, isRewinding: isRewinding)
            let entry = path + "/scsi_tape/" + name
            try attributes(of: entry, ["defined": "1", "dev": device.text])
            try made(.tapeOptions, lun: lun, entry + "/options")
            try made(.tapeDefaultBlockLength, lun: lun, entry + "/default_blksize")
            try made(.tapeDefaultDensity, lun: lun, entry + "/default_density")
            try made(.tapeDefaultCompression, lun: lun, entry + "/default_compression")
            try writer.link(entry + "/device", to: path)
            try writer.link(entry + "/driver", to: "sys/bus/scsi/drivers/st")
            try writer.link(entry + "/subsystem", to: "sys/class/scsi_tape")
            try node(isRewinding ? .tape : .tapeWithoutRewind, number, device, "dev/" + name)
            try writer.link("sys/class/scsi_tape/" + name, to: entry)
            try link(device, .character, "sys/class/scsi_tape/" + name, "dev/" + name)
            if let (kind, digits) = facts.hexadecimalName {
                let end = isRewinding ? "" : "-nst"
                try writer.link("dev/tape/by-id/scsi-\(kind)\(digits)\(end)", to: "dev/" + name)
            }
        }
        try writer.link(path + "/tape", to: path + "/scsi_tape/st\(number)")
        try writer.link(path + "/driver", to: "sys/bus/scsi/drivers/st")
        try writer.link("sys/bus/scsi/drivers/st/" + device.address, to: path)
    }
}

extension LoopbackDevice {
    /// Whether st drives it.
    var isTape: Bool {
        if case .tape = driver { true } else { false }
    }
}
