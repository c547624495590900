import Foundation
import LoopbackSG
import Testing

/// st's read(2): records, filemarks, the end of data.
struct TapeReadTests {
    /// A tape with files of records of 100 bytes, one filemark behind each, and rewound.
    static func recorded(_ host: SmallHost, files: [Int]) throws -> OpenTape {
        let tape = try host.tape()
        for (file, records) in files.enumerated() {
            for record in 0..<records {
                #expect(tape.write(content(file << 8 | record, 100)).result == 100)
            }
            #expect(tape.operate(.weof) == 0)
        }
        #expect(tape.operate(.rew) == 0)
        return tape
    }

    @Test("Each record is one read; a filemark reads as nothing, the end of data twice")
    func filesAndEnd() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [2, 1])
        #expect(tape.read(100) == .read(content(0, 100)))
        #expect(try tape.status().place == [0, 1])
        #expect(tape.read(4096) == .read(content(1, 100)), "a shorter record than asked for")
        #expect(tape.read(4096) == .read([]))
        #expect(try tape.status().place == [1, 0])
        #expect(try tape.status().isEOF)
        #expect(tape.read(4096) == .read(content(256, 100)))
        #expect(tape.read(4096) == .read([]), "the filemark")
        #expect(tape.read(4096) == .read([]), "the end of data")
        #expect(try tape.status().isEOD)
        #expect(tape.read(4096) == .failure(EIO))
        #expect(tape.read(4096) == .failure(EIO))
    }

    @Test("Without a filemark the end of data is an error at once")
    func endWithoutFilemark() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        #expect(tape.read(100) == .failure(EIO), "a blank tape")
        tape.write(content(1, 100))
        #expect(tape.operate(.seek, 0) == 0)
        // MTSEEK has ended the file; the record is there.
        #expect(tape.read(100) == .read(content(1, 100)))
    }

    @Test("A record that is longer than the read is passed, with ENOMEM")
    func longRecord() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [3])
        #expect(tape.read(99) == .failure(ENOMEM))
        #expect(try tape.status().place == [0, 1])
        #expect(tape.read(100) == .read(content(1, 100)))
    }

    @Test("Nothing is read at no length, and no record is longer than READ(6) can say")
    func lengths() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [1])
        #expect(tape.read(0) == .read([]))
        #expect(tape.read(1 << 24) == .failure(EOVERFLOW))
        #expect(tape.read((1 << 24) - 1) == .read(content(0, 100)))
    }

    @Test("Fixed mode reads blocks, also parts of them, and stops at a filemark")
    func fixedBlocks() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [5, 1])
        let all = (0..<5).flatMap { content($0, 100) }
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(try tape.status().blockLength == 100)
        #expect(tape.read(200) == .read(Array(all[..<200])))
        #expect(tape.read(50) == .read(Array(all[200..<250])), "half a block")
        #expect(tape.read(60) == .read(Array(all[250..<310])), "the other half, and more")
        #expect(try tape.status().place == [0, 4], "what was begun is passed")
        #expect(tape.read(1000) == .read(Array(all[400...])), "as far as the filemark")
        #expect(tape.read(1000) == .read([]))
        #expect(try tape.status().place == [1, 0])
        #expect(tape.read(100) == .read(content(256, 100)))
        #expect(tape.read(100) == .read([]))
        #expect(tape.read(100) == .read([]))
        #expect(tape.read(100) == .failure(EIO))
    }

    @Test("Without read-ahead a read in fixed mode is whole blocks")
    func withoutReadAhead() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [3])
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(tape.operate(.setdrvbuffer, 0x4000_0000 | 0x4) == 0, "MT_ST_CLEARBOOLEANS")
        #expect(tape.read(150) == .failure(EINVAL))
        #expect(tape.read(200) == .read(content(0, 100) + content(1, 100)))
    }

    @Test("A block of another length ends a read in fixed mode, and is found again")
    func oddBlock() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        for number in 0..<2 { tape.write(content(number, 100)) }
        tape.write(content(2, 60))
        tape.operate(.rew)
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(tape.read(400) == .read(content(0, 100) + content(1, 100)))
        #expect(try tape.status().place == [0, 2])
        #expect(tape.read(400) == .failure(EIO))
        #expect(try tape.status().place == [0, 2])
        #expect(tape.operate(.setblk, 0) == 0)
        #expect(tape.read(400) == .read(content(2, 60)))
    }

    @Test("Blocks before an end of data without filemark are not lost in fixed mode")
    func fixedEndOfData() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        for number in 0..<3 { tape.write(content(number, 100)) }
        // MTLOCATE would end the file; another initiator rewinds as it is.
        let other = try host.other("tape")
        #expect(other.execute(.init(cdb: [0x01, 0, 0, 0, 0, 0])).isGood)
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(tape.read(500) == .read((0..<3).flatMap { content($0, 100) }))
        #expect(tape.read(500) == .failure(EIO))
    }

    @Test("A filemark that a read met is given back at close")
    func giveBack() throws {
        let host = try SmallHost()
        var tape = try Self.recorded(host, files: [2, 1])
        #expect(tape.operate(.setblk, 100) == 0)
        #expect(tape.read(1000).result == 200)
        #expect(tape.close() == 0)
        tape = try host.tape()
        #expect(tape.read(1000) == .read([]), "the filemark is still to be read")
        #expect(tape.read(1000) == .read(content(256, 100)))
    }

    @Test("MT_ST_SYSV goes behind the filemark at close; MT_ST_SILI takes short records")
    func systemV() throws {
        let host = try SmallHost()
        var tape = try Self.recorded(host, files: [3, 1])
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x1000 | 0x4000) == 0)
        #expect(tape.read(1000) == .read(content(0, 100)))
        #expect(tape.close() == 0)
        tape = try host.tape()
        #expect(try tape.status().place == [1, 0])
        #expect(tape.read(1000) == .read(content(256, 100)))
    }

    @Test("Calls that a tape does not have")
    func refusals() throws {
        let host = try SmallHost()
        let tape = try Self.recorded(host, files: [1])
        #expect(tape.file.seek(to: 0, from: .current) == .failure(ESPIPE))
        #expect(tape.file.read(count: 10, at: 0) == .failure(ESPIPE))
        #expect(tape.file.write([1], at: 0) == .failure(ESPIPE))
        #expect(tape.file.synchronize() == .failure(EINVAL))
        #expect(tape.file.control(0x5401, argument: [], value: 0) == .failure(ENOTTY))
        #expect(tape.file.control(0x4008_6D01, argument: [1], value: 0) == .failure(EFAULT))
        #expect(tape.file.control(0x8030_6D02, argument: [], value: 0) == .failure(EFAULT))
        #expect(tape.read(100).result == 100, "nothing has moved")
    }
}
