import SCSI
import Testing
import WireBytes

/// What a command came back with, as bytes; a failed comparison shows all of it.
struct DiskReply: Equatable, CustomStringConvertible {
    var status: SCSIStatus
    var sense: [UInt8] = []
    var dataIn: [UInt8] = []

    /// GOOD with data.
    static func good(_ dataIn: [UInt8] = []) -> DiskReply {
        DiskReply(status: .good, dataIn: dataIn)
    }

    /// GOOD with data in hexadecimal digits.
    static func good(hex: String) throws -> DiskReply { .good(try bytes(hex: hex)) }

    /// CHECK CONDITION with current sense data in fixed format, every byte of it given.
    ///
    /// - Parameters:
    ///   - key: SENSE KEY.
    ///   - code: ADDITIONAL SENSE CODE and its qualifier.
    ///   - information: INFORMATION, where VALID is one.
    ///   - field: SKSV and SENSE KEY SPECIFIC.
    static func check(
        _ key: String, _ code: String, information: String? = nil, field: String = "00 00 00"
    ) throws -> DiskReply {
        let valid = information == nil ? "70" : "f0"
        let text = """
            \(valid) 00 \(key) \(information ?? "00 00 00 00") 0a
            00 00 00 00 \(code) 00 \(field)
            """
        return DiskReply(status: .checkCondition, sense: try bytes(hex: text))
    }

    /// 5/24/00: `field` is C/D, BPV and BIT POINTER, then the CDB's byte.
    static func invalidCDB(_ field: String) throws -> DiskReply {
        try check("05", "24 00", field: field)
    }

    /// 5/20/00 at byte 0 of the CDB.
    static func unknownCommand() throws -> DiskReply {
        try check("05", "20 00", field: "c0 00 00")
    }

    /// 6/29/00.
    static func powerOn() throws -> DiskReply { try check("06", "29 00") }

    var description: String {
        let head = dataIn.prefix(96)
        return "\(status.meaning ?? "?"), sense [\(hexPairs(sense))], "
            + "\(dataIn.count) bytes [\(hexPairs(head))]"
    }
}
