import Foundation
import Testing

/// Programs that let the copy manager move the blocks: sg_xcopy, sg_copy_results and ddpt.
@Suite(.served, .serialized, installed("sg_xcopy", "ddpt", "ddptctl")) struct CopyProgramTests {
    let bench: ServedBench
    /// 1000 blocks at the beginning of d0, for this test alone.
    let data: [UInt8]

    init() throws {
        bench = try .shared
        data = bytes(1000 * 512, seed: UInt64.random(in: 0..<1 << 31))
        try bench.directory.write(data, to: "data")
        try bench.succeed("dd if=data of=/dev/sda bs=64k conv=fsync,notrunc status=none")
        try bench.succeed("dd if=/dev/zero of=/dev/sdb bs=64k count=64 conv=fsync status=none")
    }

    /// What is on the second disk.
    private func copied(_ bench: ServedBench, at block: Int, _ count: Int) throws -> [UInt8] {
        try bench.succeed(
            "dd if=/dev/sdb of=copied bs=512 skip=\(block) count=\(count) status=none")
        return try bench.directory.read("copied")
    }

    /// That the blocks, and these alone, are a part of the first disk's.
    private func check(
        blocks: Range<Int>, at place: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let zeros = [UInt8](repeating: 0, count: 512)
        #expect(
            try copied(bench, at: place - 1, blocks.count + 2)
                == zeros + data[blocks.lowerBound * 512..<blocks.upperBound * 512] + zeros,
            sourceLocation: sourceLocation)
    }

    @Test func aListIsSentAndItsResultsAreAskedFor() throws {
        let writes = try bench.status().unit("d1").writes
        try bench.succeed(
            "sg_xcopy if=/dev/sg0 of=/dev/sg1 skip=10 seek=20 count=300 bpt=100 list_id=7"
                + " id_usage=hold")
        try check(blocks: 10..<310, at: 20)
        // No program wrote: the copy manager did.
        #expect(try bench.status().unit("d1").writes > writes)
        let status = try bench.succeed("sg_copy_results --status --list_id=7 /dev/sg1")
        #expect(status.contains("Operation completed without errors"), "\(status)")
        #expect(status.contains("Segments processed: 1\n"), "\(status)")
        // By the disk that it is read from.
        try bench.succeed("sg_xcopy if=/dev/sda of=/dev/sdb seek=1000 count=64 --on_src")
        try check(blocks: 0..<64, at: 1000)
        let limits = try bench.succeed("sg_copy_results --params /dev/sg0")
        #expect(limits.contains("Held data limit: 1048576 bytes"), "\(limits)")
        #expect(limits.contains("Segment descriptor 0x02: Copy from block device to block device"))
    }

    @Test func aCopyThatFailsIsTold() throws {
        let planned = try bench.sanbench(
            "ctl fault '{on: d0, at: {segment: 0}, fault: {check_condition:"
                + " {sense_key: MEDIUM ERROR, asc: 11h, ascq: 00h}}}'")
        #expect(planned.status == 0, "\(planned)")
        let failed = try bench(
            "sg_xcopy if=/dev/sg0 of=/dev/sg1 count=32 list_id=9 id_usage=hold")
        #expect(failed.status != 0 && failed.errors.contains("opy aborted"), "\(failed)")
        let details = try bench.succeed("sg_copy_results --failed --list_id=9 /dev/sg1")
        #expect(details.contains("Extended copy command status: 2"), "\(details)")
        #expect(details.contains("Sense key: Copy Aborted"), "\(details)")
        try bench.succeed("sg_xcopy if=/dev/sg0 of=/dev/sg1 count=32 seek=1")
        try check(blocks: 0..<32, at: 1)
    }

    @Test func listsOfDDPT() throws {
        try bench.succeed("ddpt if=/dev/sg0 of=/dev/sg1 bs=512 skip=5 seek=40 count=700 --xcopy")
        try check(blocks: 5..<705, at: 40)
        // Without the copy manager, through SG.
        try bench.succeed("ddpt if=/dev/sg0 of=/dev/sg1 bs=512 seek=2000 count=900 bpt=77")
        try check(blocks: 0..<900, at: 2000)
    }

    /// ddpt 0.97 writes range descriptors one byte before their place: a copy manager that goes by
    /// the standard reads other ranges, and refuses those that end behind the disk.
    @Test func tokensOfDDPTAreRefused() throws {
        let refused = try bench(
            "ddpt if=/dev/sg0 skip=0,600 of=/dev/sg1 seek=500,600 bs=512 --odx -v")
        // SG_LIB_LBA_OUT_OF_RANGE
        #expect(refused.status == 22, "\(refused)")
        #expect(
            refused.all.contains("Logical block address out of range"), "\(refused)")
        #expect(try copied(bench, at: 0, 2000) == [UInt8](repeating: 0, count: 2000 * 512))
    }

    /// The profile for ddpt finds them where it writes them.
    @Test func tokensOfDDPTAreUnderstoodByItsProfile() throws {
        let text = try String(contentsOfFile: ServedBench.standard, encoding: .utf8)
        try bench.directory.write(
            Array((text + "copy_manager: {profile: ddpt}\n").utf8), to: "ddpt.yaml")
        let tolerant = try ServedBench(bench.directory.path("ddpt.yaml"))
        try tolerant.directory.write(data, to: "data")
        try tolerant.succeed("dd if=data of=/dev/sda bs=64k conv=fsync,notrunc status=none")
        let zeros = [UInt8](repeating: 0, count: 512)
        // One range, several, and ranges that are cut otherwise on the other side.
        for (line, place, count, expected) in [
            ("skip=0,600 seek=500,600", 500, 600, Array(data[..<(600 * 512)])),
            (
                "skip=900,40,100,60 seek=3000,100", 3000, 100,
                Array(data[(900 * 512)..<(940 * 512)] + data[(100 * 512)..<(160 * 512)])
            ),
            ("skip=7,30 seek=5000,10,5010,20", 5000, 30, Array(data[(7 * 512)..<(37 * 512)])),
        ] as [(String, Int, Int, [UInt8])] {
            let parts = line.split(separator: " ")
            try tolerant.succeed(
                "ddpt if=/dev/sg0 \(parts[0]) of=/dev/sg1 \(parts[1]) bs=512 --odx")
            #expect(
                try copied(tolerant, at: place - 1, count + 2) == zeros + expected + zeros,
                "\(line)")
        }
        // By hand: a token is made of a range, and written later.
        let made = try tolerant.succeed("ddptctl --pt=16,8 --rtf=token /dev/sg0")
        #expect(made.contains("transfer count of 8"), "\(made)")
        try tolerant.succeed("dd if=/dev/zero of=/dev/sda bs=64k count=8 conv=fsync status=none")
        try tolerant.succeed("ddptctl --wut=7000,8 --rtf=token /dev/sg1")
        #expect(
            try copied(tolerant, at: 6999, 10)
                == zeros + data[(16 * 512)..<(24 * 512)] + zeros,
            "the data are those of when the token was made")
    }
}
