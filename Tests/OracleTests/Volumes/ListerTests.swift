import Testing
import VolumeMap

/// What the listers print is read as it is meant.
@Suite struct ListerTests {
    private func stored(_ logical: UInt64, _ physical: UInt64, _ count: UInt64) -> Extent {
        Extent(logical: logical, physical: physical, count: count, kind: .stored)
    }

    private func hole(_ logical: UInt64, _ count: UInt64) -> Extent {
        Extent(logical: logical, physical: 0, count: count, kind: .hole)
    }

    @Test func flsEntries() throws {
        let output = """
            r/r 8-128-1:\t$BadClus:$Bad
            d/d 2162-144-1:\tother kinds
            -/r 518-128-1:\tcrowd/ä b
            b/b 2040:\tother kinds/disk: 1

            """
        #expect(
            try SleuthKit.entries(of: output) == [
                .init(kind: "r/r", number: 8, type: 128, path: "$BadClus:$Bad"),
                .init(kind: "d/d", number: 2162, type: 144, path: "other kinds"),
                .init(kind: "-/r", number: 518, type: 128, path: "crowd/ä b"),
                .init(kind: "b/b", number: 2040, type: nil, path: "other kinds/disk: 1"),
            ])
        #expect(throws: Misread.self) { try SleuthKit.entries(of: "no table\n") }
    }

    @Test func flsPathsWithoutWhatItMakesUp() {
        let long = String(repeating: "漢", count: 200)
        let entries: [SleuthKit.Entry] = [
            .init(kind: "r/r", number: 8, type: 128, path: "$BadClus:$Bad"),
            .init(kind: "r/r", number: 9, type: 128, path: long),
            .init(kind: "-/r", number: 9, type: 128, path: String(long.prefix(171)) + "\u{FFFD}"),
            .init(kind: "-/r", number: 10, type: 128, path: "other"),
            .init(kind: "V/V", number: 99, type: nil, path: "$OrphanFiles"),
        ]
        #expect(
            SleuthKit.paths(of: entries) == [
                ListedPath(number: 8, path: "$BadClus"), ListedPath(number: 9, path: long),
                ListedPath(number: 10, path: "other"),
            ])
    }

    @Test func istatAttributes() throws {
        let output = """
            Accessed:\t2001-07-03 08:00:00.123456700 (UTC)

            Attributes: \nType: $FILE_NAME (48-2)   Name: N/A   Resident   size: 76
            Type: $DATA (128-4)   Name: two   gaps ß   Resident   size: 7
            Type: $DATA (128-1)   Name: N/A   Non-Resident, Compressed   size: 393316  init_size: 93
              Starting address: 13821, length: 2  \n  Starting address: X, length: 46  Sparse
              Starting address: X, length: 2  Sparse
              Starting address: 13823, length: 2  \n  Starting address: 13825, length: 1  \n
            """
        #expect(
            try SleuthKit.values(of: output) == [
                ListedValue(type: 48, isResident: true, size: 76),
                ListedValue(type: 128, name: "two   gaps ß", isResident: true, size: 7),
                ListedValue(
                    type: 128, isResident: false, size: 393316, initializedSize: 93,
                    extents: [stored(0, 13821, 2), hole(2, 48), stored(50, 13823, 3)]),
            ])
        #expect(try SleuthKit.values(of: "Error in metadata structure\n") == nil)
    }

    @Test func ntfsinfoAttributes() throws {
        let output = """
            Dumping Inode 538 (0x21a)
            Dumping attribute $FILE_NAME (0x30) from mft record 538 (0x21a)
            \tResident: \t\t Yes
            \tData size:\t\t 76 (0x4c)
            \tAllocated Size:\t\t 28672 (0x7000)
            \tFilename:\t\t 'holes'
            Dumping attribute $DATA (0x80) from mft record 538 (0x21a)
            \tResident: \t\t No
            \tAttribute name:\t\t 'str eam'
            \tLowest VCN\t\t 0 (0x0)
            \tData size:\t\t 393316 (0x60064)
            \tAllocated size:\t\t 458752 (0x70000)
            \tInitialized size:\t 1000 (0x3e8)
            \tCompressed size:\t 28672 (0x7000)
            \tRunlist:\tVCN\t\tLCN\t\tLength
            \t\t\t0x0\t\t0x35fd\t\t0x2
            \t\t\t0x2\t\t<HOLE>\t\t0x2e
            \t\t\t0x30\t\t<RL_NOT_MAPPED>\t\t0x40
            Dumping attribute $DATA (0x80) from mft record 540 (0x21c)
            \tResident: \t\t No
            \tAttribute name:\t\t 'str eam'
            \tLowest VCN\t\t 48 (0x30)
            \tRunlist:\tVCN\t\tLCN\t\tLength
            \t\t\t0x0\t\t<RL_NOT_MAPPED>\t\t0x30
            \t\t\t0x30\t\t0x3601\t\t0x40
            End of inode reached

            """
        #expect(
            try NTFSInfo.values(of: output) == [
                ListedValue(
                    type: 48, isResident: true, size: 76, initializedSize: 76, allocatedSize: 0),
                ListedValue(
                    type: 128, name: "str eam", isResident: false, size: 393316,
                    initializedSize: 1000, allocatedSize: 28672,
                    extents: [stored(0, 0x35FD, 2), hole(2, 46), stored(48, 0x3601, 64)]),
            ])
        #expect(try NTFSInfo.values(of: "") == nil)
    }

    @Test func debugfsInodes() throws {
        let output = """
            debugfs: stat <846>
            Inode: 846   Type: regular    Mode:  0640   Flags: 0x80000
            Generation: 612741426    Version: 0x00000000:00000005
            User:     0   Group:     0   Project:     0   Size: 82086
            File ACL: 777
            Links: 2   Blockcount: 168
            Extended attributes:
              user.size: (3) = "Mode:"
            Inode checksum: 0x3418084a
            EXTENTS:
            (ETB0):32814, (0-2):39039-39041, (3-20[u]):39042-39059, (30):7
            debugfs: ea_list <846>
            Extended attributes:
              system.data (0)
              user.n (31) = 53 fc
            debugfs: stat <12>
            Inode: 12   Type: symlink    Mode:  0777   Flags: 0x0
            Generation: 1    Version: 0x00000000:00000001
            User:     0   Group:     0   Project:     0   Size: 10
            File ACL: 0
            Links: 1   Blockcount: 0
            Fast link dest: "tttttttttt"
            debugfs: ea_list <12>
            debugfs: stat <13>
            Inode: 13   Type: regular    Mode:  0600   Flags: 0x0
            Generation: 1    Version: 0x00000000:00000001
            User:     0   Group:     0   Project:     0   Size: 20000
            File ACL: 0
            Links: 1   Blockcount: 0
            BLOCKS:
            (0-11):9676-9687, (IND):8483, (12-15):9700-9703
            TOTAL: 17


            """
        let inodes = try Debugfs.inodes(of: output)
        #expect(inodes.count == 3)
        let unwritten = Extent(logical: 3, physical: 39042, count: 18, kind: .unwritten)
        #expect(
            inodes[846]
                == Debugfs.Inode(
                    kind: "regular", mode: 0o640, flags: 0x80000, generation: 612_741_426, links: 2,
                    values: [
                        ListedValue(
                            isResident: false, size: 82086,
                            extents: [stored(0, 39039, 3), unwritten, stored(30, 7, 1)]),
                        ListedValue(name: "user.n", size: 31),
                    ], treeBlocks: [32814], attributeBlock: 777))
        #expect(inodes[12]?.values == [ListedValue(isResident: true, size: 10)])
        #expect(inodes[12]?.kind == "symlink")
        #expect(
            inodes[13]?.values == [
                ListedValue(
                    isResident: false, size: 20000,
                    extents: [stored(0, 9676, 12), stored(12, 9700, 4)])
            ])
        #expect(inodes[13]?.treeBlocks == [8483])
    }

    @Test func differencesAreNamed() {
        let value = ListedValue(isResident: true, size: 5)
        let other = ListedValue(isResident: true, size: 6)
        let untold = ListedValue(size: 5)
        #expect(differences([1: [value]], [1: [untold]]) == [])
        #expect(differences([1: [value]], [1: [other]]).count == 1)
        #expect(differences([1: [value]], [:]).count == 1)
        #expect(differences([:], [1: [value]]) == ["1: is not in the map"])
        #expect(differences([1: [value, other]], [1: [value]]).count == 1)
        let known = KnownFailure(reason: "it cannot") { number, _ in number == 1 }
        #expect(differences([1: [value]], [1: [other]], known: [known]) == [])
        #expect(
            differences([1: [value]], [1: [value]], known: [known])
                == ["known, but not met any more: it cannot"])
        let paths = ["\u{F6}", "o\u{308}"].map { ListedPath(number: 1, path: $0) }
        #expect(differences(paths, paths) == [])
        #expect(
            differences(paths, [paths[0], paths[0]]) == ["only the map has 1 o\u{308}"])
    }
}
