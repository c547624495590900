import Foundation
import Testing

/// What programs of sg3-utils and lsscsi find out about the devices of a bench.
@Suite(.served, .serialized, installed("sg_inq", "lsscsi")) struct SGQueryTests {
    let bench: ServedBench

    init() throws { bench = try .shared }

    @Test func inquiryByEachName() throws {
        for (path, product, serial) in [
            ("/dev/sg0", "VIRTUAL DISK", "d0"), ("/dev/sda", "VIRTUAL DISK", "d0"),
            ("/dev/sg1", "VIRTUAL DISK", "d1"), ("/dev/bsg/0:0:0:1", "VIRTUAL DISK", "d1"),
            ("/dev/nst0", "VIRTUAL TAPE", "t0"), ("/dev/char/21:2", "VIRTUAL TAPE", "t0"),
        ] {
            let output = try bench.succeed("sg_inq \(path)")
            #expect(output.contains("Vendor identification: SANBENCH"), "\(path)")
            #expect(output.contains("Product identification: \(product)"), "\(path)")
            #expect(output.contains("Unit serial number: \(serial)\n"), "\(path)")
            #expect(output.contains("version=0x06  [SPC-4]") && output.contains("3PC=1"))
        }
    }

    /// Every page that is listed is read, and decodes to what the bench has.
    @Test(arguments: ["sg0", "sg1", "sg2"])
    func everyVitalProductDataPage(_ name: String) throws {
        let node = try #require(bench.report.nodes.first { $0.generic == "/dev/\(name)" })
        let unit = try bench.status().unit(node.id)
        let isDisk = unit.kind == "disk"
        let list = try bench.succeed("sg_vpd --page=sv --long /dev/\(name)")
        let codes = list.matches(of: /(?m)^  0x([0-9a-f]{2})/).map { String($0.output.1) }
        #expect(codes == ["00", "80", "83", "8f"] + (isDisk ? ["b0"] : []))
        let pages = try bench.succeed("sg_vpd --all /dev/\(name)")
        var expected = [
            "Unit serial number: \(node.id)\n", "      0x\(unit.naa)\n",
            "vendor id: SANBENCH",
            "vendor specific: \(isDisk ? "VIRTUAL DISK" : "VIRTUAL TAPE")\(node.id)",
            "Maximum CSCD descriptor count: 64", "Maximum segment descriptor count: 1024",
            "block -> stream [0x0]", "locate -> tape [0x12]", "CSCD: Identification Descriptor",
            "Receive ROD token information", "Held data limit: 1048576",
        ]
        if isDisk {
            expected += [
                "Populate token", "Maximum range descriptors: 64",
                "Maximum transfer length: 131072 blocks", "Optimal transfer length: 2048 blocks",
            ]
        }
        for line in expected { #expect(pages.contains(line), "\(line)") }
        #expect(pages.contains("Populate token") == isDisk)
        // A page that is not there.
        #expect(try bench("sg_vpd --page=0xb1 /dev/\(name)").status != 0)
    }

    @Test func capacity() throws {
        for line in ["sg_readcap --16 /dev/sg0", "sg_readcap /dev/sda"] {
            let output = try bench.succeed(line)
            #expect(output.contains("Last LBA=131071"), "\(line)\n\(output)")
            #expect(output.contains("Logical block length=512 bytes"), "\(line)")
            #expect(output.contains("Device size: 67108864 bytes, 64.0 MiB"), "\(line)")
        }
        #expect(try bench.succeed("blockdev --getsize64 --getss /dev/sdb") == "67108864\n512\n")
    }

    @Test func logicalUnits() throws {
        let output = try bench.succeed("sg_luns --decode /dev/sg1")
        #expect(output.contains("Lun list length = 24"))
        for lun in 0...2 {
            #expect(output.contains("    000\(lun)000000000000\n"), "\(output)")
            #expect(output.contains("Peripheral device addressing: lun=\(lun)"))
        }
    }

    @Test func supportedCommands() throws {
        // The first command to a tape after power on is told of it.
        _ = try bench("sg_turs /dev/sg2")
        let disk = try bench.succeed("sg_opcodes /dev/sg0")
        let tape = try bench.succeed("sg_opcodes /dev/sg2")
        for name in [
            "Read(16)", "Verify(10)", "Synchronize cache(16)", "Extended copy(LID1)",
            "Populate token", "Receive ROD token information", "Persistent reserve out, preempt",
        ] { #expect(disk.contains(name), "\(name)\n\(disk)") }
        for name in ["Rewind", "Space(6)", "Locate(16)", "Read position", "Load", "Erase(6)"] {
            #expect(tape.contains(name) && !disk.contains(name), "\(name)\n\(tape)")
        }
        let one = try bench.succeed("sg_opcodes --opcode=0x8a /dev/sg0")
        #expect(
            one.lowercased().contains(
                "usage data: 8a f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 04"), "\(one)")
        let none = try bench("sg_opcodes --opcode=0x8e /dev/sg0")
        #expect(none.all.contains("Command is NOT supported"), "\(none)")
    }

    @Test func modePages() throws {
        let disk = try bench.succeed("sg_modes /dev/sg0")
        #expect(disk.contains("WP=0, DpoFua=1"))
        // The block descriptor: 131072 blocks of 512 bytes.
        #expect(disk.contains("00     00 02 00 00 00 00 02 00"), "\(disk)")
        for line in [">> Caching, page_control: current\n 00     08 12 04", ">> Control,"] {
            #expect(disk.contains(line), "\(disk)")
        }
        _ = try bench("sg_turs /dev/sg2")
        let tape = try bench.succeed("sg_modes --six /dev/sg2")
        for line in [">> Data Compression,", ">> Device configuration,"] {
            #expect(tape.contains(line), "\(tape)")
        }
        #expect(try bench("sg_modes --page=0x1c /dev/sg0").status != 0)
    }

    @Test func blockLimitsOfATape() throws {
        _ = try bench("sg_turs /dev/sg2")
        let ended = try bench("sg_read_block_limits /dev/sg2")
        #expect(ended.status == 0)
        #expect(ended.all.contains("Minimum block size: 1 byte(s)"), "\(ended)")
        #expect(ended.all.contains("Maximum block size: 16777215 byte(s)"))
        #expect(try bench("sg_read_block_limits /dev/sg0").status == 9)
    }

    @Test func nodesAreFound() throws {
        #expect(
            try bench.succeed("sg_map")
                == "/dev/sg0  /dev/sda\n/dev/sg1  /dev/sdb\n/dev/sg2  /dev/nst0\n")
        let known = try bench.succeed("sg_map -x -i")
        #expect(known.contains("/dev/sg1  0 0 0 1  0  /dev/sdb  SANBENCH  VIRTUAL DISK      0001"))
        #expect(try bench.succeed("sg_scan").contains("/dev/sg2: scsi0 channel=0 id=0 lun=2"))
        let list = try bench.succeed("lsscsi --generic --size")
        let rows = list.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(
            rows == [
                "[0:0:0:0] disk SANBENCH VIRTUAL DISK 0001 /dev/sda /dev/sg0 67.1MB",
                "[0:0:0:1] disk SANBENCH VIRTUAL DISK 0001 /dev/sdb /dev/sg1 67.1MB",
                "[0:0:0:2] tape SANBENCH VIRTUAL TAPE 0001 /dev/st0 /dev/sg2 -",
            ])
        let status = try bench.status()
        let names = try bench.succeed("lsscsi --unit")
        for unit in status.logicalUnits { #expect(names.contains(unit.naa), "\(names)") }
        // As udev links them; and ls finds no fault with them.
        let links = try bench("ls -l /dev/disk/by-id /dev/tape/by-id /dev/sg0 /dev/nst0")
        #expect(links.status == 0 && links.errors == "", "\(links)")
        let disk = try status.unit("d1").naa
        #expect(links.output.contains("wwn-0x\(disk) -> ../../sdb\n"), "\(links)")
    }
}
