import WireBytes

// MARK: Orphans and mount protection

extension ExtMapping {
    /// Finds the inodes that are in use without a name because they were open when they were
    /// deleted, or that are being cut: the list that begins at s_last_orphan and goes on in i_dtime,
    /// and the orphan file. Source: Linux, Documentation/filesystems/ext4/orphan.rst.
    mutating func readOrphans() {
        var number = superblock.lastOrphan
        while number != 0 {
            guard fileIndex(of: number) != nil, let record = inodeRecord(number),
                orphans.insert(number).inserted
            else {
                findings.add(
                    "list of orphans", at: ExtSuperblock.place + 0xE8,
                    "it leads to inode \(number), which is "
                        + (orphans.contains(number) ? "in it already" : "not in use"))
                break
            }
            do throws(VolumeError) {
                let bytes = Array(try blocks.read(at: record + 0x14, count: 4))
                number = bytes.span.littleEndian32(at: 0)
            } catch {
                findings.add("list of orphans", at: record + 0x14, file: number, error: error)
                break
            }
        }
        if superblock.compatible.contains(.orphanFile) { readOrphanFile() }
    }

    /// Each block of the orphan file lists inodes, 0 where a place is free; its last eight bytes are
    /// the magic number 0B10CA04h and a checksum.
    private mutating func readOrphanFile() {
        let number = superblock.orphanFileInode
        guard let index = fileIndex(of: number) else {
            findings.add(
                "orphan file", at: ExtSuperblock.place + 0x280,
                "s_orphan_file_inum is inode \(number), which is not in use")
            return
        }
        let file = volume.files[index]
        let seed = checksumSeed.map {
            ExtChecksum.inodeSeed(volume: $0, number: number, generation: file.generation)
        }
        guard let value = volume.attributes(of: file).first(where: { $0.role == .data }) else {
            return
        }
        for extent in volume.extents(of: value) where extent.kind == .stored {
            // The kernel makes it of 512 blocks at most.
            for block in extent.physical..<extent.physical + min(extent.count, 4096) {
                do throws(VolumeError) {
                    let bytes = try blocks.read(block..<block + 1)
                    addOrphans(bytes.span, block, number, seed: seed)
                } catch {
                    findings.add(
                        "orphan file", at: blocks.byte(of: block), file: number, error: error)
                }
            }
        }
    }

    private mutating func addOrphans(
        _ bytes: Span<UInt8>, _ block: UInt64, _ file: UInt32, seed: UInt32?
    ) {
        let tail = bytes.count - 8
        guard bytes.littleEndian32(at: tail) == 0x0B10_CA04 else {
            findings.add(
                "orphan file", at: blocks.byte(of: block) + UInt64(tail), file: file,
                "ob_magic is \(hexadecimal(bytes.littleEndian32(at: tail))), B10CA04h expected")
            return
        }
        if let seed {
            var sum = ExtChecksum(seed: seed)
            sum.add(littleEndian: block)
            sum.add(bytes, 0..<tail)
            let found = bytes.littleEndian32(at: tail + 4)
            if found != sum.value {
                findings.add(
                    "orphan file", at: blocks.byte(of: block) + UInt64(tail + 4), file: file,
                    checksumProblem(found, sum.value))
            }
        }
        for place in stride(from: 0, to: tail, by: 4) {
            let number = bytes.littleEndian32(at: place)
            if number == 0 { continue }
            if fileIndex(of: number) == nil {
                findings.add(
                    "orphan file", at: blocks.byte(of: block) + UInt64(place), file: file,
                    "it lists inode \(number), which is not in use")
            }
            orphans.insert(number)
        }
    }

    /// Looks at the block of multiple mount protection: whether another host has it mounted.
    ///
    ///     00h   mmp_magic, 4D4D50h       3FCh  mmp_checksum
    ///     04h   mmp_seq: FF4D4D50h unmounted, E24D4D50h e2fsck runs, else counts while mounted
    ///
    /// Source: Linux, Documentation/filesystems/ext4/mmp.rst.
    mutating func readProtectionBlock() {
        guard superblock.incompatible.contains(.multipleMountProtection) else { return }
        let block = superblock.protectionBlock
        guard isValid(block) else {
            findings.add(
                "superblock", at: ExtSuperblock.place + 0x168,
                "s_mmp_block is block \(block), outside of the volume")
            return
        }
        let byte = blocks.byte(of: block)
        do throws(VolumeError) {
            let bytes = try blocks.read(block..<block + 1)
            let span = bytes.span
            guard span.littleEndian32(at: 0) == 0x004D_4D50 else {
                findings.add(
                    "multiple mount protection", at: byte,
                    "mmp_magic is \(hexadecimal(span.littleEndian32(at: 0))), 4D4D50h expected")
                return
            }
            if span.littleEndian32(at: 4) != 0xFF4D_4D50 { volume.isDirty = true }
            guard let checksumSeed else { return }
            var sum = ExtChecksum(seed: checksumSeed)
            sum.add(span, 0..<0x3FC)
            let found = span.littleEndian32(at: 0x3FC)
            if found != sum.value {
                findings.add(
                    "multiple mount protection", at: byte + 0x3FC,
                    checksumProblem(found, sum.value))
            }
        } catch {
            findings.add("multiple mount protection", at: byte, error: error)
        }
    }
}
