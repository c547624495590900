import Foundation
import Testing
import VolumeMap

/// Damaged volumes: nothing crashes or hangs, and what is damaged is named.
@Suite(.enabled(if: ExtTools.areInstalled, ExtTools.advice))
struct ExtDamageTests {
    static let options = [
        "-b", "1024", "-g", "2048", "-N", "512", "-I", "256", "-O",
        ExtToolVolumeTests.modern + ",inline_data,^resize_inode",
    ]

    /// A generator whose numbers its seed fixes.
    struct Numbers {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9 &+ 0x9E37_79B9_7F4A_7C15
            return Int(state >> 11) % bound
        }
    }

    /// The bytes of everything that is metadata.
    private func metadata(_ map: MappedVolume) -> [Range<Int>] {
        var found = map.areas.map { area in
            let length = map.blockLength
            return Int(area.blocks.lowerBound) * length..<Int(area.blocks.upperBound) * length
        }
        for file in map.files where file.kind == .directory || file.number == 8 {
            for attribute in map.attributes(of: file) {
                for extent in map.extents(of: attribute) {
                    guard let blocks = extent.blocks else { continue }
                    let first = Int(blocks.lowerBound) * map.blockLength
                    found.append(first..<min(first + 8192, first + blocks.count * map.blockLength))
                }
            }
        }
        return found
    }

    @Test(arguments: [1, 2])
    func flippedBytesOfMetadataNeverCrash(seed: UInt64) throws {
        let disk: ImageDisk
        var volume: ExtVolume?
        if seed == 1 {
            volume = try ExtVolume(Self.options, blocks: "12M")
            disk = try #require(try volume?.disk())
        } else {
            disk = try ExtDirtyVolumeTests.disk()
        }
        let sound = try ExtReader(reader: disk, part: disk.whole).map()
        let places = metadata(sound)
        let original = disk.bytes
        var numbers = Numbers(state: seed)
        var found = 0
        for round in 0..<150 {
            var changed: [(Int, UInt8)] = []
            // From one byte to many: 150 rounds change some 2,000.
            for _ in 0..<1 + round % 26 {
                let range = places[numbers.next(places.count)]
                let place = range.lowerBound + numbers.next(range.count)
                changed.append((place, disk.bytes[place]))
                disk.bytes[place] ^= UInt8(1 + numbers.next(255))
            }
            do throws(VolumeError) {
                let reader = try ExtReader(reader: disk, part: disk.whole)
                let map = try reader.map()
                if !map.findings.isEmpty { found += 1 }
                for attribute in map.attributes.prefix(50) where attribute.isResident {
                    _ = try? reader.residentValue(of: attribute)
                }
            } catch {
                found += 1
            }
            for (place, byte) in changed.reversed() { disk.bytes[place] = byte }
        }
        #expect(disk.bytes == original)
        // Free places of tables and of blocks have no checksum.
        #expect(found > 50)
    }

    @Test func eachStructureIsNamedWhereItIsDamaged() throws {
        let volume = try ExtVolume(Self.options + ["-E", "lazy_itable_init=0"], blocks: "12M")
        let disk = try volume.disk()
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        #expect(map.findings == [])
        func first(_ kind: MetadataArea.Kind) throws -> Int {
            Int(try #require(map.areas.first { $0.kind == kind }).blocks.lowerBound) * 1024
        }
        let many = try #require(map.file("many"))
        let entries = try #require(map.attributes(of: many).first)
        let block = Int(try #require(map.extents(of: entries).first).physical) * 1024
        let table = try first(.inodeTable)
        for (place, name) in [
            (1024 + 0x88, "superblock"), (try first(.groupDescriptors) + 0xC, "group descriptor 0"),
            (try first(.blockBitmap) + 100, "block bitmap of group 0"),
            (try first(.inodeBitmap) + 1, "inode bitmap of group 0"),
            (table + 256 + 0x0C, "inode 2"),
            (try first(.extendedAttributes) + 40, "extended attributes"),
            (block + 9, "directory \(many.number)"),
        ] {
            disk.bytes[place] ^= 0x40
            let damaged = try ExtReader(reader: disk, part: disk.whole).map()
            let found = try #require(damaged.findings.first, "\(name)")
            #expect(found.structure == name)
            #expect(found.byte / 1024 == UInt64(place / 1024), "\(name)")
            // The rest is mapped.
            #expect(damaged.files.count == map.files.count, "\(name)")
            disk.bytes[place] ^= 0x40
        }
    }

    @Test func unreadableBlocksAreNamedAndTheRestIsMapped() throws {
        let volume = try ExtVolume(Self.options, blocks: "12M")
        let disk = try volume.disk()
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        let table = try #require(map.areas.first { $0.kind == .inodeTable }).blocks.lowerBound
        disk.unreadable = (table + 20) * 2..<(table + 21) * 2
        let damaged = try ExtReader(reader: disk, part: disk.whole).map()
        #expect(damaged.findings.first?.structure == "inode table")
        #expect(damaged.findings.first?.byte == (table + 20) * 1024)
        #expect(damaged.files.count == map.files.count - 4)
    }

    @Test func anUnknownIncompatibleFeatureIsNamed() throws {
        let disk = try ExtDirtyVolumeTests.disk()
        disk.bytes[1024 + 0x60 + 3] |= 0x40
        let error = #expect(throws: VolumeError.self) {
            try ExtReader(reader: disk, part: disk.whole)
        }
        guard case .unsupported(let finding) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(finding.problem == "s_feature_incompat has 40000000h")
    }

    @Test func aDamagedSuperblockIsReplacedByItsCopy() throws {
        let volume = try ExtVolume(["-b", "1024", "-O", ExtToolVolumeTests.modern], blocks: "16M")
        let disk = try volume.disk()
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        disk.bytes[1024 + 0x18] = 9
        let damaged = try ExtReader(reader: disk, part: disk.whole).map()
        #expect(damaged.findings.first?.problem.contains("s_log_block_size is 9") == true)
        #expect(damaged.files == map.files)
    }
}
