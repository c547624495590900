import WireBytes

/// The DESCRIPTOR TYPE CODE of segment descriptors (SPC-4 6.4.6.1, table 129; 17h to 19h SPC-5).
public struct SegmentTypeCode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let blockToStream = Self(rawValue: 0x00)
    public static let streamToBlock = Self(rawValue: 0x01)
    public static let blockToBlock = Self(rawValue: 0x02)
    public static let streamToStream = Self(rawValue: 0x03)
    public static let inlineToStream = Self(rawValue: 0x04)
    public static let embeddedToStream = Self(rawValue: 0x05)
    public static let streamToDiscard = Self(rawValue: 0x06)
    public static let verify = Self(rawValue: 0x07)
    public static let blockOffsetToStream = Self(rawValue: 0x08)
    public static let streamToBlockOffset = Self(rawValue: 0x09)
    public static let blockOffsetToBlockOffset = Self(rawValue: 0x0A)
    public static let blockToStreamHold = Self(rawValue: 0x0B)
    public static let streamToBlockHold = Self(rawValue: 0x0C)
    public static let blockToBlockHold = Self(rawValue: 0x0D)
    public static let streamToStreamHold = Self(rawValue: 0x0E)
    public static let streamToDiscardHold = Self(rawValue: 0x0F)
    public static let writeFilemarks = Self(rawValue: 0x10)
    public static let space = Self(rawValue: 0x11)
    public static let locate = Self(rawValue: 0x12)
    public static let tapeImage = Self(rawValue: 0x13)
    public static let registerKey = Self(rawValue: 0x14)
    public static let sourceITNexus = Self(rawValue: 0x15)
    public static let blockImage = Self(rawValue: 0x16)
    public static let positioningToTape = Self(rawValue: 0x17)
    public static let tapeToTapeWithLogicalObjectIdentifiers = Self(rawValue: 0x18)
    public static let tapeMirror = Self(rawValue: 0x19)
    public static let rodFromRanges = Self(rawValue: 0xBE)
    public static let rodFromRange = Self(rawValue: 0xBF)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "block device to stream device",
        0x01: "stream device to block device",
        0x02: "block device to block device",
        0x03: "stream device to stream device",
        0x04: "inline data to stream device",
        0x05: "embedded data to stream device",
        0x06: "stream device to discard",
        0x07: "verify CSCD",
        0x08: "block device with offset to stream device",
        0x09: "stream device to block device with offset",
        0x0A: "block device with offset to block device with offset",
        0x0B: "block device to stream device, hold data",
        0x0C: "stream device to block device, hold data",
        0x0D: "block device to block device, hold data",
        0x0E: "stream device to stream device, hold data",
        0x0F: "stream device to discard, hold data",
        0x10: "write filemarks",
        0x11: "space",
        0x12: "locate",
        0x13: "tape device image copy",
        0x14: "register persistent reservation key",
        0x15: "third party persistent reservations source I_T nexus",
        0x16: "block device image copy",
        0x17: "positioning to tape device",
        0x18: "tape device to tape device with logical object identifiers",
        0x19: "tape device mirror",
        0xBE: "populate ROD from one or more block ranges",
        0xBF: "populate ROD from one block range",
    ]

    /// The type that moves the same data and does not hold them; itself for all but 0Bh to 0Fh.
    public var plain: SegmentTypeCode {
        switch self {
        case .blockToStreamHold: .blockToStream
        case .streamToBlockHold: .streamToBlock
        case .blockToBlockHold: .blockToBlock
        case .streamToStreamHold: .streamToStream
        case .streamToDiscardHold: .streamToDiscard
        default: self
        }
    }
}

extension WireField {
    /// The DESCRIPTOR TYPE CODE of a segment descriptor that has only one.
    static func typeCode(_ code: SegmentTypeCode) -> WireField {
        .constant("DESCRIPTOR TYPE CODE", 0...0, code.wire, code.meaning ?? "")
    }

    /// The DESCRIPTOR TYPE CODE of a segment descriptor that is `held` where `path` says that the
    /// data are held, and else `plain`.
    static func typeCode(
        plain: SegmentTypeCode, held: SegmentTypeCode, _ path: WirePath<Structure, Bool>
    ) -> WireField {
        let name = "DESCRIPTOR TYPE CODE"
        let place = BitPlace(0...0)
        return WireField(
            name: name, place: place,
            encode: { structure, bytes in
                bytes[0] = (structure[keyPath: path] ? held : plain).rawValue
            },
            decode: { (structure, frame) throws(WireError) in
                let found = SegmentTypeCode(rawValue: frame.bytes[frame.start])
                guard found == plain || found == held else {
                    throw WireError(
                        structure: frame.layout, field: name, offset: frame.start,
                        problem: .unexpectedValue(expected: plain.wire, found: found.wire))
                }
                structure[keyPath: path] = found == held
            },
            explain: { frame in
                explainNumber(name, place, frame) { raw in
                    let found = SegmentTypeCode(wire: raw)
                    let isRight = found == plain || found == held
                    let expected = "\(hexadecimal(plain.wire)) or \(hexadecimal(held.wire))"
                    return (found.meaning ?? "", isRight ? nil : expected + " expected")
                }
            })
    }
}
