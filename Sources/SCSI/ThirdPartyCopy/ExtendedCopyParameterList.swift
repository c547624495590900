/// A whole EXTENDED COPY(LID1) parameter list, as an initiator builds it (SPC-4 6.4.1).
///
/// A copy manager does not decode into this type: it walks the bytes, since it must report the
/// first fault in the order that the standard asks for.
public struct ExtendedCopyParameterList: Equatable, Sendable {
    /// The header; its lengths are derived on encoding.
    public var header = ExtendedCopyLID1Header()
    /// The devices, whose places in the list, in slots of 32 bytes, are their CSCD descriptor IDs.
    public var cscdDescriptors: [CSCDDescriptor] = []
    /// What is to be moved, in order.
    public var segments: [SegmentDescriptor] = []
    /// What 04h segments take their bytes from.
    public var inlineData: [UInt8] = []

    /// An empty list.
    public init() {}

    /// The bytes.
    public func encoded() -> [UInt8] {
        let cscd = cscdDescriptors.flatMap { $0.encoded() }
        let segmentBytes = segments.flatMap { $0.encoded() }
        var header = header
        header.cscdDescriptorListLength = UInt16(clamping: cscd.count)
        header.segmentDescriptorListLength = UInt32(clamping: segmentBytes.count)
        header.inlineDataLength = UInt32(clamping: inlineData.count)
        return header.encoded() + cscd + segmentBytes + inlineData
    }

    /// Names every byte of a list: header, CSCD descriptors, segment descriptors, inline data and
    /// what is left. Where lengths disagree the line says so, and the parts behind it are sought
    /// where the header puts them.
    public static func explain(_ bytes: [UInt8]) -> [ExplainedField] {
        ExtendedCopyListExplanation(
            of: bytes, with: ExtendedCopyLID1Header.self,
            lengths: { header in
                (
                    Int(header.cscdDescriptorListLength),
                    Int(clamping: header.segmentDescriptorListLength),
                    Int(clamping: header.inlineDataLength)
                )
            }
        ).lines
    }
}
