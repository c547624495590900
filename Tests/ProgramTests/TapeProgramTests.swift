import Foundation
import Testing

/// `mt`, `tar`, `cpio` and `dd` with a tape of a bench. Each test writes it anew.
@Suite(.served, .serialized, installed("mt-st", "tar", "cpio")) struct TapeProgramTests {
    let bench: ServedBench

    init() throws {
        bench = try .shared
        _ = try bench("mt-st -f /dev/nst0 load; mt-st -f /dev/nst0 setblk 0")
    }

    /// `mt` on the tape that does not rewind.
    @discardableResult
    private func mt(
        _ line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        try bench.succeed("mt-st -f /dev/nst0 \(line)", sourceLocation: sourceLocation)
    }

    /// Where the tape is, in objects from its beginning.
    private func place() throws -> String { try mt("tell") }

    @Test func archivesOverSeveralFilemarks() throws {
        let places = try ["first", "second", "third"].map { name in
            try bench.directory.makeTree("\(name)-tar")
            return "\(name)-tar"
        }
        try mt("rewind")
        for name in places { try bench.succeed("tar -b 64 -cf /dev/nst0 \(name)") }
        #expect(try mt("status").contains("File number=3, block number=0"))
        try bench.succeed("rm -rf out-tar; mkdir out-tar")
        // The second by its filemark, the others as they come.
        try mt("rewind")
        try mt("fsf 1")
        try bench.succeed("tar -b 64 -C out-tar -xf /dev/nst0")
        #expect(try bench.succeed("ls out-tar") == "second-tar\n")
        try mt("rewind")
        try bench.succeed("tar -b 64 -C out-tar -xf /dev/nst0")
        #expect(try bench.succeed("ls out-tar") == "first-tar\nsecond-tar\n")
        try mt("fsf 1")
        try mt("fsf 1")
        try bench.succeed("tar -b 64 -C out-tar -xf /dev/nst0")
        for name in places { try bench.succeed("diff -r --no-dereference \(name) out-tar/\(name)") }
        // From behind: the last, and the one before it.
        try mt("eod")
        try mt("bsfm 2")
        #expect(try bench.succeed("tar -b 64 -tf /dev/nst0 | head -1") == "third-tar/\n")
        try mt("asf 1")
        try bench.succeed("tar -b 64 -df /dev/nst0")
        // stN rewinds when it is closed.
        try mt("rewind")
        try bench.succeed("tar -b 64 -df /dev/st0")
        #expect(try place() == "At block 0.\n")
    }

    @Test func archivesOfCpio() throws {
        for name in ["one-cpio", "two-cpio"] {
            try bench.directory.makeTree(name)
        }
        try mt("rewind")
        for name in ["one-cpio", "two-cpio"] {
            try bench.succeed("find \(name) | cpio -o -H newc -C 8192 -O /dev/nst0")
        }
        try bench.succeed("rm -rf out-cpio; mkdir out-cpio")
        for number in [1, 0] {
            try mt("asf \(number)")
            try bench.succeed("cd out-cpio && cpio -id -C 8192 -I /dev/nst0")
        }
        for name in ["one-cpio", "two-cpio"] {
            try bench.succeed("diff -r --no-dereference \(name) out-cpio/\(name)")
        }
    }

    @Test func recordsOfAnyLengthAndOfOne() throws {
        let data = bytes(20 * 1000, seed: 71)
        try bench.directory.write(data, to: "records")
        try mt("rewind")
        try bench.succeed("dd if=records of=/dev/nst0 bs=1000 status=none")
        #expect(try place() == "At block 21.\n")
        try mt("rewind")
        // A record is read at once: what does not fit into the buffer is an error, not a rest.
        let short = try bench("dd if=/dev/nst0 of=read bs=999 count=1 status=none")
        #expect(short.errors.contains("Cannot allocate memory"), "\(short)")
        try mt("seek 7")
        try bench.succeed("dd if=/dev/nst0 of=read bs=64k count=3 status=none")
        #expect(try bench.directory.read("read") == Array(data[7000..<10000]))
        try mt("bsr 2")
        #expect(try place() == "At block 8.\n")
        try mt("fsr 4")
        try bench.succeed("dd if=/dev/nst0 of=read bs=64k status=none")
        #expect(try bench.directory.read("read") == Array(data[12000...]))

        try mt("setblk 512")
        #expect(try mt("status").contains("Tape block size 512 bytes."))
        try bench.succeed("dd if=records of=/dev/nst0 bs=10240 count=1 status=none")
        try mt("bsf 1")
        try mt("bsr 3")
        try bench.succeed("dd if=/dev/nst0 of=read bs=1536 count=1 status=none")
        #expect(try bench.directory.read("read") == Array(data[17 * 512..<20 * 512]))
        let odd = try bench("dd if=records of=/dev/nst0 bs=1000 count=1 status=none")
        #expect(odd.status == 1 && odd.errors.contains("Invalid argument"), "\(odd)")
        // The records are of 512 bytes to everybody.
        try mt("setblk 0")
        try mt("bsr 1")
        try bench.succeed("dd if=/dev/nst0 of=read bs=64k count=1 status=none")
        #expect(try bench.directory.read("read") == Array(data[19 * 512..<20 * 512]))
    }

    @Test func filemarksAreWrittenAndCounted() throws {
        try mt("rewind")
        try mt("weof 3")
        try bench.succeed("printf abc | dd of=/dev/nst0 status=none")
        #expect(try place() == "At block 5.\n")
        #expect(try mt("status").contains("File number=4, block number=0"))
        try mt("bsf 2")
        #expect(try place() == "At block 2.\n")
        try mt("bsfm 1")
        #expect(try place() == "At block 2.\n")
        let beyond = try bench("mt-st -f /dev/nst0 fsf 9")
        #expect(beyond.status == 2 && beyond.errors.contains("Input/output error"), "\(beyond)")
        try mt("rewind")
        try mt("fsf 1")
        try mt("erase")
        try mt("eod")
        #expect(try place() == "At block 1.\n", "what stood behind is erased")
    }

    @Test func theCartridgeComesOutAndGoesIn() throws {
        try mt("rewind")
        try bench.succeed("printf 'on the tape' | dd of=/dev/nst0 status=none")
        try mt("offline")
        #expect(try mt("status").contains("DR_OPEN"))
        // SG_LIB_CAT_NOT_READY
        #expect(try bench("sg_turs /dev/sg2").status == 2)
        let none = try bench("dd if=/dev/nst0 of=read bs=1k status=none")
        #expect(none.status == 1 && none.errors.contains("No medium found"), "\(none)")
        try mt("load")
        #expect(try mt("status").contains("BOT ONLINE"))
        try bench.succeed("dd if=/dev/nst0 of=read bs=1k count=1 status=none")
        #expect(try bench.directory.text("read") == "on the tape")
    }

    @Test func optionsAndCompression() throws {
        #expect(try mt("stshowoptions").contains("buffer-writes"))
        try mt("stsetoptions no-blklimits")
        #expect(try mt("stshowoptions").contains("no-blklimits"))
        try mt("stclearoptions no-blklimits")
        #expect(try !mt("stshowoptions").contains("no-blklimits"))
        try mt("compression 1")
        try mt("defblksize 0")
        // A reset rewinds the tape, and who opens it next knows.
        try mt("rewind")
        try mt("weof 2")
        try bench.succeed("sg_reset --device /dev/sg2")
        #expect(try mt("status").contains("File number=0, block number=0"))
        #expect(try place() == "At block 0.\n")
    }
}
