import Media
import SCSI

extension SequentialAccessUnit {
    /// The mode pages, with what MODE SELECT can change: sense data in descriptor format, and
    /// compression. The compression algorithm is 0, no compression: records are stored as they
    /// come, whether or not compression is enabled.
    static func modePages() -> [ModePage] {
        var compression = DataCompressionModePage()
        compression.dcc = true
        compression.dde = true
        var configuration = DeviceConfigurationModePage()
        configuration.lois = true
        configuration.eeg = true
        configuration.sew = true
        configuration.rewindOnReset = 1
        return [
            ModePage(ControlModePage().encoded(), changeable: [2: 0x04]),
            ModePage(compression.encoded(), changeable: [2: 0x80]),
            ModePage(configuration.encoded(), changeable: [14: 0x01]),
        ]
    }

    /// The DEVICE-SPECIFIC PARAMETER: WP, BUFFERED MODE, SPEED (SSC-4 8.3.1).
    func deviceSpecificParameter() -> UInt8 {
        var parameter = SequentialAccessDeviceSpecificParameter()
        parameter.wp = cartridge?.isWriteProtected ?? false
        parameter.bufferedMode = bufferedMode
        return parameter.encoded()[0]
    }

    /// The block descriptor: one density, the default; NUMBER OF BLOCKS 0, all of the tape.
    func blockDescriptor(_ control: ModePageControl) -> [UInt8] {
        let length: UInt32 =
            switch control {
            case .changeable: UInt32(maximumRecordLength)
            case .default: 0
            case .current, .saved: UInt32(blockLength)
            }
        return GeneralModeParameterBlockDescriptor(blockLength: length).encoded()
    }

    /// Takes BUFFERED MODE and the block descriptor of a MODE SELECT.
    func selectTapeMode(
        _ deviceSpecific: UInt8, _ descriptor: [UInt8], at offset: Int, apply: Bool
    ) -> SenseData? {
        func invalid(_ byte: Int, bit: UInt8? = nil) -> SenseData {
            SenseData(
                .illegalRequest, .invalidFieldInParameterList,
                at: .parameterList(byte, bit: bit))
        }
        // The parameter is byte 2 of the short header of 4 bytes, and byte 3 of the long one.
        let place = offset == 4 ? 2 : 3
        guard let parameter = try? SequentialAccessDeviceSpecificParameter([deviceSpecific])
        else { return invalid(place) }
        let modes: [BufferedMode] = [.unbuffered, .buffered, .bufferedByInitiator]
        if !modes.contains(parameter.bufferedMode) { return invalid(place, bit: 6) }
        if parameter.speed != 0 { return invalid(place, bit: 3) }
        var length: Int?
        if !descriptor.isEmpty {
            guard descriptor.count == 8,
                let wanted = try? GeneralModeParameterBlockDescriptor(descriptor)
            else {
                // BLOCK DESCRIPTOR LENGTH: one descriptor, or none.
                return invalid(offset == 4 ? 3 : 6)
            }
            // 00h is the default density, 7Fh the one in use.
            if wanted.densityCode != 0x00 && wanted.densityCode != 0x7F { return invalid(offset) }
            if wanted.numberOfBlocks != 0 { return invalid(offset + 1) }
            length = Int(wanted.blockLength)
        }
        if apply {
            bufferedMode = parameter.bufferedMode
            blockLength = length ?? blockLength
        }
        return nil
    }
}
