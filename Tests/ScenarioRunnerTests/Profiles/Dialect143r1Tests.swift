import Testing
import WireBytes

/// The parameter lists of 99-143r1, byte by byte, and what becomes of them.
@Suite struct Dialect143r1Tests {
    private static let disks = [ProfileList.disk("A"), ProfileList.disk("B")]

    /// A list: 8 bytes of header, descriptors, and behind them inline data without a length.
    private static func list(
        flags: UInt8 = 0x01, _ cscds: [[UInt8]], _ segments: [[UInt8]], inline: [UInt8] = [],
        reserved: [UInt8] = []
    ) -> [UInt8] {
        let (cscd, segment) = (Array(cscds.joined()), Array(segments.joined()))
        return [0x41, flags] + ProfileList.number(cscd.count, 2) + reserved
            + ProfileList.number(segment.count, 4) + cscd + segment + inline
    }

    /// 04h: bytes 12 to 15 are the number of bytes; there is no offset.
    private static func inline(_ count: Int, transfer: Int, cat: Bool = false) -> [UInt8] {
        [0x04, cat ? 1 : 0, 0, 0x0C, 0, 0, 0, 0, 0] + ProfileList.number(transfer, 3)
            + ProfileList.number(count, 4)
    }

    /// 05h: the data stands behind the descriptor, whose length does not tell of it.
    private static func embedded(_ count: Int, _ data: [UInt8], transfer: Int) -> [UInt8] {
        [0x05, 0, 0, 0x0C, 0, 0, 0, 0, 0] + ProfileList.number(transfer, 3)
            + ProfileList.number(count, 4) + data
    }

    private static let text = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    @Test(arguments: ["143r1", "00-165r0"]) func blocksAreCopied(_ name: String) throws {
        let bench = try ProfileBench(name)
        let reserved: [UInt8] = name == "143r1" ? [] : [0, 0, 0, 0]
        let list = Self.list(
            flags: 0x39, Self.disks, [ProfileList.blocks(2, from: 1, to: 7)], reserved: reserved)
        #expect(outcome(bench.copy(list)) == "GOOD")
        let expected = Array(ProfileBench.content(of: "A")[512..<1536])
        #expect(try bench.bytes(of: "B", block: 7, count: 2) == expected)
        // The lists of today are something else to it, and its lists to those of today.
        let later = ProfileList.list(Self.disks, [ProfileList.blocks(2, from: 1, to: 7)])
        #expect(outcome(bench.copy(later)) != "GOOD")
        #expect(outcome(try ProfileBench("spc2").copy(list)) != "GOOD")
    }

    /// 10 bytes and then 6: the second segment takes up where the first one ended.
    @Test func inlineDataIsUsedUpInOrder() throws {
        let bench = try ProfileBench("143r1")
        let list = Self.list(
            [ProfileList.tape(0)], [Self.inline(10, transfer: 10), Self.inline(6, transfer: 6)],
            inline: Array(Self.text[..<16]))
        #expect(outcome(bench.copy(list)) == "GOOD")
        #expect(try bench.records() == [Array(Self.text[..<10]), Array(Self.text[10..<16])])
    }

    @Test func inlineDataThatIsNotThereIsNamedByTheOldField() throws {
        let bench = try ProfileBench("143r1")
        let list = Self.list(
            [ProfileList.tape(0)], [Self.inline(10, transfer: 10), Self.inline(7, transfer: 7)],
            inline: Array(Self.text[..<16]))
        #expect(
            outcome(bench.copy(list))
                == "70 00 0a 00 00 00 00 0a 00 00 00 01 26 0b 00 a0 00 0c")
        #expect(try bench.records() == [Array(Self.text[..<10])])
    }

    @Test func embeddedDataStandsBehindItsDescriptor() throws {
        let bench = try ProfileBench("143r1")
        let list = Self.list(
            [ProfileList.tape(0)],
            [
                Self.embedded(10, Array(Self.text[..<12]), transfer: 10),
                Self.inline(4, transfer: 4),
            ], inline: Array(Self.text[20..<24]))
        #expect(outcome(bench.copy(list)) == "GOOD")
        #expect(try bench.records() == [Array(Self.text[..<10]), Array(Self.text[20..<24])])
    }

    /// Data that is cut is a data underrun of COPY ABORTED.
    @Test func embeddedDataThatIsCutIsAnUnderrun() throws {
        let bench = try ProfileBench("143r1")
        let list = Self.list(
            [ProfileList.tape(0)], [Self.embedded(13, Array(Self.text[..<12]), transfer: 13)])
        #expect(
            outcome(bench.copy(list))
                == "70 00 0a 00 00 00 00 0a 00 00 00 00 2e 04 00 a0 00 0c")
    }

    /// 03h counts READs, or with DC WRITEs.
    @Test(arguments: [(UInt8(0), 3, 3, 6), (2, 2, 1, 2)])
    func streamsAreCountedInTransfers(
        _ flags: UInt8, _ count: Int, _ recordsRead: Int, _ blocksWritten: Int
    ) throws {
        let bench = try ProfileBench("143r1")
        // Three records of 2048 bytes on the tape.
        let records = (0..<3).map { number in
            (0..<2048).map { UInt8(truncatingIfNeeded: $0 / 4 + number * 71) }
        }
        for record in records {
            let length = ProfileList.number(record.count, 3)
            #expect(outcome(bench.send([0x0A, 0] + length + [0], record, to: "T")) == "GOOD")
        }
        #expect(outcome(bench.send([0x01, 0, 0, 0, 0, 0], to: "T")) == "GOOD")
        let segment =
            [0x03, flags, 0, 0x10, 0, 0, 0, 1, 0] + ProfileList.number(2048, 3) + [0]
            + ProfileList.number(1024, 3) + ProfileList.number(count, 4)
        let nul = ProfileList.device(1, ProfileList.naa("T"), 0, 0, true)
        let list = Self.list([ProfileList.tape(0), nul], [segment])
        // The destination is NUL, so that its first WRITE fails, after as many READs as the count
        // asks for: all that is processed at once.
        #expect(
            outcome(bench.copy(list))
                == "70 00 0a 00 00 00 00 0a 00 00 00 00 2e 02 00 80 00 28")
        let position = bench.send(
            [0x34, 0x06] + [UInt8](repeating: 0, count: 8), to: "T", dataIn: 32)
        #expect(Int(position.dataIn.bigEndian64(at: 8)) == recordsRead)
        #expect(recordsRead * 2048 == blocksWritten * 1024)
    }

    /// Errors point into the list as it was sent.
    @Test(arguments: [
        (
            "a CSCD descriptor of an unknown type",
            list([disks[0], [0xEF] + [UInt8](repeating: 0, count: 31)], []),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 28"
        ),
        (
            "a segment descriptor of an unknown type, behind one that became longer",
            list(
                [ProfileList.tape(0)],
                [
                    inline(4, transfer: 4),
                    [0x77, 0, 0, 8]
                        + [UInt8](repeating: 0, count: 8),
                ], inline: [1, 2, 3, 4]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 38"
        ),
        (
            "the DESCRIPTOR LENGTH of SPC-2 in a 04h segment descriptor",
            list([ProfileList.tape(0)], [[0x04, 0, 0, 0x10] + [UInt8](repeating: 0, count: 16)]),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 2a"
        ),
        (
            "a logical unit that is not there",
            list([disks[0], ProfileList.disk("X")], [ProfileList.blocks()]),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 2e 02 00 80 00 28"
        ),
        (
            "a header that is cut", [0x41, 1, 0, 0, 0, 0, 0],
            "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00"
        ),
        (
            "a segment list that is cut", Array(list(disks, [ProfileList.blocks()]).dropLast()),
            "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00"
        ),
    ])
    func errorsPointIntoTheListAsItWasSent(
        _ name: String, _ list: [UInt8], _ sense: String
    ) throws {
        #expect(outcome(try ProfileBench("143r1").copy(list)) == sense, "\(name)")
    }

    /// A WRITE that fails is 2E/01, and its status and sense data follow from byte 18 on.
    @Test func thirdPartyErrorsHaveTheOldCodes() throws {
        let list = Self.list([Self.disks[0], ProfileList.disk("P")], [ProfileList.blocks()])
        #expect(
            outcome(try ProfileBench("spectra-s50-143r1").copy(list))
                == "70 00 0a 00 00 00 00 1d 00 12 00 00 2e 01 00 80 00 28 "
                + "02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00")
    }

    /// No list of any bytes ends the program, nor is any length believed.
    @Test func hostileListsAreRefused() throws {
        let good = Self.list(
            [ProfileList.tape(0)],
            [Self.embedded(10, Array(Self.text[..<12]), transfer: 10)], inline: [1, 2])
        let bench = try ProfileBench("143r1")
        for index in good.indices {
            for value: UInt8 in [0, 1, 3, 4, 5, 0x7F, 0x80, 0xFF] {
                var list = good
                list[index] = value
                #expect(outcome(bench.copy(list)) != "no answer")
                #expect(outcome(bench.copy(Array(list[...index]))) != "no answer")
            }
        }
    }
}
