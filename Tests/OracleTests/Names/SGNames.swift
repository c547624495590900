import CSGUtils

/// What libsgutils2 calls things. It writes names its own way, `Medium Error`, so that they are
/// given in capitals.
enum SGNames {
    static func senseKey(_ key: UInt8) -> String {
        text { unsafe _ = sg_get_sense_key_str(Int32(key), Int32($0.count), &$0) }
    }

    /// `nil` for a code that it has no text for.
    static func additionalSenseCode(_ code: UInt8, _ qualifier: UInt8) -> String? {
        let text = text {
            unsafe _ = sg_get_asc_ascq_str(Int32(code), Int32(qualifier), Int32($0.count), &$0)
        }
        let prefix = "ADDITIONAL SENSE: "
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    /// The name of an operation code, without regard to a service action.
    static func operationCode(_ code: UInt8, deviceType: UInt8) -> String {
        text { unsafe sg_get_opcode_name(code, Int32(deviceType), Int32($0.count), &$0) }
    }

    /// The name of the command that a whole CDB asks for.
    static func command(_ cdb: [UInt8], deviceType: UInt8) -> String {
        text { unsafe sg_get_command_name(cdb, Int32(deviceType), Int32($0.count), &$0) }
    }

    private static func text(_ fill: (inout [CChar]) -> Void) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        fill(&buffer)
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self).uppercased()
    }
}
