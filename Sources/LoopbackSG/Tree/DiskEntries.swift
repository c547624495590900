extension SystemTree {
    /// The entries of sd.
    func writeDisk(
        _ device: LoopbackDevice, _ facts: UnitFacts, _ shape: DiskShape, _ path: String,
        _ number: Int
    ) throws(TreeFailure) {
        let name = LoopbackDevice.diskName(number)
        let node = DeviceNumber.disk(number)
        let entry = path + "/block/" + name
        try attributes(
            of: entry,
            [
                "alignment_offset": "\(shape.alignmentOffset)", "capability": "0",
                "dev": node.text, "discard_alignment": "0", "ext_range": "256", "hidden": "0",
                "inflight": "       0        0", "range": "16",
                "removable": facts.isRemovable ? "1" : "0",
                "ro": shape.isWriteProtected ? "1" : "0", "size": "\(shape.byteCount / 512)",
                "uevent": "MAJOR=\(node.major)\nMINOR=\(node.minor)\nDEVNAME=\(name)\nDEVTYPE=disk",
            ])
        try made(.diskStatistics, lun: device.place.lun, entry + "/stat")
        try writeQueue(shape, entry + "/queue")
        for directory in ["holders", "slaves"] {
            try writer.makeDirectory(entry + "/" + directory)
        }
        try writer.link(entry + "/device", to: path)
        try writer.link(entry + "/subsystem", to: "sys/class/block")

        let scsi = path + "/scsi_disk/" + device.address
        try attributes(
            of: scsi,
            [
                "FUA": "1", "allow_restart": "1", "app_tag_own": "0",
                "cache_type": shape.hasWriteCache ? "write back" : "write through",
                "manage_start_stop": "0", "max_medium_access_timeouts": "2",
                "max_write_same_blocks": "0", "protection_mode": "none", "protection_type": "0",
                "provisioning_mode": shape.maximumUnmapBlocks > 0 ? "unmap" : "full",
                "thin_provisioning": shape.maximumUnmapBlocks > 0 ? "1" : "0",
                "zeroing_mode": "write",
            ])
        try writer.link(scsi + "/device", to: path)
        try writer.link(path + "/driver", to: "sys/bus/scsi/drivers/sd")

        try self.node(.disk, number, node, "dev/" + name)
        try link(node, .block, entry, "dev/" + name)
        if let (kind, digits) = facts.hexadecimalName {
            try writer.link("dev/disk/by-id/scsi-\(kind)\(digits)", to: "dev/" + name)
            try writer.link("dev/disk/by-id/wwn-0x\(digits)", to: "dev/" + name)
        }
        try writer.link("sys/bus/scsi/drivers/sd/" + device.address, to: path)
        try writer.link("sys/class/scsi_disk/" + device.address, to: scsi)
        try writer.link("sys/class/block/" + name, to: entry)
        try writer.link("sys/block/" + name, to: entry)
    }

    /// The block layer's limits (Documentation/ABI/stable/sysfs-block).
    private func writeQueue(_ shape: DiskShape, _ path: String) throws(TreeFailure) {
        let most = shape.maximumTransferBytes > 0 ? shape.maximumTransferBytes : 1 << 25
        let unmap = shape.maximumUnmapBlocks.multipliedReportingOverflow(
            by: UInt64(shape.blockLength))
        let discard = unmap.overflow ? UInt64(UInt32.max) << 9 : unmap.partialValue
        try attributes(
            of: path,
            [
                "add_random": "0", "chunk_sectors": "0", "dax": "0",
                "discard_granularity": discard > 0 ? "\(shape.physicalBlockLength)" : "0",
                "discard_max_bytes": "\(discard)", "discard_max_hw_bytes": "\(discard)",
                "discard_zeroes_data": "0", "fua": "1",
                "hw_sector_size": "\(shape.blockLength)", "io_poll": "0", "iostats": "1",
                "logical_block_size": "\(shape.blockLength)",
                "max_hw_sectors_kb": "\(most / 1024)", "max_integrity_segments": "0",
                "max_sectors_kb": "\(shape.maximumSectors / 2)", "max_segment_size": "65536",
                "max_segments": "2048", "minimum_io_size": "\(shape.physicalBlockLength)",
                "nomerges": "0", "nr_requests": "\(Self.queueDepth)", "nr_zones": "0",
                "optimal_io_size": "\(shape.optimalTransferBytes)",
                "physical_block_size": "\(shape.physicalBlockLength)", "read_ahead_kb": "128",
                "rotational": "0", "rq_affinity": "1", "scheduler": "[none]",
                "write_cache": shape.hasWriteCache ? "write back" : "write through",
                "write_same_max_bytes": "0", "write_zeroes_max_bytes": "0", "zoned": "none",
            ])
    }
}
