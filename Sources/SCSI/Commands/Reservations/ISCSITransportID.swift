import WireBytes

/// The name of an iSCSI initiator: alone, which stands for all its ports, or with the session that
/// makes it one port.
///
///     Byte 0     b7-6 FORMAT CODE (00b name, 01b port), b3-0 PROTOCOL IDENTIFIER (5h)
///     Byte 2-3   ADDITIONAL LENGTH, bytes that follow: at least 20, a multiple of four
///     Byte 4-n   ISCSI NAME, with `,i,0x` and the session's identifier if FORMAT CODE is 01b;
///                null-terminated, null-padded
public struct ISCSITransportID: WireStructure {
    /// FORMAT CODE: 0 is the name of an initiator, 1 that of one of its ports.
    public var formatCode: UInt8 = 0
    /// ISCSI NAME, with separator and ISCSI INITIATOR SESSION ID where it is a port's; at most
    /// 65,000 bytes.
    public var name = ""

    /// An initiator without a name.
    public init() {}

    /// The initiator of that name, or its port of that session: up to twelve hexadecimal digits.
    public init(name: String, initiatorSessionID: String? = nil) {
        formatCode = initiatorSessionID == nil ? 0 : 1
        self.name = name + (initiatorSessionID.map { ",i,0x" + $0 } ?? "")
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "iSCSI TransportID",
        source: "SPC-4, TransportID for initiator ports using SCSI over iSCSI",
        .number("FORMAT CODE", 0...0, bits: (7, 6), \.formatCode, "0 is a name, 1 a port"),
        .reserved(0...0, bits: (5, 4)),
        .transportIDProtocol(.iSCSI),
        .reserved(1...1),
        .extent("ADDITIONAL LENGTH", 2...3, from: 4),
        .nullTerminated("ISCSI NAME", \.name))
}

extension WireField {
    /// Text to the end of the structure that ends in a null character and is filled with more of
    /// them to at least 20 bytes and a multiple of four.
    static func nullTerminated(
        _ name: String, _ path: WirePath<Structure, String>
    ) -> WireField {
        WireField(
            name: name, place: nil,
            encode: { structure, bytes in
                let text = WireText.bytes(structure[keyPath: path]).prefix { $0 != 0 }
                let content = text.prefix(65_000)
                let length = max(20, (content.count + 4) / 4 * 4)
                bytes += content + [UInt8](repeating: 0, count: length - content.count)
            },
            decode: { (structure, frame) throws(WireError) in
                let range = try frame.takePart(name)
                guard range.count >= 20, range.count % 4 == 0 else {
                    throw WireError(
                        structure: frame.layout, field: name, offset: range.lowerBound,
                        problem: .impossibleLength(
                            found: range.count, expected: "at least 20, a multiple of 4"))
                }
                structure[keyPath: path] = WireText.text(frame.bytes[range].prefix { $0 != 0 })
            },
            explain: { frame in
                let (range, fault) = frame.cutPart(name)
                let content = frame.bytes[range].prefix { $0 != 0 }
                var lines: [ExplainedField] = []
                if !content.isEmpty {
                    lines.append(
                        explainPart(name, content.indices, "", frame, asText: true, fault: fault))
                }
                if content.endIndex < range.upperBound {
                    lines.append(
                        explainPart("Fill", content.endIndex..<range.upperBound, "", frame))
                }
                return lines
            })
    }
}
