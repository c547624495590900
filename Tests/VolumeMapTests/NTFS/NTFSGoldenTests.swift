import Testing
import WireBytes

@testable import VolumeMap

/// The structures of NTFS as bytes, each with its name, and what is read of them.
@Suite struct NTFSGoldenTests {
    static let bootSector = """
        eb 52 90                    ; jump
        4e 54 46 53 20 20 20 20     ; OEM ID, NTFS
        00 02                       ; 512 bytes per sector
        08                          ; 8 sectors per cluster
        00 00 00 00 00 00 00 f8 00 00 3f 00 ff 00 00 08 00 00 00 00 00 00 80 00 80 00
        ff 3f 00 00 00 00 00 00     ; 16,383 sectors
        04 00 00 00 00 00 00 00     ; $MFT at cluster 4
        ff 03 00 00 00 00 00 00     ; $MFTMirr at cluster 1023
        f6 00 00 00                 ; FILE record: 2^10 bytes
        01 00 00 00                 ; index block: 1 cluster
        48 43 4e 45 42 4e 41 53     ; serial number
        """

    static func sector(_ changes: [Int: UInt8] = [:]) throws -> [UInt8] {
        var bytes = try bytes(hex: bootSector)
        bytes += [UInt8](repeating: 0, count: 510 - bytes.count) + [0x55, 0xAA]
        for (place, byte) in changes { bytes[place] = byte }
        return bytes
    }

    @Test func theBootSectorSaysWhereThingsAre() throws {
        let geometry = try NTFSGeometry(bootSector: Self.sector(), at: 0)
        #expect(geometry.sectorLength == 512)
        #expect(geometry.clusterLength == 4096)
        #expect(geometry.sectorCount == 16_383)
        #expect(geometry.clusterCount == 2047)
        #expect(geometry.mftCluster == 4)
        #expect(geometry.mirrorCluster == 1023)
        #expect(geometry.recordLength == 1024)
        #expect(geometry.indexBlockLength == 4096)
        #expect(geometry.serialNumber == 0x5341_4E42_454E_4348)
    }

    /// Sectors per cluster, as a number or as a power of two.
    @Test(
        arguments: [
            (1, 1), (2, 2), (64, 64), (128, 128), (3, nil), (0, nil), (129, nil), (239, nil),
            (240, 65_536), (244, 4096), (247, 512), (248, 256), (253, 8), (254, nil), (255, nil),
        ] as [(UInt8, Int?)])
    func sectorsPerClusterAreANumberOrAShift(value: UInt8, sectors: Int?) {
        #expect(NTFSGeometry.sectorsPerCluster(value) == sectors)
    }

    @Test(
        arguments: [
            (0xF6, 1024), (0xF4, 4096), (1, 4096), (2, 8192), (0xF7, 512), (0xF0, 65_536),
        ] as [(UInt8, Int)])
    func lengthsAreClustersOrPowersOfTwo(value: UInt8, length: Int) throws {
        let geometry = try NTFSGeometry(bootSector: Self.sector([64: value, 68: value]), at: 0)
        #expect(geometry.recordLength == length)
        #expect(geometry.indexBlockLength == length)
    }

    @Test(
        arguments: [
            [510: 0], [11: 1], [12: 0], [12: 0x20], [13: 3], [13: 240], [47: 0xFF],
            [40: 0, 41: 0], [48: 0], [55: 1], [64: 0], [64: 3], [64: 0xEF], [64: 0x80],
            [64: 0xF8], [68: 0], [3: 0],
        ] as [[Int: UInt8]])
    func aBootSectorThatCannotBeIsRefused(changes: [Int: UInt8]) {
        #expect(throws: VolumeError.self) {
            try NTFSGeometry(bootSector: Self.sector(changes), at: 0)
        }
    }

    static let record = """
        46 49 4c 45                 ; FILE
        30 00 03 00                 ; update sequence at 48: the number and two words
        01 02 03 04 05 06 07 08     ; $LogFile sequence number
        2a 00                       ; sequence number 42
        02 00                       ; hard link count
        38 00                       ; first attribute at 56
        03 00                       ; in use, directory
        b8 00 00 00                 ; 184 bytes in use
        00 04 00 00                 ; 1024 allocated
        27 00 00 00 00 00 09 00     ; base record 39, sequence number 9
        05 00 00 00                 ; next instance
        25 00 00 00                 ; this is record 37
        0a 00 c1 c2 d1 d2 00 00     ; update sequence

        80 00 00 00 28 00 00 00     ; $DATA, 40 bytes
        00 04 18 00 00 00 03 00     ; resident, a name of 4 units at 24, instance 3
        04 00 00 00 20 00 00 00     ; a value of 4 bytes at 32
        6e 00 61 00 6d 00 65 00     ; name
        de ad be ef 00 00 00 00     ; value

        80 00 00 00 50 00 00 00     ; $DATA, 80 bytes
        01 00 48 00 01 80 04 00     ; not resident, compressed and sparse, instance 4
        00 00 00 00 00 00 00 00     ; lowest VCN
        3f 00 00 00 00 00 00 00     ; highest VCN
        48 00 04 00 00 00 00 00     ; runs at 72, a unit of 2^4 clusters
        00 00 04 00 00 00 00 00     ; allocated 262,144
        10 f0 03 00 00 00 00 00     ; data 258,064
        00 e0 03 00 00 00 00 00     ; initialized 253,952
        00 80 01 00 00 00 00 00     ; total allocated 98,304
        21 18 34 56 01 28 00 00     ; 18h clusters from 5634h on, a hole of 28h
        ff ff ff ff 00 00 00 00
        """

    static func wholeRecord() throws -> [UInt8] {
        var bytes = try bytes(hex: record)
        bytes += [UInt8](repeating: 0, count: 1024 - bytes.count)
        bytes.replaceSubrange(510..<512, with: [0x0A, 0])
        bytes.replaceSubrange(1022..<1024, with: [0x0A, 0])
        return bytes
    }

    @Test func theUpdateSequenceGivesTheReplacedBytesBack() throws {
        var bytes = try Self.wholeRecord()
        #expect(UpdateSequence.restore(&bytes, signature: UpdateSequence.file) == .restored)
        #expect(bytes[510..<512] == [0xC1, 0xC2])
        #expect(bytes[1022..<1024] == [0xD1, 0xD2])
    }

    @Test(
        arguments: [
            (510, 0x0B, .torn), (1023, 1, .torn), (48, 0x0B, .torn), (0, 0x47, .otherSignature),
            (4, 0x31, .malformed), (5, 2, .malformed), (6, 2, .malformed), (6, 4, .malformed),
            (4, 4, .malformed),
        ] as [(Int, UInt8, UpdateSequence.Outcome)])
    func aTornRecordIsNotRestored(place: Int, byte: UInt8, outcome: UpdateSequence.Outcome) throws {
        var bytes = try Self.wholeRecord()
        bytes[place] = byte
        let before = bytes
        #expect(UpdateSequence.restore(&bytes, signature: UpdateSequence.file) == outcome)
        #expect(bytes == before)
    }

    @Test func theRecordHeaderIsReadFieldByField() throws {
        let bytes = try Self.wholeRecord()
        let header = FileRecordHeader(bytes.span)
        #expect(header.sequence == 42)
        #expect(header.linkCount == 2)
        #expect(header.isInUse && header.isDirectory)
        #expect(header.firstAttribute == 56)
        #expect(header.bytesInUse == 184)
        #expect(header.base == FileReference(record: 39, sequence: 9))
        #expect(header.number == 37)
        #expect(header.problem(recordLength: 1024) == nil)
    }

    /// The attribute at a place; nil where there is none.
    static func header(_ bytes: [UInt8], at place: Int) -> AttributeHeader? {
        var header = AttributeHeader()
        let found = header.read(bytes.span, at: place, limit: 184)
        if case .attribute = found { return header }
        return nil
    }

    /// Whether what is at a place is damaged.
    static func isDamaged(_ bytes: [UInt8], at place: Int) -> Bool {
        var header = AttributeHeader()
        let found = header.read(bytes.span, at: place, limit: 184)
        if case .damaged = found { return true }
        return false
    }

    static func isNamed(_ name: String, _ header: AttributeHeader, _ bytes: [UInt8]) -> Bool {
        header.isNamed(name, in: bytes.span)
    }

    @Test func attributesAreReadFieldByField() throws {
        let bytes = try Self.wholeRecord()
        let named = try #require(Self.header(bytes, at: 56))
        let data = try #require(Self.header(bytes, at: 96))
        #expect(Self.header(bytes, at: 176) == nil)
        #expect(named.isResident && named.type == 0x80 && named.instance == 3)
        let isNamed = ["name", "nama", "nam", "names"].map { Self.isNamed($0, named, bytes) }
        #expect(isNamed == [true, false, false, false])
        #expect(
            Array(bytes[named.valueOffset..<named.valueOffset + named.valueLength])
                == [0xDE, 0xAD, 0xBE, 0xEF])
        #expect(!data.isResident && data.isCompressed && data.isSparse && !data.isEncrypted)
        #expect(data.lowestVCN == 0 && data.endVCN == 64 && data.compressionShift == 4)
        #expect(data.allocated == 262_144 && data.dataSize == 258_064)
        #expect(data.initialized == 253_952 && data.totalAllocated == 98_304)
    }

    /// What a header may not say, as one byte at a place of the second attribute.
    @Test(
        arguments: [
            (96, 0x81), (100, 0x60), (100, 0x08), (100, 0x51), (104, 2), (105, 200), (112, 0x41),
            (127, 0x80), (128, 0x20), (129, 1), (143, 0x80), (167, 0x80),
        ] as [(Int, UInt8)])
    func aHeaderThatCannotBeIsDamaged(place: Int, byte: UInt8) throws {
        var bytes = try Self.wholeRecord()
        bytes[place] = byte
        #expect(Self.isDamaged(bytes, at: 96))
    }

    static let list = """
        80 00 00 00                 ; $DATA
        28 00                       ; 40 bytes
        04 1a                       ; a name of 4 units at 26
        10 00 00 00 00 00 00 00     ; from VCN 16 on
        2a 00 00 00 00 00 07 00     ; in record 42, sequence number 7
        02 00                       ; instance
        6e 00 61 00 6d 00 65 00     ; name
        00 00 00 00 00 00
        30 00 00 00 20 00 00 1a 00 00 00 00 00 00 00 00 05 00 00 00 00 00 01 00
        00 00 00 00 00 00 00 00
        """

    @Test func theAttributeListSaysWhichRecordHoldsWhat() throws {
        let list = AttributeList(try bytes(hex: Self.list))
        #expect(list.problem == nil)
        #expect(list.entries.map(\.type) == [0x80, 0x30])
        #expect(list.entries.map(\.lowestVCN) == [16, 0])
        #expect(list.entries.map(\.holder.record) == [42, 5])
        #expect(list.entries.map(\.holder.sequence) == [7, 1])
        #expect(list.entries.map { Array($0.name) } == [Array("name".utf16), []])
    }

    @Test(arguments: [(4, 0), (4, 0x29), (4, 0xF0), (6, 40), (44, 0xF0)] as [(Int, UInt8)])
    func aListThatReachesBeyondItselfIsDamaged(place: Int, byte: UInt8) throws {
        var bytes = try bytes(hex: Self.list)
        bytes[place] = byte
        #expect(AttributeList(bytes).problem != nil)
    }
}
