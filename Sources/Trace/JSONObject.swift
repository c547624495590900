/// Appends one JSON object to a buffer, member by member. It is the hottest writer of a run, so
/// it formats in place and allocates nothing.
struct JSONObject {
    private var isFirst = true

    init(appendingTo out: inout [UInt8]) { out.append(UInt8(ascii: "{")) }

    func end(_ out: inout [UInt8]) { out.append(UInt8(ascii: "}")) }

    mutating func add(_ key: StaticString, _ value: Int64, _ out: inout [UInt8]) {
        name(key, &out)
        Self.append(value, &out)
    }

    mutating func add(_ key: StaticString, _ value: Bool, _ out: inout [UInt8]) {
        name(key, &out)
        out.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func add(_ key: StaticString, _ value: String, _ out: inout [UInt8]) {
        name(key, &out)
        Self.append(value, &out)
    }

    mutating func add(_ key: StaticString, hex bytes: [UInt8], _ out: inout [UInt8]) {
        name(key, &out)
        out.append(UInt8(ascii: "\""))
        for byte in bytes {
            out.append(Self.digit(byte >> 4))
            out.append(Self.digit(byte & 15))
        }
        out.append(UInt8(ascii: "\""))
    }

    private mutating func name(_ key: StaticString, _ out: inout [UInt8]) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        out.append(UInt8(ascii: "\""))
        out.append(contentsOf: key.description.utf8)
        out.append(UInt8(ascii: "\""))
        out.append(UInt8(ascii: ":"))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func append(_ value: Int64, _ out: inout [UInt8]) {
        if value < 0 { out.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = out.count
        repeat {
            out.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        out[start...].reverse()
    }

    private static func append(_ text: String, _ out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(unit)
            case 0..<0x20:
                out.append(contentsOf: "\\u00".utf8)
                out.append(digit(unit >> 4))
                out.append(digit(unit & 15))
            default:
                out.append(unit)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
