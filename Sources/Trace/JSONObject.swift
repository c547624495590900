/// Appends one JSON object to a buffer, member by member. It is the hottest writer of a run, so
/// it formats in place and allocates nothing.
struct JSONObject {
    private var isFirst = true

    init(appendingTo out: inout [UInt8]) { out.append(UInt8(ascii: "{")) }

    func end(_ out: inout [UInt8]) { out.append(UInt8(ascii: "}")) }

    mutating func add(_ key: JSONKey, _ value: Int64, _ out: inout [UInt8]) {
        name(key, &out)
        Self.append(value, &out)
    }

    mutating func add(_ key: JSONKey, _ value: Bool, _ out: inout [UInt8]) {
        name(key, &out)
        out.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func add(_ key: JSONKey, _ value: String, _ out: inout [UInt8]) {
        name(key, &out)
        Self.append(value, &out)
    }

    mutating func add(_ key: JSONKey, hex bytes: [UInt8], _ out: inout [UInt8]) {
        name(key, &out)
        out.append(UInt8(ascii: "\""))
        for byte in bytes {
            out.append(Self.digit(byte >> 4))
            out.append(Self.digit(byte & 15))
        }
        out.append(UInt8(ascii: "\""))
    }

    private mutating func name(_ key: JSONKey, _ out: inout [UInt8]) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        out.append(contentsOf: key.bytes)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func append(_ value: Int64, _ out: inout [UInt8]) {
        if value < 0 { out.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while rest >= bound && digits < 19 {
            digits += 1
            bound *= 10
        }
        out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
        var index = out.count
        while rest > 0 {
            index -= 1
            out[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    private static func append(_ text: String, _ out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        let start = out.count
        out.append(contentsOf: text.utf8)
        var index = start
        while index < out.count {
            let unit = out[index]
            let escape: [UInt8]? =
                switch unit {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), unit]
                case 0..<0x20: Array("\\u00".utf8) + [digit(unit >> 4), digit(unit & 15)]
                default: nil
                }
            if let escape {
                out.replaceSubrange(index...index, with: escape)
                index += escape.count
            } else {
                index += 1
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}

/// A member's name as it is written: quoted, with its colon.
struct JSONKey {
    let bytes: [UInt8]

    private init(_ name: String) { bytes = Array("\"\(name)\":".utf8) }

    static let cdb = JSONKey("cdb")
    static let dataIn = JSONKey("data_in")
    static let dataOut = JSONKey("data_out")
    static let detail = JSONKey("detail")
    static let event = JSONKey("event")
    static let fault = JSONKey("fault")
    static let good = JSONKey("good")
    static let issued = JSONKey("issued")
    static let name = JSONKey("name")
    static let nexus = JSONKey("nexus")
    static let origin = JSONKey("origin")
    static let quietAt = JSONKey("quiet_at")
    static let scenario = JSONKey("scenario")
    static let seed = JSONKey("seed")
    static let segment = JSONKey("segment")
    static let sense = JSONKey("sense")
    static let sequence = JSONKey("sequence")
    static let state = JSONKey("state")
    static let status = JSONKey("status")
    static let step = JSONKey("step")
    static let time = JSONKey("time")
    static let type = JSONKey("type")
    static let unit = JSONKey("unit")
    static let writes = JSONKey("writes")
}
