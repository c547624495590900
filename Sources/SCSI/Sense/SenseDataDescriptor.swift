import WireBytes

/// One descriptor of descriptor format sense data (SPC-4 4.5.2.1, table 29).
public enum SenseDataDescriptor: WireCodable {
    /// 00h.
    case information(InformationSenseDescriptor)
    /// 01h.
    case commandSpecificInformation(CommandSpecificSenseDescriptor)
    /// 02h.
    case senseKeySpecific(SenseKeySpecificDescriptor)
    /// 04h.
    case streamCommands(StreamCommandsSenseDescriptor)
    /// 0Ch.
    case forwarded(ForwardedSenseDescriptor)
    /// Any other type, whole.
    case other(OtherSenseDescriptor)

    public static var wireName: String { "Sense data descriptor" }

    public init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError) {
        switch offset < end ? bytes[offset] : 0xFF {
        case 0x00:
            self = .information(try .init(from: bytes, at: &offset, end: end))
        case 0x01:
            self = .commandSpecificInformation(try .init(from: bytes, at: &offset, end: end))
        case 0x02:
            self = .senseKeySpecific(try .init(from: bytes, at: &offset, end: end))
        case 0x04:
            self = .streamCommands(try .init(from: bytes, at: &offset, end: end))
        case 0x0C:
            self = .forwarded(try .init(from: bytes, at: &offset, end: end))
        default:
            self = .other(try .init(from: bytes, at: &offset, end: end))
        }
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .information(let descriptor): descriptor.encoded()
        case .commandSpecificInformation(let descriptor): descriptor.encoded()
        case .senseKeySpecific(let descriptor): descriptor.encoded()
        case .streamCommands(let descriptor): descriptor.encoded()
        case .forwarded(let descriptor): descriptor.encoded()
        case .other(let descriptor): descriptor.encoded()
        }
    }

    public static func explain(
        _ bytes: [UInt8], at offset: inout Int, end: Int
    ) -> [ExplainedField] {
        switch offset < end ? bytes[offset] : 0xFF {
        case 0x00: InformationSenseDescriptor.explain(bytes, at: &offset, end: end)
        case 0x01: CommandSpecificSenseDescriptor.explain(bytes, at: &offset, end: end)
        case 0x02: SenseKeySpecificDescriptor.explain(bytes, at: &offset, end: end)
        case 0x04: StreamCommandsSenseDescriptor.explain(bytes, at: &offset, end: end)
        case 0x0C: ForwardedSenseDescriptor.explain(bytes, at: &offset, end: end)
        default: OtherSenseDescriptor.explain(bytes, at: &offset, end: end)
        }
    }
}
