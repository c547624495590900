import Foundation
import LoopbackSG
import Media
import Testing

/// st's write(2), and what close(2) does after it.
struct TapeWriteTests {
    /// All that is on the tape, read by another open: records, nothing for a filemark.
    private func objects(_ host: SmallHost) throws -> [[UInt8]] {
        let tape = try host.tape()
        defer { tape.close() }
        #expect(tape.operate(.rew) == 0)
        var found: [[UInt8]] = []
        while found.count < 100 {
            let answer = tape.read(1 << 20)
            if answer.error != 0 { break }
            found.append(answer.data)
        }
        return found
    }

    @Test("Close ends what was written by a filemark; stN rewinds, nstN does not")
    func filemarkAtClose() throws {
        let host = try SmallHost()
        var tape = try host.tape(.tapeWithoutRewind)
        #expect(tape.write(content(0, 500)).result == 500)
        #expect(tape.write(content(1, 10)).result == 10)
        #expect(tape.close() == 0)
        tape = try host.tape(.tape)
        #expect(try tape.status().place == [1, 0])
        #expect(tape.write(content(2, 7)).result == 7)
        #expect(tape.close() == 0)
        tape = try host.tape()
        #expect(try tape.status().place == [0, 0])
        #expect(try tape.status().isBOT)
        #expect(try tape.position() == 0)
        tape.close()
        // The end of data behind a filemark is one more empty read.
        #expect(
            try objects(host) == [content(0, 500), content(1, 10), [], content(2, 7), [], []])
    }

    @Test("MT_ST_TWO_FM writes two filemarks and goes between them")
    func twoFilemarks() throws {
        let host = try SmallHost()
        var tape = try host.tape()
        #expect(tape.operate(.setdrvbuffer, 0x3000_0000 | 0x10) == 0)
        tape.write(content(0, 100))
        #expect(tape.close() == 0)
        tape = try host.tape()
        #expect(try tape.status().place == [1, 0])
        #expect(try tape.position() == 2)
        #expect(tape.read(10) == .read([]), "the second one")
        #expect(tape.operate(.seek, 2) == 0)
        tape.write(content(1, 100))
        #expect(tape.close() == 0)
        #expect(try objects(host) == [content(0, 100), [], content(1, 100), [], [], []])
    }

    @Test("No filemark follows MTWEOF, MTWEOFI and MTNOP's writes only as said")
    func noSecondFilemark() throws {
        let host = try SmallHost()
        var tape = try host.tape()
        tape.write(content(0, 100))
        #expect(tape.operate(.weof, 2) == 0)
        #expect(try tape.status().place == [2, 0])
        tape.close()
        tape = try host.tape()
        tape.write(content(1, 100))
        #expect(tape.operate(.weofi, 1) == 0)
        tape.close()
        tape = try host.tape()
        tape.write(content(2, 100))
        #expect(tape.operate(.nop) == 0)
        tape.close()
        tape = try host.tape()
        #expect(try tape.position() == 7)
        tape.close()
        #expect(
            try objects(host)
                == [content(0, 100), [], [], content(1, 100), [], content(2, 100), [], []])
    }

    @Test("Moving back ends a file that was written, and counts that filemark", arguments: 0..<4)
    func filemarkBeforeMoving(_ way: Int) throws {
        let host = try SmallHost()
        let tape = try host.tape()
        tape.write(content(0, 100))
        tape.operate(.weof)
        tape.write(content(1, 100))
        switch way {
        case 0:
            #expect(tape.operate(.bsf, 1) == 0)
            #expect(try tape.position() == 1, "before the filemark that ended the first file")
        case 1:
            #expect(tape.operate(.bsfm, 1) == 0)
            #expect(try tape.position() == 2)
            #expect(tape.read(200) == .read(content(1, 100)))
        case 2: #expect(tape.operate(.seek, 0) == 0)
        default: #expect(tape.operate(.rew) == 0)
        }
        tape.close()
        #expect(try objects(host) == [content(0, 100), [], content(1, 100), [], []])
    }

    @Test("A file can be appended, and one overwritten, after which nothing follows")
    func appendAndOverwrite() throws {
        let host = try SmallHost()
        var tape = try TapeReadTests.recorded(host, files: [1, 1])
        #expect(tape.operate(.eom) == 0)
        #expect(try tape.status().file == 2)
        tape.write(content(7, 50))
        tape.close()
        #expect(
            try objects(host)
                == [content(0, 100), [], content(256, 100), [], content(7, 50), [], []])
        tape = try host.tape()
        tape.operate(.rew)
        tape.operate(.fsf)
        tape.write(content(8, 20))
        tape.close()
        #expect(try objects(host) == [content(0, 100), [], content(8, 20), [], []])
    }

    @Test("Fixed mode writes whole blocks, several at a time, each its own")
    func fixedBlocks() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        #expect(tape.operate(.setblk, 512) == 0)
        #expect(tape.write(content(0, 513)) == .failure(EINVAL))
        let all = content(3, 512 * 9)
        #expect(tape.write(all).result == all.count)
        #expect(try tape.status().place == [0, 9])
        tape.operate(.rew)
        #expect(tape.operate(.setblk, 0) == 0)
        for number in 0..<9 {
            #expect(tape.read(1024) == .read(Array(all[number * 512..<(number + 1) * 512])))
        }
    }

    @Test("More than one command moves in fixed mode is split at a block, in both directions")
    func largeFixed() throws {
        let host = try SmallHost()
        let tape = try host.tape()
        // 16 MiB is no multiple of 100,000.
        #expect(tape.operate(.setblk, 100_000) == 0)
        var data = [UInt8](repeating: 0, count: 17_000_000)
        for block in 0..<170 {
            data.replaceSubrange(block * 100_000..<block * 100_000 + 64, with: content(block, 64))
        }
        #expect(tape.write(data).result == data.count)
        #expect(try tape.status().place == [0, 170])
        tape.operate(.rew)
        let answer = tape.read(data.count)
        #expect(answer.error == 0)
        #expect(answer.data == data)
    }

    @Test("Behind early warning every other write fails, until the tape ends")
    func earlyWarning() throws {
        let host = try SmallHost(capacity: 1000, earlyWarning: 500)
        let tape = try host.tape()
        let results = try (0..<9).map { number in
            let answer = tape.write(content(number, 200))
            let isEOT = try tape.status().isEOT
            #expect(isEOT == (number >= 2))
            return answer.error == 0 ? answer.result : -Int(answer.error)
        }
        // The third comes behind 500 bytes; two more fit before 1000.
        let full = -Int(ENOSPC)
        #expect(results == [200, 200, 200, full, 200, full, 200, full, full])
        // A filemark has no room any more: it fails, and the tape is closed.
        #expect(tape.close() == EIO)
    }

    @Test("In fixed mode a write at the end says how much is on the tape")
    func partialWrite() throws {
        let host = try SmallHost(capacity: 1000, earlyWarning: 1000)
        let tape = try host.tape()
        #expect(tape.operate(.setblk, 100) == 0)
        let data = content(5, 1500)
        #expect(tape.write(data).result == 1000)
        #expect(try tape.status().place == [0, 10])
        #expect(tape.write(data) == .failure(ENOSPC))
        #expect(tape.write(data) == .failure(ENOSPC), "and the trailer does not fit either")
        let other = try host.other("tape")
        #expect(other.execute(.init(cdb: [0x01, 0, 0, 0, 0, 0])).isGood)
        #expect(tape.read(1500).data == Array(data[..<1000]))
    }

    @Test("At early warning the closing filemark is written all the same")
    func filemarkAtEarlyWarning() throws {
        let host = try SmallHost(capacity: 1000, earlyWarning: 300)
        let tape = try host.tape()
        #expect(tape.write(content(0, 400)).result == 400)
        #expect(tape.close() == 0)
        #expect(try objects(host) == [content(0, 400), [], []])
    }

    @Test("A protected tape: EROFS, EACCES, and no filemark")
    func writeProtected() throws {
        let host = try SmallHost()
        let path = FileManager.default.temporaryDirectory.path + "/sanbench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Cartridge.create(
            at: path,
            CartridgeManifest(
                volumeIdentifier: "SB0002L8", capacity: 1 << 20, earlyWarning: 1 << 20)
        ).unload()
        host.exchange(try Cartridge.mount(path, writeProtected: true))
        #expect(host.failure(.tape, flags: O_RDWR) == EROFS)
        #expect(host.failure(.tape, flags: O_WRONLY) == EROFS)
        let tape = try host.tape(flags: O_RDWR | O_NONBLOCK)
        #expect(try tape.status().isWriteProtected)
        #expect(tape.write([1, 2]) == .failure(EACCES))
        #expect(tape.operate(.weof) == EACCES)
        #expect(tape.operate(.erase) == EACCES)
        #expect(tape.close() == 0)
        #expect(host.failure(.tape, flags: O_RDONLY) == 0)
    }

    @Test("A tape that was opened for one direction has no other")
    func accessModes() throws {
        let host = try SmallHost()
        var tape = try host.tape(flags: O_RDONLY)
        #expect(tape.write([1]) == .failure(EBADF))
        #expect(tape.close() == 0)
        tape = try host.tape(flags: O_WRONLY)
        #expect(tape.read(1) == .failure(EBADF))
        #expect(tape.write([]) == FileAnswer(), "nothing is no record")
        #expect(tape.close() == 0)
        #expect(try objects(host) == [])
    }
}
