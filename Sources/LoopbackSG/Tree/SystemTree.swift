/// What programs look at of a host's SCSI devices below /dev, /sys and /proc, for the loopback
/// host: as far as lsscsi, sg_map, sg_scan, sg_xcopy, ddpt, mt and stinit read it.
///
/// Everything is in the directory `root` of the server's private directory, by the paths that it
/// stands for; `DeviceFileProvider` says in which form. A device appears piece by piece, the
/// names that programs list last.
struct SystemTree {
    /// Where the host's devices are in sysfs.
    static let hostPath = "sys/devices/sanbench/host0"
    /// What the preload library looks up in `root`. A `+` says that the machine's own names show
    /// beside the bench's.
    static let redirects = [
        "+/dev", "+/sys/block", "+/sys/class/block", "+/sys/dev/block", "+/sys/dev/char",
        "/proc/devices", "/proc/scsi", "/sys/bus/scsi", "/sys/class/bsg", "/sys/class/scsi_device",
        "/sys/class/scsi_disk", "/sys/class/scsi_generic", "/sys/class/scsi_host",
        "/sys/class/scsi_tape", "/sys/devices/sanbench",
    ]
    /// Commands that wait for a device at once.
    static let queueDepth = 16

    let writer: TreeWriter
    private let top: TreeWriter
    private let majors = MajorNumbers(machine: TreeWriter.machineFile("/proc/devices"))

    /// A tree in a private directory, which is made for this user alone if it is not there.
    init(privateDirectory: String) throws(TreeFailure) {
        let temporary = privateDirectory + "/.pending"
        top = try TreeWriter(directory: privateDirectory, mode: 0o700, temporary: temporary)
        writer = try TreeWriter(
            directory: privateDirectory + "/root", mode: 0o755, temporary: temporary)
    }

    /// Writes what does not depend on devices.
    func writeHost() throws(TreeFailure) {
        for directory in [
            "dev/bsg", "dev/char", "dev/block", "dev/disk/by-id", "dev/tape/by-id", "sys/block",
            "sys/class/block", "sys/class/bsg", "sys/class/scsi_device", "sys/class/scsi_disk",
            "sys/class/scsi_generic", "sys/class/scsi_host", "sys/class/scsi_tape",
            "sys/dev/block", "sys/dev/char", "sys/bus/scsi/devices", "sys/bus/scsi/drivers/sd",
            "sys/bus/scsi/drivers/st", "proc/scsi/sg",
        ] { try writer.makeDirectory(directory) }
        let host = Self.hostPath + "/scsi_host/host0"
        try attributes(
            of: host,
            [
                "active_mode": "Initiator", "can_queue": "\(Self.queueDepth)",
                "cmd_per_lun": "\(Self.queueDepth)", "eh_deadline": "off", "host_busy": "0",
                "nr_hw_queues": "1", "proc_name": "sanbench", "prot_capabilities": "0",
                "prot_guard_type": "0", "sg_prot_tablesize": "0", "sg_tablesize": "65535",
                "state": "running", "supported_mode": "Initiator", "unique_id": "0",
                "unchecked_isa_dma": "0", "use_blk_mq": "1",
            ])
        try writer.link(host + "/device", to: Self.hostPath)
        try writer.link(host + "/subsystem", to: "sys/class/scsi_host")
        try writer.makeDirectory(Self.targetPath)
        try writer.link("sys/class/scsi_host/host0", to: host)
        try writer.link("sys/bus/scsi/devices/host0", to: Self.hostPath)
        try writer.link("sys/bus/scsi/devices/target0:0:0", to: Self.targetPath)
        try text(majors.text, "proc/devices")
        let redirects = Self.redirects.joined(separator: "\n") + "\n"
        try top.write(Array(redirects.utf8), to: "redirects")
    }

    /// The only target.
    static var targetPath: String { hostPath + "/target0:0:0" }

    /// bsg's number of a logical unit, by its LUN, for there is one target.
    func blockGeneric(_ lun: Int) -> DeviceNumber {
        DeviceNumber(major: majors.blockGeneric, minor: lun)
    }

    /// Writes files with one line each.
    func attributes(of path: String, _ values: [String: String]) throws(TreeFailure) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            try text(value + "\n", path + "/" + name)
        }
    }

    func text(_ text: String, _ path: String) throws(TreeFailure) {
        try writer.write(Array(text.utf8), to: path)
    }

    /// Writes what stands for a file that is made when it is opened.
    func made(_ file: MadeFile, lun: Int, _ path: String) throws(TreeFailure) {
        try writer.write(Array(file.line(lun: lun).utf8), to: path, mode: 0o1444)
    }

    /// Writes what stands for a device node.
    func node(
        _ kind: DeviceKind, _ number: Int, _ device: DeviceNumber, _ path: String
    ) throws(TreeFailure) {
        let line = "\(kind.rawValue) \(number) \(device.text)\n"
        try writer.write(Array(line.utf8), to: path, mode: 0o1660)
    }

    /// Writes /proc/scsi, of all devices.
    func writeProcess(_ devices: [(LoopbackDevice, UnitFacts)]) throws(TreeFailure) {
        var list = "Attached devices:\n"
        var numbers = ""
        var names = ""
        for (device, facts) in devices {
            let lun = device.place.lun
            list += "Host: scsi0 Channel: 00 Id: 00 Lun: \(Self.two(lun))\n"
            list += "  Vendor: \(facts.vendor) Model: \(facts.model) Rev: \(facts.revision)\n"
            let name = facts.typeName + String(repeating: " ", count: 33 - facts.typeName.count)
            list += "  Type:   \(name)ANSI  SCSI revision: \(Self.two(Int(facts.version)))\n"
            numbers +=
                [0, 0, 0, lun, Int(facts.deviceType), 1, Self.queueDepth, 0, 1]
                .map { "\($0)" }.joined(separator: "\t") + "\n"
            names += "\(facts.vendor)\t\(facts.model)\t\(facts.revision)\n"
        }
        try text(list, "proc/scsi/scsi")
        try text(numbers, "proc/scsi/sg/devices")
        try text(names, "proc/scsi/sg/device_strs")
        try text(
            "host\tchan\tid\tlun\ttype\topens\tqdepth\tbusy\tonline\n", "proc/scsi/sg/device_hdr")
        try text("30536\t3.5.36 [20140603]\n", "proc/scsi/sg/version")
        try text("32768\n", "proc/scsi/sg/def_reserved_size")
        try text("0\n", "proc/scsi/sg/allow_dio")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension UnitFacts {
    /// What the kernel calls a peripheral device type.
    fileprivate var typeName: String {
        switch deviceType {
        case 0x00: "Direct-Access"
        case 0x01: "Sequential-Access"
        case 0x08: "Medium Changer"
        default: "Unknown"
        }
    }
}
