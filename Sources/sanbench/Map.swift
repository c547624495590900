import ArgumentParser
import DeviceSAN
import Foundation
import ServerlessBackup
import Styling
import VolumeMap

/// `sanbench map`.
struct Map: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Map the volumes of a disk image: files, attributes, extents, owners of blocks.",
        discussion: """
            Finds partitions, reads NTFS and ext2, ext3, ext4, and says what is where. \
            Blocks in output and options are blocks of the disk, unless it says \
            otherwise.

            Examples:
              sanbench map images/ntfs-small.img
              sanbench map --tree images/ext4-dirty.img
              sanbench map --json images/ntfs-small.img
              sanbench map --csv images/ntfs-small.img
              sanbench map --block 2048 images/ntfs-small.img
              sanbench map --file compressed/units.bin images/ntfs-small.img
              sanbench map --svg volume.svg images/ntfs-small.img
              sanbench map --check images/ntfs-small.img

            Exit status: 0 done, 1 with --check where something disagrees, 2 usage or \
            bad input.
            """)

    @Argument(help: "The disk's image file, or a device.", completion: .file())
    var disk: String

    @Flag(help: "Write the files as a tree.")
    var tree = false

    @Flag(help: "Write everything as JSON lines.")
    var json = false

    @Flag(help: "Write a line of CSV for each extent.")
    var csv = false

    @Option(help: "Draw the volume to this file.", completion: .file(extensions: ["svg"]))
    var svg: String?

    @Option(help: "Say who owns this block of the disk.")
    var block: UInt64?

    @Option(help: "Say which blocks the file at this path has.")
    var file: String?

    @Option(help: "Only the partition of this number.")
    var partition: Int?

    @Flag(help: "Read what the volume says twice too, and end with 1 unless all agrees.")
    var check = false

    @Option(help: "Bytes of a block of the disk: 512 or 4096.")
    var blockSize = 512

    func validate() throws {
        let forms = [tree, json, csv, svg != nil, block != nil, file != nil].count { $0 }
        if forms > 1 {
            throw ValidationError("one of --tree, --json, --csv, --svg, --block and --file at most")
        }
    }

    func run() throws {
        let reader = try DeviceSAN(profile: copyManagerProfile("spc4"))
            .blockReader(disk, blockLength: blockSize)
        let map = try DiskMap(reader, name: disk)
        for finding in map.findings { Terminal.complain("\(disk): \(finding)") }
        for part in map.unmapped where partition == nil || part.partition == partition {
            Terminal.complain("\(disk): partition \(part.partition): \(part.reason)")
        }
        let volumes = map.volumes.filter { partition == nil || $0.partition == partition }
        guard !volumes.isEmpty else {
            throw InputFault("\(disk): no volume that can be mapped")
        }
        if let svg, volumes.count > 1 {
            throw InputFault("\(svg): one volume fits; \(volumes.count) found, choose --partition")
        }
        var isExact = true
        for volume in volumes {
            if block == nil && !json && !csv && volumes.count > 1 {
                Terminal.say("partition \(volume.partition)")
            }
            isExact = try show(volume) && isExact
        }
        if check && !isExact { throw ExitCode(1) }
    }

    /// Writes what is asked for of a volume.
    ///
    /// - Returns: whether its map is exact.
    private func show(_ volume: DiskMap.Volume) throws -> Bool {
        var map = volume.map
        if check { map.findings += volume.reader.crossCheck(map) }
        let needsCheck = check || !(tree || csv || svg != nil || block != nil || file != nil)
        let allocation = needsCheck ? AllocationCheck(map) : nil
        let output = BufferedOutput()
        if let block {
            sayOwners(of: block, map, output)
        } else if let file {
            try sayBlocks(of: file, map, output)
        } else if tree {
            TreeReport(map, paths: PathIndex(map)).write(to: output.write)
        } else if csv {
            CSVReport(map, paths: PathIndex(map)).write(to: output.write)
        } else if json {
            JSONReport(map, paths: PathIndex(map), form: .lines, diskBlockLength: blockSize)
                .write(check: allocation, to: output.write)
        } else if let svg {
            let target = try OutputFile(svg)
            VolumePicture(map, paths: PathIndex(map)).write { target.write(Array($0.utf8)[...]) }
            try target.close()
        } else {
            SummaryReport(map).write(check: allocation, to: output.write)
        }
        output.flush()
        return (allocation?.isExact ?? true) && map.findings.isEmpty
    }

    private func sayOwners(of block: UInt64, _ map: MappedVolume, _ output: BufferedOutput) {
        let owners = BlockOwners(map)
        let byte = block.multipliedReportingOverflow(by: UInt64(blockSize))
        guard !byte.overflow, let inside = owners.block(ofDiskByte: byte.partialValue) else {
            output.write("block \(block): not in this volume\n")
            return
        }
        let paths = PathIndex(map)
        for use in owners.uses(ofDiskByte: byte.partialValue) {
            output.write(
                "block \(block) (block \(inside) of the volume): \(use.text(map, paths))\n")
        }
    }

    private func sayBlocks(
        of path: String, _ map: MappedVolume, _ output: BufferedOutput
    ) throws {
        let paths = PathIndex(map)
        guard let file = paths.file(at: Array(path.utf8)) else {
            throw InputFault("\(disk): no file \(path)")
        }
        for run in BlockOwners(map).blocks(ofFile: file) {
            let first = run.diskBytes.lowerBound / UInt64(blockSize)
            let last = (run.diskBytes.upperBound - 1) / UInt64(blockSize)
            output.write("\(first)-\(last)  \(run.use.text(map, paths))\n")
        }
    }
}

/// Standard output, written in large pieces.
private final class BufferedOutput {
    private var text = ""

    func write(_ part: String) {
        text += part
        if text.utf8.count > 1 << 16 { flush() }
    }

    func flush() {
        Terminal.write(Data(text.utf8))
        text = ""
    }
}
