import Foundation
import Testing

/// Programs that read and write the disks of a bench. What one writes another reads, by another way.
@Suite(.served, .serialized, installed("sg_dd", "dd")) struct BlockProgramTests {
    let bench: ServedBench
    /// 2000 blocks, for this test alone.
    let data: [UInt8]

    init() throws {
        bench = try .shared
        data = bytes(2000 * 512, seed: UInt64.random(in: 0..<1 << 31))
        try bench.directory.write(data, to: "data")
    }

    /// What `dd` reads from a disk.
    private func stored(_ disk: String, at block: Int, _ count: Int) throws -> [UInt8] {
        try bench.succeed("dd if=\(disk) of=stored bs=512 skip=\(block) count=\(count) status=none")
        return try bench.directory.read("stored")
    }

    @Test func whatDDWroteCommandsRead() throws {
        try bench.succeed("dd if=data of=/dev/sda bs=64k seek=1 conv=fsync,notrunc status=none")
        try bench.succeed("sg_dd if=/dev/sg0 of=read bs=512 skip=128 count=2000")
        #expect(try bench.directory.read("read") == data)
        // By READ(10) of its own.
        try bench.succeed("sg_raw --outfile=raw --request=1024 /dev/sg0 28 0 0 0 0 8a 0 0 2 0")
        #expect(try bench.directory.read("raw") == Array(data[10 * 512..<12 * 512]))
    }

    @Test(arguments: ["sg_dd", "sgm_dd", "sgp_dd"])
    func whatCommandsWroteDDReads(_ program: String) throws {
        let before = try stored("/dev/sdb", at: 2300, 1)
        try bench.succeed("\(program) if=data of=/dev/sg1 bs=512 seek=300 count=2000")
        #expect(try stored("/dev/sdb", at: 300, 2000) == data)
        #expect(try stored("/dev/sdb", at: 2300, 1) == before)
        // And back, in pieces of another size.
        try bench.succeed("\(program) if=/dev/sg1 of=back bs=512 bpt=37 skip=300 count=2000")
        #expect(try bench.directory.read("back") == data)
    }

    @Test func disksAreGivenByTheShell() throws {
        try bench.succeed("cat data > /dev/sdb")
        try bench.succeed("head -c \(data.count) < /dev/sdb > read")
        #expect(try bench.directory.read("read") == data)
        try bench.succeed("cmp -n \(data.count) data /dev/sdb")
        #expect(try bench("dd if=data of=/dev/sdb bs=512 seek=131071 status=none").status == 1)
        #expect(try stored("/dev/sdb", at: 131_071, 1) == Array(data.prefix(512)))
    }

    @Test func anyCommandIsSent() throws {
        try bench.directory.write(Array(data.suffix(1536)), to: "blocks")
        // WRITE(16) of three blocks.
        try bench.succeed(
            "sg_raw --infile=blocks --send=1536 /dev/sg1"
                + " 8a 0 0 0 0 0 0 0 b 0 0 0 0 3 0 0")
        #expect(try stored("/dev/sdb", at: 0xB00, 3) == Array(data.suffix(1536)))
        let unknown = try bench("sg_raw /dev/sg1 8e 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0")
        #expect(unknown.status == 9)
        #expect(unknown.all.contains("Invalid command operation code"), "\(unknown)")
        let beyond = try bench("sg_raw --request=512 /dev/sg1 28 0 0 2 0 0 0 0 1 0")
        #expect(beyond.all.contains("Logical block address out of range"), "\(beyond)")
    }

    @Test func blocksAreVerified() throws {
        try bench.succeed("dd if=data of=/dev/sda bs=512 seek=5000 conv=fsync,notrunc status=none")
        for form in ["", "--16 "] {
            try bench.succeed("sg_verify \(form)--lba=5000 --count=2000 /dev/sg0")
            try bench.succeed(
                "sg_verify \(form)--lba=5000 --count=100 --bpc=100 --ebytchk=1 --ndo=51200"
                    + " --in=data /dev/sg0")
            let other = try bench(
                "sg_verify \(form)--lba=5001 --count=100 --bpc=100 --ebytchk=1 --ndo=51200"
                    + " --in=data /dev/sg0")
            #expect(other.status == 14, "a miscompare: \(other)")
            #expect(try bench("sg_verify \(form)--lba=131000 --count=73 /dev/sg0").status != 0)
        }
        try bench.succeed("sg_dd if=data of=/dev/sg0 bs=512 seek=5000 count=2000 --verify")
        #expect(
            try bench("sg_dd if=data of=/dev/sg0 bs=512 seek=4999 count=99 --verify").status == 14)
    }

    /// A fault shows that the command comes: it has no other effect that can be seen.
    @Test func cachesAreSynchronized() throws {
        for (option, command) in [
            ("", "SYNCHRONIZE CACHE(10)"), ("--16", "SYNCHRONIZE CACHE(16)"),
        ] {
            try bench.succeed("sg_sync \(option) /dev/sg1")
            let planned = try bench.sanbench(
                "ctl fault '{on: d1, at: {command: \(command)}, fault: {check_condition:"
                    + " {sense_key: MEDIUM ERROR, asc: 0Ch, ascq: 00h}}}'")
            #expect(planned.status == 0, "\(planned)")
            // SG_LIB_CAT_MEDIUM_HARD
            #expect(try bench("sg_sync \(option) /dev/sg1").status == 3)
            try bench.succeed("sg_sync \(option) /dev/sg1")
        }
    }

    @Test(arguments: ["device", "target", "bus", "host"])
    func resetsAreTold(_ level: String) throws {
        try bench.succeed("sg_reset --\(level) /dev/sg0")
        let told = try bench("sg_turs -v /dev/sg0")
        #expect(told.errors.lowercased().contains("reset"), "\(told)")
        try bench.succeed("sg_turs /dev/sg0")
    }
}
