import Foundation
import LoopbackSG
import Testing

/// MTIOCTOP's operations that move the tape, and what MTIOCGET and MTIOCPOS say afterwards.
///
/// The tape: file 0 with records 0 to 3 (objects 0 to 3, filemark 4), file 1 with two (5, 6, 7),
/// file 2 with one (8, 9).
struct TapeMotionTests {
    let host: SmallHost
    let tape: OpenTape

    init() throws {
        host = try SmallHost()
        tape = try TapeReadTests.recorded(host, files: [4, 2, 1])
    }

    /// Where an operation leads to, from an object.
    struct Move: Sendable, CustomTestStringConvertible {
        var start: Int
        var operation: OpenTape.Operation
        var count: Int
        var error: Int32 = 0
        var object: Int
        var place: [Int64]
        /// The flags: F at a filemark or a file's beginning, B at the tape's, D at the end of data.
        var flags = ""

        var testDescription: String { "\(operation) \(count) from \(start)" }
    }

    @Test(
        "From the beginning, where file and block are known",
        arguments: [
            Move(start: 0, operation: .fsf, count: 1, object: 5, place: [1, 0], flags: "F"),
            Move(start: 0, operation: .fsf, count: 3, object: 10, place: [3, 0], flags: "F"),
            Move(
                start: 0, operation: .fsf, count: 4, error: EIO, object: 10, place: [3, -1],
                flags: "D"),
            Move(start: 0, operation: .fsfm, count: 1, object: 4, place: [0, -1]),
            Move(start: 0, operation: .fsr, count: 2, object: 2, place: [0, 2]),
            Move(
                start: 0, operation: .fsr, count: 9, error: EIO, object: 5, place: [1, 0],
                flags: "F"),
            Move(
                start: 0, operation: .bsf, count: 1, error: EIO, object: 0, place: [0, 0],
                flags: "B"),
            Move(
                start: 0, operation: .bsr, count: 1, error: EIO, object: 0, place: [0, 0],
                flags: "B"),
            Move(start: 0, operation: .eom, count: 1, object: 10, place: [3, -1], flags: "D"),
            Move(start: 0, operation: .rew, count: 1, object: 0, place: [0, 0], flags: "B"),
            Move(start: 0, operation: .reten, count: 1, object: 0, place: [0, 0], flags: "B"),
            Move(start: 0, operation: .seek, count: 6, object: 6, place: [-1, -1]),
            Move(start: 0, operation: .seek, count: 0, object: 0, place: [0, 0], flags: "B"),
            Move(start: 0, operation: .seek, count: 99, error: EIO, object: 10, place: [-1, -1]),
            Move(
                start: 0, operation: .fss, count: 1, error: EIO, object: 0, place: [0, 0],
                flags: "B"),
            Move(
                start: 0, operation: .bss, count: 1, error: EIO, object: 0, place: [0, 0],
                flags: "B"),
            Move(start: 0, operation: .fsf, count: 0, object: 0, place: [0, 0], flags: "B"),
            Move(start: 0, operation: .nop, count: 1, object: 0, place: [0, 0], flags: "B"),
            Move(
                start: 0, operation: .reset, count: 1, error: ENOSYS, object: 0, place: [0, 0],
                flags: "B"),
            Move(
                start: 0, operation: .fsf, count: 1 << 24, error: EINVAL, object: 0,
                place: [0, 0], flags: "B"),
        ])
    func fromBeginning(_ move: Move) throws { try check(move) }

    @Test(
        "From the middle of the second file",
        arguments: [
            Move(start: 6, operation: .bsf, count: 1, object: 4, place: [0, -1]),
            Move(start: 6, operation: .bsfm, count: 1, object: 5, place: [1, 0], flags: "F"),
            Move(
                start: 6, operation: .bsf, count: 2, error: EIO, object: 0, place: [0, 0],
                flags: "B"),
            Move(start: 6, operation: .bsr, count: 1, object: 5, place: [1, 0], flags: "F"),
            Move(start: 6, operation: .bsr, count: 2, error: EIO, object: 4, place: [0, -1]),
            Move(start: 6, operation: .fsr, count: 1, object: 7, place: [1, 2]),
            Move(start: 6, operation: .fsf, count: 2, object: 10, place: [3, 0], flags: "F"),
            Move(start: 6, operation: .eom, count: 1, object: 10, place: [3, -1], flags: "D"),
            Move(start: 6, operation: .rew, count: 1, object: 0, place: [0, 0], flags: "B"),
        ])
    func fromMiddle(_ move: Move) throws { try check(move) }

    private func check(_ move: Move) throws {
        if move.start == 6 {
            #expect(tape.operate(.fsf, 1) == 0)
            #expect(tape.read(100).result == 100)
        }
        #expect(tape.operate(move.operation, move.count) == move.error)
        let status = try tape.status()
        #expect(status.place == move.place)
        #expect(try tape.position() == move.object)
        #expect(status.isBOT == move.flags.contains("B"))
        #expect(status.isEOF == move.flags.contains("F"))
        #expect(status.isEOD == move.flags.contains("D"))
        #expect(status.isOnline && status.isImmediate)
        #expect(status.type == 0x72 && status.partition == 0 && status.errors == 0)
    }

    @Test("MT_ST_FAST_MTEOM is one command, after which the file is not known")
    func fastEndOfData() throws {
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x20) == 0)
        #expect(tape.operate(.eom) == 0)
        #expect(try tape.status().place == [-1, -1])
        #expect(try tape.status().isEOD)
        #expect(try tape.position() == 10)
        #expect(tape.read(100) == .failure(EIO))
    }

    @Test("The beginning is a place, also for who did not know where the tape was")
    func backToBeginning() throws {
        #expect(tape.operate(.seek, 3) == 0)
        #expect(tape.operate(.bsr, 1) == 0)
        #expect(try tape.status().place == [-1, -1])
        #expect(tape.operate(.bsr, 9) == EIO)
        #expect(try tape.status().block == 0)
        #expect(try tape.position() == 0)
    }

    @Test("A filemark that a read has met but not told is counted by what moves over files")
    func readAheadAndFiles() throws {
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(tape.read(1000).result == 400)
        #expect(tape.operate(.fsf, 1) == 0)
        #expect(try tape.position() == 5, "to the next file, not the one behind it")
        tape.operate(.rew)
        #expect(tape.read(1000).result == 400)
        #expect(tape.operate(.bsf, 1) == EIO, "the one that was met does not count")
        tape.operate(.rew)
        #expect(tape.read(1000).result == 400)
        #expect(tape.operate(.fsr, 1) == EIO, "before the filemark again")
        #expect(try tape.position() == 5)
    }

    @Test("Reading goes on behind what a move passed")
    func readBehindMoves() throws {
        #expect(tape.operate(.fsf, 2) == 0)
        #expect(tape.read(200) == .read(content(512, 100)))
        #expect(tape.operate(.bsfm, 1) == 0)
        #expect(tape.read(200) == .read(content(512, 100)))
        #expect(tape.operate(.bsfm, 2) == 0)
        #expect(tape.read(200) == .read(content(256, 100)))
        #expect(tape.operate(.fsr, 1) == 0)
        #expect(tape.read(200) == .read([]), "the filemark")
        #expect(tape.read(200) == .read(content(512, 100)))
    }

    @Test("MTERASE ends the tape where it is")
    func erase() throws {
        #expect(tape.operate(.fsf, 1) == 0)
        #expect(tape.operate(.erase, 1) == 0)
        #expect(tape.operate(.rew) == 0)
        #expect(tape.operate(.eom) == 0)
        #expect(try tape.position() == 5)
        #expect(tape.operate(.rew) == 0)
        #expect(tape.operate(.erase, 0) == 0)
        #expect(tape.read(100) == .failure(EIO))
        #expect(try tape.position() == 0)
    }

    @Test("A reset by another in mid-use is told once; then only what finds a place is allowed")
    func reset() throws {
        #expect(tape.read(100).result == 100)
        host.withDrive { $0.establishUnitAttention(.powerOnOrReset) }
        #expect(tape.read(100) == .failure(EIO))
        #expect(tape.read(100) == .failure(EIO), "nobody knows where")
        #expect(tape.write([1]) == .failure(EIO))
        #expect(tape.operate(.fsf) == EIO)
        #expect(tape.operate(.rew) == 0)
        #expect(tape.read(100) == .read(content(0, 100)))
    }

    @Test("Options are there for all opens; unknown ones are refused")
    func options() throws {
        let host = try SmallHost(hasTree: true)
        let tape = try host.tape()
        #expect(tape.operate(.setdrvbuffer, 0x2000_0000 | 64) == 0, "a write threshold")
        #expect(tape.operate(.setdrvbuffer, 0x2000_0000) == EINVAL)
        #expect(tape.operate(.setdrvbuffer, 0x6040_0000) == EINVAL)
        #expect(tape.operate(number: 24, Int32(bitPattern: 0xF000_0000)) == EINVAL)
        #expect(tape.operate(.setdrvbuffer, 0x7000_0000 | 5) == 0, "a timeout")
        #expect(tape.operate(.setdrvbuffer, 0x7000_0000) == EINVAL)
        #expect(tape.operate(.setdrvbuffer, 0) == 0, "the drive's own mode: unbuffered")
        #expect(tape.operate(.setdrvbuffer, 3) == EIO, "there is no such mode")
        #expect(tape.operate(.setdrvbuffer, 0x1000_0000 | 0x4) == 0)
        #expect(try !tape.status().isImmediate)
        #expect(tape.operate(.setdrvbuffer, 1) == 0)
        #expect(try tape.status().isImmediate)
        tape.close()
        #expect(made("options", host) == "0x00000004\n")
        #expect(made("default_blksize", host) == "-1\n")
    }

    private func made(_ name: String, _ host: SmallHost) -> String? {
        guard let path = host.path("sys/class/scsi_tape/st0/" + name),
            let line = try? String(contentsOfFile: path, encoding: .utf8),
            let number = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return host.host.content(ofMadeFile: number).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Block length, density, compression, lock and partitions")
    func settings() throws {
        #expect(tape.operate(.setblk, 2048) == 0)
        #expect(try tape.status().device == 2048)
        #expect(tape.operate(.setblk, 1 << 24) == EINVAL)
        #expect(tape.operate(.setblk, -1) == EINVAL)
        #expect(tape.operate(.setblk, 0) == 0)
        #expect(tape.operate(.setdensity, 0x5A) == EIO, "a density that the drive has not")
        #expect(tape.operate(.setdensity, 256) == EINVAL)
        #expect(tape.operate(.compression, 1) == 0)
        #expect(tape.operate(.compression, 0) == 0)
        #expect(tape.operate(.lock) == 0)
        let other = try host.other("tape")
        #expect(!other.execute(.init(cdb: [0x1B, 0, 0, 0, 0, 0])).isGood, "it is locked")
        #expect(tape.operate(.unlock) == 0)
        #expect(tape.operate(.setpart, 0) == EINVAL, "not before MT_ST_CAN_PARTITIONS")
        #expect(tape.operate(.mkpart, 1) == EINVAL)
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x400) == 0)
        #expect(tape.operate(.setpart, 0) == 0)
        #expect(tape.operate(.setpart, 1) == EINVAL)
        #expect(tape.operate(.mkpart, 0) == EIO, "the drive has no medium partition page")
        #expect(tape.operate(.wsm, 1) == EIO)
        #expect(tape.operate(.tell, 1) == ENOSYS)
        #expect(tape.operate(number: 99, 1) == ENOSYS)
    }
}
