import Foundation
import Testing

/// Unmodified programs of sg3-utils.
@Suite struct ProgramTests {
    @Test func inquiryNamesTheDevices() throws {
        let bench = try LoopbackBench()
        for (path, name) in [
            ("/dev/sg0", "DISK A"), ("/dev/sg1", "DISK B"), ("/dev/sg2", "TAPE"),
            ("/dev/char/21:1", "DISK B"), ("/dev//./sg0", "DISK A"), ("/dev/bsg0", "DISK A"),
        ] {
            let ended = try bench.run("sg_inq", [path])
            #expect(ended.status == 0, "\(path): \(ended.errors)")
            #expect(ended.output.contains("Product identification: \(name)"), "\(path)")
        }
    }

    @Test func unitsAreReady() throws {
        let bench = try LoopbackBench()
        let ended = try bench.run("sg_turs", ["--number=500", "--time", "/dev/sg1"])
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.output.contains("Completed 500 Test Unit Ready commands with 0 errors"))
    }

    @Test func capacityIsRead() throws {
        let bench = try LoopbackBench()
        let ended = try bench.run("sg_readcap", ["/dev/sg0"])
        #expect(ended.output.contains("Number of logical blocks=4096"), "\(ended)")
    }

    @Test func logicalUnitsAreListed() throws {
        let bench = try LoopbackBench()
        let ended = try bench.run("sg_luns", ["/dev/sg0"])
        for lun in ["0000000000000000", "0001000000000000", "0002000000000000"] {
            #expect(ended.output.contains(lun), "\(ended)")
        }
    }

    @Test func whatIsNotThereFails() throws {
        let bench = try LoopbackBench()
        #expect(try bench.run("sg_turs", ["/dev/sg7"]).errors.contains("No such file"))
        #expect(try bench.run("sg_turs", ["/dev/sg99"]).errors.contains("No such device"))
    }

    @Test(arguments: [[], ["bpt=7"], ["blk_sgio=1", "iflag=sgio"], ["iflag=dio", "oflag=dio"]])
    func blocksAreCopied(_ options: [String]) throws {
        let bench = try LoopbackBench()
        let ended = try bench.run(
            "sg_dd",
            ["if=/dev/sg0", "of=/dev/sg1", "bs=512", "skip=100", "seek=200", "count=1000"]
                + options)
        #expect(ended.status == 0, "\(ended.errors)")
        let copied = try bench.blocks("b", 200..<1200)
        #expect(copied == (100..<1100).flatMap { LoopbackBench.block($0) })
        #expect(try bench.blocks("b", 1200..<1201) == LoopbackBench.block(1 << 16 | 1200))
    }

    @Test(arguments: ["sgp_dd", "sgm_dd"])
    func blocksAreCopiedByThreadsAndByMappedMemory(_ program: String) throws {
        let bench = try LoopbackBench()
        let ended = try bench.run(
            program, ["if=/dev/sg0", "of=/dev/sg1", "bs=512", "count=2000"])
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            try bench.blocks("b", 0..<2000) == (0..<2000).flatMap { LoopbackBench.block($0) })
        #expect(try bench.blocks("b", 2000..<2001) == LoopbackBench.block(1 << 16 | 2000))
    }

    @Test func blocksAreCopiedByTheCopyManager() throws {
        let bench = try LoopbackBench()
        let ended = try bench.run("sg_xcopy", ["if=/dev/sg0", "of=/dev/sg1", "count=100"])
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try bench.blocks("b", 0..<100) == (0..<100).flatMap { LoopbackBench.block($0) })
        #expect(try bench.blocks("b", 100..<101) == LoopbackBench.block(1 << 16 | 100))
    }

    @Test func aResetIsTold() throws {
        let bench = try LoopbackBench()
        let ended = try bench.run("sg_reset", ["--device", "/dev/sg0"])
        #expect(ended.status == 0, "\(ended)")
        let ready = try bench.run("sg_turs", ["-v", "/dev/sg0"])
        #expect(ready.errors.lowercased().contains("reset"), "\(ready)")
        #expect(try bench.run("sg_turs", ["/dev/sg0"]).status == 0)
    }
}
