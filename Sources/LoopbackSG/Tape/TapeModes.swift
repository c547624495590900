import Glibc
import SCSI

extension TapeDrive {
    /// MTSETBLK, MTSETDENSITY, and MTSETDRVBUFFER for the drive's own mode.
    ///
    /// - Throws: EINVAL for a block length outside what the drive has said.
    mutating func setDrive(_ operation: TapeOperation, _ count: Int32) throws(DriverFailure) {
        switch operation {
        case .setBlockLength:
            let length = Int(count)
            let isOutside = length < minimumBlockLength || length > maximumBlockLength
            if length < 0 || length > Self.maximumRecordLength
                || length != 0 && maximumBlockLength > 0 && isOutside
            {
                throw DriverFailure(EINVAL)
            }
            try setMode(blockLength: length)
            hasChosenBlockLength = true
        case .setDensity:
            guard let code = UInt8(exactly: count) else { throw DriverFailure(EINVAL) }
            try setMode(density: code)
            hasChosenDensity = true
        default: try setMode(bufferedMode: UInt8(truncatingIfNeeded: count & 7))
        }
    }

    /// MODE SELECT(6) of a header and a block descriptor.
    mutating func setMode(
        blockLength: Int? = nil, density: UInt8? = nil, bufferedMode: UInt8? = nil
    ) throws(DriverFailure) {
        let length = blockLength ?? self.blockLength
        let code = density ?? self.density
        let mode = bufferedMode ?? self.bufferedMode
        let list: [UInt8] =
            [0, 0, mode << 4, 8, code, 0, 0, 0, 0]
            + [length >> 16, length >> 8, length].map { UInt8(truncatingIfNeeded: $0) }
        let cdb = ModeSelect6CDB(parameterListLength: UInt8(list.count))
        _ = try perform(cdb.encoded(), dataOut: list)
        (self.blockLength, self.density, self.bufferedMode) = (length, code, mode)
    }

    /// MTCOMPRESSION: the DCE bit of the data compression page (0Fh).
    ///
    /// - Throws: EIO where the drive has no such page, or says that it cannot compress.
    mutating func setCompression(_ isWanted: Bool) throws(DriverFailure) {
        let cdb = ModeSense6CDB(pageCode: .dataCompression, allocationLength: 0xFF)
        var list = try perform(cdb.encoded(), dataInLength: 0xFF)
        guard list.count >= 4 else { throw DriverFailure(EIO) }
        let page = 4 + Int(list[3])
        guard list.count >= page + 16, list[page] & 0x3F == 0x0F, list[page + 2] & 0x40 != 0
        else { throw DriverFailure(EIO) }
        list.removeSubrange((page + 16)...)
        // MODE DATA LENGTH, MEDIUM TYPE and WP are reserved or ignored in MODE SELECT.
        (list[0], list[1], list[2]) = (0, 0, list[2] & 0x7F)
        list[page] &= 0x3F
        if isWanted { list[page + 2] |= 0x80 } else { list[page + 2] &= 0x7F }
        let select = ModeSelect6CDB(parameterListLength: UInt8(list.count))
        _ = try perform(select.encoded(), dataOut: list)
    }

    /// MTIOCGET: `struct mtget`. What was read ahead is given back, so that the place is true: the
    /// rest of a block that a read ended within is lost, as it is with st.
    mutating func status() throws(DriverFailure) -> [UInt8] {
        if readiness == .ready && !isPositionUnknown { try giveBackReadAhead() }
        let block = place.block
        var general: UInt32 = 0
        if isWriteProtected { general |= 0x0400_0000 }  // GMT_WR_PROT
        if block == 0 { general |= place.file == 0 ? 0x4000_0000 : 0x8000_0000 }  // BOT, EOF
        switch place.end {
        case .earlyWarning, .earlyWarningTold: general |= 0x2000_0000  // GMT_EOT
        case .endOfData, .endOfDataOnce, .endOfDataTold: general |= 0x0800_0000  // GMT_EOD
        case .none, .filemark, .filemarkAhead: break
        }
        switch density {
        case 1: general |= 0x0020_0000  // GMT_D_800
        case 2: general |= 0x0040_0000  // GMT_D_1600
        case 3: general |= 0x0080_0000  // GMT_D_6250
        default: break
        }
        switch readiness {
        case .ready: general |= 0x0100_0000  // GMT_ONLINE
        case .noTape: general |= 0x0004_0000  // GMT_DR_OPEN
        case .notReady: break
        }
        let isBuffering =
            options.flags.contains(.asynchronousWrites)
            || options.flags.contains(.bufferWrites) && blockLength != 0 || bufferedMode != 0
        if isBuffering { general |= 0x0001_0000 }  // GMT_IM_REP_EN
        var bytes: [UInt8] = []
        bytes.append(native: Int64(0x72))  // MT_ISSCSI2
        bytes.append(native: Int64(0))  // mt_resid: the partition
        bytes.append(native: Int64(density) << 24 | Int64(blockLength & 0xFF_FFFF))
        bytes.append(native: Int64(general))
        bytes.append(native: Int64(recoveredErrors))
        bytes.append(native: Int32(clamping: place.file ?? -1))
        bytes.append(native: Int32(clamping: block ?? -1))
        recoveredErrors = 0
        return bytes
    }
}
