import Foundation
import Media
import Testing

@testable import ServerlessBackup

/// The tape is readable without this program: what the copy manager put there is a tar archive.
@Suite struct TarTests {
    private static let sizes = [
        (blockLength: 512, blocks: 1), (512, 24), (4096, 7), (512, 1999), (4096, 1024),
    ]

    /// Backs a disk up, and puts the tape's records one behind the other into a file.
    private func archive(
        _ blockLength: Int, _ blocks: Int, in directory: ScratchDirectory
    ) throws -> [UInt8] {
        let san = SmallSAN()
        let content = distinctBlocks(byteCount: blockLength * blocks)
        try san.addDisk("d0", content, blockLength: blockLength)
        let tape = try san.addTape("t0")
        _ = try san.imageBackup(name: "nightly", record: 8192).run(time: 1_000_000_000)
        var bytes: [UInt8] = []
        for number in 0..<tape.objectCount - 1 { bytes += try tape.read(number).bytes() }
        #expect(tape.object(tape.objectCount - 1) == .filemark)
        try Data(bytes).write(to: URL(fileURLWithPath: directory.place("tape.tar")))
        return content
    }

    @Test(arguments: sizes) func tarReadsIt(_ blockLength: Int, _ blocks: Int) throws {
        let directory = try ScratchDirectory()
        let content = try archive(blockLength, blocks, in: directory)
        let list = try runProgram(["tar", "--utc", "-tvf", directory.place("tape.tar")])
        #expect(list.status == 0)
        let fields = list.output.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(fields.count == 6 && fields.first == "-rw-------", "\(list.output)")
        #expect(
            fields.dropFirst(2) == [String(content.count), "2001-09-09", "01:46", "nightly.img"])
        // GNU tar says of each vendor's keyword that it does not know it; there is nothing else.
        for line in list.errors.split(separator: "\n") {
            #expect(line.contains("Ignoring unknown extended header keyword 'SANBENCH."))
        }
        let extracted = try runProgram(
            ["tar", "-xf", directory.place("tape.tar"), "-C", directory.path])
        #expect(extracted.status == 0)
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.place("nightly.img")))
        #expect(Array(file) == content)
    }

    private static let hasPython = (try? runProgram(["python3", "-c", ""]).status) == 0

    @Test(.enabled(if: hasPython, "python3 is not installed"), arguments: sizes)
    func pythonReadsIt(_ blockLength: Int, _ blocks: Int) throws {
        let directory = try ScratchDirectory()
        let content = try archive(blockLength, blocks, in: directory)
        let script = """
            import sys, tarfile
            with tarfile.open(sys.argv[1], errorlevel=2) as archive:
                members = archive.getmembers()
                assert [m.name for m in members] == ["nightly.img"]
                assert members[0].pax_headers["SANBENCH.blocks"] == sys.argv[3]
                open(sys.argv[2], "wb").write(archive.extractfile(members[0]).read())
            """
        let result = try runProgram([
            "python3", "-c", script, directory.place("tape.tar"), directory.place("out"),
            String(blocks),
        ])
        #expect(result.status == 0, "\(result.errors)")
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.place("out")))
        #expect(Array(file) == content)
    }
}
