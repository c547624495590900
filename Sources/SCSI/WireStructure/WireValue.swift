import WireBytes

/// A value of at most 64 bits that a field holds.
public protocol WireValue: Sendable, Equatable {
    /// The value as the unsigned integer on the wire.
    var wire: UInt64 { get }
    /// The value that those bits stand for; bits beyond the type's width are ignored.
    init(wire: UInt64)
    /// What this value means, where more can be said than the number.
    var meaning: String? { get }
}

extension WireValue {
    public var meaning: String? { nil }
}

extension WireValue where Self: FixedWidthInteger & UnsignedInteger {
    public var wire: UInt64 { UInt64(self) }
    public init(wire: UInt64) { self = Self(truncatingIfNeeded: wire) }
}

extension UInt8: WireValue {}
extension UInt16: WireValue {}
extension UInt32: WireValue {}
extension UInt64: WireValue {}

extension Bool: WireValue {
    public var wire: UInt64 { self ? 1 : 0 }
    public init(wire: UInt64) { self = wire & 1 == 1 }
}

/// A code of which the standard names some values: any value can be carried, the named ones are
/// explained.
public protocol WireCode: WireValue, RawRepresentable, Hashable
where RawValue: FixedWidthInteger & UnsignedInteger {
    /// The code with that value.
    init(rawValue: RawValue)
    /// The named values.
    static var names: [RawValue: String] { get }
}

extension WireCode {
    public var wire: UInt64 { UInt64(rawValue) }
    public init(wire: UInt64) { self.init(rawValue: RawValue(truncatingIfNeeded: wire)) }
    public var meaning: String? { Self.names[rawValue] }
}
