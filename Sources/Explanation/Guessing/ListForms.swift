import SCSI
import WireBytes

// What is sent to a device: parameter lists, CDBs. And sense data, which comes with them.

extension ByteForm {
    /// Parameter lists.
    static let lists: [ByteForm] =
        [
            ByteForm(
                "extended-copy-lid4", "EXTENDED COPY(LID4) parameter list",
                parts: ExtendedCopyParts.ofLID4, fit: extendedCopyLID4Fit),
            ByteForm(
                "extended-copy-lid1", "EXTENDED COPY(LID1) parameter list",
                parts: ExtendedCopyParts.ofLID1, fit: extendedCopyLID1Fit),
        ]
        + structure(
            "write-using-token", called: "WRITE USING TOKEN parameter list",
            fit: writeUsingTokenFit)
        + structure(
            "populate-token", called: "POPULATE TOKEN parameter list", fit: populateTokenFit)
        + structure("rod-token", called: "ROD token", fit: tokenFit)

    /// CDBs and sense data.
    static let commandsAndSense: [ByteForm] = [
        ByteForm("sense", "sense data", parts: senseParts, fit: senseFit),
        ByteForm("cdb", "CDB", parts: commandParts, fit: commandFit),
    ]

    @Sendable private static func extendedCopyLID4Fit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 48, bytes[0] == 1, bytes.bigEndian16(at: 2) == 0x20, bytes[16] == 0xFF
        else { return nil }
        let lengths = [42, 44, 46].map { Int(bytes.bigEndian16(at: $0)) }
        if 48 + lengths.reduce(0, +) == bytes.count {
            return Fit(
                score: 105,
                reason: "format 01h, and the lengths in its header add up to the"
                    + " \(bytes.count) bytes given")
        }
        return Fit(score: 92, reason: "format 01h and a header descriptor FFh at byte 16")
    }

    @Sendable private static func extendedCopyLID1Fit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 16 else { return nil }
        let length =
            16 + Int(bytes.bigEndian16(at: 2)) + Int(bytes.bigEndian32(at: 8))
            + Int(bytes.bigEndian32(at: 12))
        let beginsWithCSCD = bytes.count > 16 && isCSCDType(bytes[16])
        if length == bytes.count && length > 16 {
            return Fit(
                score: beginsWithCSCD ? 100 : 80,
                reason: "the lengths in its header add up to the \(length) bytes given")
        }
        if length == 16 && bytes.count == 16 {
            return Fit(score: 45, reason: "a header of 16 bytes whose lengths are all 0")
        }
        return beginsWithCSCD && bytes.bigEndian16(at: 2) >= 32
            ? Fit(
                score: 60,
                reason: "a CSCD descriptor type code at byte 16, though the lengths in its header"
                    + " make \(length) bytes, not \(bytes.count)")
            : nil
    }

    /// Whether a byte is in the range of codes that CSCD descriptors have (SPC-4, CSCD descriptor
    /// type codes).
    static func isCSCDType(_ code: UInt8) -> Bool {
        (0xE0...0xEF).contains(code) || code == 0xFE || code == 0xFF
    }

    @Sendable private static func populateTokenFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 32, 2 + Int(bytes.bigEndian16(at: 0)) == bytes.count,
            16 + Int(bytes.bigEndian16(at: 14)) == bytes.count, bytes.count % 16 == 0
        else { return nil }
        return Fit(score: 96, reason: "both lengths agree with the \(bytes.count) bytes given")
    }

    @Sendable private static func writeUsingTokenFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 536, 2 + Int(bytes.bigEndian16(at: 0)) == bytes.count,
            536 + Int(bytes.bigEndian16(at: 534)) == bytes.count
        else { return nil }
        return Fit(score: 97, reason: "both lengths agree with the \(bytes.count) bytes given")
    }

    @Sendable private static func tokenFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 512, 8 + Int(bytes.bigEndian16(at: 6)) == bytes.count else {
            return nil
        }
        return Fit(score: 95, reason: "ROD TOKEN LENGTH agrees with the \(bytes.count) bytes given")
    }

    @Sendable private static func senseFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 8 else { return nil }
        let code = bytes[0] & 0x7F
        guard (0x70...0x73).contains(code) else { return nil }
        let format = code < 0x72 ? "fixed" : "descriptor"
        let what = "response code \(hexadecimal(code)), \(format) format"
        if bytes.count == 8 + Int(bytes[7]) {
            return Fit(score: 99, reason: what + ", and its length agrees")
        }
        return Fit(score: bytes.count >= 14 || code >= 0x72 ? 70 : 40, reason: what)
    }

    @Sendable private static func commandFit(_ bytes: [UInt8]) -> Fit? {
        guard let first = bytes.first else { return nil }
        let code = OperationCode(rawValue: first)
        guard let name = code.meaning,
            OperationCode.cdbLength(of: code) == bytes.count
                || (bytes.count >= 10 && (first == 0x7E || first == 0x7F))
        else { return nil }
        let what = "\(bytes.count) bytes that begin with the operation code of \(name)"
        let types = StructureTable.commands(bytes)
        guard !types.isEmpty else { return Fit(score: 50, reason: what) }
        let faults = commandParts(bytes).flatMap(\.fields).count { !$0.marks.isEmpty }
        return Fit(score: faults == 0 ? 98 : 65, reason: what)
    }
}
