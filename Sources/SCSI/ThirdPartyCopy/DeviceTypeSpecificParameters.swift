import WireBytes

/// The last four bytes of a CSCD descriptor, whose meaning the PERIPHERAL DEVICE TYPE chooses
/// (SPC-4 6.4.5.3, tables 115 to 117).
///
///     Byte 28    b2 PAD, b0 FIXED (stream devices only)
///     Byte 29-31 DISK BLOCK LENGTH (block devices), STREAM BLOCK LENGTH (stream devices)
public struct DeviceTypeSpecificParameters: Equatable, Sendable {
    /// What is left over at the end of a segment is discarded, or filled with zeros and written.
    public var pad = false
    /// Stream devices: blocks of one length; processor and block devices: reserved.
    public var fixed = false
    /// DISK BLOCK LENGTH or STREAM BLOCK LENGTH in bytes, 24 bits.
    public var blockLength: UInt32 = 0

    /// All zero.
    public init() {}

    /// Parameters of a block device.
    public static func block(pad: Bool = false, length: UInt32) -> DeviceTypeSpecificParameters {
        var parameters = DeviceTypeSpecificParameters()
        parameters.pad = pad
        parameters.blockLength = length
        return parameters
    }

    /// Parameters of a stream device: with a block length records are fixed, without variable.
    public static func stream(
        pad: Bool = false, fixedLength: UInt32 = 0
    ) -> DeviceTypeSpecificParameters {
        var parameters = DeviceTypeSpecificParameters()
        parameters.pad = pad
        parameters.fixed = fixedLength != 0
        parameters.blockLength = fixedLength
        return parameters
    }
}

/// Which of the layouts of the device type specific parameters a type of device has.
public enum CSCDDeviceClass: Sendable {
    /// DISK BLOCK LENGTH: peripheral device types 00h, 04h, 05h, 07h and 0Eh.
    case block
    /// STREAM BLOCK LENGTH: 01h.
    case stream
    /// PAD alone: 03h.
    case processor
    /// None is defined.
    case other

    /// The class of a peripheral device type.
    public init(_ type: PeripheralDeviceType) {
        switch type.rawValue {
        case 0x00, 0x04, 0x05, 0x07, 0x0E: self = .block
        case 0x01: self = .stream
        case 0x03: self = .processor
        default: self = .other
        }
    }
}

extension WireField {
    /// The device type specific parameters at `offset`, explained as the PERIPHERAL DEVICE TYPE
    /// in byte `typeOffset` asks.
    static func deviceTypeSpecific(
        at offset: Int, deviceTypeAt typeOffset: Int,
        _ path: WirePath<Structure, DeviceTypeSpecificParameters>
    ) -> WireField {
        let place = BitPlace(offset...offset + 3)
        return WireField(
            name: "Device type specific parameters", place: place,
            encode: { structure, bytes in
                let parameters = structure[keyPath: path]
                bytes[offset] = (parameters.pad ? 0x04 : 0) | (parameters.fixed ? 0x01 : 0)
                bytes.setBigEndian(UInt64(parameters.blockLength), at: offset + 1, count: 3)
            },
            decode: { (structure, frame) throws(WireError) in
                let first = frame.start + offset
                let type = PeripheralDeviceType(
                    rawValue: frame.bytes[frame.start + typeOffset] & 0x1F)
                let kind = CSCDDeviceClass(type)
                // What the type of device reserves is ignored.
                var parameters = DeviceTypeSpecificParameters()
                if kind != .other { parameters.pad = frame.bytes[first] & 0x04 != 0 }
                if kind == .stream { parameters.fixed = frame.bytes[first] & 0x01 != 0 }
                if kind == .block || kind == .stream {
                    parameters.blockLength = UInt32(frame.bytes.bigEndian(at: first + 1, count: 3))
                }
                structure[keyPath: path] = parameters
            },
            explain: { frame in
                var start = frame.start + offset
                guard start < frame.end else { return [] }
                let type = PeripheralDeviceType(
                    rawValue: frame.bytes[frame.start + typeOffset] & 0x1F)
                return switch CSCDDeviceClass(type) {
                case .block: BlockForm.explain(frame.bytes, at: &start, end: frame.end)
                case .stream: StreamForm.explain(frame.bytes, at: &start, end: frame.end)
                case .processor: ProcessorForm.explain(frame.bytes, at: &start, end: frame.end)
                case .other: OtherForm.explain(frame.bytes, at: &start, end: frame.end)
                }
            })
    }
}

/// The form of block devices.
private struct BlockForm: WireStructure {
    var pad = false
    var blockLength: UInt32 = 0

    static let layout = WireLayout<Self>(
        "Block device type specific parameters",
        source: "SPC-4, Device type specific CSCD descriptor parameters",
        .reserved(0...0, bits: (7, 3)),
        .flag("PAD", 0, bit: 2, \.pad, "residue may be dropped or filled up"),
        .reserved(0...0, bits: (1, 0)),
        .number("DISK BLOCK LENGTH", 1...3, \.blockLength, "bytes"))
}

/// The form of stream devices.
private struct StreamForm: WireStructure {
    var pad = false
    var fixed = false
    var blockLength: UInt32 = 0

    static let layout = WireLayout<Self>(
        "Stream device type specific parameters",
        source: "SPC-4, Device type specific CSCD descriptor parameters",
        .reserved(0...0, bits: (7, 3)),
        .flag("PAD", 0, bit: 2, \.pad, "residue may be dropped or filled up"),
        .reserved(0...0, bits: (1, 1)),
        .flag("FIXED", 0, bit: 0, \.fixed, "records of one length"),
        .number("STREAM BLOCK LENGTH", 1...3, \.blockLength, "bytes"))
}

/// The form of processor devices.
private struct ProcessorForm: WireStructure {
    var pad = false

    static let layout = WireLayout<Self>(
        "Processor device type specific parameters",
        source: "SPC-4, Device type specific CSCD descriptor parameters",
        .reserved(0...0, bits: (7, 3)),
        .flag("PAD", 0, bit: 2, \.pad, "residue may be dropped or filled up"),
        .reserved(0...0, bits: (1, 0)),
        .reserved(1...3))
}

/// Types of device for which nothing is defined.
private struct OtherForm: WireStructure {
    static let layout = WireLayout<Self>(
        "Device type specific parameters",
        source: "SPC-4, Device type specific CSCD descriptor parameters", .reserved(0...3))
}
