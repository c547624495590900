import Testing
import WireBytes

@testable import VolumeMap

/// Journals made byte by byte: what is committed and what is not.
@Suite struct ExtJournalScanTests {
    static let blockLength = 1024

    /// A journal of 32 blocks, of which the log has blocks 1 to 31; it lies on the disk in two pieces.
    final class Journal {
        let features: ExtJournal.Features
        let hasTransactionChecksums: Bool
        var blocks = [[UInt8]](repeating: [UInt8](repeating: 0, count: 1024), count: 32)
        var next: Int
        var sequence: UInt32 = 7
        private var sum: UInt32 = .max
        private var descriptor: Int?

        init(_ features: ExtJournal.Features, checksum1: Bool = false, start: Int = 1) {
            self.features = features
            hasTransactionChecksums = checksum1
            next = start
            blocks[0] = header(4)
            blocks[0].setBigEndian(1024, at: 0xC, count: 4)
            blocks[0].setBigEndian(32, at: 0x10, count: 4)
            blocks[0].setBigEndian(1, at: 0x14, count: 4)
            blocks[0].setBigEndian(UInt64(sequence), at: 0x18, count: 4)
            blocks[0].setBigEndian(UInt64(start), at: 0x1C, count: 4)
            blocks[0].setBigEndian(checksum1 ? 1 : 0, at: 0x24, count: 4)
            blocks[0].setBigEndian(UInt64(features.rawValue), at: 0x28, count: 4)
            for index in 0..<16 { blocks[0][0x30 + index] = UInt8(0xA0 + index) }
            blocks[0][0x50] = 4
            if hasChecksums { seal(0, at: 0xFC, seed: .max) }
        }

        var hasChecksums: Bool { !features.isDisjoint(with: [.checksum2, .checksum3]) }

        /// CRC-32C of the UUID.
        var seed: UInt32 {
            var sum = CRC32C()
            let identifier = Array(blocks[0][0x30..<0x40])
            sum.add(identifier.span)
            return sum.register
        }

        private func seal(_ index: Int, at place: Int, seed: UInt32) {
            var sum = CRC32C(register: seed)
            let bytes = blocks[index]
            sum.add(bytes.span)
            blocks[index].setBigEndian(UInt64(sum.register), at: place, count: 4)
        }

        func header(_ kind: UInt64) -> [UInt8] {
            var block = [UInt8](repeating: 0, count: 1024)
            block.setBigEndian(0xC03B_3998, at: 0, count: 4)
            block.setBigEndian(kind, at: 4, count: 4)
            block.setBigEndian(UInt64(sequence), at: 8, count: 4)
            return block
        }

        private func put(_ block: [UInt8]) -> Int {
            let place = next
            blocks[place] = block
            next = next == 31 ? 1 : next + 1
            return place
        }

        /// A descriptor and the copies of the blocks it names.
        func copies(of targets: [UInt64], flags: UInt32 = 0) {
            var block = header(1)
            var place = 12
            let contents = targets.map { target in
                (0..<1024).map { UInt8(truncatingIfNeeded: Int(target) * 31 + $0 * Int(sequence)) }
            }
            for (index, target) in targets.enumerated() {
                let last: UInt32 = index == targets.count - 1 ? 8 : 0
                // The first tag has a UUID behind it.
                let all = UInt64(flags | last | (index == 0 ? 0 : 2))
                var sum = CRC32C(register: seed)
                var number: [UInt8] = []
                number.appendBigEndian(UInt64(sequence), count: 4)
                let content = contents[index]
                sum.add(number.span)
                sum.add(content.span)
                var size = 8
                if features.contains(.checksum3) {
                    block.setBigEndian(all, at: place + 4, count: 4)
                    block.setBigEndian(UInt64(sum.register), at: place + 12, count: 4)
                    size = 16
                } else {
                    if features.contains(.checksum2) {
                        block.setBigEndian(UInt64(sum.register & 0xFFFF), at: place + 4, count: 2)
                        size += 2
                    }
                    block.setBigEndian(all, at: place + 6, count: 2)
                    if features.contains(.wide) { size += 4 }
                }
                block.setBigEndian(target & 0xFFFF_FFFF, at: place, count: 4)
                if features.contains(.wide) {
                    block.setBigEndian(target >> 32, at: place + 8, count: 4)
                }
                place += size + (index == 0 ? 16 : 0)
            }
            let index = put(block)
            if hasChecksums { seal(index, at: 1020, seed: seed) }
            let bytes = blocks[index]
            sum = extBigEndianCRC32(bytes.span, seed: sum)
            for content in contents {
                sum = extBigEndianCRC32(content.span, seed: sum)
                _ = put(content)
            }
        }

        func revocation(of targets: [UInt64]) {
            var block = header(5)
            let size = features.contains(.wide) ? 8 : 4
            block.setBigEndian(UInt64(16 + size * targets.count), at: 12, count: 4)
            for (index, target) in targets.enumerated() {
                block.setBigEndian(target, at: 16 + size * index, count: size)
            }
            let index = put(block)
            if hasChecksums { seal(index, at: 1020, seed: seed) }
        }

        func commit() {
            var block = header(2)
            block.setBigEndian(UInt64(1_000_000 + sequence), at: 0x30, count: 8)
            if hasTransactionChecksums {
                (block[0xC], block[0xD]) = (1, 4)
                block.setBigEndian(UInt64(sum), at: 0x10, count: 4)
            }
            let index = put(block)
            if hasChecksums { seal(index, at: 0x10, seed: seed) }
            sum = .max
            sequence += 1
        }

        func scan() throws -> ExtJournalScan {
            // Block 0 to 9 of the file at 40, the rest at 2.
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            for (index, block) in blocks.enumerated() {
                let place = (index < 10 ? 40 + index : index - 8) * 1024
                bytes.replaceSubrange(place..<place + 1024, with: block)
            }
            let disk = ImageDisk(bytes)
            let log = ExtJournalLog(
                blocks: ExtBlocks(
                    reader: disk, part: disk.whole, blockLength: 1024, blockCount: 64),
                extents: [
                    Extent(logical: 0, physical: 40, count: 10, kind: .stored),
                    Extent(logical: 10, physical: 2, count: 22, kind: .stored),
                ])
            #expect(log.blockCount == 32)
            let first = blocks[0]
            let problem = ExtJournal.problem(first.span, blockLength: 1024, fileBlocks: 32)
            #expect(problem == nil)
            var scan = ExtJournalScan(journal: ExtJournal(first.span), log: log)
            try scan.run()
            return scan
        }
    }

    static let kinds: [ExtJournal.Features] = [
        [], .wide, .checksum2, .checksum3, [.wide, .checksum2], [.wide, .checksum3],
    ]

    /// Whether all copies of a scan are what was written.
    private func areIntact(_ found: ExtJournalScan) throws -> Bool {
        var scan = found
        for tag in scan.tags {
            let offset = try scan.log.offset(of: tag.place)
            let window = scan.log.window
            if !scan.isIntact(window.span.extracting(offset..<offset + 1024), tag) { return false }
        }
        return true
    }

    @Test(arguments: kinds, [1, 27])
    func committedTransactionsAreFoundAroundTheRing(kind: ExtJournal.Features, start: Int) throws {
        let high: UInt64 = kind.contains(.wide) ? 5 << 32 : 0
        let journal = Journal(kind, start: start)
        journal.copies(of: [100, 101, high + 102])
        journal.commit()
        journal.copies(of: [101, 200], flags: ExtJournalTag.escaped)
        journal.commit()
        // The tail: written, not committed.
        journal.copies(of: [300])
        let scan = try journal.scan()
        #expect(scan.tags.map(\.block) == [100, 101, high + 102, 101, 200])
        #expect(scan.tags.map(\.sequence) == [7, 7, 7, 8, 8])
        #expect(scan.tags.map { $0.flags & 1 } == [0, 0, 0, 1, 1])
        let places = [1, 2, 3, 6, 7].map { (start - 1 + $0) % 31 + 1 }
        #expect(scan.tags.map(\.place) == places.map(UInt64.init))
        #expect(scan.sequence == 9)
        #expect(scan.problems.isEmpty)
        #expect(try areIntact(scan))
    }

    @Test(arguments: kinds)
    func aRevocationTakesBackEarlierCopiesOnly(kind: ExtJournal.Features) throws {
        let journal = Journal(kind)
        journal.copies(of: [100, 101])
        journal.commit()
        journal.revocation(of: [100])
        journal.copies(of: [102])
        journal.commit()
        journal.copies(of: [100])
        journal.commit()
        // A revocation that was not committed takes nothing back.
        journal.revocation(of: [101, 102])
        let scan = try journal.scan()
        #expect(scan.tags.map(\.block) == [100, 101, 102, 100])
        #expect(scan.tags.map(scan.isRevoked) == [true, false, false, false])
    }

    @Test func aCopyWithAWrongChecksumIsNotIntact() throws {
        for kind in [ExtJournal.Features.checksum2, .checksum3] {
            let journal = Journal(kind)
            journal.copies(of: [100, 101])
            journal.commit()
            journal.blocks[3][500] ^= 1
            let scan = try journal.scan()
            #expect(scan.tags.count == 2)
            #expect(try !areIntact(scan))
        }
    }

    @Test func aTransactionWithAWrongChecksumOfVersion1IsNotReplayed() throws {
        let journal = Journal([], checksum1: true)
        journal.copies(of: [100])
        journal.commit()
        journal.copies(of: [101, 102])
        journal.commit()
        #expect(try journal.scan().tags.map(\.block) == [100, 101, 102])
        journal.blocks[6][3] ^= 1
        let scan = try journal.scan()
        #expect(scan.tags.map(\.block) == [100])
        #expect(scan.problems.map(\.block) == [7])
    }

    @Test(arguments: [1, 4, 5])
    func aDamagedBlockOfTheLogEndsIt(place: Int) throws {
        let journal = Journal(.checksum3)
        journal.copies(of: [100])
        journal.commit()
        journal.revocation(of: [9])
        journal.copies(of: [101])
        journal.commit()
        journal.blocks[place][200] ^= 1
        let scan = try journal.scan()
        #expect(scan.tags.count == (place == 1 ? 0 : 1))
        #expect(scan.problems.map(\.block) == [UInt64(place)])
    }

    @Test func aRingWithoutAnEndEnds() throws {
        let journal = Journal([])
        for _ in 0..<15 { journal.copies(of: [1]) }
        journal.blocks[31] = journal.blocks[1]
        #expect(try journal.scan().tags.isEmpty)
    }
}
