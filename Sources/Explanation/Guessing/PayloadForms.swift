import SCSI
import WireBytes

// What comes from a device.

extension ByteForm {
    /// What RECEIVE COPY commands and their like return.
    static let results: [ByteForm] =
        [
            ByteForm("copy-status-lid1", CopyStatusLID1Data.self) { bytes in
                bytes.count == 12 && bytes.bigEndian32(at: 0) == 8
                    ? Fit(score: 94, reason: "12 bytes with AVAILABLE DATA 8") : nil
            },
            ByteForm("copy-operating-parameters", CopyOperatingParametersData.self) { bytes in
                guard bytes.count >= 44, availableDataAgrees(bytes),
                    44 + Int(bytes[43]) == bytes.count
                else { return nil }
                return Fit(
                    score: 93,
                    reason: "AVAILABLE DATA and the length of its list of descriptor types agree"
                        + " with the \(bytes.count) bytes given")
            },
            ByteForm("copy-failure-details-lid1", CopyFailureDetailsLID1Data.self) { bytes in
                guard bytes.count >= 60, availableDataAgrees(bytes),
                    bytes[4..<56].allSatisfy({ $0 == 0 })
                else { return nil }
                return Fit(score: 88, reason: "AVAILABLE DATA agrees, and bytes 4 to 55 are 0")
            },
        ]
        + structure(
            "rod-token-information", called: "RECEIVE ROD TOKEN INFORMATION parameter data"
        ) { copyReportFit($0, [0x10, 0x11], with: "a token command") }
        + structure("copy-status-lid4", called: "RECEIVE COPY STATUS(LID4) parameter data") {
            copyReportFit($0, [0x00, 0x01], with: "EXTENDED COPY")
        }
        + structure("copy-data-lid4", called: "RECEIVE COPY DATA(LID4) parameter data")
        + structure("copy-data-lid1", called: "RECEIVE COPY DATA(LID1) parameter data") {
            availableDataAgrees($0)
                ? Fit(score: 35, reason: "AVAILABLE DATA agrees with the bytes given") : nil
        }
        + structure("all-rod-tokens", called: "REPORT ALL ROD TOKENS parameter data")

    private static func availableDataAgrees(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 8 && 4 + Int(bytes.bigEndian32(at: 0)) == bytes.count
    }

    private static func copyReportFit(
        _ bytes: [UInt8], _ actions: [UInt8], with what: String
    ) -> Fit? {
        guard bytes.count >= 32, availableDataAgrees(bytes), actions.contains(bytes[4]) else {
            return nil
        }
        return Fit(
            score: 82,
            reason: "AVAILABLE DATA agrees with the \(bytes.count) bytes given, and byte 4 is the"
                + " service action of \(what)")
    }

    /// VPD pages, mode pages, INQUIRY data.
    static let pages: [ByteForm] = [
        ByteForm("inquiry", StandardInquiryData.self, fit: inquiryFit),
        ByteForm("vpd", "VPD page", parts: vpdParts, fit: vpdFit),
        ByteForm(
            "mode-parameters-10", "mode parameters with the header of the 10-byte commands",
            parts: { ModeParametersWalk.parts10(of: $0) }, fit: modeParameters10Fit),
        ByteForm(
            "mode-parameters-6", "mode parameters with the header of the 6-byte commands",
            parts: { ModeParametersWalk.parts6(of: $0) }, fit: modeParameters6Fit),
        ByteForm(
            "mode-page", "mode page", parts: { ModeParametersWalk.page(of: $0) }, fit: modePageFit),
    ]

    @Sendable private static func inquiryFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 36, bytes[1] & 0x7F == 0, bytes[3] & 0x0F == 2,
            bytes[8..<36].allSatisfy({ (0x20..<0x7F).contains($0) })
        else { return nil }
        return Fit(score: 101, reason: "vendor, product and revision in ASCII at bytes 8 to 35")
    }

    @Sendable private static func vpdFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 4, bytes[0] & 0xE0 == 0 || bytes[0] & 0xE0 == 0x20,
            PeripheralDeviceType.names[bytes[0] & 0x1F] != nil,
            let name = VPDPageCode(rawValue: bytes[1]).meaning,
            4 + Int(bytes.bigEndian16(at: 2)) == bytes.count
        else { return nil }
        let page = "page code \(hexadecimal(bytes[1])), \(name), and its length agrees"
        if bytes[1] == 0 {
            // So do many others: here the list that follows must be one of page codes.
            let codes = bytes[4...]
            guard codes.first == 0, zip(codes, codes.dropFirst()).allSatisfy({ $0 < $1 }) else {
                return nil
            }
        }
        return Fit(score: 90, reason: page)
    }

    @Sendable private static func modeParameters6Fit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 4, bytes[0] == 0 || Int(bytes[0]) + 1 == bytes.count,
            bytes[3] % 8 == 0, let name = page(bytes, at: 4 + Int(bytes[3]))
        else { return nil }
        return Fit(score: 62, reason: "its lengths agree, and \(name) follows")
    }

    @Sendable private static func modeParameters10Fit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 8 else { return nil }
        let length = Int(bytes.bigEndian16(at: 0))
        let descriptors = Int(bytes.bigEndian16(at: 6))
        guard length == 0 || length + 2 == bytes.count, bytes[4] & 0xFE == 0, bytes[5] == 0,
            descriptors % 8 == 0, let name = page(bytes, at: 8 + descriptors)
        else { return nil }
        return Fit(score: 63, reason: "its lengths agree, and \(name) follows")
    }

    /// What follows header and block descriptors at `offset`: a mode page within the bytes, or
    /// nothing.
    private static func page(_ bytes: [UInt8], at offset: Int) -> String? {
        if offset == bytes.count && bytes.count >= 12 { return "no mode page" }
        guard offset + 2 <= bytes.count, bytes[offset] & 0x3F != 0,
            bytes[offset] & 0x40 != 0 || offset + 2 + Int(bytes[offset + 1]) <= bytes.count
        else { return nil }
        return ModePageCode(rawValue: bytes[offset] & 0x3F).meaning.map { "the \($0) mode page" }
    }

    @Sendable private static func modePageFit(_ bytes: [UInt8]) -> Fit? {
        guard bytes.count >= 4, bytes[0] & 0x40 == 0, bytes[0] & 0x3F != 0,
            2 + Int(bytes[1]) == bytes.count,
            let name = ModePageCode(rawValue: bytes[0] & 0x3F).meaning
        else { return nil }
        return Fit(
            score: 66, reason: "page code \(hexadecimal(bytes[0] & 0x3F)), \(name), and its length")
    }

    /// Single descriptors.
    static let descriptors: [ByteForm] = [
        ByteForm("cscd-descriptor", "CSCD descriptor", parts: cscdParts) { bytes in
            guard let first = bytes.first, isCSCDType(first), bytes.count % 32 == 0 else {
                return nil
            }
            var end = 0
            _ = CSCDDescriptor.explain(bytes, at: &end, end: bytes.count)
            guard end == bytes.count else { return nil }
            return Fit(
                score: 85,
                reason: "\(end) bytes that begin with CSCD descriptor type code "
                    + hexadecimal(first))
        },
        ByteForm("segment-descriptor", "segment descriptor", parts: segmentParts) { bytes in
            guard bytes.count >= 8, 4 + Int(bytes.bigEndian16(at: 2)) == bytes.count,
                SegmentTypeCode(rawValue: bytes[0]).meaning != nil
            else { return nil }
            let isRight = segmentParts(bytes).flatMap(\.fields).allSatisfy(\.marks.isEmpty)
            return Fit(
                score: isRight ? 84 : 57,
                reason: "segment descriptor type code \(hexadecimal(bytes[0])), and its length"
                    + " agrees")
        },
    ]

    /// Payloads that show only by their lengths.
    static let smallPayloads: [ByteForm] = [
        ByteForm("report-luns", ReportLUNsParameterData.self) { bytes in
            bytes.count >= 16 && 8 + Int(bytes.bigEndian32(at: 0)) == bytes.count
                ? Fit(score: 55, reason: "LUN LIST LENGTH agrees with the bytes given") : nil
        },
        ByteForm("read-capacity-16", ReadCapacity16ParameterData.self) { bytes in
            bytes.count == 32 ? Fit(score: 20, reason: "it has 32 bytes") : nil
        },
        ByteForm("read-capacity-10", ReadCapacity10ParameterData.self) { bytes in
            bytes.count == 8 ? Fit(score: 20, reason: "it has 8 bytes") : nil
        },
        ByteForm("supported-operation-codes", AllCommandsParameterData.self) { bytes in
            bytes.count >= 12 && 4 + Int(bytes.bigEndian32(at: 0)) == bytes.count
                ? Fit(score: 30, reason: "COMMAND DATA LENGTH agrees with the bytes given") : nil
        },
        ByteForm("one-operation-code", OneCommandParameterData.self),
        ByteForm("read-block-limits", ReadBlockLimitsData.self),
        ByteForm("read-position-short", ReadPositionShortFormData.self),
        ByteForm("read-position-long", ReadPositionLongFormData.self),
        ByteForm("read-position-extended", ReadPositionExtendedFormData.self),
    ]
}
