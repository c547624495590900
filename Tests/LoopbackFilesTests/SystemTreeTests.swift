import Foundation
import Testing

@testable import LoopbackSG

/// What the tree below `root` says, and what lsscsi reads out of it.
struct SystemTreeTests {
    let host: SmallHost

    init() throws { host = try SmallHost(hasTree: true) }

    private func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        let whole = try #require(host.path(path), "\(path) is there")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: whole)))
    }

    /// What lsscsi prints of the tree; `nil` where it is not installed.
    private func lsscsi(_ arguments: String...) throws -> [String]? {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/lsscsi") else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/lsscsi")
        process.arguments =
            ["--sysfsroot=" + host.directory + "/root/sys", "--kname", "--no-nvme"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
    }

    @Test("lsscsi lists names, numbers and sizes")
    func list() throws {
        guard let lines = try lsscsi("-g", "-s", "-d") else { return }
        #expect(
            lines == [
                "[0:0:0:0] disk SANBENCH VIRTUAL DISK 0001 /dev/sda [8:0] /dev/sg0 [21:0] 1.04MB",
                "[0:0:0:1] tape SANBENCH VIRTUAL TAPE 0001 /dev/st0 [9:0] /dev/sg1 [21:1] -",
                "[0:0:0:2] disk SANBENCH BIG BLOCKS 0001 /dev/sdb [8:16] /dev/sg2 [21:2] 1.04MB",
            ])
    }

    @Test("lsscsi lists identifiers, block counts, protection, states and the host")
    func details() throws {
        guard let units = try lsscsi("-UU") else { return }
        #expect(units.first == "[0:0:0:0] disk naa.5102030405060701 /dev/sda")
        #expect(
            try lsscsi("-SS")?.last == "[0:0:0:2] disk SANBENCH BIG BLOCKS 0001 /dev/sdb 256,4096")
        #expect(
            try lsscsi("-l", "0:0:0:1")?.last
                == "state=running queue_depth=16 scsi_level=7 type=1 device_blocked=0 timeout=900")
        #expect(try lsscsi("-p", "-P", "0:0:0:0")?.last?.hasSuffix("/dev/sda - - -") == true)
        #expect(
            try lsscsi("-H", "-l") == [
                "[0] sanbench",
                "cmd_per_lun=16 host_busy=0 sg_tablesize=65535 unchecked_isa_dma=0",
            ])
        #expect(try lsscsi("-t")?.count == 3)
        #expect(try lsscsi("-c")?.count == 10)
    }

    @Test("Nodes say what they are, by every name")
    func nodes() throws {
        for (path, line) in [
            ("dev/sg0", "sg 0 21:0"), ("dev/sg1", "sg 1 21:1"), ("dev/char/21:2", "sg 2 21:2"),
            ("dev/st0", "st 0 9:0"), ("dev/nst0", "nst 0 9:128"), ("dev/char/9:128", "nst 0 9:128"),
            ("dev/sda", "sd 0 8:0"), ("dev/block/8:16", "sd 1 8:16"),
            ("dev/disk/by-id/scsi-35102030405060701", "sd 0 8:0"),
            ("dev/disk/by-id/wwn-0x5102030405060703", "sd 1 8:16"),
            ("dev/tape/by-id/scsi-35102030405060702-nst", "nst 0 9:128"),
        ] {
            #expect(try text(path) == line + "\n", "\(path)")
        }
        let number = try text("sys/class/bsg/0:0:0:1/dev").dropLast()
        #expect(try text("dev/bsg/0:0:0:1") == "bsg 1 \(number)\n")
        #expect(try text("dev/char/\(number)") == "bsg 1 \(number)\n")
        #expect(number.hasSuffix(":1"))
        for path in ["dev/sg0", "sys/block/sda/stat"] {
            let whole = try #require(host.path(path))
            let attributes = try FileManager.default.attributesOfItem(atPath: whole)
            let mode = attributes[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o1000 } == 0o1000, "the sticky bit of \(path)")
        }
    }

    @Test("Each link is relative, and leads to something in the tree")
    func links() throws {
        let root = host.directory + "/root"
        var count = 0
        let files = try #require(FileManager.default.enumerator(atPath: root))
        while let name = files.nextObject() as? String {
            let path = root + "/" + name
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
            else { continue }
            count += 1
            #expect(!target.hasPrefix("/"), "\(name)")
            let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            #expect(FileManager.default.fileExists(atPath: resolved), "\(name)")
            let base = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
            #expect(resolved.hasPrefix(base + "/"), "\(name)")
        }
        #expect(count > 60)
    }

    @Test("INQUIRY data and VPD pages are the unit's own, byte by byte")
    func pages() throws {
        let device = "sys/bus/scsi/devices/0:0:0:0/"
        let other = try host.other("disk")
        for (name, page) in [
            ("vpd_pg0", 0), ("vpd_pg80", 0x80), ("vpd_pg83", 0x83), ("vpd_pgb0", 0xB0),
        ] {
            let cdb: [UInt8] = [0x12, 1, UInt8(page), 0, 255, 0]
            #expect(
                try bytes(device + name) == other.execute(.init(cdb: cdb, dataInLength: 255)).dataIn
            )
        }
        let inquiry = other.execute(.init(cdb: [0x12, 0, 0, 0, 96, 0], dataInLength: 96)).dataIn
        #expect(try bytes(device + "inquiry") == inquiry)
        #expect(try text(device + "wwid") == "naa.5102030405060701\n")
        #expect(try text(device + "model") == "VIRTUAL DISK    \n")
    }

    @Test("Block devices say their sizes and limits; /proc/scsi lists all")
    func contents() throws {
        #expect(try text("sys/block/sdb/size") == "2048\n")
        #expect(try text("sys/block/sdb/queue/logical_block_size") == "4096\n")
        #expect(try text("sys/class/block/sda/queue/max_sectors_kb") == "1024\n")
        #expect(try text("sys/dev/block/8:16/dev") == "8:16\n")
        #expect(try text("sys/dev/char/21:1/device/type") == "1\n")
        #expect(try text("sys/class/scsi_disk/0:0:0:0/cache_type") == "write back\n")
        #expect(try text("sys/bus/scsi/devices/0:0:0:1/tape/dev") == "9:0\n")
        #expect(
            try text("proc/scsi/sg/devices")
                == "0\t0\t0\t0\t0\t1\t16\t0\t1\n0\t0\t0\t1\t1\t1\t16\t0\t1\n0\t0\t0\t2\t0\t1\t16\t0\t1\n"
        )
        #expect(
            try text("proc/scsi/scsi").contains("Lun: 02\n  Vendor: SANBENCH Model: BIG BLOCKS "))
        let redirects = try String(contentsOfFile: host.directory + "/redirects", encoding: .utf8)
        #expect(redirects.split(separator: "\n").contains("+/dev"))
        for line in redirects.split(separator: "\n") {
            #expect(host.path(String(line.drop { "+/".contains($0) })) != nil, "\(line)")
        }
    }

    @Test("The directory is this user's alone")
    func privacy() throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: host.directory)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        let nowhere = host.directory + "/none/where"
        #expect(throws: TreeFailure.self) {
            try LoopbackHost(host.fabric, nexus: SmallHost.nexus, privateDirectory: nowhere)
        }
    }

    @Test("A snapshot is added; nothing that was there is written again but the lists")
    func update() throws {
        func inode(_ path: String) throws -> Int? {
            let whole = try #require(host.path(path))
            return try FileManager.default.attributesOfItem(atPath: whole)[.systemFileNumber]
                as? Int
        }
        let before = try inode("dev/sg0")
        #expect(host.path("dev/sdc") == nil)
        try host.takeSnapshot()
        try host.host.refresh()
        #expect(try text("dev/sdc") == "sd 2 8:32\n")
        #expect(try text("sys/block/sdc/ro") == "1\n")
        #expect(try inode("dev/sg0") == before)
        #expect(try text("proc/scsi/sg/devices").split(separator: "\n").count == 4)
        #expect(FileManager.default.fileExists(atPath: host.directory + "/.pending") == false)
    }

    @Test("stat counts what goes through sd, and every write")
    func statistics() throws {
        func fields() throws -> [Int] {
            let words = try text("sys/block/sda/stat").split(separator: " ")
            let number = try #require(Int(words[1]))
            let content = try #require(host.host.content(ofMadeFile: number))
            return String(decoding: content, as: UTF8.self).split { " \n".contains($0) }.compactMap
            {
                Int($0)
            }
        }
        #expect(try fields() == [Int](repeating: 0, count: 17))
        let file = try host.disk()
        #expect(file.write(content(1, 2048), at: 0).error == 0)
        #expect(file.read(count: 1024, at: 0).error == 0)
        let after = try fields()
        #expect(Array(after[..<7]) == [1, 0, 2, 0, 1, 0, 4])
        let other = try host.other("disk")
        #expect(
            other.execute(
                .init(cdb: [0x2A, 0, 0, 0, 0, 9, 0, 0, 1, 0], dataOut: content(2, 512))
            ).isGood)
        #expect(try fields()[4] == 2, "another way in")
        #expect(host.host.content(ofMadeFile: -1) == nil)
        #expect(host.host.content(ofMadeFile: 1 << 40) == nil)
        #expect(host.host.content(ofMadeFile: MadeFile.diskStatistics.number(lun: 1)) == nil)
        #expect(host.host.content(ofMadeFile: MadeFile.tapeOptions.number(lun: 0)) == nil)
    }
}

/// Names and numbers.
struct DeviceNameTests {
    @Test("Disks after sdz, sdzz")
    func diskNames() {
        #expect(LoopbackDevice.diskName(0) == "sda")
        #expect(LoopbackDevice.diskName(25) == "sdz")
        #expect(LoopbackDevice.diskName(26) == "sdaa")
        #expect(LoopbackDevice.diskName(701) == "sdzz")
        #expect(LoopbackDevice.diskName(702) == "sdaaa")
    }

    @Test("Major and minor numbers of later devices")
    func numbers() {
        #expect(DeviceNumber.disk(15).text == "8:240")
        #expect(DeviceNumber.disk(16).text == "65:0")
        #expect(DeviceNumber.disk(127).text == "71:240")
        #expect(DeviceNumber.disk(128).text == "128:0")
        #expect(DeviceNumber.disk(255).text == "135:240")
        #expect(DeviceNumber.tape(31, isRewinding: true).text == "9:31")
        #expect(DeviceNumber.tape(32, isRewinding: false).text == "9:384")
    }

    @Test("/proc/devices keeps the machine's lines, and bsg's number if there is one")
    func majorNumbers() {
        let machine = """
            Character devices:
              1 mem
              4 tty
              4 ttyS
             21 sg
            254 ndctl

            Block devices:
              7 loop
            259 blkext

            """
        let numbers = MajorNumbers(machine: machine)
        #expect(numbers.blockGeneric == 253)
        #expect(
            numbers.text
                == machine.replacing("  4 ttyS\n", with: "  4 ttyS\n  9 st\n")
                .replacing("254 ndctl", with: "253 bsg\n254 ndctl")
                .replacing("  7 loop\n", with: "  7 loop\n  8 sd\n"))
        #expect(MajorNumbers(machine: numbers.text) == numbers)
        #expect(
            MajorNumbers(machine: "").text
                == "Character devices:\n  9 st\n 21 sg\n254 bsg\n\nBlock devices:\n  8 sd\n")
    }

    @Test("A link goes up no further than it must")
    func relative() {
        #expect(TreeWriter.relative(from: "a/b/c", to: "a/d/e") == "../d/e")
        #expect(TreeWriter.relative(from: "dev/char/21:0", to: "dev/sg0") == "../sg0")
        #expect(TreeWriter.relative(from: "a/b/device", to: "a") == "..")
        #expect(TreeWriter.relative(from: "a", to: "b/c") == "b/c")
    }
}
