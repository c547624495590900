/// A whole EXTENDED COPY(LID1) parameter list, as an initiator builds it (SPC-4 6.4.1).
///
/// A copy manager does not decode into this type: it walks the bytes, since it must report the
/// first fault in the order that the standard asks for.
public struct ExtendedCopyParameterList: Equatable, Sendable {
    /// The header; its lengths are derived on encoding.
    public var header = ExtendedCopyLID1Header()
    /// The devices, whose places in the list are their CSCD descriptor IDs.
    public var cscdDescriptors: [IdentificationCSCDDescriptor] = []
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
}
